"""Find deliveries, what was tried for them, and the switches; guarded changes of state."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from campaigns.deliveries.due_queries import NOW, is_late, is_waiting, may_go, values
from campaigns.deliveries.model import Delivery, DeliveryAttempt, DeliveryState, Hold, HoldScope
from campaigns.deliveries.rules import NEEDS_YOU
from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound

S = DeliveryState
_THIS = Delivery.id == bindparam("delivery_id")
_LOCK = select(Delivery).where(_THIS).with_for_update()
_TAKE = (
    update(Delivery)
    .where(_THIS, may_go())
    .values(
        state=S.SENDING,
        claim_token=bindparam("token"),
        claimed_at=NOW,
        alive_at=NOW,
        attempt_count=Delivery.attempt_count + 1,
        version=Delivery.version + 1,
    )
    .returning(Delivery)
)


@dataclass(frozen=True, slots=True)
class Due:
    """A delivery to be taken up, and the channel whose lane it goes in."""

    id: int
    channel_id: int


def get_delivery(case_id: int, delivery_id: int) -> Delivery:
    """Return the delivery of this case, or say that there is none."""
    found = select(Delivery).where(Delivery.id == delivery_id, Delivery.case_id == case_id)
    delivery = db.session.scalar(found)
    if delivery is None:
        raise NotFound("There is no such post.")
    return delivery


def read_delivery(delivery_id: int) -> Delivery:
    """Return the delivery by its id alone, for jobs; or say that there is none."""
    delivery = db.session.get(Delivery, delivery_id)
    if delivery is None:
        raise NotFound("There is no such post.")
    return delivery


def lock(delivery_id: int) -> Delivery:
    """Return the delivery as it is now, and let nobody else change it in this transaction."""
    fresh = {"populate_existing": True}
    return db.session.scalars(_LOCK, {"delivery_id": delivery_id}, execution_options=fresh).one()


def list_of_update(update_id: int, *, current: bool = True) -> list[Delivery]:
    """Return an update's deliveries by channel; `current` leaves out earlier rounds."""
    found = select(Delivery).where(Delivery.update_id == update_id)
    if current:
        found = found.where(Delivery.round == last_round(update_id))
    return list(db.session.scalars(found.order_by(Delivery.channel_id, Delivery.id)))


def last_round(update_id: int) -> int:
    """Return how many times an update has been planned."""
    found = select(func.max(Delivery.round)).where(Delivery.update_id == update_id)
    return db.session.scalar(found) or 0


def list_sent(case_id: int, limit: int | None = None) -> list[Delivery]:
    """Return what the public was told and still can see, newest first; answers are not in it."""
    found = select(Delivery).where(
        Delivery.case_id == case_id, Delivery.state == S.SENT, Delivery.update_id.is_not(None)
    )
    order = (Delivery.settled_at.desc(), Delivery.id.desc())
    return list(db.session.scalars(found.order_by(*order).limit(limit)))


def list_upcoming(case_id: int, limit: int | None = None) -> list[Delivery]:
    """Return what is released and will go out by itself, soonest first."""
    found = select(Delivery).where(Delivery.case_id == case_id, is_waiting())
    return list(db.session.scalars(found.order_by(Delivery.send_at, Delivery.id).limit(limit)))


def list_between(case_id: int, since: datetime, until: datetime) -> list[Delivery]:
    """Return what has its time in this span, for a calendar; earlier rounds left out."""
    found = select(Delivery).where(
        Delivery.case_id == case_id,
        Delivery.send_at >= since,
        Delivery.send_at < until,
        or_(Delivery.state != S.WITHDRAWN, Delivery.remote_id.is_not(None)),
    )
    return list(db.session.scalars(found.order_by(Delivery.send_at, Delivery.id)))


def page_posts(
    case_id: int,
    states: Collection[DeliveryState] = (),
    *,
    before_id: int | None = None,
    limit: int = 50,
) -> list[Delivery]:
    """Return a page of a case's posts, newest first, going on before an id."""
    found = select(Delivery).where(Delivery.case_id == case_id)
    if states:
        found = found.where(Delivery.state.in_(states))
    if before_id is not None:
        found = found.where(Delivery.id < before_id)
    return list(db.session.scalars(found.order_by(Delivery.id.desc()).limit(limit)))


def list_needing_you(case_id: int) -> list[Delivery]:
    """Return what waits for a person: late, refused or undecided, oldest first."""
    found = select(Delivery).where(
        Delivery.case_id == case_id,
        or_(
            Delivery.state.in_(NEEDS_YOU),
            (Delivery.state == S.PLANNED)
            & or_(Delivery.overdue.is_(True), Delivery.held.is_(True)),
        ),
    )
    return list(db.session.scalars(found.order_by(Delivery.send_at, Delivery.id)))


def count_needing_you(case_id: int) -> int:
    """Return how many posts of a case wait for a person."""
    found = select(func.count()).where(
        Delivery.case_id == case_id,
        or_(
            Delivery.state.in_(NEEDS_YOU),
            (Delivery.state == S.PLANNED)
            & or_(Delivery.overdue.is_(True), Delivery.held.is_(True)),
        ),
    )
    return db.session.scalar(found) or 0


def find_by_remote(channel_id: int, remote_id: str) -> Delivery | None:
    """Return the delivery whose first part is this post of the platform, or None."""
    found = select(Delivery).where(
        Delivery.channel_id == channel_id, Delivery.remote_id == remote_id
    )
    return db.session.scalar(found.limit(1))


