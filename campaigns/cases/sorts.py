"""Sorts of words, read from `words/sorts.toml`: words that say nothing, months, titles."""

import tomllib
from functools import lru_cache
from pathlib import Path

_FILE = Path(__file__).parent / "words" / "sorts.toml"


@lru_cache(maxsize=1)
def sorts() -> dict[str, frozenset[str]]:
    """Return each sort by its name."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return {name: frozenset(words.split()) for name, words in table.items()}
