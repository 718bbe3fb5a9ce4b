"""Release: a decision that words may leave all the same; Finding: what the guard found outside.

WordingVersion: the table of what must not be said, as the force wrote it.
"""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaigns.kernel.columns import SealedOfCase
from campaigns.kernel.db import Model, Versioned
from campaigns.kernel.states import Labelled
from campaigns.users.model import User


class Scope(Labelled):
    """How far a release reaches; it ends by itself where its scope does."""

    TEXT = "text", "This text, word for word, wherever it stands"
    ABOUT = "about", "This one thing (this update, this answer, this page), whatever its words"
    DETAIL = "detail", "This detail, everywhere, from now on"


class Release(Model):
    """Who decided that what the guard stops may leave, why, and how far; append-only.

    It is about one withheld detail (`detail_id`), or about one rule of the oversharing table
    (`rule`). `text_hash` (SHA-256 hex) binds it to a text, `about_type` and `about_id` to a thing.
    Only `ended_at` and `ended_by_id` are ever set afterwards.
    """

    __tablename__ = "guard_release"
    __table_args__ = (Index("ix_release_case", "case_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    rule: Mapped[str]
    detail_id: Mapped[int | None]
    scope: Mapped[Scope]
    text_hash: Mapped[str | None]
    about_type: Mapped[str | None]
    about_id: Mapped[int | None]
    reason_sealed: Mapped[bytes]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ended_at: Mapped[datetime | None]

    reason = SealedOfCase("reason_sealed")
    decided_by: Mapped[User] = relationship(foreign_keys=[decided_by_id])


class Round(Model):
    """How far the guard's rounds of a case have come: what was `wanted`, and what is done of it.

    `wanted` moves whenever more (or less) is withheld. What is outside has been read again once
    `done` has come up to it, and a tip once its own `read_version` has.
    """

    __tablename__ = "guard_round"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    wanted: Mapped[int] = mapped_column(default=1)
    done: Mapped[int] = mapped_column(default=0)


class FindingState(Labelled):
    """What became of words in which the guard found something."""

    HELD = "held", "Held", "life"
    OUT = "out", "Out: take it down", "life"
    SETTLED = "settled", "Settled", "ok"


class Finding(Versioned, Model):
    """Words that were planned or shown already when the guard learnt that they must not leave.

    `road` names the way out, `about_type` and `about_id` the thing, `place` where in it. No word of
    the text and no name of a detail is kept here. `outcome` says how it was settled.
    """

    __tablename__ = "finding"
    __table_args__ = (
        UniqueConstraint("case_id", "about_type", "about_id", "place", "rule", "detail_id"),
        Index("ix_finding_state", "case_id", "state"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    road: Mapped[str]
    about_type: Mapped[str]
    about_id: Mapped[int]
    place: Mapped[str]
    rule: Mapped[str]
    detail_id: Mapped[int] = mapped_column(default=0)
    state: Mapped[FindingState]
    found_at: Mapped[datetime]
    settled_at: Mapped[datetime | None]
    outcome: Mapped[str | None]


class WordingVersion(Model):
    """One version of what must not be said; the newest counts. 0 is the file that ships."""

    __tablename__ = "wording_version"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    why: Mapped[str]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime]

    written_by: Mapped[User] = relationship()
