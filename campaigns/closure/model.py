"""Closure: how a case ends; TakedownTask: one public object that has to come down."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.cases.model import Outcome
from campaigns.kernel.columns import SealedOfCase
from campaigns.kernel.db import Model, Versioned
from campaigns.kernel.states import Labelled


class ClosureState(Labelled):
    """Where a closing stands."""

    PROPOSED = "proposed", "Waiting for a second person", "wait"
    CONFIRMED = "confirmed", "Closed", "ok"
    WITHDRAWN = "withdrawn", "Taken back", "calm"


class Closure(Versioned, Model):
    """An outcome that one person proposed and another confirmed."""

    __tablename__ = "closure"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    state: Mapped[ClosureState] = mapped_column(default=ClosureState.PROPOSED)
    outcome: Mapped[Outcome]
    public_text: Mapped[str]
    family_text_sealed: Mapped[bytes | None]
    why_sealed: Mapped[bytes]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime | None]

    why = SealedOfCase("why_sealed")
    family_text = SealedOfCase("family_text_sealed")


class TakedownState(Labelled):
    """What became of one object."""

    WAITING = "waiting", "To do", "wait"
    WORKING = "working", "Being taken down", "wait"
    DONE = "done", "Down, with proof", "ok"
    UNDECIDED = "undecided", "You decide", "life"


class TakedownTask(Versioned, Model):
    """One post or profile to take down; `proof` is what the platform said on reading back."""

    __tablename__ = "takedown_task"
    __table_args__ = (Index("ix_takedown_task_due", "state", "not_before"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    closure_id: Mapped[int | None] = mapped_column(ForeignKey("closure.id"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"))
    what: Mapped[str]
    remote_id: Mapped[str | None]
    state: Mapped[TakedownState] = mapped_column(default=TakedownState.WAITING)
    not_before: Mapped[datetime]
    attempt_count: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None]
    proof: Mapped[dict[str, Any] | None]
    done_at: Mapped[datetime | None]
