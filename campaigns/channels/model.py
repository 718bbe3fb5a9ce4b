"""Channel: one account on one platform; and what the house keeps at its desk for each."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
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

    A dedicated channel was made for one case (`dedicated_case_id`). `key_expires_at` is known only
    of a key that does not renew itself. `renewing_by` holds the lease of whoever is renewing the
    key, until `renewing_until`. `clock_skew_s` is by how much the platform's clock is ahead of
    ours. `picture_key` names the stored picture that we set on the account.
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
    checked_at: Mapped[datetime | None]
    key_expires_at: Mapped[datetime | None]
    key_warned_at: Mapped[datetime | None]
    renewing_by: Mapped[str | None]
    renewing_until: Mapped[datetime | None]
    clock_skew_s: Mapped[float | None]
    picture_key: Mapped[str | None]

    credentials = Sealed("credentials_sealed")
    owner: Mapped[User] = relationship(foreign_keys=[owner_id])
    deputy: Mapped[User] = relationship(foreign_keys=[deputy_id])


class ChannelCursor(Model):
    """How far a stream has been heard; moves in the transaction that keeps what was heard.

    `not_before` is set where the platform asked us to come back later. `began_at` is when it was
    first listened to; what stood there then is backlog, until `caught_up_at`. `asked_at` is when it
    was last asked, `due_at` when it is to be asked again; `hinted_at` is the platform's last word
    that there is something to hear, which makes it due at once.
    """

    __tablename__ = "channel_cursor"
    __table_args__ = (UniqueConstraint("channel_id", "stream"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    stream: Mapped[str]
    cursor: Mapped[str | None]
    heard_at: Mapped[datetime | None]
    not_before: Mapped[datetime | None]
    began_at: Mapped[datetime | None]
    caught_up_at: Mapped[datetime | None]
    asked_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]
    hinted_at: Mapped[datetime | None]


class Allowance(Model):
    """What is left of an allowance that a platform gives, until it fills again.

    `holder` is "channel:7", or "platform:youtube" where all our accounts there draw on one.
    """

    __tablename__ = "allowance"
    __table_args__ = (UniqueConstraint("holder", "bucket"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    holder: Mapped[str]
    bucket: Mapped[str]
    left: Mapped[int | None]
    most: Mapped[int | None]
    resets_at: Mapped[datetime | None]


class Cost(Model):
    """One call that cost money, in US cents, for which case it was made; append-only."""

    __tablename__ = "channel_cost"
    __table_args__ = (
        Index("ix_channel_cost_channel", "channel_id", "at"),
        Index("ix_channel_cost_case", "case_id", "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"))
    at: Mapped[datetime]
    what: Mapped[str]
    cents: Mapped[float]


class AppRegistration(Versioned, Model):
    """Our own registration at a platform, by which accounts there are connected in the browser."""

    __tablename__ = "app_registration"

    platform: Mapped[str] = mapped_column(primary_key=True)
    credentials_sealed: Mapped[bytes]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime]

    credentials = Sealed("credentials_sealed")
    set_by: Mapped[User] = relationship()


class Leave(Model):
    """A browser that we sent to a platform to sign in, until it is back: once, and not for long.

    `kept` is what must be remembered meanwhile (the verifier, the state); `offered` holds the
    accounts that the sign-in opened, until a person has chosen: [{"label", "credentials"}].
    `channel_id` is the account that is to be connected again.
    """

    __tablename__ = "channel_leave"

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    sign_in_id: Mapped[int] = mapped_column(ForeignKey("sign_in.id"))
    state_hash: Mapped[bytes] = mapped_column(unique=True)
    kept_sealed: Mapped[bytes | None]
    offered_sealed: Mapped[bytes | None]
    owner_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"))
    plan_id: Mapped[int | None] = mapped_column(ForeignKey("account_plan.id"))
    began_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    back_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]

    kept = Sealed("kept_sealed")
    offered = Sealed("offered_sealed")


class AccountPlan(Versioned, Model):
    """An account that a person is making by hand, guided by the platform's checklist.

    `steps_done` holds {"step": its words, "by": name, "at": ISO time} of each step that was ticked.
    """

    __tablename__ = "account_plan"

    id: Mapped[int] = mapped_column(primary_key=True)
    platform: Mapped[str]
    case_id: Mapped[int | None] = mapped_column(ForeignKey("case.id"), index=True)
    handle: Mapped[str] = mapped_column(default="")
    steps_done: Mapped[list[dict[str, Any]]]
    started_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"))


class Basis(Model):
    """The legal basis on which an account collects what people say there; never changed, ended."""

    __tablename__ = "collecting_basis"

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"), index=True)
    words: Mapped[str]
    person: Mapped[str]
    keeps_evidence: Mapped[bool] = mapped_column(default=False)
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime]
    until: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))

    recorded_by: Mapped[User] = relationship(foreign_keys=[recorded_by_id])
    ended_by: Mapped[User | None] = relationship(foreign_keys=[ended_by_id])


class PressContact(Model):
    """Someone of the press who gets what an account says by e-mail or text."""

    __tablename__ = "press_contact"
    __table_args__ = (Index("ix_press_contact_channel", "channel_id", "removed_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    name: Mapped[str]
    address_sealed: Mapped[bytes]
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    added_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    address = Sealed("address_sealed")
