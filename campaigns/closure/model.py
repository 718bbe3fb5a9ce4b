"""Closure: how a case ends; TakedownTask: one public object that has to come down, each look."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaigns.cases.model import Outcome
from campaigns.channels.model import Channel
from campaigns.kernel.columns import SealedOfCase
from campaigns.kernel.db import Model, Versioned
from campaigns.kernel.states import Labelled


class ClosureState(Labelled):
    """Where a closing stands."""

    PROPOSED = "proposed", "Waiting for a second person", "wait"
    CONFIRMED = "confirmed", "Closed", "ok"
    WITHDRAWN = "withdrawn", "Taken back", "calm"


class Closure(Versioned, Model):
    """An outcome that one person proposed and another confirmed.

    `listed_at` is when all that is public was last written down to be taken down.
    """

    __tablename__ = "closure"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    state: Mapped[ClosureState] = mapped_column(default=ClosureState.PROPOSED)
    outcome: Mapped[Outcome]
    public_text: Mapped[str]
    family_text_sealed: Mapped[bytes | None]
    why_sealed: Mapped[bytes]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    proposed_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    confirmed_at: Mapped[datetime | None]
    listed_at: Mapped[datetime | None]

    why = SealedOfCase("why_sealed")
    family_text = SealedOfCase("family_text_sealed")


class TakedownKind(Labelled):
    """What sort of thing comes down."""

    POST = "post", "Post"
    FILM = "film", "Film"
    PLAYLIST = "playlist", "Playlist"
    ANSWER = "answer", "Answer to someone"
    ADOPTED = "adopted", "Post made by hand"
    PROFILE = "profile", "How the account presents itself"
    NAME = "name", "Name of the account"


class TakedownState(Labelled):
    """What became of one object; only DONE means that it is down."""

    WAITING = "waiting", "To do", "wait"
    WORKING = "working", "Being taken down", "wait"
    DONE = "done", "Down, with proof", "ok"
    UNDECIDED = "undecided", "You decide", "life"
    BY_HAND = "by_hand", "Do it by hand", "life"
    STAYS = "stays", "Cannot be taken back", "unknown"


OPEN = frozenset({TakedownState.WAITING, TakedownState.WORKING})
YOURS = frozenset({TakedownState.UNDECIDED, TakedownState.BY_HAND})


class TakedownTask(Versioned, Model):
    """One public object to take down; `proof` is what was said when it was last looked for.

    `part` is its place in a thread. `reason` says why it is not down, or what a person does instead
    where no program can; of what is down, why it could not be looked for again. `look_at` is when
    that is to be done next, `looks` how often it was.
    """

    __tablename__ = "takedown_task"
    __table_args__ = (
        Index("ix_takedown_task_due", "state", "not_before"),
        Index("ix_takedown_task_delivery", "delivery_id"),
        Index("ix_takedown_task_look", "look_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    closure_id: Mapped[int | None] = mapped_column(ForeignKey("closure.id"))
    channel_id: Mapped[int] = mapped_column(ForeignKey("channel.id"))
    delivery_id: Mapped[int | None] = mapped_column(ForeignKey("delivery.id"))
    stranger_id: Mapped[int | None] = mapped_column(ForeignKey("stranger_post.id"))
    what: Mapped[TakedownKind]
    part: Mapped[int | None]
    remote_id: Mapped[str | None]
    url: Mapped[str | None]
    state: Mapped[TakedownState] = mapped_column(default=TakedownState.WAITING)
    not_before: Mapped[datetime]
    attempt_count: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None]
    proof: Mapped[dict[str, Any] | None]
    done_at: Mapped[datetime | None]
    look_at: Mapped[datetime | None]
    looks: Mapped[int] = mapped_column(default=0)

    channel: Mapped[Channel] = relationship()


class Seen(Labelled):
    """What someone found who looked for an object."""

    GONE = "gone", "Not there", "ok"
    THERE = "there", "Back again", "life"
    UNCLEAR = "unclear", "Could not be looked for", "unknown"
    BY_PERSON = "by_person", "A person says that it is down", "ok"


class TakedownLook(Model):
    """One look for an object after it was taken down, in the platform's words; append-only."""

    __tablename__ = "takedown_look"

    id: Mapped[int] = mapped_column(primary_key=True)
    task_id: Mapped[int] = mapped_column(ForeignKey("takedown_task.id"), index=True)
    at: Mapped[datetime]
    found: Mapped[Seen]
    status: Mapped[int | None]
    words: Mapped[str]
    by: Mapped[str]


class ResidueKind(Labelled):
    """What sort of thing others still show."""

    SHARE = "share", "Share or repost"
    QUOTE = "quote", "Quote, or a post of their own"
    REPLY = "reply", "Reply that names someone"
    ARTICLE = "article", "Press article or page"


class ResidueState(Labelled):
    """What became of what others show."""

    FOUND = "found", "Found", "life"
    ASKED = "asked", "Asked", "wait"
    ASKED_AGAIN = "asked_again", "Asked again", "wait"
    GONE = "gone", "Gone", "ok"
    STAYS = "stays", "Will stay", "unknown"


RESIDUE_ENDED = frozenset({ResidueState.GONE, ResidueState.STAYS})


class Residue(Versioned, Model):
    """One thing of the appeal that others still show. `who` may be a private person: it is sealed.

    `reason` says what was seen when it was gone, or why it will stay. `remind_at` is when whoever
    keeps the case is told that nobody has answered.
    """

    __tablename__ = "residue"
    __table_args__ = (
        UniqueConstraint("case_id", "url"),
        Index("ix_residue_remind", "remind_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[ResidueKind]
    place: Mapped[str]
    url: Mapped[str]
    who_sealed: Mapped[bytes | None]
    found_at: Mapped[datetime]
    found_by: Mapped[str]
    state: Mapped[ResidueState] = mapped_column(default=ResidueState.FOUND)
    reason_sealed: Mapped[bytes | None]
    asked_at: Mapped[datetime | None]
    asked_words: Mapped[str | None]
    remind_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]

    who = SealedOfCase("who_sealed")
    reason = SealedOfCase("reason_sealed")
