"""Finds the phrases of a list word by word, one word after the other, in any of their endings."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence

from campaigns.cases.folding import Word, fold_words
from campaigns.cases.spelling import LONE_SLIP_FROM, Vocabulary


class Wordlist:
    """A list of phrases made ready to be found."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._phrases = [tuple(word.text for word in fold_words(phrase)) for phrase in phrases]
        self._words = Vocabulary(word for phrase in self._phrases for word in phrase)
        self._heads: dict[str, list[int]] = defaultdict(list)
        for at, phrase in enumerate(self._phrases):
            if phrase:
                self._heads[phrase[0]].append(at)

    def read(self, words: Sequence[Word]) -> Iterator[tuple[int, int, int]]:
        """Yield (number of the phrase, first word, last word) wherever one stands."""
        may_be = [self._may_be(word) for word in words]
        for first, names in enumerate(may_be):
            for name in names:
                for at in self._heads.get(name, ()):
                    last = first + len(self._phrases[at]) - 1
                    after = zip(self._phrases[at], may_be[first : last + 1], strict=False)
                    if last < len(words) and all(word in names for word, names in after):
                        yield at, first, last

    def _may_be(self, word: Word) -> frozenset[str]:
        """Return the words that this may be; a slip is forgiven only in long ones."""
        return frozenset(
            name
            for name, slipped in self._words.find(word.text, word.alike)
            if not slipped or len(name) > LONE_SLIP_FROM
        )
