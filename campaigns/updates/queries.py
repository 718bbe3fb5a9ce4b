"""Find updates and the cadence of a case."""

from datetime import datetime

from sqlalchemy import select

from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound
from campaigns.updates.model import Cadence, Update, UpdateState


def get_update(case_id: int, update_id: int) -> Update:
    """Return the update of this case, or say that there is none."""
    found = select(Update).where(Update.id == update_id, Update.case_id == case_id)
    update = db.session.scalar(found)
    if update is None:
        raise NotFound("There is no such update.")
    return update


def list_updates(case_id: int, state: UpdateState | None = None) -> list[Update]:
    """Return a case's updates, newest first."""
    found = select(Update).where(Update.case_id == case_id)
    if state is not None:
        found = found.where(Update.state == state)
    return list(db.session.scalars(found.order_by(Update.id.desc())))


def list_between(case_id: int, since: datetime, until: datetime) -> list[Update]:
    """Return the updates that are not withdrawn and have their time in this span."""
    found = select(Update).where(
        Update.case_id == case_id,
        Update.state != UpdateState.WITHDRAWN,
        Update.send_at >= since,
        Update.send_at < until,
    )
    return list(db.session.scalars(found.order_by(Update.send_at, Update.id)))


def list_for_review(case_id: int | None = None) -> list[Update]:
    """Return the emergency updates that nobody else has looked at yet, oldest first."""
    found = select(Update).where(Update.emergency.is_(True), Update.reviewed_at.is_(None))
    if case_id is not None:
        found = found.where(Update.case_id == case_id)
    return list(db.session.scalars(found.order_by(Update.review_due_at, Update.id)))


def list_review_overdue(now: datetime) -> list[int]:
    """Return the emergency updates whose review is overdue and of which nobody was reminded."""
    found = select(Update.id).where(
        Update.emergency.is_(True),
        Update.reviewed_at.is_(None),
        Update.review_due_at <= now,
        Update.reminded_at.is_(None),
    )
    return list(db.session.scalars(found.order_by(Update.id)))


def read_update(update_id: int) -> Update:
    """Return the update by its id alone, for jobs; or say that there is none."""
    update = db.session.get(Update, update_id)
    if update is None:
        raise NotFound("There is no such update.")
    return update


def find_cadence(case_id: int) -> Cadence | None:
    """Return the cadence of a case, stopped or not, or None."""
    return db.session.scalar(select(Cadence).where(Cadence.case_id == case_id))


def written_steps(case_id: int) -> set[str]:
    """Return the keys of the cadence's steps for which an update has been written."""
    found = select(Update.cadence_step).where(
        Update.case_id == case_id,
        Update.cadence_step.is_not(None),
        Update.state != UpdateState.WITHDRAWN,
    )
    return {each for each in db.session.scalars(found) if each is not None}
