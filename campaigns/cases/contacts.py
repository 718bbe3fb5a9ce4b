"""Finds telephone numbers and addresses in a text, and tells private ones from the police's."""

import re
from collections.abc import Iterator

from campaigns.cases.arabic import ARABIC
from campaigns.cases.counting import NUMBERS
from campaigns.cases.telltale import Page, Span, sentence_around

NEAR = 60
PHONE_DIGITS = (7, 15)

_PHONE = re.compile(r"(?<![\w./-])\+?\(?\d(?:[\s().\-/]{0,3}\d){6,14}(?![\w-])")
_NO_PHONE = re.compile(
    r"\d{4}-\d{2}-\d{2}|(?<![\d./-])\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})\b(?![./-]\d)|\d{1,3}(?:,\d{3})+|"
    r"^(?:19|20)\d\d\s*[-/]\s*(?:19|20)\d\d$|^(?:19|20)\d\d\s+\d"
)
_EMAIL = re.compile(
    r"[\w.+-]{1,64}\s?(?:@|\(at\)|\[at\]|\{at\})\s?[\w-]{1,63}"
    r"(?:\s?(?:\.|\(dot\)|\[dot\]|\{dot\})\s?[a-z]{2,24}){1,3}",
    re.IGNORECASE,
)
_FREE_MAIL = re.compile(
    r"(?:gmail|googlemail|hotmail|outlook|yahoo|icloud|live|msn|aol|proton(?:mail)?|gmx|orange|"
    r"free|laposte|wanadoo|btinternet|rogers|bell|sympatico|videotron)\b",
    re.IGNORECASE,
)
_PRIVATE = re.compile(
    r"\b(?:m[uo]m(?:my)?|mother|dad(?:dy)?|father|parents?|family|brother|sister|aunt(?:ie)?|uncle|"
    r"gran(?:dma|dad|ny)?|grand(?:mother|father)|husband|wife|boyfriend|girlfriend|partner|cousin|"
    r"friend|call (?:him|her|them|me)|text (?:him|her|them|me)|ring (?:him|her|them|me)|"
    r"(?:his|her|their|my) (?:cell|mobile|number|phone|e-?mail)|personal|direct(?:ly)?|private|"
    r"mere|maman|pere|papa|famille|soeur|frere|tante|oncle|mari|femme|copain|copine|portable|"
    r"appelez-(?:le|la)|mutter|mama|vater|papa|eltern|familie|madre|mama|padre|familia|hermano|hermana|tia|tio|marido|esposa|"
    r"llam[ae](?:le|la|lo))\b|"
    rf"\b(?:{ARABIC.private})\b",
    re.IGNORECASE,
)
_OFFICIAL = re.compile(
    r"\b(?:tips?|tip ?line|police|crime ?stoppers|hotline|helpline|detectives?|officers?|division|"
    r"investigat\w+|incident room|missing persons?|unit|constabulary|sheriff|rcmp|gendarmerie|"
    r"contact us|call us|anonymous\w*|information|appel a temoins|enquet\w+|renseignements?|"
    r"temoignages?|occurrence|dossier|crime number|incident number|polizei|"
    r"policia|guardia civil|pistas|informacion|reference|ref|case|tel)\b|"
    rf"\b(?:{ARABIC.official})\b",
    re.IGNORECASE,
)
_OFFICIAL_NUMBER = re.compile(r"\+?1?\D{0,2}8(?:00|33|44|55|66|77|88)\D|0800|0808|116\s?000")
_OFFICIAL_MAIL = re.compile(
    r"\b(?:tips?|appeals?|missing|crime|witness\w*)[\w.+-]*@|@[\w.-]*(?:police|polic\w+|crimestoppers|gouv|"
    r"gov|gendarmerie|rcmp|constabulary)\b",
    re.IGNORECASE,
)
_LETTER_O = re.compile(r"(?<=[\d -])[oO](?=\d)|(?<=\d)[oO](?=[\d -])")
_SPOKEN_LEAST = 7
_WORD = re.compile(r"[A-Za-z]+|\d+")


def contacts_in(page: Page) -> Iterator[tuple[Span, bool]]:
    """Yield each number and address that is not plainly the police's, and whether it is private."""
    for found in (*_PHONE.finditer(_LETTER_O.sub("0", page.flat)), *_EMAIL.finditer(page.flat)):
        if _OFFICIAL_MAIL.search(found[0]):
            continue
        digits = sum(c.isdigit() for c in found[0])
        mail = "@" in found[0] or not found[0][-1].isdigit()
        if not mail and (
            not PHONE_DIGITS[0] <= digits <= PHONE_DIGITS[1] or _NO_PHONE.search(found[0])
        ):
            continue
        start, end = sentence_around(page.flat, found.span())
        private = _nearest(_PRIVATE, page.flat, found.span(), start, end)
        official = _nearest(_OFFICIAL, page.flat, found.span(), start, end)
        if private < official:
            yield found.span(), True
        elif mail and _FREE_MAIL.search(found[0]):
            yield found.span(), official > NEAR
        elif official > NEAR and not _OFFICIAL_NUMBER.match(found[0]):
            yield found.span(), False
    yield from ((span, True) for span in _spoken_numbers(page))


def _nearest(pattern: re.Pattern[str], flat: str, span: Span, start: int, end: int) -> int:
    """Return how many letters away the nearest such word of the sentence is; NEAR + 1 if none."""
    low, high = max(start, span[0] - NEAR), min(end, span[1] + NEAR)
    away = [
        max(found.start() - span[1], span[0] - found.end(), 0)
        for found in pattern.finditer(flat, low, high)
        if not (found.start() < span[1] and found.end() > span[0])
    ]
    return min(away, default=NEAR + 1)


_PAUSE = 3  # letters between two digits that belong together: a comma and a space


def _spoken_numbers(page: Page) -> Iterator[Span]:
    """Yield numbers written out digit by digit: "four one six five five five ..."."""
    run: list[re.Match[str]] = []
    for word in _WORD.finditer(page.flat):
        number = NUMBERS.get(word[0].lower())
        spoken = word[0].lower() in {"oh", "double"} or number in range(10)
        if spoken and (not run or word.start() - run[-1].end() <= _PAUSE):
            run.append(word)
            continue
        if len(run) >= _SPOKEN_LEAST and not run[0][0].isdigit():
            yield run[0].start(), run[-1].end()
        run = [word] if spoken else []
    if len(run) >= _SPOKEN_LEAST and not run[0][0].isdigit():
        yield run[0].start(), run[-1].end()
