"""The books of the desk: allowances, costs, clocks, and whose turn it is to renew a key.

One verb, one transaction; none lasts while a platform is spoken to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from campaigns.audit import actions as audit
from campaigns.channels import allowance, desk_queries, queries
from campaigns.channels.allowance import Purse, Wait
from campaigns.channels.model import Allowance, Channel, Cost
from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic, db, insert_unless_there
from campaigns.platforms.base import Bucket, Credentials, Platform

LEASE = timedelta(minutes=2)  # longer than a platform may take to answer


@dataclass(frozen=True, slots=True)
class Turn:
    """Whose turn it is: `renewed` is what someone else fetched, else `mine` says that I may."""

    stored: dict[str, str]
    renewed: bool
    mine: bool


def holder_of(bucket: Bucket, platform: Platform, channel_id: int) -> str:
    """Return who draws on an allowance: one account, or all of them on a platform."""
    return f"platform:{platform.name}" if bucket.shared else f"channel:{channel_id}"


@atomic
def spend(holder: str, bucket: Bucket, units: int) -> None:
    """Take units from an allowance."""
    row = _allowance(holder, bucket.name)
    _put(row, allowance.spend(bucket, _purse(row), units, clock.now()))


@atomic
def keep_told(holder: str, bucket: Bucket, said: Purse) -> None:
    """Keep what the platform said is left of an allowance."""
    row = _allowance(holder, bucket.name)
    _put(row, allowance.tell(bucket, _purse(row), said, clock.now()))


def _allowance(holder: str, bucket: str) -> Allowance:
    insert_unless_there(Allowance, holder=holder, bucket=bucket)
    return desk_queries.lock_allowance(holder, bucket)


def _purse(row: Allowance) -> Purse | None:
    fresh = row.left is None and row.most is None and row.resets_at is None
    return None if fresh else Purse(row.left, row.most, row.resets_at)


def _put(row: Allowance, purse: Purse) -> None:
    row.left, row.most, row.resets_at = purse.left, purse.most, purse.resets_at


def purses(platform: Platform, channel_id: int) -> dict[str, Purse]:
    """Return the allowances of an account by bucket, as they were last known."""
    held = [(holder_of(bucket, platform, channel_id), bucket.name) for bucket in platform.buckets]
    rows = desk_queries.list_allowances({holder for holder, _ in held}) if held else []
    return {
        row.bucket: purse
        for row in rows
        if (row.holder, row.bucket) in held and (purse := _purse(row)) is not None
    }


def must_wait(
    platform: Platform, channel_id: int, deeds: Mapping[str, int], *, urgent: bool
) -> Wait | None:
    """Return until when deeds on an account must wait for an allowance; None where they may go."""
    if not any(bucket.takes for bucket in platform.buckets):
        return None
    kept = purses(platform, channel_id)
    return allowance.must_wait(platform.buckets, kept, deeds, clock.now(), urgent=urgent)


@atomic
def pay(channel_id: int, case_id: int | None, what: str, cents: float) -> None:
    """Write down a call that cost money."""
    row = Cost(channel_id=channel_id, case_id=case_id, at=clock.now(), what=what, cents=cents)
    db.session.add(row)


@atomic
def keep_skew(channel_id: int, seconds: float) -> None:
    """Keep by how much a platform's clock is ahead of ours."""
    queries.mark(channel_id, clock_skew_s=seconds)


@atomic
def take_turn(channel_id: int, stale: Credentials, holder: str) -> Turn:
    """Take the turn to renew a key, unless someone has it, or has renewed the key already."""
    channel = queries.lock_channel(channel_id)
    stored = dict(channel.credentials or {})
    if is_another(stored, stale):
        return Turn(stored, renewed=True, mine=False)
    now = clock.now()
    if channel.renewing_until is not None and channel.renewing_until > now:
        return Turn(stored, renewed=False, mine=channel.renewing_by == holder)
    queries.mark(channel_id, renewing_by=holder, renewing_until=now + LEASE)
    return Turn(stored, renewed=False, mine=True)


def is_another(stored: Mapping[str, str], held: Credentials) -> bool:
    """Say whether the key that is kept is another than the one that someone holds."""
    return any(held.get(name) != value for name, value in stored.items())


@atomic
def end_turn(channel_id: int, holder: str) -> dict[str, str]:
    """Let someone else renew the key; return the key as it is kept now."""
    channel = queries.lock_channel(channel_id)
    if channel.renewing_by == holder:
        queries.mark(channel_id, renewing_by=None, renewing_until=None)
    return dict(channel.credentials or {})


@atomic
def keep_key(channel_id: int, fresh: Credentials) -> dict[str, str]:
    """Keep a renewed key before anyone uses it, and end the turn."""
    channel = queries.lock_channel(channel_id)
    kept = {**(channel.credentials or {}), **fresh}
    set_key(channel, kept)
    channel.renewing_by = channel.renewing_until = None
    audit.record("channel_key_renewed", actor=HOUSE, about=("channel", channel_id))
    return kept


def set_key(channel: Channel, credentials: Credentials) -> None:
    """Put a key on an account; part of the caller's transaction."""
    channel.credentials = dict(credentials)
    channel.key_expires_at, channel.key_warned_at = expiry_of(credentials), None


def expiry_of(credentials: Credentials) -> datetime | None:
    """Return when a key ends ("expires_at", seconds since 1970); None if it renews itself."""
    seconds = credentials.get("expires_at", "")
    if credentials.get("refresh_token") or not seconds.replace(".", "", 1).isdecimal():
        return None
    return datetime.fromtimestamp(float(seconds), UTC)
