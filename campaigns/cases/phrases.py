"""Finds phrases in a text whose words may be turned round, bent, filled up or said otherwise.

A phrase is its telling words (slots). Each slot takes the word itself, a true equivalent, or a word
that is only alike; how sure a find is, is the least sure of its slots. Time grows with the length
of the text, not with the number of phrases: a word leads straight to the slots that it can fill.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from math import ceil
from typing import NamedTuple

from campaigns.cases.counting import BANKNOTES, NUMBERS, free_counts, is_money
from campaigns.cases.folding import Word
from campaigns.cases.lexicon import (
    AND,
    LIGHT,
    STOP,
    TITLES,
    WORN,
    groups_of,
)
from campaigns.cases.phrase import COLOUR_WORDS, Phrase, Sureness
from campaigns.cases.spelling import LONE_SLIP_FROM, Vocabulary

STOP_COST = 0.25
TIGHT = {1: 0.0, 2: 2.5, 3: 4.0}
TIGHT_MANY = 5.5
PAIR = 2
LOOSE_MORE = 3.0
LIGHT_REACH = 3
GIST_SHARE, GIST_LEAST, GIST_REACH = 0.6, 3, 4
ALIKE_WEIGHT = 0.7
NUMBER_SLIP_FROM = 4


def _words_of() -> dict[str, frozenset[str]]:
    """Return the longer words of each number, in which a slip of the pen is forgiven."""
    found: dict[str, set[str]] = defaultdict(set)
    for word, number in NUMBERS.items():
        if len(word) >= NUMBER_SLIP_FROM and word.isalpha():
            found[f"#{number}"].add(word)
    return {number: frozenset(words) for number, words in found.items()}


_WORDS_OF = _words_of()


class Ref(NamedTuple):
    """A slot that a word can fill, and how surely."""

    phrase: int
    slot: int
    sure: Sureness


class Spot(NamedTuple):
    """A word's place in a text, the slot that it fills, and how surely."""

    place: int
    slot: int
    sure: Sureness


class Find(NamedTuple):
    """A phrase found in a text: from which word to which, and how surely."""

    phrase: int
    first: int
    last: int
    sure: Sureness


class Phrases:
    """Phrases made ready to be found. `wide` also takes what is said in equivalent words."""

    def __init__(self, phrases: Sequence[Phrase], *, wide: bool = True) -> None:
        self._phrases = phrases
        self._refs: dict[str, dict[tuple[int, int], Sureness]] = defaultdict(dict)
        self._heads: dict[str, list[tuple[tuple[str, ...], str]]] = defaultdict(list)
        given = set()
        for at, phrase in enumerate(phrases):
            for slot, word in enumerate(phrase.words):
                given.add(word)
                given |= _WORDS_OF.get(word, frozenset())
                self._point(word, Ref(at, slot, Sureness.GIVEN))
                if wide:
                    self._widen(word, at, slot)
        single = [word for word in self._refs if " " not in word]
        self._words = Vocabulary(given, single)

    def _widen(self, word: str, at: int, slot: int) -> None:
        name = "single" if word == "#1" else word
        for group, own in groups_of(name):
            for other in group.same:
                self._point(other, Ref(at, slot, Sureness.SAME if own else Sureness.ALIKE))
            for other in group.like if own else ():
                self._point(other, Ref(at, slot, Sureness.ALIKE))

    def _point(self, word: str, ref: Ref) -> None:
        refs, key = self._refs[word], (ref.phrase, ref.slot)
        if not refs and " " in word:
            head, *tail = word.split()
            self._heads[head].append((tuple(tail), word))
        refs[key] = max(refs.get(key, Sureness.ALIKE), ref.sure)

    def read(self, words: Sequence[Word], text: str) -> list[Find]:
        """Return each phrase that the words say, once, where it is said most plainly."""
        counts = free_counts(words, text, self._refs)
        filled: dict[int, list[Spot]] = defaultdict(list)
        for at, word in enumerate(words):
            surname = bool(at) and word.capital and words[at - 1].text in TITLES
            for name, slipped, place in self._names(words, at, word, counts.get(at)):
                for (phrase, slot), sure in self._refs.get(name, {}).items():
                    if not slipped or self._forgives(phrase, name, sure):
                        spot = Spot(place, slot, Sureness.ALIKE if surname else sure)
                        filled[phrase].append(spot)
        costs = _costs(words)
        found = (
            _gist(at, self._phrases[at], sorted(spots))
            if self._phrases[at].gist
            else _whole(at, self._phrases[at], sorted(spots), words, costs)
            for at, spots in filled.items()
        )
        return [find for find in found if find is not None]

    def _names(
        self, words: Sequence[Word], at: int, word: Word, count: int | None
    ) -> Iterable[tuple[str, bool, int]]:
        """Yield what the word at this place may be, whether by a slip, and where that stands."""
        if count is not None:
            yield f"#{count}", False, at
            if word.text in BANKNOTES or is_money(words, at):
                yield "bill", False, at
        for name, slipped in self._words.find(word.text, word.alike):
            yield name, slipped, at
            if name in NUMBERS and name != word.text:
                yield f"#{NUMBERS[name]}", slipped, at
                if name in BANKNOTES:
                    yield "bill", slipped, at
        for tail, name in self._heads.get(word.text, ()):
            end = at + len(tail)
            if tuple(each.text for each in words[at + 1 : end + 1]) == tail:
                yield name, False, at
                yield name, False, end

    def _forgives(self, phrase: int, name: str, sure: Sureness) -> bool:
        """Say whether a slip of the pen is forgiven: in given words, and in long ones if alone."""
        alone = len(self._phrases[phrase].heavy) == 1
        return sure is Sureness.GIVEN and not (alone and len(name) < LONE_SLIP_FROM)


