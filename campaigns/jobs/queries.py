"""Find out whether the timetable is being kept, how its jobs went, and how much there is."""

from datetime import datetime

from sqlalchemy import func, select

from campaigns.appeals.model import Appeal
from campaigns.cases.model import Case
from campaigns.deliveries.model import Delivery
from campaigns.jobs.model import Alarm, JobRun, Lease
from campaigns.kernel.db import db
from campaigns.tips.model import Tip

COUNTED = (Case, Appeal, Delivery, Tip)


def scheduler_seen(now: datetime) -> bool:
    """Say whether a scheduler holds the timetable at this moment."""
    return db.session.scalar(select(Lease.name).where(Lease.until > now).limit(1)) is not None


def lease_holder() -> str | None:
    """Return who holds, or last held, the timetable."""
    return db.session.scalar(select(Lease.holder).limit(1))


def list_failing() -> list[JobRun]:
    """Return the jobs whose last run went wrong."""
    return list(
        db.session.scalars(select(JobRun).where(JobRun.failure.is_not(None)).order_by(JobRun.name))
    )


def list_alarms() -> list[Alarm]:
    """Return what administrators must see to now, the longest standing first."""
    return list(db.session.scalars(select(Alarm).order_by(Alarm.since, Alarm.name)))


def count_by_state() -> dict[str, dict[str, int]]:
    """Return how many there are of each thing that has a state: thing -> state -> how many."""
    counts: dict[str, dict[str, int]] = {}
    for kind in COUNTED:
        rows = db.session.execute(select(kind.state, func.count()).group_by(kind.state))
        counts[kind.__tablename__] = {str(state.value): count for state, count in rows}
    return counts
