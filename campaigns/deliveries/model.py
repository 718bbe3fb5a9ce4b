"""Delivery: one update (or answer) on one channel, frozen; and every attempt to say it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaigns.channels.model import Channel
from campaigns.kernel.columns import Sealed
from campaigns.kernel.db import Model, Versioned
from campaigns.kernel.states import Labelled


class DeliveryState(Labelled):
    """What is known of a delivery."""

    PLANNED = "planned", "Planned", "calm"
    SENDING = "sending", "Sending", "wait"
    SENT = "sent", "Sent", "ok"
    REJECTED = "rejected", "Rejected", "life"
    UNKNOWN = "unknown", "Unknown", "unknown"
    UNDECIDED = "undecided", "You decide", "life"
    WITHDRAWN = "withdrawn", "Withdrawn", "calm"


class Deed(Labelled):
    """What was tried for a delivery."""

    PLAN = "plan", "Planned"
    CLAIM = "claim", "Began to send"
    PUBLISH = "publish", "Sent to the platform"
    STUCK = "stuck", "Broke off"
    ASK = "ask", "Asked the platform"
    PERSON = "person", "A person decided"
    TAKE_DOWN = "take_down", "Took down"


class Delivery(Versioned, Model):
    """One thing said on one channel, once.

    `snapshot` is what will be sent byte for byte: {"parts": [{"text", "media": [{"asset_id",
    "sha256", "type", "alt"}]}], "reply_to": remote id or None}; `snapshot_hash` is its SHA-256 (hex
    of canonical JSON). `parts_done` holds {"part", "remote_id", "url"} of each part that is out, in
    order (`out_count` of them): part n+1 starts only after part n is in it. A part that a person
    vouched for may have no remote id. An answer to a tip has `tip_message_id` and no update.
    `released` says that it may go; taking that back stops what is not out yet, in any state.
    `asap` means that nobody chose a time: it goes as soon as it may, and counts as late only from
    the launch of the appeal. `overdue` puts it on the review list: it waits for a person.
    `held` means that the guard stopped it: it waits for new words, or for a decision. `kept_back`
    says which picture in it is out of use: it waits until that is cleared again, or for new words.
    `told_to_wait_until` is set where the platform (or its allowance) asked us to come back later:
    lateness counts from then. `quiet_until` is the end of the quiet hours that it was last put
    off to. `urgent` may use what is kept back of an allowance, and goes in quiet hours too.
    The link of a film that goes out elsewhere (`step` 1) follows the post of its own account
    (`follows_id`) once the film of `film_id` is up: until `linked_at` its words hold a stand-in.
    `alive_at` is the last sign that whoever sends it is still at it (a film takes long).
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("update_id", "channel_id", "round", "step"),
        Index("ix_delivery_due", "state", "not_before"),
        Index("ix_delivery_case", "case_id", "send_at"),
        Index("ix_delivery_remote", "channel_id", "remote_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    update_id: Mapped[int | None] = mapped_column(ForeignKey("update.id"))
    round: Mapped[int] = mapped_column(default=1)
    step: Mapped[int] = mapped_column(default=0)
    follows_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"))
    film_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"))
    linked_at: Mapped[datetime | None]
    tip_message_id: Mapped[int | None] = mapped_column(unique=True)
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    state: Mapped[DeliveryState] = mapped_column(default=DeliveryState.PLANNED)
    released: Mapped[bool] = mapped_column(default=False)
    asap: Mapped[bool] = mapped_column(default=False)
    overdue: Mapped[bool] = mapped_column(default=False)
    held: Mapped[bool] = mapped_column(default=False)
    kept_back: Mapped[str | None]
    urgent: Mapped[bool] = mapped_column(default=False)
    told_to_wait_until: Mapped[datetime | None]
    quiet_until: Mapped[datetime | None]
    send_at: Mapped[datetime]
    not_before: Mapped[datetime]
    snapshot: Mapped[dict[str, Any]]
    snapshot_hash: Mapped[str]
    parts_done: Mapped[list[dict[str, Any]]]
    out_count: Mapped[int] = mapped_column(default=0)
    remote_id: Mapped[str | None]
    remote_url: Mapped[str | None]
    claim_token: Mapped[str | None]
    claimed_at: Mapped[datetime | None]
    alive_at: Mapped[datetime | None]
    settled_at: Mapped[datetime | None]
    attempt_count: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None]
    withdrawn_at: Mapped[datetime | None]
    withdraw_proof: Mapped[dict[str, Any] | None]

    channel: Mapped[Channel] = relationship()


class DeliveryAttempt(Model):
    """One thing that was tried for a delivery, and what came of it; append-only."""

    __tablename__ = "delivery_attempt"

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), index=True)
    at: Mapped[datetime]
    what: Mapped[Deed]
    outcome: Mapped[str]
    words: Mapped[str] = mapped_column(default="")
    part: Mapped[int | None]


class DeliveryStage(Model):
    """A stage that a part has got to on its way (an upload, a container), and its remote id."""

    __tablename__ = "delivery_stage"
    __table_args__ = (UniqueConstraint("delivery_id", "part", "stage"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"))
    part: Mapped[int]
    stage: Mapped[str]
    value_sealed: Mapped[bytes]
    at: Mapped[datetime]

    value = Sealed("value_sealed")


class HoldScope(Labelled):
    """What a kill switch holds."""

    ALL = "all", "Everything"
    CASE = "case", "One case"
    CHANNEL = "channel", "One account"


class Hold(Model):
    """A kill switch that is (or was) pulled: over everything, one case or one channel."""

    __tablename__ = "hold"
    __table_args__ = (Index("ix_hold_in_force", "scope", "scope_id", "lifted_at"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    scope: Mapped[HoldScope]
    scope_id: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str]
    set_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime]
    lifted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    lifted_at: Mapped[datetime | None]
