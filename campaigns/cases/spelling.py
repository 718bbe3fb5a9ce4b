"""Recognises a word of ours in the word that somebody wrote: its endings, slips and disguises."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from rapidfuzz.distance import OSA

from campaigns.cases.lexicon import STOP, known_words
from campaigns.cases.stems import stems

SWAP_FROM = 4
SLIP_FROM = 5
LONE_SLIP_FROM = 6
TWO_SLIPS_FROM = 9
HEAD = 3
KEPT_WORDS = 20_000
WORD_MAX = 40

_RUN = re.compile(r"(.)\1+")


def slips_in(word: str) -> int:
    """Return how many wrong letters a word of this length may have and still be itself."""
    if len(word) < SLIP_FROM:
        return 0
    return 2 if len(word) >= TWO_SLIPS_FROM else 1


class Vocabulary:
    """The words that are looked for. `find` gives those that a written word may be.

    Words that were only added as `bare` (equivalents from a table) are found by their endings, but
    a slip of the pen is forgiven only in words that somebody gave.
    """

    def __init__(self, given: Iterable[str], bare: Iterable[str] = ()) -> None:
        self._given = {word for word in given if word}
        self._words = self._given | {word for word in bare if word}
        self._heads = {word[:HEAD] for word in self._words}
        self._stems: dict[str, set[str]] = defaultdict(set)
        self._shrunk: dict[str, set[str]] = defaultdict(set)
        self._holed: dict[str, set[str]] = defaultdict(set)
        for word in self._words:
            for stem in stems(word) if word.isalpha() else ():
                self._stems[stem].add(word)
        for word in self._given:
            self._shrunk[_RUN.sub(r"\1", word)].add(word)
            for slip in (*_holes(word, slips_in(word)), *_swaps(word)):
                self._holed[slip].add(word)
        self._kept: dict[tuple[str, str], tuple[tuple[str, bool], ...]] = {}

    def find(self, written: str, alike: str = "") -> tuple[tuple[str, bool], ...]:
        """Return the words that this may be, each with whether it was written with a slip."""
        key = (written, alike)
        found = self._kept.get(key)
        if found is None:
            if len(self._kept) >= KEPT_WORDS:
                self._kept.clear()
            found = self._kept[key] = tuple(sorted(self._look(written, alike)))
        return found

    def _look(self, written: str, alike: str) -> set[tuple[str, bool]]:
        found = {(word, False) for word in self._plain(written)}
        for each in {alike.replace("1", "i"), alike.replace("1", "l")} if alike else ():
            found |= {(word, False) for word in self._plain(each)}
            found |= set() if found else {(word, True) for word in self._slipped(each)}
        if not found and len(written) <= WORD_MAX:
            found = {(word, False) for word in self._stretched(written)}
            found = found or {(word, False) for word in self._pieces(written)}
            found = found or {(word, True) for word in self._slipped(written)}
        return found

    def _plain(self, written: str) -> set[str]:
        """Return the word itself and those that differ from it by their ending only."""
        found = {written} if written in self._words else set()
        likely = written[:HEAD] in self._heads or not written.isascii()  # الندبة begins with "the"
        if likely and len(written) <= WORD_MAX and written.isalpha():
            for stem in stems(written):
                found |= self._stems.get(stem, set())
        return found

    def _stretched(self, written: str) -> set[str]:
        """Return the word behind "scaaar"."""
        return self._shrunk.get(_RUN.sub(r"\1", written), set()) if len(written) > HEAD else set()

    def _pieces(self, written: str) -> set[str]:
        """Return the words that were written as one: "starshaped", "panelvan"."""
        if len(written) < HEAD + HEAD:
            return set()
        for at in range(HEAD, len(written) - HEAD + 1):
            head, tail = written[:at], written[at:]
            if head in self._given or head in STOP:
                rest = {tail} if tail in self._given or tail in STOP else self._pieces(tail)
                if rest:
                    return ({head} | rest) & self._given
        return set()

    def _slipped(self, written: str) -> set[str]:
        """Return the words that this is a slip of the pen for; a real word is none."""
        if len(written) < SWAP_FROM or written in known_words() or not written.isalpha():
            return set()
        holes = _holes(written, slips_in(written))
        near = {word for hole in holes for word in self._holed.get(hole, ())}
        return {word for word in near if _is_slip(written, word)}


def _is_slip(written: str, word: str) -> bool:
    if sorted(written[:2]) != sorted(word[:2]) and written[0] != word[0]:
        return False
    most = slips_in(word) if len(written) < SLIP_FROM else min(slips_in(written), slips_in(word))
    most = most or int(len(written) == len(word) == SWAP_FROM and sorted(written) == sorted(word))
    return OSA.distance(written, word, score_cutoff=most) <= most


def _swaps(word: str) -> Iterator[str]:
    """Yield a word of four letters with two neighbours changed over: sacr is a scar."""
    if len(word) == SWAP_FROM:
        for at in range(SWAP_FROM - 1):
            yield word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _holes(word: str, most: int) -> Iterator[str]:
    """Yield the word and what is left of it with up to `most` letters gone."""
    yield word
    if not most:
        return
    once = {word[:at] + word[at + 1 :] for at in range(len(word))}
    yield from once
    if most > 1:
        for hole in once:
            yield from (hole[:at] + hole[at + 1 :] for at in range(len(hole)))
