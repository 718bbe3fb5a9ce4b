"""Find who listens on which account, what is ours there, how far it was heard, what is missing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select

from campaigns.appeals.model import IN_USE, Appeal, AppealChannel
from campaigns.channels.model import Channel, ChannelCursor, ChannelState
from campaigns.deliveries.model import Delivery
from campaigns.hearing.model import Gap, HookCall, Stranger, StrangerState
from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound


@dataclass(frozen=True, slots=True)
class Listener:
    """An appeal that listens on an account."""

    channel_id: int
    platform: str
    case_id: int
    launched_at: datetime | None
    hashtag: str
    hashtag_key: str


def list_listeners() -> list[Listener]:
    """Return who listens where, the latest launched appeal first."""
    found = (
        select(
            AppealChannel.channel_id,
            Channel.platform,
            Appeal.case_id,
            Appeal.launched_at,
            Appeal.hashtag,
            Appeal.hashtag_key,
        )
        .join(Appeal, Appeal.id == AppealChannel.appeal_id)
        .join(Channel, Channel.id == AppealChannel.channel_id)
        .where(
            Appeal.state.in_(IN_USE),
            Channel.state.in_((ChannelState.CONNECTED, ChannelState.PAUSED)),
        )
        .order_by(Appeal.launched_at.desc(), Appeal.id.desc())
    )
    return [Listener(*row) for row in db.session.execute(found)]


def list_cursors(channel_ids: Collection[int]) -> dict[int, list[ChannelCursor]]:
    """Return how far each of these accounts was heard, stream by stream."""
    found = select(ChannelCursor).where(ChannelCursor.channel_id.in_(channel_ids))
    kept: dict[int, list[ChannelCursor]] = {}
    for row in db.session.scalars(found):
        kept.setdefault(row.channel_id, []).append(row)
    return kept


def list_ours(channel_id: int, limit: int) -> list[Delivery]:
    """Return what an account has said and not taken back, newest first."""
    found = (
        select(Delivery)
        .where(
            Delivery.channel_id == channel_id,
            Delivery.remote_id.is_not(None),
            Delivery.withdraw_proof.is_(None),
        )
        .order_by(Delivery.id.desc())
    )
    return list(db.session.scalars(found.limit(limit)))


def find_said(channel_id: int, refs: Collection[str]) -> list[Delivery]:
    """Return the deliveries of an account whose first part is one of these posts."""
    found = select(Delivery).where(
        Delivery.channel_id == channel_id, Delivery.remote_id.in_(set(refs))
    )
    return list(db.session.scalars(found))


def list_handles(platform: str) -> set[str]:
    """Return the names of all our accounts on a platform, in small letters."""
    found = select(Channel.handle).where(Channel.platform == platform)
    return {handle.lower() for handle in db.session.scalars(found)}


def find_open_gap(channel_id: int, stream: str) -> Gap | None:
    """Return the open gap of a stream, or None."""
    return db.session.scalar(
        select(Gap).where(
            Gap.channel_id == channel_id, Gap.stream == stream, Gap.ended_at.is_(None)
        )
    )


def get_gap(channel_id: int, gap_id: int) -> Gap:
    """Return a gap of this account, or say that there is none."""
    gap = db.session.get(Gap, gap_id)
    if gap is None or gap.channel_id != channel_id:
        raise NotFound("There is no such gap.")
    return gap


def list_gaps(channel_id: int, limit: int = 20) -> list[Gap]:
    """Return the gaps of an account: open ones first, then the newest."""
    found = select(Gap).where(Gap.channel_id == channel_id)
    found = found.order_by(Gap.ended_at.is_not(None), Gap.id.desc())
    return list(db.session.scalars(found.limit(limit)))


def count_alarms(channel_id: int) -> int:
    """Return how many alarms stand open on an account: gaps, and posts that are not ours."""
    gaps = select(func.count()).where(Gap.channel_id == channel_id, Gap.ended_at.is_(None))
    strangers = select(func.count()).where(
        Stranger.channel_id == channel_id, Stranger.state == StrangerState.OPEN
    )
    return sum(db.session.scalar(found) or 0 for found in (gaps, strangers))


def knows_call(channel_id: int, name: str) -> bool:
    """Say whether a platform has made this very call before."""
    found = select(HookCall.id).where(HookCall.channel_id == channel_id, HookCall.name == name)
    return db.session.scalar(found) is not None


def last_call_at(channel_id: int) -> datetime | None:
    """Return when a platform last called about an account."""
    return db.session.scalar(select(func.max(HookCall.at)).where(HookCall.channel_id == channel_id))


def forget_calls(before: datetime) -> None:
    """Forget the calls that no platform repeats any more, and that hold nothing."""
    db.session.execute(delete(HookCall).where(HookCall.at < before, HookCall.body_sealed.is_(None)))


def list_handed_over(channel_id: int) -> list[HookCall]:
    """Return the calls whose words were not taken in yet, oldest first."""
    found = select(HookCall).where(
        HookCall.channel_id == channel_id, HookCall.body_sealed.is_not(None)
    )
    return list(db.session.scalars(found.order_by(HookCall.id)))
