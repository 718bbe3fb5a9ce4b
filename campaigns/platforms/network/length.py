"""Counts a text as the rehearsal network counts it: by what a reader sees as one character."""

import unicodedata

JOINER = "\u200d"
_FLAGS = range(0x1F1E6, 0x1F200)
_SKIN = range(0x1F3FB, 0x1F400)


def count(text: str) -> int:
    """Return the number of visible characters.

    An accent, a skin tone, a variation selector or a joined emoji counts with the character before
    it, and two flag letters are one flag: close to Unicode's grapheme clusters (UAX 29), without
    its tables for Hangul jamo.
    """
    seen, before, flags = 0, "", 0
    for character in unicodedata.normalize("NFC", text):
        flags = flags + 1 if ord(character) in _FLAGS else 0
        joined = JOINER in {before, character}
        second_flag_letter = flags > 0 and flags % 2 == 0
        extends = unicodedata.category(character) in {"Mn", "Me", "Mc"}
        toned = ord(character) in _SKIN and before != ""
        if before == "" or not (joined or extends or second_flag_letter or toned):
            seen += 1
        before = character
    return seen
