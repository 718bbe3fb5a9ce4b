"""Numbers as people write them: 7, seven, sept and siete are one; so are 7th, seventh and twenties.

A time of day, a date, a telephone number is no count: "7 pm" does not say "seven".
"""

import re
from collections.abc import Container, Sequence

from campaigns.cases.folding import Word, plain
from campaigns.cases.sorts import sorts

_UNITS = {
    "en": "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen twenty",
    "fr": "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze "
    "seize dix-sept dix-huit dix-neuf vingt",
    "es": "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce "
    "quince dieciséis diecisiete dieciocho diecinueve veinte",
    "pt": "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze "
    "dezesseis dezessete dezoito dezenove vinte",
    "ar": "صفر واحد اثنان ثلاثة أربعة خمسة ستة سبعة ثمانية تسعة عشرة",
}
_TENS = {
    20: "twenty vingt veinte vinte veinti عشرون عشرين",
    30: "thirty trente treinta trinta ثلاثون ثلاثين",
    40: "forty quarante cuarenta quarenta أربعون أربعين",
    50: "fifty cinquante cincuenta cinquenta خمسون خمسين",
    60: "sixty soixante sesenta sessenta",
    70: "seventy septante setenta",
    80: "eighty octante huitante ochenta oitenta",
    90: "ninety nonante noventa",
    100: "hundred cent cien cem",
}
_MORE = {
    1: "une una uma first premier premiere primero primera ace واحدة",
    2: "ii second deuxieme segundo segunda twice couple pair paire deuce duas اثنين اثنتان اثنتين",
    3: "iii third troisieme tercero tercera thrice trio ثلاث",
    4: "fourth quatrieme cuarto quarta أربع",
    5: "fifth cinquieme quinto quinta fiver خمس",
    6: "sixth sixieme sexto ست",
    7: "vii seventh septieme septimo setimo سبع",
    8: "viii eighth huitieme octavo oitavo ثمان ثماني",
    9: "ix ninth neuvieme noveno nono تسع",
    10: "tenth dixieme decimo tens tenner dizaine decena عشر",
    11: "eleventh",
    12: "dozen douzaine docena twelfth",
    13: "thirteenth",
    14: "fourteenth",
    15: "fifteenth",
    16: "sixteenth",
    17: "seventeenth",
    18: "eighteenth",
    19: "nineteenth",
    20: "twenties twentieth vingtaine veintena",
    50: "fifties fiftieth cinquantaine",
    100: "hundreds hundredth centaine",
}
# A count that says by itself that it counts banknotes.
BANKNOTES = frozenset({"tens", "tenner", "tenners", "twenties", "fifties", "hundreds", "fivers"})
_AND = frozenset({"and", "et", "y", "e"})
_STOP = sorts()["stop"]
_ENDINGS = frozenset({"st", "nd", "rd", "th", "s", "x", "er", "ere", "e", "eme", "o", "a", "times"})
_CLOCK = frozenset({"am", "pm", "h", "hrs", "hour", "hours", "oclock", "clock", "heures", "heure"})
_YEARS_OLD = frozenset({"year", "years", "yr", "yrs", "yo", "ans", "anos", "months", "mois"})
_UNITS_OF_SIZE = frozenset({"km", "cm", "m", "mm", "kg", "lb", "ft", "mile", "miles", "minutes"})
_MONTHS = sorts()["months"]
_COUNTED = sorts()["counted"]
_NUMBERED = sorts()["numbered"]
_COMMON = sorts()["common"]
_ORDINALS = frozenset({"st", "nd", "rd", "th"})
_NOTES = frozenset({"5", "10", "20", "50", "100"})
_PUT_AT = frozenset({"put", "estimated", "number", "counted", "total"})
_NOT_A_COUNT = _CLOCK | _YEARS_OLD | _UNITS_OF_SIZE
_CLOCK_FACE = re.compile(r"\d[:.h]\d\d|\d+[-/.]\d+[-/.]\d+|\d{3}[ -.]\d{3,4}")
_MAX_DIGITS = 6
_SIX, _LESS_THAN_TEN = 6, 10
_VINGT, _SOIXANTE = 20, 60


def _number_words() -> dict[str, int]:
    found = {word: at for units in _UNITS.values() for at, word in enumerate(units.split())}
    for named in (_TENS, _MORE):
        found |= {word: number for number, words in named.items() for word in words.split()}
    return {plain(word): number for word, number in found.items()}


