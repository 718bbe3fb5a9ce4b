"""Find closings and what has to come down."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, func, or_, select, update
from sqlalchemy.orm import joinedload

from campaigns.appeals.model import Subscriber, SubscriberState
from campaigns.cases.model import Case, CaseState
from campaigns.closure.model import (
    Closure,
    ClosureState,
    TakedownLook,
    TakedownState,
    TakedownTask,
)
from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.hearing.model import Stranger, StrangerState
from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Due:
    """Something to be taken up, and the account in whose lane it goes."""

    id: int
    channel_id: int


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
    found = (
        select(TakedownTask)
        .options(joinedload(TakedownTask.channel))
        .where(TakedownTask.case_id == case_id)
    )
    return db.session.scalars(found.order_by(TakedownTask.id)).all()


def get_task(case_id: int, task_id: int) -> TakedownTask:
    """Return one thing that has to come down."""
    task = db.session.get(TakedownTask, task_id)
    if task is None or task.case_id != case_id:
        raise NotFound("There is nothing like that to take down in this case.")
    return task


def read_task(task_id: int) -> TakedownTask:
    """Return one thing that has to come down by its id alone, for jobs."""
    return db.session.get_one(TakedownTask, task_id)


def list_keepers(case_id: int) -> list[int]:
    """Return lead and deputy of a case."""
    row = db.session.get_one(Case, case_id)
    return list(dict.fromkeys((row.lead_id, row.deputy_id)))


def due(now: datetime) -> list[Due]:
    """Return what should be taken down now, longest waiting first."""
    found = select(TakedownTask.id, TakedownTask.channel_id).where(
        TakedownTask.state == TakedownState.WAITING, TakedownTask.not_before <= now
    )
    order = found.order_by(TakedownTask.not_before, TakedownTask.id)
    return [Due(*row) for row in db.session.execute(order)]


def due_looks(now: datetime) -> list[Due]:
    """Return what is down and is to be looked for again now."""
    found = select(TakedownTask.id, TakedownTask.channel_id).where(
        TakedownTask.state == TakedownState.DONE, TakedownTask.look_at <= now
    )
    order = found.order_by(TakedownTask.look_at, TakedownTask.id)
    return [Due(*row) for row in db.session.execute(order)]


def claim_look(task_id: int, now: datetime, until: datetime) -> bool:
    """Take a look upon oneself; False if another was first. After `until` it is due again."""
    taken = db.session.execute(
        update(TakedownTask)
        .where(
            TakedownTask.id == task_id,
            TakedownTask.state == TakedownState.DONE,
            TakedownTask.look_at <= now,
        )
        .values(look_at=until, version=TakedownTask.version + 1)
        .returning(TakedownTask.id)
    )
    return taken.one_or_none() is not None


def list_looks(case_id: int) -> dict[int, list[TakedownLook]]:
    """Return every look for what a case took down, by task, in order."""
    found = (
        select(TakedownLook)
        .join(TakedownTask, TakedownTask.id == TakedownLook.task_id)
        .where(TakedownTask.case_id == case_id)
        .order_by(TakedownLook.id)
    )
    looks: dict[int, list[TakedownLook]] = {}
    for look in db.session.scalars(found):
        looks.setdefault(look.task_id, []).append(look)
    return looks


def last_look(task_id: int) -> TakedownLook | None:
    """Return the newest look for an object."""
    found = select(TakedownLook).where(TakedownLook.task_id == task_id)
    return db.session.scalar(found.order_by(TakedownLook.id.desc()).limit(1))


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


def list_to_list(confirmed_after: datetime, listed_before: datetime) -> Sequence[Closure]:
    """Return closings of which something public may be on no list yet.

    That is so where parts came to light, or a post was adopted, after the list was made; and every
    now and then of the younger ones, whatever came to light.
    """
    tasks = select(func.count()).where(TakedownTask.delivery_id == Delivery.id).scalar_subquery()
    out = exists().where(Delivery.case_id == Closure.case_id, Delivery.out_count > tasks)
    listed = select(TakedownTask.stranger_id).where(TakedownTask.stranger_id.is_not(None))
    adopted = exists().where(
        Stranger.case_id == Closure.case_id,
        Stranger.state == StrangerState.ADOPTED,
        Stranger.id.not_in(listed),
    )
    young = (Closure.confirmed_at >= confirmed_after) & (
        Closure.listed_at.is_(None) | (Closure.listed_at <= listed_before)
    )
    found = (
        select(Closure)
        .join(Case, Case.id == Closure.case_id)
        .where(
            Case.state == CaseState.CLOSED,
            Closure.state == ClosureState.CONFIRMED,
            or_(out, adopted, young),
        )
    )
    return db.session.scalars(found.order_by(Closure.id)).all()


def list_to_part() -> Sequence[Closure]:
    """Return closings whose followers' addresses are still kept, once nothing is on its way."""
    kept = exists().where(
        Subscriber.case_id == Closure.case_id, Subscriber.state != SubscriberState.ENDED
    )
    going = exists().where(
        Delivery.case_id == Closure.case_id,
        Delivery.state.in_((DeliveryState.SENDING, DeliveryState.UNKNOWN)),
    )
    found = select(Closure).where(Closure.state == ClosureState.CONFIRMED, kept, ~going)
    return db.session.scalars(found.order_by(Closure.id)).all()


def list_planned_after_closing() -> Sequence[int]:
    """Return closed cases in which something is planned again (found absent after closing)."""
    found = (
        select(Delivery.case_id)
        .join(Case, Case.id == Delivery.case_id)
        .where(Case.state == CaseState.CLOSED, Delivery.state == DeliveryState.PLANNED)
        .distinct()
    )
    return db.session.scalars(found).all()
