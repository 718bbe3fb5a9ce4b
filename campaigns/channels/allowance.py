"""How much of an allowance is left, when it fills again, and whether a deed may draw on it.

Pure: the moment is a parameter. What the platform itself said counts more than our own counting.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time, timedelta

from campaigns.kernel.zones import zone
from campaigns.platforms.base import Bucket

UNTOLD = timedelta(minutes=1)  # where nobody knows when an empty allowance fills again


@dataclass(frozen=True, slots=True)
class Purse:
    """An allowance at a moment: units left and given (None: not known), and when it fills."""

    left: int | None
    most: int | None
    resets_at: datetime | None


@dataclass(frozen=True, slots=True)
class Wait:
    """Something that must wait for an allowance, until when, and why, in words."""

    until: datetime
    words: str


def fills_at(bucket: Bucket, now: datetime) -> datetime | None:
    """Return when an allowance that is drawn on now fills again; None where only they know."""
    if bucket.midnight_in is not None:
        here = zone(bucket.midnight_in)
        tomorrow = now.astimezone(here).date() + timedelta(days=1)
        return datetime.combine(tomorrow, time(), here).astimezone(UTC)
    if bucket.per_s is not None:
        return now + timedelta(seconds=bucket.per_s)
    return None


def at(bucket: Bucket, kept: Purse | None, now: datetime) -> Purse:
    """Return an allowance as it stands now: what was kept, or full again."""
    if kept is None or (kept.resets_at is not None and kept.resets_at <= now):
        most = bucket.limit if kept is None or kept.most is None else kept.most
        return Purse(most, most, None)
    return kept


def spend(bucket: Bucket, kept: Purse | None, units: int, now: datetime) -> Purse:
    """Return what is left after so many units."""
    purse = at(bucket, kept, now)
    left = None if purse.left is None else max(purse.left - units, 0)
    return replace(purse, left=left, resets_at=purse.resets_at or fills_at(bucket, now))


def tell(
    bucket: Bucket,
    kept: Purse | None,
    said: Purse,
    now: datetime,
) -> Purse:
    """Return what is left by the platform's own word; answers may come in the wrong order."""
    purse = at(bucket, kept, now)
    resets_at = said.resets_at or purse.resets_at or fills_at(bucket, now)
    same = purse.resets_at is not None and (said.resets_at in {None, purse.resets_at})
    left = said.left
    if same and left is not None and purse.left is not None:
        left = min(left, purse.left)
    return Purse(left, said.most if said.most is not None else purse.most, resets_at)


def must_wait(
    buckets: Iterable[Bucket],
    kept: Mapping[str, Purse],
    deeds: Mapping[str, int],
    now: datetime,
    *,
    urgent: bool = False,
) -> Wait | None:
    """Return until when deeds (name -> how many) must wait; None where there is enough left.

    What is urgent may use the reserve. A long thread does not wait for more than there ever is.
    """
    waits = [
        Wait(purse.resets_at or now + UNTOLD, _words(bucket, purse))
        for bucket in buckets
        if (need := sum(bucket.takes.get(deed, 0) * count for deed, count in deeds.items()))
        and (purse := at(bucket, kept.get(bucket.name), now)).left is not None
        and _falls_short(bucket, purse, need, urgent=urgent)
    ]
    return max(waits, key=lambda each: each.until, default=None)


def _falls_short(bucket: Bucket, purse: Purse, need: int, *, urgent: bool) -> bool:
    left, spared = purse.left or 0, 0 if urgent else bucket.reserve
    ever = (purse.most if purse.most is not None else need + spared) - spared
    return left - spared < max(min(need, ever), 1)


def _words(bucket: Bucket, purse: Purse) -> str:
    kept_back = f" ({bucket.reserve} are kept for what is urgent)" if bucket.reserve else ""
    of = f" of {purse.most:,}" if purse.most is not None else ""
    return f"{bucket.label}: {purse.left or 0:,}{of} left{kept_back}. It waits until there is more."
