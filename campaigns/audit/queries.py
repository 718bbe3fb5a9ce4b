"""Read the audit."""

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from campaigns.audit.model import AuditEntry
from campaigns.kernel.db import db

BATCH = 500


def page(
    chain: int | None = None,
    actor_id: int | None = None,
    before_id: int | None = None,
    limit: int = 50,
) -> list[AuditEntry]:
    """Return entries, newest first: of all chains or one, by all or one."""
    found = select(AuditEntry)
    if chain is not None:
        found = found.where(AuditEntry.chain == chain)
    if actor_id is not None:
        found = found.where(AuditEntry.actor_id == actor_id)
    if before_id is not None:
        found = found.where(AuditEntry.id < before_id)
    return list(db.session.scalars(found.order_by(AuditEntry.id.desc()).limit(limit)))


def stream(chain: int) -> Iterator[AuditEntry]:
    """Yield all entries of a chain, oldest first, a few hundred in memory at a time."""
    at = -(2**31)
    while batch := _batch(chain, at):
        yield from batch
        at = batch[-1].seq
        for entry in batch:
            db.session.expunge(entry)


def _batch(chain: int, after_seq: int) -> Sequence[AuditEntry]:
    found = (
        select(AuditEntry)
        .where(AuditEntry.chain == chain, AuditEntry.seq > after_seq)
        .order_by(AuditEntry.seq)
        .limit(BATCH)
        .execution_options(populate_existing=True)
    )
    return db.session.scalars(found).all()


def list_chains() -> list[int]:
    """Return which chains have entries, in order."""
    return list(db.session.scalars(select(AuditEntry.chain).distinct().order_by(AuditEntry.chain)))
