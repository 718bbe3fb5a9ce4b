"""Notice: a message to someone we know, written in the action and sent by a job."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.kernel.columns import Sealed
from campaigns.kernel.db import Model, Versioned
from campaigns.kernel.states import Labelled


class NoticeState(Labelled):
    """What became of a notice."""

    WAITING = "waiting", "Waiting", "wait"
    SENDING = "sending", "Being sent", "wait"
    SENT = "sent", "Sent", "ok"
    FAILED = "failed", "Failed", "life"


class Notice(Versioned, Model):
    """A message to a user (`user_id`, shown at the bell) or to an address (by e-mail).

    `path` is where it leads inside the house.
    """

    __tablename__ = "notice"
    __table_args__ = (
        Index("ix_notice_user", "user_id", "read_at", "id"),
        Index("ix_notice_due", "state", "not_before"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    address_sealed: Mapped[bytes | None]
    case_id: Mapped[int | None]
    subject: Mapped[str]
    body_sealed: Mapped[bytes]
    path: Mapped[str | None]
    urgent: Mapped[bool] = mapped_column(default=False)
    state: Mapped[NoticeState] = mapped_column(default=NoticeState.WAITING)
    reason: Mapped[str | None]
    attempt_count: Mapped[int] = mapped_column(default=0)
    attempted_at: Mapped[datetime | None]
    not_before: Mapped[datetime]
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    read_at: Mapped[datetime | None]

    address = Sealed("address_sealed")
    body = Sealed("body_sealed")
