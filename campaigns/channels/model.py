"""Channel: one account on one platform."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaigns.kernel.columns import Sealed
from campaigns.kernel.db import Model, Versioned
from campaigns.kernel.states import Labelled
from campaigns.users.model import User


class ChannelState(Labelled):
    """Whether an account can be used."""

    CONNECTED = "connected", "Connected", "ok"
    PAUSED = "paused", "Paused", "wait"
    BROKEN = "broken", "Needs you", "life"
    DISCONNECTED = "disconnected", "Disconnected"


class Channel(Versioned, Model):
    """An account with an owner and a deputy; credentials are opened by `channels.actions` only.

    A dedicated channel was made for one case (`dedicated_case_id`).
    """

    __tablename__ = "channel"
    __table_args__ = (UniqueConstraint("platform", "handle"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    handle: Mapped[str]
    display_name: Mapped[str]
    bio: Mapped[str] = mapped_column(default="")
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    dedicated_case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    state: Mapped[ChannelState] = mapped_column(default=ChannelState.CONNECTED)
    state_reason: Mapped[str | None]
    credentials_sealed: Mapped[bytes | None]
    last_error: Mapped[str | None]
    last_error_at: Mapped[datetime | None]
    last_post_at: Mapped[datetime | None]
    last_heard_at: Mapped[datetime | None]
    connected_at: Mapped[datetime]

    credentials = Sealed("credentials_sealed")
    owner: Mapped[User] = relationship(foreign_keys=[owner_id])
    deputy: Mapped[User] = relationship(foreign_keys=[deputy_id])


class ChannelCursor(Model):
    """How far a stream has been heard; moves in the transaction that keeps what was heard.

    `not_before` is set where the platform asked us to come back later.
    """

    __tablename__ = "channel_cursor"
    __table_args__ = (UniqueConstraint("channel_id", "stream"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    stream: Mapped[str]
    cursor: Mapped[str | None]
    heard_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
