"""Find the legal bases on which accounts collect."""

from sqlalchemy import ColumnElement, and_, or_, select

from campaigns.channels.model import Basis
from campaigns.kernel import clock
from campaigns.kernel.db import db


def _stands() -> ColumnElement[bool]:
    return and_(Basis.ended_at.is_(None), or_(Basis.until.is_(None), Basis.until > clock.now()))


def find_standing(channel_id: int) -> Basis | None:
    """Return the basis on which an account collects now, or None."""
    found = select(Basis).where(Basis.channel_id == channel_id, _stands())
    return db.session.scalar(found.order_by(Basis.id.desc()).limit(1))


def list_of_channel(channel_id: int) -> list[Basis]:
    """Return every basis that an account ever had, newest first."""
    found = select(Basis).where(Basis.channel_id == channel_id)
    return list(db.session.scalars(found.order_by(Basis.id.desc())))


def list_collecting() -> set[int]:
    """Return the accounts that may collect now."""
    return set(db.session.scalars(select(Basis.channel_id).where(_stands())))
