"""Find what others still show of a case."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from campaigns.closure.model import RESIDUE_ENDED, Residue
from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound


def list_residue(case_id: int) -> Sequence[Residue]:
    """Return what others show or showed of a case: what is open first, the oldest first."""
    found = select(Residue).where(Residue.case_id == case_id)
    return db.session.scalars(
        found.order_by(Residue.state.in_(RESIDUE_ENDED), Residue.found_at, Residue.id)
    ).all()


def get_residue(case_id: int, residue_id: int) -> Residue:
    """Return one thing that others show, or say that there is none."""
    row = db.session.get(Residue, residue_id)
    if row is None or row.case_id != case_id:
        raise NotFound("There is nothing like that on the list.")
    return row


def find_by_url(case_id: int, url: str) -> Residue | None:
    """Return what is on the list with this address, or None."""
    return db.session.scalar(select(Residue).where(Residue.case_id == case_id, Residue.url == url))


def list_unanswered(now: datetime) -> Sequence[Residue]:
    """Return what was asked for and is to be asked for again, by case."""
    found = select(Residue).where(Residue.remind_at <= now, Residue.state.not_in(RESIDUE_ENDED))
    return db.session.scalars(found.order_by(Residue.case_id, Residue.id)).all()
