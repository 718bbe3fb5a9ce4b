"""Find relatives, their visits and their messages."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from campaigns.families.model import FamilyLink, FamilyMessage, FamilyVisit, Relative
from campaigns.kernel import ids
from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound, NotSignedIn

NO_VISIT = "Your link has ended. Ask your liaison officer for a new one."


def get_relative(case_id: int, relative_id: int) -> Relative:
    """Return a relative of this case, or say that there is none."""
    relative = db.session.get(Relative, relative_id)
    if relative is None or relative.case_id != case_id:
        raise NotFound("There is no such relative in this case.")
    return relative


def list_relatives(case_id: int) -> Sequence[Relative]:
    """Return the relatives who may follow the case, oldest first."""
    found = select(Relative).where(Relative.case_id == case_id, Relative.ended_at.is_(None))
    return db.session.scalars(found.order_by(Relative.id)).all()


def find_link(token: str) -> FamilyLink | None:
    """Return the magic link that this token opens, used or not."""
    return db.session.scalar(select(FamilyLink).where(FamilyLink.token_hash == ids.digest(token)))


def use_up(link: FamilyLink, at: datetime) -> bool:
    """Mark a link as used; False if another click came first."""
    used = db.session.execute(
        update(FamilyLink)
        .where(FamilyLink.id == link.id, FamilyLink.used_at.is_(None))
        .values(used_at=at)
        .returning(FamilyLink.id)
    )
    return used.one_or_none() is not None


def get_visit(token: str, now: datetime) -> FamilyVisit:
    """Return the open visit of this token, or NotSignedIn."""
    visit = db.session.scalar(
        select(FamilyVisit).where(
            FamilyVisit.token_hash == ids.digest(token),
            FamilyVisit.ended_at.is_(None),
            FamilyVisit.expires_at > now,
        )
    )
    if visit is None or visit.relative.ended_at is not None:
        raise NotSignedIn(NO_VISIT)
    return visit


def list_messages(case_id: int) -> Sequence[FamilyMessage]:
    """Return the talk with the family, oldest first."""
    found = select(FamilyMessage).where(FamilyMessage.case_id == case_id)
    return db.session.scalars(found.order_by(FamilyMessage.id)).all()


def read_message(message_id: int) -> FamilyMessage:
    """Return a message by its id alone, for jobs; or say that there is none."""
    message = db.session.get(FamilyMessage, message_id)
    if message is None:
        raise NotFound("There is no such message.")
    return message


def get_message(case_id: int, message_id: int) -> FamilyMessage:
    """Return a message of this case, or say that there is none."""
    message = read_message(message_id)
    if message.case_id != case_id:
        raise NotFound("There is no such message.")
    return message


def list_unheard() -> list[int]:
    """Return the messages of relatives that the house has not read for alarms, oldest first."""
    found = select(FamilyMessage.id).where(
        FamilyMessage.relative_id.is_not(None), FamilyMessage.heard_at.is_(None)
    )
    return list(db.session.scalars(found.order_by(FamilyMessage.id)))


def find_message(key: str) -> FamilyMessage | None:
    """Return the message that a form has already sent."""
    return db.session.scalar(select(FamilyMessage).where(FamilyMessage.idempotency_key == key))


def mark_read(case_id: int, at: datetime) -> None:
    """Note that the family's messages have been read."""
    db.session.execute(
        update(FamilyMessage)
        .where(
            FamilyMessage.case_id == case_id,
            FamilyMessage.author_id.is_(None),
            FamilyMessage.read_at.is_(None),
        )
        .values(read_at=at)
    )


def end_links_and_visits(relative_id: int, at: datetime) -> None:
    """End every open link and visit of a relative."""
    db.session.execute(
        update(FamilyLink)
        .where(FamilyLink.relative_id == relative_id, FamilyLink.used_at.is_(None))
        .values(used_at=at)
    )
    db.session.execute(
        update(FamilyVisit)
        .where(FamilyVisit.relative_id == relative_id, FamilyVisit.ended_at.is_(None))
        .values(ended_at=at)
    )
