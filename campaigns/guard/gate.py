"""The gate at every way out: reads what leaves, and lets it pass or says why not.

It stands in three places. Whatever an action writes that leaves is read before the action is kept
(`look`), so that no form, job or program gets by. What is handed to a platform is read once more at
that very moment (`campaigns.channels.speaking`). What a page shows is read when the page is made
(`sieve`). A block stops; a warning stops only someone who can be shown it and has not read it yet.
"""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from campaigns.cases.holdback import Hit, Said, Severity
from campaigns.cases.said import WITHHELD
from campaigns.guard import guarding, queries
from campaigns.guard.leaving import TOGETHER, Leaving, Road, Words
from campaigns.guard.reader import Reader, reader
from campaigns.guard.rules import covers
from campaigns.kernel.errors import HoldbackLeak, NotRead
from campaigns.kernel.text import clean
from campaigns.kernel.written import Written, watch
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind

NOT_SAID = "This would give away a withheld detail."
WARNED = "Read this before it leaves"


@dataclass(frozen=True, slots=True)
class Found:
    """One hit, in the words of one thing; `mark` names it for the click "I have read this"."""

    leaving: Leaving
    hit: Hit
    words: Words

    @property
    def blocks(self) -> bool:
        """Say whether it must not leave without a decision."""
        return self.hit.severity is Severity.BLOCK

    @property
    def detail_id(self) -> int | None:
        """Return the withheld detail that it touches, if it is one."""
        return self.hit.detail_id

    @property
    def mark(self) -> str:
        """Return a name for exactly this warning about exactly this text."""
        parts = (self.hit.rule, str(self.hit.detail_id), self.words.where, self.words.text)
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:20]


def text_hash(text: str) -> str:
    """Return the SHA-256 (hex) that binds a release to a text."""
    return hashlib.sha256(clean(text).encode()).hexdigest()


_ROADS: dict[type, Road] = {}


def open_roads(roads: Iterable[Road]) -> None:
    """Stand at these roads: what an action writes there is read before it is kept."""
    _ROADS.update({road.kind: road for road in roads})
    watch(_ROADS, look)


def look(rows: Sequence[Written]) -> None:
    """Read what an action has written, as far as it leaves; raising stops the action."""
    for fresh in (True, False):
        leaving: list[Leaving] = []
        for kind, road in _ROADS.items():
            mine = [
                each.row
                for each in rows
                if type(each.row) is kind
                and not each.gone
                and (each.new or bool(each.changed & road.columns)) is fresh
                and (fresh or each.changed & road.opens)
            ]
            leaving += road.leaving(mine) if mine else ()
        if leaving:
            check(leaving, fresh=fresh)


def find(leaving: Iterable[Leaving]) -> list[Found]:
    """Return what the guard finds and no decision covers; the same words are read once."""
    kept: dict[tuple[int, tuple[Words, ...], tuple[str, ...]], list[Found]] = {}
    found: list[Found] = []
    for each in leaving:
        for case_id in _cases_of(each):
            key = (case_id, each.words, each.before)
            hits = kept.get(key)
            if hits is None:
                hits = kept[key] = _read(case_id, each)
            found += [Found(each, one.hit, one.words) for one in hits]
    return _without_released(found)


def _cases_of(leaving: Leaving) -> list[int]:
    return queries.list_open_cases() if leaving.case_id is None else [leaving.case_id]


def _read(case_id: int, leaving: Leaving) -> list[Found]:
    """Read each text by itself, then all of them together with what was said before."""
    words = [each for each in leaving.words if each.text.strip()]
    # Numbered, because two of them may stand at one place (two other names of one person).
    places = {f"{number}. {each.where}": each for number, each in enumerate(words, start=1)}
    hits = guarding.check(
        case_id, [Said(name, each.text) for name, each in places.items()], leaving.before
    )
    whole = Words(words[0].field, TOGETHER, _all(leaving, words)) if words else None
    found = []
    for hit in hits:
        told = whole if hit.where == TOGETHER and whole else places[hit.where]
        if hit.rule in WITHHELD or not told.ours:
            found.append(Found(leaving, hit, told))
    return found


def _all(leaving: Leaving, words: Sequence[Words]) -> str:
    return " ".join([*leaving.before, *(each.text for each in words)])


def _without_released(found: list[Found]) -> list[Found]:
    if not found:
        return []
    cases = {each.leaving.case_id for each in found if each.leaving.case_id is not None}
    standing = queries.list_standing(cases)
    return [
        each
        for each in found
        if not any(
            covers(one, each.hit, each.leaving, text_hash(each.words.text)) for one in standing
        )
    ]


def check(leaving: Sequence[Leaving], *, fresh: bool = True) -> None:
    """Refuse words that give something away; ask whoever wrote fresh ones to read the warnings."""
    found = find(leaving)
    blocks = [each for each in found if each.blocks]
    if blocks:
        fields = {each.words.field: safe_words(each) for each in blocks}
        raise HoldbackLeak("; ".join(sorted({safe_words(e) for e in blocks})), fields, blocks)
    here = reader() if fresh else None
    if here is None or not found:
        return
    unread = [each for each in found if each.mark not in here.read]
    if unread:
        fields = {each.words.field: safe_words(each) for each in unread}
        raise NotRead(WARNED + ".", fields, unread)
    _note_read(found, here)


def _note_read(found: Sequence[Found], here: Reader) -> None:
    """Write down that warnings were read and gone past, without a word of the text."""
    by_thing: dict[tuple[int, tuple[str, int]], list[Found]] = {}
    for each in found:
        if each.leaving.case_id is not None:
            by_thing.setdefault((each.leaving.case_id, each.leaving.about), []).append(each)
    for (case_id, about), warnings in by_thing.items():
        marks = sorted({each.mark for each in warnings})
        if queries.was_noted(case_id, about, marks):
            continue
        timeline.record(
            case_id,
            EntryKind.DECISION,
            f"“I have read this”: warnings of the guard gone past ({len(marks)})",
            actor=here.actor,
            about=about,
            detail={"read": marks, "rules": sorted({each.hit.rule for each in warnings})},
        )


def safe_words(found: Found) -> str:
    """Say what is wrong in words that anybody may read: nothing of what is withheld."""
    where = found.words.where[:1].upper() + found.words.where[1:]
    if found.hit.detail_id is not None:
        close = "gives away" if found.blocks else "may come close to"
        return f"{where}: this {close} a withheld detail."
    return f"{where}: {found.hit.why} {found.hit.instead}".strip()


def sieve(case_id: int) -> Callable[[str | None, tuple[str, int]], str]:
    """Return what lets a thing's text through as it is, or gives "" where it must not be shown."""
    kept: dict[tuple[str, tuple[str, int]], str] = {}

    def through(text: str | None, about: tuple[str, int]) -> str:
        if not text:
            return ""
        key = (text, about)
        if key not in kept:
            words = (Words("", "the page", text, ours=True),)
            blocks = any(each.blocks for each in find([Leaving(case_id, about, words)]))
            kept[key] = "" if blocks else text
        return kept[key]

    return through
