"""One phrase as the guard looks for it: its telling words, and how surely it can be said."""

from dataclasses import dataclass, field
from enum import IntEnum

from campaigns.cases.counting import BANKNOTES, counts_in, is_ending
from campaigns.cases.folding import Word, fold_words
from campaigns.cases.lexicon import COLOURS, LIGHT, STOP, groups_by_word, sides


class Sureness(IntEnum):
    """How surely a phrase was said."""

    ALIKE = 1
    SAME = 2
    GIVEN = 3


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase by its telling words; `gist` is a sentence of which most words are enough."""

    words: tuple[str, ...]
    gist: bool = False
    colours: frozenset[int] = field(default_factory=frozenset)
    heavy: frozenset[int] = field(default_factory=frozenset)

    @classmethod
    def of(cls, text: str, *, gist: bool = False) -> "Phrase":
        """Return a phrase from how people say it."""
        folded = fold_words(text)
        counts = counts_in(folded, text)
        said = [_slot(word, counts.get(at)) for at, word in enumerate(folded)]
        telling = [each for each in said if each not in STOP] or said
        words = tuple(word for each in dict.fromkeys(telling) for word in _unfold(each))
        heavy = frozenset(at for at, word in enumerate(words) if word not in LIGHT)
        colours = frozenset(at for at, word in enumerate(words) if word in COLOUR_WORDS)
        return cls(words, gist, colours, heavy or frozenset(range(len(words))))

    def without_sides(self) -> "Phrase | None":
        """Return the phrase without left and right, or None where it has none or says no more."""
        words = [word for word in self.words if word not in sides()]
        if len(words) == len(self.words):
            return None
        less = Phrase.of(" ".join(words))
        return less if len(less.heavy) > 1 else None


def _colour_words() -> frozenset[str]:
    return frozenset(
        word
        for word, groups in groups_by_word().items()
        if any(group.name in COLOURS and word in group.same for group in groups)
    )


COLOUR_WORDS = _colour_words()


def _slot(word: Word, count: int | None) -> str:
    known = count is None or word.text in BANKNOTES or word.text in STOP
    return word.text if known else f"#{count}"


_ENDING_MOST = 2  # 7 th, 20 s


def _unfold(word: str) -> tuple[str, ...]:
    """Return what a word counts as: "twenties" are twenty, and bills."""
    if word in BANKNOTES:
        count = counts_in(fold_words(word), word)[0]
        return (f"#{count}", "bill")
    return () if is_ending(word) and len(word) <= _ENDING_MOST else (word,)
