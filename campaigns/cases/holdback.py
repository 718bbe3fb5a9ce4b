"""The guard's eye: finds what is withheld in words that are about to leave, however it is said.

A `Guard` is made once of what a case withholds and reads any number of texts. It knows no session,
no clock and no vault: whoever calls it hands over the plain words. `campaigns.cases.guarding` makes
the guard of a case.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from campaigns.cases.counting import free_counts
from campaigns.cases.folding import COMMA, Word, fold_words, same_shape
from campaigns.cases.letters import SQUASHED_INSIDE_FROM, Line
from campaigns.cases.overshared import Overshared
from campaigns.cases.oversharing import Table
from campaigns.cases.phrase import Phrase, Sureness
from campaigns.cases.phrases import Find, Phrases
from campaigns.cases.said import HOLDBACK, TOGETHER, WITHHELD_FACT, Hit, Said, Severity, Someone
from campaigns.cases.senses import figure, is_first_name, is_name, other_sense, other_thing
from campaigns.cases.series import Series

SENTENCE_FROM = 5
SEVERAL = 2

__all__ = ["HOLDBACK", "TOGETHER", "Detail", "Guard", "Hit", "Said", "Severity", "Someone"]

GIVES_AWAY = "This says a withheld detail."
COMES_CLOSE = "This comes close to a withheld detail."
OTHER_MEANING = "This word stands in a withheld detail; here it seems to mean something else."
FACT_TOLD = "This says a fact that is withheld, or comes close to one."
LEAVE_OUT = "Leave it out, or say only what the public may know."


@dataclass(frozen=True, slots=True)
class Detail:
    """A withheld detail: the sentence, the ways it is said, and how it is only loosely said."""

    id: int
    detail: str
    terms: tuple[str, ...] = ()
    translations: tuple[str, ...] = ()
    loose: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Meaning:
    """What a phrase stands for: its detail, the most it may do, and whether it is a name."""

    detail_id: int
    cap: Severity
    name: bool = False


@dataclass(frozen=True, slots=True)
class _Reading:
    """A text with its words; `parts` holds for each word the number of the text it stood in."""

    where: str
    text: str
    words: list[Word]
    parts: list[int] = field(default_factory=list)


class Guard:
    """What a case withholds, made ready to read texts.

    `facts` are statements that are withheld without being a detail with terms. `closed`: the case
    has ended. `missing`: it is about someone who is sought, so where they were found is no news for
    everyone.
    """

    def __init__(
        self,
        details: Iterable[Detail],
        people: Iterable[Someone] = (),
        *,
        facts: Iterable[str] = (),
        closed: bool = False,
        missing: bool = True,
        table: Table | None = None,
        contacts: Iterable[str] = (),
    ) -> None:
        self._meanings: list[_Meaning] = []
        phrases: list[Phrase] = []
        self._squashed: list[tuple[str, _Meaning]] = []
        self._series: list[tuple[int, Series]] = []
        for detail in details:
            for phrase, meaning in self._said_of(detail):
                phrases.append(phrase)
                self._meanings.append(meaning)
        for number, fact in enumerate(facts, start=1):
            phrases.append(Phrase.of(fact, gist=True))
            self._meanings.append(_Meaning(-number, Severity.BLOCK))
        self._phrases = Phrases(phrases)
        self._overshared = Overshared(
            table, tuple(people), closed=closed, missing=missing, contacts=contacts
        )

    def _said_of(self, detail: Detail) -> Iterable[tuple[Phrase, _Meaning]]:
        """Yield every way to say a detail, with what it means."""
        for term in (*detail.terms, *detail.translations):
            meaning = _Meaning(detail.id, Severity.BLOCK, is_name(term))
            phrase = Phrase.of(term)
            if not phrase.words:
                continue
            self._squashed.append((same_shape("".join(w.text for w in fold_words(term))), meaning))
            yield phrase, meaning
            if len(phrase.heavy) >= SENTENCE_FROM:
                yield Phrase.of(term, gist=True), _Meaning(detail.id, Severity.WARN)
            less = phrase.without_sides()
            if less is not None:
                yield less, _Meaning(detail.id, Severity.WARN)
        for term in detail.loose:
            yield Phrase.of(term), _Meaning(detail.id, Severity.WARN)
        yield Phrase.of(detail.detail, gist=True), _Meaning(detail.id, Severity.BLOCK)
        series = Series.of(detail.detail)
        if series is not None:
            self._series.append((detail.id, series))
            yield Phrase.of(series.sum_words), _Meaning(detail.id, Severity.BLOCK)

    def read(self, said: Sequence[Said], before: Sequence[str] = ()) -> list[Hit]:
        """Return what the texts give away: each alone, then all together with what came before.

        What was told before counts only together with something that is said now.
        """
        readings = [_Reading(each.where, each.text, fold_words(each.text)) for each in said]
        found = self._withheld_in(readings, before, touching=False)
        for each in readings:
            found += self._overshared.read(each.where, each.text, each.words)
        return found

    def touches(self, said: Sequence[Said]) -> list[Hit]:
        """Return the withheld details that incoming texts touch; nothing else is looked for.

        A block means the whole detail: in the words that were given, or in other words for several
        of its ways (a mark like a star, and just back of the ear). A warning means a part of it.
        """
        readings = [_Reading(each.where, each.text, fold_words(each.text)) for each in said]
        found = self._withheld_in(readings, (), touching=True)
        return [hit for hit in found if hit.detail_id is not None]

    def _withheld_in(
        self, readings: list[_Reading], before: Sequence[str], *, touching: bool
    ) -> list[Hit]:
        found: list[Hit] = []
        for reading in readings:
            found += [hit for hit, _ in self._details(reading, touching=touching).values()]
        told = [_Reading(TOGETHER, text, fold_words(text)) for text in before]
        if not readings or len(told) + len(readings) == 1:
            return found
        return found + self._read_together(told, readings, found, touching=touching)

    def _read_together(
        self,
        told: list[_Reading],
        readings: list[_Reading],
        alone: Sequence[Hit],
        *,
        touching: bool,
    ) -> list[Hit]:
        """Return the details that only several texts together say."""
        known = {hit.detail_id for hit in alone if hit.severity is Severity.BLOCK}
        warned = {hit.detail_id for hit in alone}
        whole = _join([*told, *readings])
        found = []
        for detail_id, (hit, (first, last)) in self._details(whole, touching=touching).items():
            new = detail_id not in known and (
                detail_id not in warned or hit.severity is Severity.BLOCK
            )
            if new and whole.parts[first] != whole.parts[last] >= len(told):
                found.append(hit)
        return found

    def _details(
        self, reading: _Reading, *, touching: bool
    ) -> dict[int, tuple[Hit, tuple[int, int]]]:
        """Return the strongest hit on each detail, with its first and last word."""
        found: dict[int, tuple[Hit, tuple[int, int]]] = {}
        spots: dict[int, set[tuple[int, int]]] = defaultdict(set)
        for detail_id, severity, why, first, last in self._hits(reading, touching=touching):
            spots[detail_id].add((first, last))
            # Two of its ways, each in other words, are the whole of it.
            whole = touching and len(spots[detail_id]) >= SEVERAL
            weight = Severity.BLOCK if whole else severity
            known = found.get(detail_id)
            if known is None or (
                weight is Severity.BLOCK and known[0].severity is not Severity.BLOCK
            ):
                words = reading.words
                excerpt = reading.text[words[first].start : words[last].end]
                hit = _hit(detail_id, weight, reading.where, excerpt, why)
                found[detail_id] = (hit, (first, last))
        return found

    def _hits(
        self, reading: _Reading, *, touching: bool
    ) -> Iterable[tuple[int, Severity, str, int, int]]:
        words, text = reading.words, reading.text
        for find in self._phrases.read(words, text):
            meaning = self._meanings[find.phrase]
            if _is_something_else(find, words):
                continue
            severity, why = _weigh(find, meaning, words)
            if touching and find.sure is Sureness.SAME:
                severity = Severity.WARN
            yield meaning.detail_id, severity, why, find.first, find.last
        line, back = Line(words), Line([w._replace(text=w.text[::-1]) for w in reversed(words)])
        for shape, meaning in self._squashed:
            spot = line.find(shape)
            if spot is None and len(shape) >= SQUASHED_INSIDE_FROM and back.find(shape):
                spot = (0, len(words) - 1)
            if spot is not None:
                yield meaning.detail_id, *_weigh_letters(meaning, words, spot), *spot
        if self._series:
            for detail_id, series in self._series:
                counts = free_counts(words, text, series.nouns)
                following = series.find(words, counts)
                if following is not None:
                    surely, first, last = following
                    severity = Severity.BLOCK if surely else Severity.WARN
                    yield detail_id, severity, GIVES_AWAY if surely else COMES_CLOSE, first, last


def _hit(number: int, severity: Severity, where: str, excerpt: str, why: str) -> Hit:
    """Return a hit on a detail, or, where the number is below nought, on a withheld fact."""
    if number < 0:
        return Hit(WITHHELD_FACT, severity, where, excerpt, None, FACT_TOLD, LEAVE_OUT)
    return Hit(HOLDBACK, severity, where, excerpt, number, why, LEAVE_OUT)


def _is_something_else(find: Find, words: Sequence[Word]) -> bool:
    """Say whether the words found mean something else: beads of sweat, two shots of footage."""
    if find.first == find.last:
        return find.sure is Sureness.ALIKE and figure(words, find.first)
    return other_thing(words, find.first, find.last)


def _weigh(find: Find, meaning: _Meaning, words: Sequence[Word]) -> tuple[Severity, str]:
    """Return what a find does: only what is said surely, and in its own sense, is stopped."""
    if find.first == find.last and (
        other_sense(words, find.first, name=meaning.name)
        or (find.sure is Sureness.SAME and is_first_name(words, find.first))
    ):
        return Severity.WARN, OTHER_MEANING
    if find.sure is Sureness.ALIKE:
        return Severity.WARN, COMES_CLOSE
    return meaning.cap, GIVES_AWAY if meaning.cap is Severity.BLOCK else COMES_CLOSE


def _weigh_letters(
    meaning: _Meaning, words: Sequence[Word], spot: tuple[int, int]
) -> tuple[Severity, str]:
    find = Find(0, *spot, Sureness.GIVEN)
    return _weigh(find, meaning, words)


def _join(readings: Sequence[_Reading]) -> _Reading:
    """Return several texts as one in which the end of a text is no more than a comma."""
    words: list[Word] = []
    parts: list[int] = []
    at = 0
    for number, reading in enumerate(readings):
        moved = [w._replace(start=w.start + at, end=w.end + at) for w in reading.words]
        if moved:
            moved[-1] = moved[-1]._replace(pause=COMMA)
        words += moved
        parts += [number] * len(moved)
        at += len(reading.text) + 1
    return _Reading(TOGETHER, "\n".join(each.text for each in readings), words, parts)
