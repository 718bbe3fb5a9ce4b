"""A detail that counts: "seven shots, then a pause, then two more" is also said by its numbers.

Whoever writes "seven, a gap, then two", or adds them up to nine, has said it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaigns.cases.counting import counts_in
from campaigns.cases.folding import Word, fold_words
from campaigns.cases.lexicon import LIGHT, STOP, groups_by_word, groups_of
from campaigns.cases.sorts import sorts

REACH = 10
NEAR_NOUN = 25
_THEN = sorts()["then"]
_AFTER = frozenset({"after", "apres", "despues", "depois", "following"})


def _pauses() -> frozenset[str]:
    return frozenset(groups_by_word()["pause"][0].same)


_LEAST = 2  # one number is no series


@dataclass(frozen=True, slots=True)
class Series:
    """The numbers of a detail in their order, what is counted, and their sum in words."""

    numbers: tuple[int, ...]
    nouns: frozenset[str]
    sum_words: str

    @classmethod
    def of(cls, text: str) -> "Series | None":
        """Return the series in a detail, or None where it tells of no one thing after another."""
        words = fold_words(text)
        counts = counts_in(words, text)
        places = sorted(at for at in counts if words[at].text not in STOP)
        said = {word.text for word in words}
        if len(places) < _LEAST or not said & (_THEN | _pauses()):
            return None
        noun = next(
            (
                word.text
                for word in words[places[0] + 1 :]
                if word.text not in STOP and word.text not in LIGHT and word.text.isalpha()
            ),
            "",
        )
        numbers = tuple(counts[at] for at in places)
        same = {other for group, own in groups_of(noun) if own for other in group.same}
        return cls(numbers, frozenset({noun, *same}), f"{sum(numbers)} {noun}")

    def find(
        self, words: Sequence[Word], counts: Mapping[int, int]
    ) -> tuple[bool, int, int] | None:
        """Return (surely, first word, last word) where the numbers stand one after the other.

        It is sure where a pause is told of between them, or what is counted is named close by.
        """
        for numbers, turned in ((self.numbers, False), (self.numbers[::-1], True)):
            found = self._find(numbers, words, counts, turned=turned)
            if found is not None:
                return found
        return None

    def _find(
        self,
        numbers: tuple[int, ...],
        words: Sequence[Word],
        counts: Mapping[int, int],
        *,
        turned: bool,
    ) -> tuple[bool, int, int] | None:
        places = sorted(at for at, number in counts.items() if number in numbers)
        for start, first in enumerate(places):
            if counts[first] != numbers[0]:
                continue
            last = _follow(numbers[1:], places[start + 1 :], first, counts)
            if last is None:
                continue
            between = {word.text for word in words[first + 1 : last]}
            if turned and not between & _AFTER:
                continue
            near = {w.text for w in words[max(0, first - NEAR_NOUN) : last + NEAR_NOUN]}
            if between & _pauses() or (between & _THEN and near & self.nouns):
                return True, first, last
            if between & _THEN:
                return False, first, last
        return None


def _follow(
    numbers: Sequence[int], places: Sequence[int], first: int, counts: Mapping[int, int]
) -> int | None:
    """Return the place of the last number, if all follow in order and each within reach."""
    wanted, at = list(numbers), first
    for place in places:
        if not wanted or place - at > REACH:
            break
        if counts[place] == wanted[0]:
            wanted.pop(0)
            at = place
    return None if wanted else at
