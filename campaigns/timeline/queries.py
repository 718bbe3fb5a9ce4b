"""Read a case's line of time: always by an index, never more rows than asked for."""

from collections.abc import Iterator, Sequence

from sqlalchemy import Select, select

from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound
from campaigns.timeline.model import EntryKind, TimelineEntry

BATCH = 500


def page(
    case_id: int,
    kinds: Sequence[EntryKind] = (),
    actor_id: int | None = None,
    *,
    before_seq: int | None = None,
    after_seq: int | None = None,
    limit: int = 50,
) -> list[TimelineEntry]:
    """Return entries, newest first: of some kinds, by one person, older or newer than a number.

    With `after_seq` alone these are the ones next to it, so that paging forward leaves none out.
    Several kinds are read one by one and merged: each is a walk along its own index.
    """
    found = select(TimelineEntry).where(TimelineEntry.case_id == case_id)
    if actor_id is not None:
        found = found.where(TimelineEntry.actor_id == actor_id)
    if before_seq is not None:
        found = found.where(TimelineEntry.seq < before_seq)
    if after_seq is not None:
        found = found.where(TimelineEntry.seq > after_seq)
    forward = after_seq is not None and before_seq is None
    order = TimelineEntry.seq.asc() if forward else TimelineEntry.seq.desc()
    walks = [found.where(TimelineEntry.kind == kind) for kind in dict.fromkeys(kinds)] or [found]
    rows = [row for walk in walks for row in _read(walk.order_by(order).limit(limit))]
    rows.sort(key=lambda row: row.seq, reverse=not forward)
    return sorted(rows[:limit], key=lambda row: -row.seq)


def _read(found: Select[TimelineEntry]) -> Sequence[TimelineEntry]:
    return db.session.scalars(found).all()


def get_entry(case_id: int, seq: int) -> TimelineEntry:
    """Return one entry of a case by its number in it."""
    found = select(TimelineEntry).where(TimelineEntry.case_id == case_id, TimelineEntry.seq == seq)
    entry = db.session.scalar(found)
    if entry is None:
        raise NotFound("There is no such entry in this case.")
    return entry


def last_seq(case_id: int) -> int:
    """Return the number of the newest entry; 0 where there is none."""
    found = (
        select(TimelineEntry.seq)
        .where(TimelineEntry.case_id == case_id)
        .order_by(TimelineEntry.seq.desc())
        .limit(1)
    )
    return db.session.scalar(found) or 0


def list_actors(case_id: int) -> list[tuple[int, str]]:
    """Return who wrote in this case, as (user id, name as it last stood), by name.

    One step along the index a person, however long the timeline is.
    """
    actors: list[tuple[int, str]] = []
    while row := _next_actor(case_id, actors[-1][0] if actors else 0):
        actors.append(row)
    return sorted(actors, key=lambda actor: actor[1])


def _next_actor(case_id: int, after: int) -> tuple[int, str] | None:
    mine = (TimelineEntry.case_id == case_id) & (TimelineEntry.actor_id > after)
    first = select(TimelineEntry.actor_id).where(mine).order_by(TimelineEntry.actor_id).limit(1)
    actor_id = db.session.scalar(first)
    if actor_id is None:
        return None
    named = (
        select(TimelineEntry.actor)
        .where(TimelineEntry.case_id == case_id, TimelineEntry.actor_id == actor_id)
        .order_by(TimelineEntry.seq.desc())
        .limit(1)
    )
    return actor_id, db.session.scalar(named) or ""


def stream(case_id: int, until_seq: int | None = None) -> Iterator[TimelineEntry]:
    """Yield all entries, oldest first, a few hundred in memory at a time."""
    at = -(2**31)
    while batch := _batch(case_id, at, until_seq):
        yield from batch
        at = batch[-1].seq
        for entry in batch:
            db.session.expunge(entry)


def _batch(case_id: int, after_seq: int, until_seq: int | None) -> Sequence[TimelineEntry]:
    found = select(TimelineEntry).where(
        TimelineEntry.case_id == case_id, TimelineEntry.seq > after_seq
    )
    if until_seq is not None:
        found = found.where(TimelineEntry.seq <= until_seq)
    found = found.order_by(TimelineEntry.seq).limit(BATCH)
    return db.session.scalars(found.execution_options(populate_existing=True)).all()
