"""Gap: what we may not have heard; HookCall: a platform called us; Stranger: a post not ours."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaigns.kernel.columns import Sealed
from campaigns.kernel.db import Id, Model, Versioned
from campaigns.kernel.states import Labelled
from campaigns.users.model import User


class Gap(Model):
    """A stretch of which something on a stream may never have been heard, until a person ends it.

    `since` is from when on, where that is known; `found_at` and `last_at` are the first and the
    last time that it was noticed, `times` how often. One stream has one open gap at a time.
    """

    __tablename__ = "hearing_gap"
    __table_args__ = (Index("ix_hearing_gap_open", "channel_id", "ended_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    stream: Mapped[str]
    words: Mapped[str]
    since: Mapped[datetime | None]
    found_at: Mapped[datetime]
    last_at: Mapped[datetime]
    times: Mapped[int] = mapped_column(default=1)
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ended_words: Mapped[str | None]

    ended_by: Mapped[User | None] = relationship()


class HookCall(Model):
    """A genuine call of a platform, known by its name so that a repeat is known; a hint only.

    What it said is not kept, only its size and SHA-256: listening brings it in. Where the platform
    tells it to nobody again, its `body` (bytes as Latin-1) is kept until it was taken in.
    """

    __tablename__ = "hook_call"
    __table_args__ = (
        UniqueConstraint("channel_id", "name"),
        Index("ix_hook_call_at", "channel_id", "at"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    name: Mapped[str]
    at: Mapped[datetime]
    size_bytes: Mapped[int]
    sha256: Mapped[str]
    body_sealed: Mapped[bytes | None]

    body = Sealed("body_sealed")


class StrangerState(Labelled):
    """What became of a post that was not ours."""

    OPEN = "open", "Nobody has looked", "life"
    ADOPTED = "adopted", "Adopted", "ok"
    DISMISSED = "dismissed", "Dismissed", "calm"


class Stranger(Versioned, Model):
    """A post on our own account that Searchlight did not send: a break-in, or someone by hand.

    `case_id` is the case that has adopted it: what is said beneath it is heard for that case.
    `gone_at` is when we had it taken down, with what the platform said (`gone_words`).
    """

    __tablename__ = "stranger_post"
    __table_args__ = (UniqueConstraint("channel_id", "remote_ref"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    remote_ref: Mapped[str]
    url: Mapped[str]
    text_sealed: Mapped[bytes]
    posted_at: Mapped[datetime]
    found_at: Mapped[datetime]
    state: Mapped[StrangerState] = mapped_column(default=StrangerState.OPEN)
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime | None]
    words: Mapped[str | None]
    gone_at: Mapped[datetime | None]
    gone_words: Mapped[str | None]

    text = Sealed("text_sealed")
    decided_by: Mapped[User | None] = relationship()


class OwnWatch(Model):
    """Up to when the posts on an account have been compared with ours, and when that was done."""

    __tablename__ = "own_watch"

    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), primary_key=True)
    looked_at: Mapped[datetime]
    until: Mapped[datetime]