def _costs(words: Sequence[Word]) -> list[float]:
    """Return how far each word stands from the beginning, as a reader feels it."""
    costs, sum_, dressed = [0.0], 0.0, -1
    for at, word in enumerate(words):
        if word.start == dressed and not word.alike:
            sum_ += word.pause  # the rest of sh4ped, which was read as one
            costs.append(sum_)
            continue
        dressed = word.start if word.alike else -1
        sum_ += (STOP_COST if word.text in STOP or word.text in LIGHT else 1.0) + word.pause
        if word.text in AND and at and words[at - 1].text not in STOP:
            sum_ += STOP_COST
        costs.append(sum_)
    return costs


def _whole(
    at: int, phrase: Phrase, spots: list[Spot], words: Sequence[Word], costs: list[float]
) -> Find | None:
    """Return where all telling words stand closest together, if that is close enough."""
    need = len(phrase.heavy)
    budget = TIGHT.get(need, TIGHT_MANY)
    most = budget + (LOOSE_MORE if need > PAIR else 0.0)
    best: tuple[Sureness, float, int, int] | None = None
    sure_ones = [spot for spot in spots if spot.sure > Sureness.ALIKE]
    for window in (*_windows(phrase, spots), *_windows(phrase, sure_ones)):
        first, end = window[0].place, window[-1].place
        cost = _cost(window, words, costs)
        if cost > most or _parted(phrase, window, words):
            continue
        sure = min(spot.sure for spot in window) if cost <= budget else Sureness.ALIKE
        if best is None or (sure, -cost) > (best[0], best[1]):
            best = (sure, -cost, first, end)
    if best is None:
        return None
    sure, _, first, end = best
    if need <= PAIR and not _lit(phrase, spots, first, end):
        sure = Sureness.ALIKE
    return Find(at, first, end, sure)


def _windows(phrase: Phrase, spots: list[Spot]) -> Iterable[list[Spot]]:
    """Yield, for each place where one ends, the shortest run of words that fills all slots."""
    last: dict[int, Spot] = {}
    for spot in spots:
        if spot.slot in phrase.heavy:
            last[spot.slot] = spot
            if len(last) == len(phrase.heavy):
                yield sorted(last.values())


def _cost(window: list[Spot], words: Sequence[Word], costs: list[float]) -> float:
    """Return how far apart the words of a window stand, without the words themselves."""
    first, end = window[0].place, window[-1].place
    own = {spot.place for spot in window} - {end}
    between = sum(costs[at + 1] - costs[at] - words[at].pause for at in own)
    return costs[end] - costs[first] - between


def _lit(phrase: Phrase, spots: list[Spot], first: int, end: int) -> bool:
    """Say whether the small words of a phrase (behind, under) stand beside it too."""
    near = {
        spot.slot
        for spot in spots
        if spot.slot not in phrase.heavy and first - LIGHT_REACH <= spot.place <= end + LIGHT_REACH
    }
    return len(near) == len(phrase.words) - len(phrase.heavy)


def _parted(phrase: Phrase, window: list[Spot], words: Sequence[Word]) -> bool:
    """Say whether the words belong to two things: "a white car and a blue van" is no white van."""
    inside = {spot.place for spot in window}
    places = range(window[0].place + 1, window[-1].place)
    dressed = {words[at].start for at in inside if words[at].alike}
    between = [
        words[at].text for at in places if at not in inside and words[at].start not in dressed
    ]
    if phrase.colours and (
        any(word in COLOUR_WORDS for word in between) or _worn(window, words, between)
    ):
        return True
    content = False
    for word in between:
        if word in AND and content:
            return len(phrase.heavy) == PAIR
        content = content or word not in STOP
    return False


def _worn(window: list[Spot], words: Sequence[Word], between: Sequence[str]) -> bool:
    """Say whether the colour is of something else: "the van driver in a white shirt"."""
    last = window[-1].place
    after = words[last + 1].text if last + 1 < len(words) and not words[last].pause else ""
    coloured = words[last].text in COLOUR_WORDS and after not in STOP and after not in LIGHT
    return coloured and bool(after) and bool(WORN & set(between))


def _gist(
    at: int,
    phrase: Phrase,
    spots: list[Spot],
) -> Find | None:
    """Return where most of a sentence's telling words stand together, in whatever order."""
    total = len(phrase.heavy)
    need = max(GIST_LEAST, ceil(GIST_SHARE * total))
    heavy = [spot for spot in spots if spot.slot in phrase.heavy]
    found: Find | None = None
    start = 0
    for end, spot in enumerate(heavy):
        while spot.place - heavy[start].place > GIST_REACH * total:
            start += 1
        window = heavy[max(start, end - 3 * total) : end + 1]
        best: dict[int, Sureness] = {}
        for each in window:
            best[each.slot] = max(best.get(each.slot, Sureness.ALIKE), each.sure)
        weight = sum(1.0 if sure > Sureness.ALIKE else ALIKE_WEIGHT for sure in best.values())
        if len(best) >= need and weight >= GIST_SHARE * total:
            if len(best) == total and min(best.values()) > Sureness.ALIKE:
                return Find(at, window[0].place, spot.place, Sureness.SAME)
            found = found or Find(at, window[0].place, spot.place, Sureness.ALIKE)
    return found
