"""Update: something the campaign wants to say; Cadence: when it says it again."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaigns.kernel.db import Model, Versioned
from campaigns.kernel.states import Labelled
from campaigns.users.model import User


class UpdateState(Labelled):
    """Where an update stands."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting for approval", "wait"
    APPROVED = "approved", "Approved", "ok"
    WITHDRAWN = "withdrawn", "Withdrawn"


class Update(Versioned, Model):
    """What we want to say, before it is said anywhere.

    `parts` is the thread, in order: [{"text": str, "media": [{"asset_id": int, "alt": str}]}]; a
    film may have a "title" beside its "alt".
    Where `coming_words` are given, only an account of films carries the film; all others say those
    words in its place, and `link_words` with its address once it is up.
    `channel_ids` are the channels chosen. `send_at` is when; `send_local` + `timezone` is what the
    author meant ("2026-05-14T08:00"). `content_hash` binds an approval to the frozen snapshots of
    its deliveries; any edit clears it. `urgent_by_id` asked that it goes out in quiet hours too,
    for `urgent_reason`; it does once somebody else has confirmed it (`urgent_confirmed_at`).
    """

    __tablename__ = "update"
    __table_args__ = (Index("ix_update_case_state", "case_id", "state", "send_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    parts: Mapped[list[dict[str, Any]]]
    channel_ids: Mapped[list[int]]
    state: Mapped[UpdateState] = mapped_column(default=UpdateState.DRAFT)
    author_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    send_at: Mapped[datetime | None]
    send_local: Mapped[str | None]
    timezone: Mapped[str]
    cadence_id: Mapped[int | None] = mapped_column(ForeignKey("cadence.id"))
    cadence_step: Mapped[str | None]
    content_hash: Mapped[str | None]
    submitted_at: Mapped[datetime | None]
    approver_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    approved_at: Mapped[datetime | None]
    sent_back_reason: Mapped[str | None]
    emergency: Mapped[bool] = mapped_column(default=False)
    emergency_reason: Mapped[str | None]
    review_due_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]
    reviewed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    reviewed_at: Mapped[datetime | None]
    coming_words: Mapped[str | None]
    link_words: Mapped[str | None]
    urgent_reason: Mapped[str | None]
    urgent_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    urgent_at: Mapped[datetime | None]
    urgent_confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    urgent_confirmed_at: Mapped[datetime | None]
    created_at: Mapped[datetime]

    author: Mapped[User] = relationship(foreign_keys=[author_id])
    approver: Mapped[User | None] = relationship(foreign_keys=[approver_id])
    urgent_by: Mapped[User | None] = relationship(foreign_keys=[urgent_by_id])
    urgent_confirmed_by: Mapped[User | None] = relationship(foreign_keys=[urgent_confirmed_by_id])


class Cadence(Versioned, Model):
    """The rhythm of an appeal: a template of steps counted from `starts_at` in the case's zone.

    `steps` is [{"key": "t+3h", "label": "3 hours on", "at": iso moment UTC}]: ghosts on the
    calendar until someone writes the update for them. Birthday and anniversary come every year and
    are worked out when they are looked for; no date of birth is kept here.
    """

    __tablename__ = "cadence"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    template: Mapped[str]
    starts_at: Mapped[datetime]
    timezone: Mapped[str]
    steps: Mapped[list[dict[str, Any]]]
    stopped_at: Mapped[datetime | None]
