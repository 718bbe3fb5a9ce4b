"""Which words say the same, which are only alike, and which say nothing by themselves.

The groups stand in `words/lexicon.toml`; they are a table of our own, to be read and added to.
"""

import tomllib
from collections import defaultdict
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from campaigns.cases.folding import fold_words
from campaigns.cases.sorts import sorts
from campaigns.cases.stems import stems

_FILE = Path(__file__).parent / "words" / "lexicon.toml"

STOP = sorts()["stop"]
LIGHT = sorts()["light"]
COLOURS = frozenset({"grey", "white", "black", "red", "green", "blue", "yellow", "brown"}) | {
    "orange", "pink", "purple", "silver", "gold",
}  # fmt: skip
AND = frozenset({"and", "or", "et", "ou", "y", "o", "but", "mais", "pero"})

# A name beside one of these names a place or somebody else.
PLACE_AFTER = sorts()["place_after"]
PLACE_BEFORE = sorts()["place_before"]
TITLES = sorts()["titles"]
# What stands between somebody and what they wear.
WORN = frozenset({"in", "with", "wearing", "wore", "en", "avec", "con", "portant"})
# A thing beside one of these is a figure of speech, or something else of the same name.
_PICTURED = sorts()["pictured"]
OTHER_SENSE = {
    "ladder": frozenset(
        {"career", "corporate", "property", "social", "housing", "snakes", "success"}
    ),
    "scar": frozenset({"emotional", "mental", "landscape"}),
    "bead": frozenset({"sweat"}),
    "beads": frozenset({"sweat"}),
    "shot": _PICTURED,
    "shots": _PICTURED,
}


class Group(NamedTuple):
    """Words that say one thing: the true equivalents, and those that only come close."""

    name: str
    same: tuple[str, ...]
    like: tuple[str, ...]


@lru_cache(maxsize=1)
def groups() -> tuple[Group, ...]:
    """Return the groups of the table, their words folded."""
    table = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Group(name, _folded(said["same"]), _folded(said.get("like", ())))
        for name, said in table.items()
    )


def _folded(phrases: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(fold(phrase) for phrase in phrases))


def fold(phrase: str) -> str:
    """Return a phrase as the guard compares it."""
    return " ".join(word.text for word in fold_words(phrase))


@lru_cache(maxsize=1)
def groups_by_word() -> dict[str, tuple[Group, ...]]:
    """Return the groups that a word belongs to, whether as the same or as alike."""
    found: dict[str, list[Group]] = defaultdict(list)
    for group in groups():
        for word in {*group.same, *group.like}:
            found[word].append(group)
    return {word: tuple(each) for word, each in found.items()}


@lru_cache(maxsize=1)
def sides() -> frozenset[str]:
    """Return the words for left and right: without them a detail is still half told."""
    named = (group for group in groups() if group.name in {"left", "right"})
    return frozenset(word for group in named for word in group.same)


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """Return the words that are words: none of them is a slip of the pen for another one."""
    spoken = {part for word in groups_by_word() for part in word.split()}
    return STOP | LIGHT | sorts()["common"] | spoken


def groups_of(word: str) -> list[tuple[Group, bool]]:
    """Return the groups that a word belongs to in any of its endings, and whether as the same."""
    bases = {word} if word in groups_by_word() else _bases(word)
    return [(group, base in group.same) for base in bases for group in groups_by_word()[base]]


def _bases(word: str) -> set[str]:
    """Return the words of the table that differ from this one by their ending only."""
    if not word.isalpha():
        return set()
    return {base for stem in stems(word) for base in _words_by_stem().get(stem, ())}


@lru_cache(maxsize=1)
def _words_by_stem() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for word in groups_by_word():
        for stem in stems(word) if word.isalpha() else ():
            found[stem].add(word)
    return found
