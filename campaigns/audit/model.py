"""AuditEntry: who looked at or changed what; never changed once written."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.kernel.db import Id, Model

HOUSE_CHAIN = 0


class AuditEntry(Model):
    """One deed or look. `chain` is the case's id, or HOUSE_CHAIN for what belongs to no case."""

    __tablename__ = "audit_entry"
    __table_args__ = (
        UniqueConstraint("chain", "seq"),
        Index("ix_audit_entry_chain", "chain", "id"),
        Index("ix_audit_entry_actor", "actor_id", "id"),
        Index("ix_audit_entry_about", "about_type", "about_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    chain: Mapped[int]
    seq: Mapped[int]
    at: Mapped[datetime]
    actor_id: Mapped[int | None]
    actor: Mapped[str]
    verb: Mapped[str]
    about_type: Mapped[str | None]
    about_id: Mapped[int | None]
    detail: Mapped[dict[str, Any]]
    prev_hash: Mapped[str]
    hash: Mapped[str]
