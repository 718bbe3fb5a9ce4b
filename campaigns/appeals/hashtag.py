"""Makes a hashtag that people can read, type and say, in any script.

Platforms end a hashtag at the first character that is not a letter, a digit, an underscore or a
mark that belongs to a letter, so nothing else is kept. Each word starts with a capital, because
screen readers speak #FindMiraV word by word and #findmirav as noise.
"""

import re
import unicodedata
from collections.abc import Iterable

from campaigns.cases.model import CaseKind
from campaigns.kernel.errors import Invalid

LONGEST = 100
FIELD = "hashtag"
_WORDS_OF_A_PLACE = 3
# Joiners shape letters in Persian, Hindi and their kin; beside Latin letters they only hide.
_JOINERS = "\u200c\u200d"
_LATIN_ENDS = 0x2FF
_APOSTROPHES = re.compile(r"['\u2019\u02bc]")


def _is_mark(char: str) -> bool:
    return unicodedata.category(char).startswith("M")


def _is_part(char: str) -> bool:
    return char.isalpha() or char.isdecimal() or _is_mark(char) or char == "_"


def _without_stray_marks(word: str) -> str:
    """Return the word without marks that have no letter before them to sit on."""
    return word[1:] and _without_stray_marks(word[1:]) if _is_mark(word[0]) else word


def _joins(before: str, after: str) -> bool:
    """Say whether a joiner between these two has a letter to shape on either side."""
    return all(
        char and ord(char) > _LATIN_ENDS and (char.isalpha() or _is_mark(char))
        for char in (before, after)
    )


def _words(text: str) -> list[str]:
    """Split a text into the runs of characters that a hashtag can hold."""
    plain = _APOSTROPHES.sub("", unicodedata.normalize("NFC", text))
    kept = []
    for at, char in enumerate(plain):
        after = plain[at + 1] if at + 1 < len(plain) else ""
        if char in _JOINERS:
            kept.append(char if _joins(plain[at - 1] if at else "", after) else "")
        else:
            kept.append(char if _is_part(char) else " ")
    return "".join(kept).split()


def _has_capitals(char: str) -> bool:
    return not char.isalpha() or char.title() != char or char.lower() != char


def _join(words: list[str]) -> str:
    """Join words so that one sees where each begins: by a capital, else by an underscore."""
    joined = ""
    for word in words:
        gap = "_" if joined and not _has_capitals(word[0]) else ""
        joined += gap + word[0].title() + word[1:]
    return joined


def normalise(text: str) -> str:
    """Return the hashtag that was meant, without #, in PascalCase; Invalid if there is none."""
    words = [bare for word in _words(text) if (bare := _without_stray_marks(word))]
    hashtag = unicodedata.normalize("NFC", _join(words))
    if not any(char.isalpha() for char in hashtag):
        raise Invalid("The hashtag cannot be used.", {FIELD: "Use at least one letter."})
    if len(hashtag) > LONGEST:
        raise Invalid(
            "The hashtag is too long.",
            {FIELD: f"Use {LONGEST} characters or fewer; this has {len(hashtag)}."},
        )
    return hashtag


def key(hashtag: str) -> str:
    """Return what two hashtags share when platforms or people would take them for the same."""
    bare = hashtag.translate(dict.fromkeys(map(ord, _JOINERS)))
    folded = unicodedata.normalize("NFKC", bare).casefold()
    return unicodedata.normalize("NFKC", folded)


def propose(names: Iterable[str], kind: CaseKind) -> str:
    """Return a hashtag for the first name that gives one, or "" if none does.

    Names are of the person, or of the place for a witness appeal, fullest first: "Mira
    Vance-Holloway" gives FindMiraV, "Cherry Street" gives CherryStreetWitness.
    """
    for name in names:
        words = [word for word in _words(name.partition(",")[0]) if word[0].isalpha()]
        if words:
            return normalise(_PATTERNS[kind](words))
    return ""


def _find(words: list[str]) -> str:
    if not _has_capitals(words[0][0]):  # an initial means nothing in a script without capitals
        return " ".join(["Find", *words[:2]])
    initial = words[1][0].upper() if len(words) > 1 else ""
    return f"Find {words[0]}{initial}"


def _witness(words: list[str]) -> str:
    return " ".join([*words[:_WORDS_OF_A_PLACE], "Witness"])


def _identify(words: list[str]) -> str:
    return " ".join(["Identify", *words[:_WORDS_OF_A_PLACE]])


_PATTERNS = {
    CaseKind.MISSING: _find,
    CaseKind.WITNESS: _witness,
    CaseKind.IDENTIFY: _identify,
    CaseKind.REMAINS: _identify,
}
