"""Write down who looked at or changed what."""

from collections.abc import Mapping
from typing import Any

from campaigns.audit.model import HOUSE_CHAIN, AuditEntry
from campaigns.audit.rules import LEDGER, content_of
from campaigns.kernel import chain, clock
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import atomic, db


@atomic
def record(
    verb: str,
    *,
    actor: Actor,
    case_id: int = HOUSE_CHAIN,
    about: tuple[str, int] | None = None,
    detail: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Add one line; nothing else in the house writes this table."""
    about_type, about_id = about or (None, None)
    entry = AuditEntry(
        chain=case_id,
        at=clock.now(),
        actor_id=actor.id,
        actor=actor.name,
        verb=verb,
        about_type=about_type,
        about_id=about_id,
        detail=dict(detail or {}),
    )
    link = chain.append(LEDGER, case_id, content_of(entry))
    entry.seq, entry.prev_hash, entry.hash = link.seq, link.prev_hash, link.hash
    db.session.add(entry)
    db.session.flush()
    return entry
