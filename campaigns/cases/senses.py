"""Tells in which sense a lone word stands: Pemberton Avenue is no rabbit of that name."""

from collections.abc import Sequence

from campaigns.cases.folding import Word, fold_words
from campaigns.cases.lexicon import (
    OTHER_SENSE,
    PLACE_AFTER,
    PLACE_BEFORE,
    STOP,
    TITLES,
    known_words,
)


def is_name(term: str) -> bool:
    """Say whether a term is one proper name."""
    words = fold_words(term)
    return len(words) == 1 and words[0].capital and words[0].text not in known_words()


def other_sense(words: Sequence[Word], at: int, *, name: bool) -> bool:
    """Say whether a lone word stands for something else here: Pemberton Avenue, career ladder."""
    after = words[at + 1] if at + 1 < len(words) and not words[at].pause else None
    before = words[at - 1] if at and not words[at - 1].pause else None
    proper = words[at].capital
    if after and after.text in PLACE_AFTER and (name or (proper and after.capital)):
        return True
    if before and before.text in PLACE_BEFORE | TITLES and (name or (proper and before.capital)):
        return True
    return not name and figure(words, at)


def figure(words: Sequence[Word], at: int) -> bool:
    """Say whether a lone word is a figure of speech beside its neighbours: beads of sweat."""
    near = [word.text for word in words[max(0, at - 2) : at + 4] if word.text not in STOP]
    return bool(OTHER_SENSE.get(words[at].text, frozenset()) & set(near))


def is_first_name(words: Sequence[Word], at: int) -> bool:
    """Say whether a word reads as the first name of somebody: Rosario Dawson."""
    after = words[at + 1] if at + 1 < len(words) and not words[at].pause else None
    return words[at].capital and after is not None and _is_surname(after)


def _is_surname(word: Word) -> bool:
    return word.capital and word.text.isalpha() and word.text not in known_words()


def other_thing(words: Sequence[Word], first: int, last: int) -> bool:
    """Say whether a word among these is bound to what makes it another thing: shots of footage."""
    return any(_bound(words, at) for at in range(first, last + 1))


def _bound(words: Sequence[Word], at: int) -> bool:
    other = OTHER_SENSE.get(words[at].text)
    if not other:
        return False
    before = words[at - 1].text if at and not words[at - 1].pause else ""
    after = [word.text for word in words[at + 1 : at + 3]]
    of = after[:1] in (["of"], ["from"]) and not words[at].pause
    return before in other or (of and bool(other & set(after[1:])))
