"""TimelineEntry: one line of a case's story, never changed once written."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.kernel.db import Id, Model
from campaigns.kernel.states import Labelled


class EntryKind(Labelled):
    """What sort of thing happened; the timeline filters by it."""

    CASE = "case", "Case"
    POST = "post", "Post"
    TIP = "tip", "Tip"
    DECISION = "decision", "Decision"
    FILE = "file", "File"
    FAMILY = "family", "Family"


class TimelineEntry(Model):
    """One thing that happened in a case.

    `about_type` and `about_id` name the thing in words of the house ("tip", 12). `detail` carries
    small plain facts, never tip text, contact details or a withheld detail.
    """

    __tablename__ = "timeline_entry"
    __table_args__ = (
        UniqueConstraint("case_id", "seq"),
        Index("ix_timeline_entry_kind", "case_id", "kind", "seq"),
        Index("ix_timeline_entry_actor", "case_id", "actor_id", "seq"),
        Index("ix_timeline_entry_actor_kind", "case_id", "actor_id", "kind", "seq"),
        Index("ix_timeline_entry_about", "case_id", "about_type", "about_id"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int]
    seq: Mapped[int]
    at: Mapped[datetime]
    kind: Mapped[EntryKind]
    actor_id: Mapped[int | None]
    actor: Mapped[str]
    summary: Mapped[str]
    about_type: Mapped[str | None]
    about_id: Mapped[int | None]
    detail: Mapped[dict[str, Any]]
    prev_hash: Mapped[str]
    hash: Mapped[str]
