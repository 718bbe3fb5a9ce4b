"""Find notices."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update

from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound
from campaigns.notices.model import Notice, NoticeState


def get_notice(notice_id: int) -> Notice:
    """Return a notice, or say that there is none."""
    notice = db.session.get(Notice, notice_id)
    if notice is None:
        raise NotFound("There is no such notice.")
    return notice


def get_notice_of(user_id: int, notice_id: int) -> Notice:
    """Return one of a person's own notices."""
    notice = get_notice(notice_id)
    if notice.user_id != user_id:
        raise NotFound("There is no such notice.")
    return notice


def list_of_case(case_id: int) -> list[Notice]:
    """Return every notice that concerns a case, oldest first."""
    return list(
        db.session.scalars(select(Notice).where(Notice.case_id == case_id).order_by(Notice.id))
    )


def page(user_id: int, before_id: int | None = None, limit: int = 50) -> list[Notice]:
    """Return a person's notices, newest first."""
    found = select(Notice).where(Notice.user_id == user_id)
    if before_id is not None:
        found = found.where(Notice.id < before_id)
    return list(db.session.scalars(found.order_by(Notice.id.desc()).limit(limit)))


def list_unread(user_id: int, limit: int = 20) -> list[Notice]:
    """Return what a person has not read yet: the urgent first, then the newest."""
    found = (
        select(Notice)
        .where(Notice.user_id == user_id, Notice.read_at.is_(None))
        .order_by(Notice.urgent.desc(), Notice.id.desc())
        .limit(limit)
    )
    return list(db.session.scalars(found))


def count_unread(user_id: int) -> int:
    """Return the number at the bell."""
    found = select(func.count()).where(Notice.user_id == user_id, Notice.read_at.is_(None))
    return db.session.scalar(found) or 0


def read_all(user_id: int, now: datetime) -> None:
    """Mark everything as read."""
    mine = (Notice.user_id == user_id) & Notice.read_at.is_(None)
    db.session.execute(update(Notice).where(mine).values(read_at=now))


def list_failed(limit: int = 100) -> Sequence[Notice]:
    """Return what did not get through, newest first."""
    found = select(Notice).where(Notice.state == NoticeState.FAILED)
    return db.session.scalars(found.order_by(Notice.id.desc()).limit(limit)).all()


def due(now: datetime, limit: int = 100) -> list[int]:
    """Return the numbers of notices to send now: the urgent first, then the oldest."""
    found = (
        select(Notice.id)
        .where(Notice.state == NoticeState.WAITING, Notice.not_before <= now)
        .order_by(Notice.urgent.desc(), Notice.id)
        .limit(limit)
    )
    return list(db.session.scalars(found))


def stuck(before: datetime) -> list[int]:
    """Return the numbers of notices whose sending began long ago and never ended."""
    found = select(Notice.id).where(
        Notice.state == NoticeState.SENDING, Notice.attempted_at < before
    )
    return list(db.session.scalars(found))


def take(notice_id: int, now: datetime) -> bool:
    """Take a waiting notice for sending; False if another process was faster."""
    taken = (
        update(Notice)
        .where(Notice.id == notice_id, Notice.state == NoticeState.WAITING)
        .values(
            state=NoticeState.SENDING,
            attempted_at=now,
            attempt_count=Notice.attempt_count + 1,
            version=Notice.version + 1,
        )
        .returning(Notice.id)
        .execution_options(synchronize_session=False)
    )
    return db.session.scalar(taken) is not None
