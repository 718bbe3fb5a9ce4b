"""Reads a text letter by letter: what is spread over words, or run together, is still said."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate

from campaigns.cases.folding import Word, same_shape

SQUASHED_FROM = 6
SQUASHED_INSIDE_FROM = 8


class Line:
    """The letters of a text without heed to spaces, and where its words begin and end in them."""

    def __init__(self, words: Sequence[Word]) -> None:
        shapes = [same_shape(word.text) for word in words]
        self.letters = "".join(shapes)
        self._starts = list(accumulate((len(shape) for shape in shapes), initial=0))

    def find(self, shape: str) -> tuple[int, int] | None:
        """Return the words (first, last) in which the letters stand, or None.

        They go from the beginning of a word to the end of one; long ones may also stand inside a
        word, and scripts without spaces have no words to keep to.
        """
        wide = not shape.isascii()
        if len(shape) < SQUASHED_FROM and not wide:
            return None
        at = self.letters.find(shape)
        while at >= 0:
            first = bisect_right(self._starts, at) - 1
            last = bisect_left(self._starts, at + len(shape)) - 1
            whole = self._starts[first] == at and self._starts[last + 1] == at + len(shape)
            inside = first == last and len(shape) >= SQUASHED_INSIDE_FROM
            if whole or inside or wide:
                return first, last
            at = self.letters.find(shape, at + 1)
        return None
