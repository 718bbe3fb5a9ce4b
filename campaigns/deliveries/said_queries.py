"""Find what a case says and has said, for those who read it all once more."""

from sqlalchemy import Text, and_, cast, or_, select

from campaigns.deliveries.due_queries import may_speak, values
from campaigns.deliveries.model import Delivery, DeliveryStage, DeliveryState
from campaigns.kernel import clock
from campaigns.kernel.db import db


def list_standing(case_id: int) -> list[Delivery]:
    """Return what a case is about to say or has said, as far as it was not withdrawn."""
    found = select(Delivery).where(
        Delivery.case_id == case_id, Delivery.state != DeliveryState.WITHDRAWN
    )
    return list(db.session.scalars(found.order_by(Delivery.id)))


def list_held(case_id: int) -> list[Delivery]:
    """Return the posts of a case that the guard holds."""
    found = select(Delivery).where(Delivery.case_id == case_id, Delivery.held.is_(True))
    return list(db.session.scalars(found.order_by(Delivery.id)))


def list_planned_with_pictures(case_id: int) -> list[Delivery]:
    """Return the posts of a case that wait and carry pictures."""
    found = select(Delivery).where(
        Delivery.case_id == case_id, Delivery.state == DeliveryState.PLANNED
    )
    return [
        each
        for each in db.session.scalars(found.order_by(Delivery.id))
        if any(part["media"] for part in each.snapshot["parts"])
    ]


def list_cases_with_planned() -> list[int]:
    """Return the cases in which a post waits."""
    found = select(Delivery.case_id).where(Delivery.state == DeliveryState.PLANNED).distinct()
    return list(db.session.scalars(found.order_by(Delivery.case_id)))


def list_out(case_id: int) -> list[Delivery]:
    """Return every post of which something went out, newest first, taken down or not."""
    found = select(Delivery).where(Delivery.case_id == case_id, Delivery.out_count > 0)
    return list(db.session.scalars(found.order_by(Delivery.id.desc())))


def texts_before(delivery: Delivery) -> list[str]:
    """Return what the readers of a reply were told before it, in the same talk by us."""
    ref = delivery.snapshot["reply_to"]
    if ref is None:
        return []
    found = select(Delivery).where(
        Delivery.channel_id == delivery.channel_id,
        Delivery.case_id == delivery.case_id,
        Delivery.id < (delivery.id or 2**62),
        Delivery.state != DeliveryState.WITHDRAWN,
    )
    talk = [
        each
        for each in db.session.scalars(found.order_by(Delivery.id))
        if each.snapshot["reply_to"] == ref
        or ref in {part["remote_id"] for part in each.parts_done}
    ]
    return [part["text"] for each in talk for part in each.snapshot["parts"]]


def list_on_their_way(key: str) -> list[Delivery]:
    """Return the posts that carry a file and whose sending has begun, unless something holds them.

    A platform may have taken a post's pictures and told us to come back for the rest: then it waits
    again, and its stages tell that it had begun.
    """
    begun = select(DeliveryStage.delivery_id)
    going = or_(
        Delivery.state.in_([DeliveryState.SENDING, DeliveryState.UNKNOWN]),
        and_(Delivery.state == DeliveryState.PLANNED, Delivery.id.in_(begun)),
    )
    found = select(Delivery).where(
        going,
        Delivery.released.is_(True),
        Delivery.held.is_(False),
        cast(Delivery.snapshot, Text).contains(key),
        may_speak(),
    )
    return list(db.session.scalars(found.order_by(Delivery.id), values(clock.now())))
