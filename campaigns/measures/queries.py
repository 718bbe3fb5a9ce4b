"""Find what a platform is to count now, and what it counted."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from campaigns.channels.model import Channel, ChannelState
from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.kernel.db import db
from campaigns.measures.model import Measure


@dataclass(frozen=True, slots=True)
class Due:
    """A post whose counts are asked for: `ref` is its first part on the platform."""

    delivery_id: int
    channel_id: int
    ref: str
    sent_at: datetime


def list_due(now: datetime, oldest: datetime, limit: int = 200) -> list[Due]:
    """Return sent posts that were never counted (and are younger than `oldest`), or are due."""
    found = (
        select(Delivery.id, Delivery.channel_id, Delivery.remote_id, Delivery.settled_at)
        .join(Channel, Channel.id == Delivery.channel_id)
        .outerjoin(Measure, Measure.delivery_id == Delivery.id)
        .where(
            Delivery.state == DeliveryState.SENT,
            Delivery.remote_id.is_not(None),
            Delivery.settled_at.is_not(None),
            Channel.state == ChannelState.CONNECTED,
        )
        .where(
            (Measure.delivery_id.is_(None) & (Delivery.settled_at > oldest))
            | (Measure.next_at <= now)
        )
    )
    rows = db.session.execute(found.order_by(Measure.next_at, Delivery.id).limit(limit))
    return [Due(row[0], row[1], row[2], row[3]) for row in rows if row[2] and row[3]]


def find_measure(delivery_id: int) -> Measure | None:
    """Return what was last counted of a post, or None."""
    return db.session.get(Measure, delivery_id)


def list_measures(delivery_ids: Collection[int]) -> dict[int, Measure]:
    """Return what was last counted of several posts, by their ids."""
    found = select(Measure).where(Measure.delivery_id.in_(delivery_ids))
    return {each.delivery_id: each for each in db.session.scalars(found)}
