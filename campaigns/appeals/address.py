"""Addresses and codes of an appeal: what posters carry and people type."""

import re

from campaigns.kernel import ids

_WORD = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|[0-9]+")
_WORDS_OF_A_SLUG = 4
_RANDOM_CHARS = 5
# What people take for one another when they read a code from a poster.
_MISREAD = str.maketrans("OILU", "011V")


def mint_slug(words: str) -> str:
    """Return a readable address with a short random end, as `find-mira-v-7kq2x`."""
    plain = _WORD.findall(words)[:_WORDS_OF_A_SLUG]
    return "-".join([*(word.lower() for word in plain), ids.code(1, _RANDOM_CHARS).lower()])


def read_code(typed: str) -> str:
    """Return the code that was meant, whatever case, spaces and hyphens it was typed with."""
    bare = "".join(char for char in typed.upper() if char.isalnum()).translate(_MISREAD)
    return "-".join(bare[at : at + 4] for at in range(0, len(bare), 4))
