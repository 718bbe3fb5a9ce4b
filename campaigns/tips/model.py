"""Tip: what someone told us; TipMessage: our talk with them; Evidence: files that came with it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaigns.kernel.columns import SealedOfCase
from campaigns.kernel.db import Id, Model, Versioned
from campaigns.kernel.states import Labelled
from campaigns.media.model import MediaAsset
from campaigns.users.model import User


class TipSource(Labelled):
    """How it came to us."""

    WEB = "web", "Public page"
    REPLY = "reply", "Reply to a post"
    MESSAGE = "message", "Direct message"
    PHONE = "phone", "Phone"
    WALK_IN = "walk_in", "Walk-in"
    LETTER = "letter", "Letter"
    EMAIL = "email", "E-mail"
    PASTED = "pasted", "Pasted public post"


class TipState(Labelled):
    """Where a tip stands. Nothing is ever dismissed by the program."""

    NEW = "new", "New", "wait"
    OPEN = "open", "Open", "wait"
    ACTIONED = "actioned", "Actioned", "ok"
    NO_ACTION = "no_action", "No action", "calm"


class Priority(Labelled):
    """How soon it should be read; `rank` in the table sorts (higher first)."""

    URGENT = "urgent", "Urgent", "life"
    HIGH = "high", "High", "wait"
    MEDIUM = "medium", "Medium", "calm"
    LOW = "low", "Low", "calm"


PRIORITY_RANK = {Priority.URGENT: 4, Priority.HIGH: 3, Priority.MEDIUM: 2, Priority.LOW: 1}


class Sure(Labelled):
    """How sure the sender is."""

    CERTAIN = "certain", "I am sure"
    FAIRLY = "fairly", "I think so"
    UNSURE = "unsure", "I am not sure"


class Tip(Versioned, Model):
    """One report from the public.

    Of an anonymous tip `received_at` is the hour only, and no address, agent or contact is kept.
    `idempotency_key` is a keyed hash of the form's own key (a retry finds the same tip);
    (channel_id, remote_ref) makes a reply come in once. `codename_hash` is the keyed hash by which
    the sender comes back. `unread` says that something in it (the tip, or words added since) has
    not been opened by anyone yet. `raw` is what the platform gave, byte for byte, as base64.
    `restricted` says that it touches what is withheld; `read_version` up to which of the guard's
    rounds the house has read it (0: not since its last words came in).
    `backlog` says that it stood on the platform before we listened there: it calls nobody.
    `question` says that it seems to ask us something (people may say otherwise); `answered_at` is
    when we answered, `asked_again_at` when the case was reminded that nobody had. `author` is how
    its platform names whoever said it.
    `edited_at` and `gone_at` are of what its author did to it last; what they said instead is in
    its versions. `seen_there_at` is when the platform last gave it to us; `emptied_at` when what
    the platform gave was destroyed, as its terms ask.
    """

    __tablename__ = "tip"
    __table_args__ = (
        UniqueConstraint("channel_id", "remote_ref"),
        Index("ix_tip_newest", "case_id", "id"),
        Index("ix_tip_state", "case_id", "state", "id"),
        Index("ix_tip_priority", "case_id", "priority_rank", "id"),
        Index("ix_tip_unread", "case_id", "unread", "id"),
        Index("ix_tip_claimed", "case_id", "claimed_by_id", "id"),
        Index("ix_tip_source", "case_id", "source", "id"),
        Index("ix_tip_question", "case_id", "question", "answered_at", "id"),
        Index("ix_tip_restricted", "case_id", "restricted", "id"),
        Index("ix_tip_read_version", "case_id", "read_version"),
    )

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    source: Mapped[TipSource]
    anonymous: Mapped[bool]
    received_at: Mapped[datetime]
    text_sealed: Mapped[bytes]
    sender_sealed: Mapped[bytes | None]
    author_sealed: Mapped[bytes | None]
    contact_sealed: Mapped[bytes | None]
    when_sealed: Mapped[bytes | None]
    where_sealed: Mapped[bytes | None]
    seen_at: Mapped[datetime | None]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    sure: Mapped[Sure | None]
    still_there: Mapped[bool] = mapped_column(default=False)
    question: Mapped[bool] = mapped_column(default=False)
    answered_at: Mapped[datetime | None]
    asked_again_at: Mapped[datetime | None]
    channel_id: Mapped[int | None] = mapped_column(ForeignKey("channel.id"))
    remote_ref: Mapped[str | None]
    remote_url: Mapped[str | None]
    captured_at: Mapped[datetime | None]
    answers_delivery_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"))
    raw_sealed: Mapped[bytes | None]
    raw_sha256: Mapped[str | None]
    entered_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    idempotency_key: Mapped[str | None] = mapped_column(unique=True)
    codename_hash: Mapped[bytes | None] = mapped_column(unique=True)
    state: Mapped[TipState] = mapped_column(default=TipState.NEW)
    priority: Mapped[Priority] = mapped_column(default=Priority.MEDIUM)
    priority_rank: Mapped[int] = mapped_column(default=2)
    claimed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    claimed_at: Mapped[datetime | None]
    unread: Mapped[bool] = mapped_column(default=True)
    first_read_at: Mapped[datetime | None]
    changed_at: Mapped[datetime]
    restricted: Mapped[bool] = mapped_column(default=False)
    read_version: Mapped[int] = mapped_column(default=0)
    backlog: Mapped[bool] = mapped_column(default=False)
    edited_at: Mapped[datetime | None]
    gone_at: Mapped[datetime | None]
    seen_there_at: Mapped[datetime | None]
    emptied_at: Mapped[datetime | None]

    text = SealedOfCase("text_sealed")
    sender = SealedOfCase("sender_sealed")
    author = SealedOfCase("author_sealed")
    contact = SealedOfCase("contact_sealed")
    when_words = SealedOfCase("when_sealed")
    where_words = SealedOfCase("where_sealed")
    raw = SealedOfCase("raw_sealed")
    claimed_by: Mapped[User | None] = relationship(foreign_keys=[claimed_by_id])


class TipVersion(Model):
    """What a tip became where it was said: other words, or taken back; append-only.

    The tip keeps what was said first. `text_sealed` is empty where it was taken back, or destroyed.
    `said_at` is when its author did it, where the platform tells.
    """

    __tablename__ = "tip_version"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    tip_id: Mapped[int] = mapped_column(ForeignKey("tip.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    gone: Mapped[bool] = mapped_column(default=False)
    text_sealed: Mapped[bytes | None]
    raw_sealed: Mapped[bytes | None]
    raw_sha256: Mapped[str | None]
    said_at: Mapped[datetime | None]
    heard_at: Mapped[datetime]

    text = SealedOfCase("text_sealed")
    raw = SealedOfCase("raw_sealed")


class MessageKind(Labelled):
    """Who speaks to whom."""

    FROM_SENDER = "from_sender", "From the sender"
    TO_SENDER = "to_sender", "To the sender"
    NOTE = "note", "Note (staff only)"


class TipMessage(Model):
    """One message in the talk about a tip; `at` of an anonymous sender's words is the hour only."""

    __tablename__ = "tip_message"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    tip_id: Mapped[int] = mapped_column(ForeignKey("tip.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[MessageKind]
    text_sealed: Mapped[bytes]
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    idempotency_key: Mapped[str | None] = mapped_column(unique=True)

    text = SealedOfCase("text_sealed")
    author: Mapped[User | None] = relationship()


class MarkKind(Labelled):
    """What the house noticed in a tip; it only ever raises and tells, and dismisses nothing."""

    RESTRICTED = "restricted", "Touches what is withheld", "life"
    PARTIAL = "partial", "May touch what is withheld", "life"
    CONTRADICTS = "contradicts", "Says otherwise than what is withheld", "wait"
    THREAT = "threat", "Speaks of a threat to someone’s life", "life"
    EXTORTION = "extortion", "Asks for money, or claims to have the person", "life"
    SUBJECT = "subject", "Claims to be the person", "life"
    PUBLICITY = "publicity", "Says that the appeal puts someone at risk", "life"


class TipMark(Model):
    """One thing that was noticed in a tip, once; append-only. `detail_id` 0: no withheld detail.

    `place` says where in the tip ("what they said", "a message", "a file name"), never the words.
    """

    __tablename__ = "tip_mark"
    __table_args__ = (UniqueConstraint("tip_id", "kind", "detail_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    tip_id: Mapped[int] = mapped_column(ForeignKey("tip.id"))
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[MarkKind]
    detail_id: Mapped[int] = mapped_column(default=0)
    place: Mapped[str]
    at: Mapped[datetime]


class Evidence(Model):
    """A file that came with a tip, held until someone has looked at it."""

    __tablename__ = "evidence"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    tip_id: Mapped[int] = mapped_column(ForeignKey("tip.id"), index=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("media_asset.id"))
    held: Mapped[bool] = mapped_column(default=True)
    shown_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    note: Mapped[str | None]

    asset: Mapped[MediaAsset] = relationship()


class CannedAnswer(Versioned, Model):
    """An answer that is prepared for what is often asked in a case."""

    __tablename__ = "canned_answer"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    name: Mapped[str]
    text_sealed: Mapped[bytes]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime]

    text = SealedOfCase("text_sealed")
