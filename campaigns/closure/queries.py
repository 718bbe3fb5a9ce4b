"""Find closings and what has to come down."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update

from campaigns.cases.model import Case, CaseState
from campaigns.closure.model import Closure, ClosureState, TakedownState, TakedownTask
from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound


def find_closure(case_id: int) -> Closure | None:
    """Return the closing of a case that counts: the newest that was not taken back."""
    found = select(Closure).where(
        Closure.case_id == case_id, Closure.state != ClosureState.WITHDRAWN
    )
    return db.session.scalar(found.order_by(Closure.id.desc()).limit(1))


def get_closure(case_id: int) -> Closure:
    """Return the closing of a case that counts, or say that there is none."""
    closure = find_closure(case_id)
    if closure is None:
        raise NotFound("Nobody has proposed to close this case.")
    return closure


def list_tasks(case_id: int) -> Sequence[TakedownTask]:
    """Return everything that has to come down, in the order in which it went up."""
    found = select(TakedownTask).where(TakedownTask.case_id == case_id)
    return db.session.scalars(found.order_by(TakedownTask.id)).all()


def get_task(case_id: int, task_id: int) -> TakedownTask:
    """Return one thing that has to come down."""
    task = db.session.get(TakedownTask, task_id)
    if task is None or task.case_id != case_id:
        raise NotFound("There is nothing like that to take down in this case.")
    return task


def due(now: datetime, limit: int = 100) -> Sequence[int]:
    """Return the ids of what should be taken down now."""
    found = select(TakedownTask.id).where(
        TakedownTask.state == TakedownState.WAITING, TakedownTask.not_before <= now
    )
    return db.session.scalars(found.order_by(TakedownTask.not_before).limit(limit)).all()


def claim(task_id: int, until: datetime) -> bool:
    """Take a task for oneself; False if another was first. After `until` it is anybody's again."""
    taken = db.session.execute(
        update(TakedownTask)
        .where(TakedownTask.id == task_id, TakedownTask.state == TakedownState.WAITING)
        .values(
            state=TakedownState.WORKING,
            not_before=until,
            attempt_count=TakedownTask.attempt_count + 1,
            version=TakedownTask.version + 1,
        )
        .returning(TakedownTask.id)
    )
    return taken.one_or_none() is not None


def free_stuck(now: datetime) -> None:
    """Give back what a process that died had claimed: taking down twice does no harm."""
    db.session.execute(
        update(TakedownTask)
        .where(TakedownTask.state == TakedownState.WORKING, TakedownTask.not_before <= now)
        .values(state=TakedownState.WAITING, version=TakedownTask.version + 1)
    )


def list_untasked() -> Sequence[Delivery]:
    """Return what turned out to be public after its case was closed and is on no list yet."""
    tasked = select(TakedownTask.delivery_id).where(TakedownTask.delivery_id.is_not(None))
    found = (
        select(Delivery)
        .join(Case, Case.id == Delivery.case_id)
        .where(
            Case.state == CaseState.CLOSED,
            Delivery.state == DeliveryState.SENT,
            Delivery.id.not_in(tasked),
        )
    )
    return db.session.scalars(found).all()


def list_planned_after_closing() -> Sequence[int]:
    """Return closed cases in which something is planned again (found absent after closing)."""
    found = (
        select(Delivery.case_id)
        .join(Case, Case.id == Delivery.case_id)
        .where(Case.state == CaseState.CLOSED, Delivery.state == DeliveryState.PLANNED)
        .distinct()
    )
    return db.session.scalars(found).all()
