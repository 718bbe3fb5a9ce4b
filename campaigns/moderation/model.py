"""Hiding: a reply that was kept and is hidden; BlockedSender: who may not come back."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaigns.kernel.columns import Sealed, SealedOfCase
from campaigns.kernel.db import Model, Versioned
from campaigns.kernel.states import Labelled
from campaigns.users.model import User


class HideWhy(Labelled):
    """For what a reply may be hidden. Criticism is not among it."""

    ABUSE = "abuse", "Abuse or threats"
    NAMES_SOMEONE = "names_someone", "Names or accuses someone"
    GRAPHIC = "graphic", "Graphic or indecent"
    SCAM = "scam", "Scam or spam"
    WITHHELD = "withheld", "Gives away what only a witness knows"
    CHILD = "child", "Puts a child at risk"


class HideState(Labelled):
    """How far it is."""

    ASKED = "asked", "Being hidden", "wait"
    HIDDEN = "hidden", "Hidden", "ok"
    FAILED = "failed", "Still visible", "life"


class Hiding(Versioned, Model):
    """One reply that is to be hidden on its platform; the tip keeps it whole, with its hash.

    `unsuggested` says that no rule had suggested it: a supervisor looks at it afterwards.
    """

    __tablename__ = "hiding"
    __table_args__ = (Index("ix_hiding_due", "state", "not_before"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    tip_id: Mapped[int] = mapped_column(ForeignKey("tip.id"), unique=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    remote_ref: Mapped[str]
    why: Mapped[HideWhy]
    words_sealed: Mapped[bytes | None]
    unsuggested: Mapped[bool] = mapped_column(default=False)
    said_at: Mapped[datetime]
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    state: Mapped[HideState] = mapped_column(default=HideState.ASKED)
    not_before: Mapped[datetime]
    hidden_at: Mapped[datetime | None]
    trouble: Mapped[str | None]

    words = SealedOfCase("words_sealed")
    asked_by: Mapped[User] = relationship()


class BlockedSender(Versioned, Model):
    """Someone who may not come back, on every account that we have on a platform, in every appeal.

    What they say all the same is still kept. `author_hash` finds them, `author` is how their
    platform names them.
    """

    __tablename__ = "blocked_sender"
    __table_args__ = (UniqueConstraint("platform", "author_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    author_hash: Mapped[bytes]
    author_sealed: Mapped[bytes]
    name_sealed: Mapped[bytes | None]
    why: Mapped[HideWhy]
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    tip_id: Mapped[int] = mapped_column(ForeignKey("tip.id"))
    blocked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    blocked_at: Mapped[datetime]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    lifted_at: Mapped[datetime | None]

    author = Sealed("author_sealed")
    name = Sealed("name_sealed")
    blocked_by: Mapped[User] = relationship(foreign_keys=[blocked_by_id])


class SenderBlock(Model):
    """How far a block is on one account."""

    __tablename__ = "sender_block"
    __table_args__ = (
        UniqueConstraint("sender_id", "channel_id"),
        Index("ix_sender_block_due", "done_at", "not_before"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sender_id: Mapped[int] = mapped_column(ForeignKey("blocked_sender.id"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    not_before: Mapped[datetime]
    done_at: Mapped[datetime | None]
    trouble: Mapped[str | None]
