"""HarmCheck, Confirmation and Recheck: what was asked before a decision, and what reopens it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaigns.cases.model import CaseKind, Decision, Risk
from campaigns.kernel.columns import SealedOfCase
from campaigns.kernel.db import Model, Versioned
from campaigns.policy.table import Doubt, Effect
from campaigns.users.model import User


class HarmCheck(Model):
    """The questions of one moment, answered; append-only, the newest counts.

    `answers` is {question key: {"answer": key, "note": words}}, sealed. `effect` is the gravest
    that followed, `rank` the key of the rank that must decide at least.
    """

    __tablename__ = "harm_check"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[CaseKind]
    risk: Mapped[Risk]
    rules_version: Mapped[int]
    answers_sealed: Mapped[bytes]
    effect: Mapped[Effect]
    rank: Mapped[str]
    answered_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    answered_at: Mapped[datetime]

    answers = SealedOfCase("answers_sealed")
    answered_by: Mapped[User] = relationship()


class Confirmation(Model):
    """What a decider says of a decision that someone else wrote down for them; append-only."""

    __tablename__ = "decision_confirmation"

    id: Mapped[int] = mapped_column(primary_key=True)
    decision_id: Mapped[int] = mapped_column(ForeignKey("decision.id"), unique=True)
    agreed: Mapped[bool]
    by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]


class Recheck(Versioned, Model):
    """A doubt whether to go on publishing, open until someone decides.

    `about_type` and `about_id` name what raised it ("tip", 12); `why` is sealed. `pauses` says that
    nothing is published until then, `check_id` which harm check stood when it was raised.
    """

    __tablename__ = "recheck"
    __table_args__ = (Index("ix_recheck_open", "case_id", "decision_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    doubt: Mapped[Doubt]
    why_sealed: Mapped[bytes]
    about_type: Mapped[str | None]
    about_id: Mapped[int | None]
    pauses: Mapped[bool]
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    decider_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    due_at: Mapped[datetime]
    reminded_at: Mapped[datetime | None]
    check_id: Mapped[int | None]
    decision_id: Mapped[int | None] = mapped_column(ForeignKey("decision.id"))
    ended_at: Mapped[datetime | None]

    why = SealedOfCase("why_sealed")
    decider: Mapped[User] = relationship()
    decision: Mapped[Decision | None] = relationship()