NUMBERS = _number_words()
TENS = frozenset(plain(word) for words in _TENS.values() for word in words.split())


def counts_in(words: Sequence[Word], text: str) -> dict[int, int]:
    """Return what is counted: the number, by the place of the word that says it."""
    found: dict[int, int] = {}
    for at in range(len(words)):
        number = _number(words, at, text)
        if number is not None:
            found[at] = number
    for at in list(found):
        _compose(words, at, found)
    return found


def free_counts(words: Sequence[Word], text: str, wanted: Container[str]) -> dict[int, int]:
    """Return the counts that may be of what is looked for: seven witnesses are no seven shots."""
    return {
        at: number
        for at, number in counts_in(words, text).items()
        if not _counts_other(words, at, wanted) and not _is_age(words, at, text, wanted)
    }


def _counts_other(words: Sequence[Word], at: int, wanted: Container[str]) -> bool:
    """Say whether a number counts something else, or only numbers it."""
    end = at + (at + 1 < len(words) and words[at + 1].text in _ORDINALS)
    after = words[end + 1].text if end + 1 < len(words) and not words[end].pause else ""
    if after:
        return after not in wanted and (after in _COUNTED or _is_label(words, at))
    return _is_label(words, at)


def _is_label(words: Sequence[Word], at: int) -> bool:
    """Say whether a number is part of a name: division 9, apartment 7."""
    return bool(at) and not words[at - 1].pause and words[at - 1].text in _NUMBERED


def _is_age(words: Sequence[Word], at: int, text: str, wanted: Container[str]) -> bool:
    """Say whether a number is set apart after somebody: Mira, 7, heard shots."""
    if not at or not words[at].text.isdecimal():
        return False
    before = words[at - 1]
    apart = before.pause or text[words[at].start] == "("
    named = before.capital and before.text not in _COMMON
    return bool(apart) and before.text not in wanted and (named or before.text in _COUNTED)


def is_money(words: Sequence[Word], at: int) -> bool:
    """Say whether a number written in digits tells of banknotes: 20s."""
    after = words[at + 1].text if at + 1 < len(words) and not words[at].pause else ""
    return words[at].text in _NOTES and after == "s"


def _number(words: Sequence[Word], at: int, text: str) -> int | None:
    word = words[at]
    if word.alike in NUMBERS or not word.text.isdecimal():
        return NUMBERS.get(word.alike, NUMBERS.get(word.text))
    if len(word.text) > _MAX_DIGITS or _CLOCK_FACE.search(text, word.start, word.end):
        return None
    after = (words[at + 1].alike or words[at + 1].text) if at + 1 < len(words) else ""
    before = words[at - 1].text if at else ""
    if after in _NOT_A_COUNT or after in _MONTHS or before in _MONTHS:
        return None
    if before == "at" and _ends(words, at) and words[at - 2].text not in _PUT_AT:
        return None  # a time of day
    return int(word.text)


def _ends(words: Sequence[Word], at: int) -> bool:
    """Say whether nothing that could be counted follows."""
    return at + 1 == len(words) or bool(words[at].pause) or words[at + 1].text in _STOP


def _compose(words: Sequence[Word], at: int, found: dict[int, int]) -> None:
    """Put "twenty one", "vingt et un" and "quatre-vingt" together, at both their places."""
    if words[at].text not in TENS and words[at].text not in {"quatre", "dix"}:
        return
    step = 2 if at + 1 < len(words) and words[at + 1].text in _AND else 1
    more = found.get(at + step)
    if more is None or words[at].pause or words[at + step].text.isdecimal():
        return
    if words[at].text == "quatre" and more == _VINGT:
        found[at] = found[at + step] = 80
    elif words[at].text == "dix":
        if _SIX < more < _LESS_THAN_TEN:
            found[at] = found[at + step] = 10 + more
    elif found[at] >= _VINGT and (
        more < _LESS_THAN_TEN or (found[at] == _SOIXANTE and more < _VINGT)
    ):
        found[at] = found[at + step] = found[at] + more


def is_ending(word: str) -> bool:
    """Say whether a word is only the ending of a number: 7th, 20s, 7x."""
    return word in _ENDINGS