def list_to_take_down(case_id: int) -> list[Delivery]:
    """Return every delivery of which something is out and not proven gone."""
    found = select(Delivery).where(
        Delivery.case_id == case_id, Delivery.withdraw_proof.is_(None), Delivery.out_count > 0
    )
    return list(db.session.scalars(found.order_by(Delivery.id)))


def list_attempts(delivery_id: int) -> list[DeliveryAttempt]:
    """Return what was tried for a delivery, in order."""
    found = select(DeliveryAttempt).where(DeliveryAttempt.delivery_id == delivery_id)
    return list(db.session.scalars(found.order_by(DeliveryAttempt.id)))


def list_due(now: datetime) -> list[Due]:
    """Return what may go out now, longest waiting first."""
    found = (
        select(Delivery.id, Delivery.channel_id)
        .where(may_go())
        .order_by(Delivery.not_before, Delivery.id)
    )
    return [Due(*row) for row in db.session.execute(found, values(now))]


def list_unknown(now: datetime) -> list[Due]:
    """Return what a platform has to be asked about now."""
    found = select(Delivery.id, Delivery.channel_id).where(
        Delivery.state == S.UNKNOWN, Delivery.not_before <= now
    )
    return [Due(*row) for row in db.session.execute(found.order_by(Delivery.not_before))]


def list_sending(claimed_before: datetime) -> list[int]:
    """Return what has been in the sending, without a sign of life, since before a moment."""
    found = select(Delivery.id).where(
        Delivery.state == S.SENDING,
        func.coalesce(Delivery.alive_at, Delivery.claimed_at) <= claimed_before,
    )
    return list(db.session.scalars(found))


def list_late(now: datetime) -> list[int]:
    """Return what has missed its time and is not on the review list yet."""
    found = select(Delivery.id).where(is_waiting(), is_late())
    return list(db.session.scalars(found, values(now)))


def list_unlinked(now: datetime) -> list[int]:
    """Return the links of films that may go, as soon as their film is up."""
    found = select(Delivery.id).where(
        Delivery.state == S.PLANNED,
        Delivery.released.is_(True),
        Delivery.film_id.is_not(None),
        Delivery.linked_at.is_(None),
        Delivery.not_before <= now,
    )
    return list(db.session.scalars(found.order_by(Delivery.not_before, Delivery.id)))


def list_quiet(case_id: int, now: datetime) -> list[int]:
    """Return what of a case waits for the end of quiet hours."""
    found = select(Delivery.id).where(
        Delivery.case_id == case_id, Delivery.state == S.PLANNED, Delivery.quiet_until > now
    )
    return list(db.session.scalars(found.order_by(Delivery.id)))


def take(delivery_id: int, token: str, now: datetime) -> Delivery | None:
    """Move a delivery from planned to sending if it may go at this very moment; else None."""
    given = {"delivery_id": delivery_id, "token": token, **values(now)}
    options = {"synchronize_session": False, "populate_existing": True}
    return db.session.scalar(_TAKE, given, execution_options=options)


def cancel(where: Any, reason: str, now: datetime) -> int:
    """Withdraw what is planned among these, and let what may be out go no further; count both."""
    options = {"synchronize_session": False}
    stopped = {"released": False, "version": Delivery.version + 1}
    open_ones = (S.SENDING, S.UNKNOWN, S.UNDECIDED)
    recalled = db.session.execute(
        update(Delivery)
        .where(where, Delivery.state.in_(open_ones), Delivery.released.is_(True))
        .values(**stopped)
        .returning(Delivery.id),
        execution_options=options,
    )
    withdrawn = db.session.execute(
        update(Delivery)
        .where(where, Delivery.state == S.PLANNED)
        .values(**stopped, state=S.WITHDRAWN, reason=reason, withdrawn_at=now, overdue=False)
        .returning(Delivery.id),
        execution_options=options,
    )
    return len(recalled.all()) + len(withdrawn.all())


def is_held(case_id: int | None = None, channel_id: int | None = None) -> Hold | None:
    """Return a switch that is pulled over everything, this case or this channel; or None."""
    reach = [Hold.scope == HoldScope.ALL]
    if case_id is not None:
        reach.append((Hold.scope == HoldScope.CASE) & (Hold.scope_id == case_id))
    if channel_id is not None:
        reach.append((Hold.scope == HoldScope.CHANNEL) & (Hold.scope_id == channel_id))
    found = select(Hold).where(Hold.lifted_at.is_(None), or_(*reach))
    return db.session.scalar(found.order_by(Hold.id).limit(1))


def find_hold(scope: HoldScope, scope_id: int) -> Hold | None:
    """Return the switch of exactly this scope, if it is pulled."""
    return db.session.scalar(
        select(Hold).where(Hold.scope == scope, Hold.scope_id == scope_id, Hold.lifted_at.is_(None))
    )


def get_hold(hold_id: int) -> Hold:
    """Return a switch that was pulled, or say that there is none."""
    hold = db.session.get(Hold, hold_id)
    if hold is None:
        raise NotFound("There is no such switch.")
    return hold


def list_holds(*, lifted: bool = False, limit: int = 50) -> list[Hold]:
    """Return the switches that are pulled; or those that were, newest first."""
    state = Hold.lifted_at.is_not(None) if lifted else Hold.lifted_at.is_(None)
    return list(db.session.scalars(select(Hold).where(state).order_by(Hold.id.desc()).limit(limit)))


def count_parts_out(channel_id: int) -> int:
    """Return how many parts we believe were ever taken by an account's platform."""
    found = select(func.sum(Delivery.out_count)).where(Delivery.channel_id == channel_id)
    return db.session.scalar(found) or 0
