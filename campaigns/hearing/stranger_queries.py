"""Find posts that are not ours, and all that is known of those that are."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import select

from campaigns.appeals.model import Appeal, AppealChannel
from campaigns.cases.model import Case
from campaigns.channels.model import Channel, ChannelState
from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.hearing.model import OwnWatch, Stranger, StrangerState
from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound

A_LONG_UPLOAD = timedelta(days=1)
UNSETTLED = (DeliveryState.SENDING, DeliveryState.UNKNOWN, DeliveryState.UNDECIDED)


def list_watched(looked_before: datetime) -> list[int]:
    """Return the accounts that are in use and were not looked at since then."""
    found = (
        select(Channel.id)
        .outerjoin(OwnWatch, OwnWatch.channel_id == Channel.id)
        .where(Channel.state.in_((ChannelState.CONNECTED, ChannelState.PAUSED)))
        .where(OwnWatch.looked_at.is_(None) | (OwnWatch.looked_at <= looked_before))
    )
    return list(db.session.scalars(found.order_by(OwnWatch.looked_at, Channel.id)))


def find_watch(channel_id: int) -> OwnWatch | None:
    """Return up to when an account was looked at, or None."""
    return db.session.get(OwnWatch, channel_id)


def list_said(channel_id: int, since: datetime) -> list[Delivery]:
    """Return what we said on an account, or may have said, that could stand there since then."""
    found = select(Delivery).where(
        Delivery.channel_id == channel_id,
        Delivery.state.in_(UNSETTLED) | (Delivery.claimed_at >= since - A_LONG_UPLOAD),
    )
    return list(db.session.scalars(found))


def list_known(channel_id: int, refs: Collection[str]) -> set[str]:
    """Return which of these posts were found before."""
    found = select(Stranger.remote_ref).where(
        Stranger.channel_id == channel_id, Stranger.remote_ref.in_(set(refs))
    )
    return set(db.session.scalars(found))


def get_stranger(channel_id: int, stranger_id: int) -> Stranger:
    """Return a post that was not ours on this account, or say that there is none."""
    row = db.session.get(Stranger, stranger_id)
    if row is None or row.channel_id != channel_id:
        raise NotFound("There is no such post.")
    return row


def list_strangers(channel_id: int, limit: int = 30) -> list[Stranger]:
    """Return the posts on an account that were not ours: open ones first, then the newest."""
    found = select(Stranger).where(Stranger.channel_id == channel_id)
    found = found.order_by(Stranger.state != StrangerState.OPEN, Stranger.id.desc())
    return list(db.session.scalars(found.limit(limit)))


def list_adopted(channel_id: int, case_ids: Collection[int], limit: int) -> list[Stranger]:
    """Return the posts on an account that these cases have adopted and that stand, newest first."""
    found = select(Stranger).where(
        Stranger.channel_id == channel_id,
        Stranger.case_id.in_(set(case_ids)),
        Stranger.state == StrangerState.ADOPTED,
        Stranger.gone_at.is_(None),
    )
    return list(db.session.scalars(found.order_by(Stranger.posted_at.desc()).limit(limit)))


def list_to_end(case_id: int) -> list[Stranger]:
    """Return the posts made by hand that end with a case, in the order in which they were found.

    Those that it adopted; and on accounts that were made for it, those that nobody has judged.
    """
    dedicated = select(Channel.id).where(Channel.dedicated_case_id == case_id)
    adopted = (Stranger.case_id == case_id) & (Stranger.state == StrangerState.ADOPTED)
    unjudged = Stranger.channel_id.in_(dedicated) & (Stranger.state == StrangerState.OPEN)
    found = select(Stranger).where(adopted | unjudged)
    return list(db.session.scalars(found.order_by(Stranger.id)))


def list_cases_on(channel_id: int) -> list[Case]:
    """Return the cases that ever spoke through an account, the newest first."""
    found = (
        select(Case)
        .join(Appeal, Appeal.case_id == Case.id)
        .join(AppealChannel, AppealChannel.appeal_id == Appeal.id)
        .where(AppealChannel.channel_id == channel_id)
    )
    return list(db.session.scalars(found.order_by(Case.id.desc())))
