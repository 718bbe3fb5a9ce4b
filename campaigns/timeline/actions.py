"""Write a line in a case's story."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from campaigns.kernel import chain, clock
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import atomic, db
from campaigns.timeline.model import EntryKind, TimelineEntry
from campaigns.timeline.rules import LEDGER, content_of


@atomic
def record(
    case_id: int,
    kind: EntryKind,
    summary: str,
    *,
    actor: Actor,
    about: tuple[str, int] | None = None,
    detail: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> TimelineEntry:
    """Add one line to the case; nothing else in the house writes this table.

    `at` is given only where the precise moment must not be kept (an anonymous tip).
    """
    about_type, about_id = about or (None, None)
    entry = TimelineEntry(
        case_id=case_id,
        at=at or clock.now(),
        kind=kind,
        actor_id=actor.id,
        actor=actor.name,
        summary=summary,
        about_type=about_type,
        about_id=about_id,
        detail=dict(detail or {}),
    )
    link = chain.append(LEDGER, case_id, content_of(entry))
    entry.seq, entry.prev_hash, entry.hash = link.seq, link.prev_hash, link.hash
    db.session.add(entry)
    db.session.flush()
    return entry
