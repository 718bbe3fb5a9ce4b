"""Appeal: the public campaign of a case."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaigns.cases.model import Case
from campaigns.channels.model import Channel
from campaigns.kernel.columns import SealedOfCase
from campaigns.kernel.db import Model, Versioned
from campaigns.kernel.states import Labelled


class AppealState(Labelled):
    """Where an appeal stands."""

    DRAFT = "draft", "Draft"
    LIVE = "live", "Live", "ok"
    PAUSED = "paused", "Paused", "wait"
    ENDED = "ended", "Ended"


IN_USE = frozenset({AppealState.LIVE, AppealState.PAUSED})


class Appeal(Versioned, Model):
    """What the public sees of a case: page at /a/<slug>, hashtag, code, contacts, channels.

    `hashtag` is as shown (PascalCase, without #); `hashtag_key` is its folded form, unique among
    appeals that are live or paused. `on_hold` says that it was paused only because publishing is
    not (any more) decided: a decision brings it back. `page_version` moves whenever the page would
    look different. Between `quiet_from` and `quiet_until` ("22:00", "07:00" on the wall clock of
    the case's zone) nothing goes out by itself; an appeal without them has no quiet hours.
    """

    __tablename__ = "appeal"
    __table_args__ = (
        Index(
            "uq_appeal_hashtag_in_use",
            "hashtag_key",
            unique=True,
            sqlite_where=text("state IN ('live', 'paused')"),
            postgresql_where=text("state IN ('live', 'paused')"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    slug: Mapped[str] = mapped_column(unique=True)
    code: Mapped[str] = mapped_column(unique=True)
    state: Mapped[AppealState] = mapped_column(default=AppealState.DRAFT)
    headline: Mapped[str] = mapped_column(default="")
    ask: Mapped[str] = mapped_column(default="")
    hashtag: Mapped[str] = mapped_column(default="")
    hashtag_key: Mapped[str] = mapped_column(default="", index=True)
    on_hold: Mapped[bool] = mapped_column(default=False)
    contact_phone: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    launched_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    closing_text: Mapped[str | None]
    quiet_from: Mapped[str | None]
    quiet_until: Mapped[str | None]
    page_version: Mapped[int] = mapped_column(default=1)

    case: Mapped[Case] = relationship()


class AppealChannel(Model):
    """An account that this appeal speaks through."""

    __tablename__ = "appeal_channel"
    __table_args__ = (UniqueConstraint("appeal_id", "channel_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    appeal_id: Mapped[int] = mapped_column(ForeignKey("appeal.id"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    added_at: Mapped[datetime]

    channel: Mapped[Channel] = relationship()


class SubscriberState(Labelled):
    """Whether someone wants news of an appeal."""

    ASKED = "asked", "Asked, not confirmed", "wait"
    FOLLOWS = "follows", "Gets news", "ok"
    STOPPED = "stopped", "Wants no more"
    ENDED = "ended", "The appeal has ended"


class Subscriber(Versioned, Model):
    """Someone who asked for news of an appeal, by "email" or "phone" (`medium`).

    `address_hash` is a hash keyed with the case's own key: it finds an address again and goes with
    the case. `token` opens the page where they confirm and stop; `token_hash` is its SHA-256.
    """

    __tablename__ = "subscriber"
    __table_args__ = (UniqueConstraint("case_id", "medium", "address_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    medium: Mapped[str]
    address_sealed: Mapped[bytes]
    address_hash: Mapped[bytes]
    token_sealed: Mapped[bytes]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    state: Mapped[SubscriberState] = mapped_column(default=SubscriberState.ASKED)
    asked_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    address = SealedOfCase("address_sealed")
    token = SealedOfCase("token_sealed")
