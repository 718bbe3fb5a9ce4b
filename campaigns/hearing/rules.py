"""When a stream is asked, what may have been missed, and what is backlog. Pure: time is given."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from campaigns.channels.allowance import Purse, at, fills_at
from campaigns.channels.model import ChannelCursor
from campaigns.kernel.errors import Invalid
from campaigns.platforms.base import Bucket, Platform

FIRST_DAYS, EARLY = timedelta(hours=48), timedelta(minutes=1)
FIRST_WEEKS, LATER = timedelta(days=14), timedelta(minutes=5)
LATE = timedelta(minutes=15)
AFTER_TROUBLE = timedelta(seconds=20)
BETWEEN_HINTS = timedelta(seconds=5)  # who calls us all the time is still asked only so often
FRESH = timedelta(hours=1)
OF_WHAT_IS_LEFT = 0.5  # the rest is for speaking


def is_due(row: ChannelCursor, now: datetime) -> bool:
    """Say whether a stream is to be asked now."""
    if row.not_before is not None and row.not_before > now:
        return False
    return row.due_at is None or row.due_at <= now or _is_hinted(row, now)


def _is_hinted(row: ChannelCursor, now: datetime) -> bool:
    if row.hinted_at is None or row.asked_at is None:
        return row.hinted_at is not None
    return row.hinted_at >= row.asked_at and now - row.asked_at >= BETWEEN_HINTS


def interval(
    platform: Platform, launched_at: datetime | None, now: datetime, spread: timedelta
) -> timedelta:
    """Return how long to wait between two hearings: longer as the appeal ages, and to save units.

    Never so long that the platform no longer tells what was said between. In an exercise nothing
    is waited for.
    """
    if platform.rehearsal:
        return timedelta()
    age = now - (launched_at or now)
    wait = EARLY if age < FIRST_DAYS else LATER if age < FIRST_WEEKS else LATE
    longest = timedelta(seconds=(platform.looks_back_s or 86_400) / 4)
    return min(max(wait, spread), max(longest, EARLY))


def spread(
    buckets: Iterable[Bucket], kept: Mapping[str, Purse], now: datetime, streams: int, sharing: int
) -> timedelta:
    """Return the wait between two hearings by which what is left lasts until it fills again.

    `sharing` is how many accounts draw on what is shared. What is kept back is never counted on.
    """
    longest = timedelta()
    for bucket in buckets:
        purse = at(bucket, kept.get(bucket.name), now)
        fills = purse.resets_at or fills_at(bucket, now)
        cost = bucket.takes.get("collect", 0) * streams * (sharing if bucket.shared else 1)
        if not cost or purse.left is None or fills is None:
            continue
        room = (purse.left - bucket.reserve) * OF_WHAT_IS_LEFT
        hearings = max(room / cost, 1.0)
        longest = max(longest, (fills - now) / hearings)
    return longest


def missed_since(
    heard_at: datetime | None, listening_since: datetime | None, now: datetime, looks_back_s: int
) -> datetime | None:
    """Return from when on something may be missing, because we were away for too long; or None.

    Before an appeal listened on an account there was nothing to miss.
    """
    if heard_at is None:
        return None
    since = max(heard_at, listening_since or heard_at)
    return since if now - since > timedelta(seconds=looks_back_s) else None


def is_backlog(
    row: ChannelCursor | None,
    said_at: datetime,
    launched_at: datetime | None,
    now: datetime,
    *,
    answers_us: bool,
) -> bool:
    """Say whether something stood there before we listened: then it calls nobody.

    That is what was said before the appeal began, and all that the first hearing of a stream brings
    in; but not what was said within the hour in answer to a post of ours.
    """
    if launched_at is not None and said_at < launched_at:
        return True
    if row is not None and row.caught_up_at is not None:
        return False
    began = now if row is None or row.began_at is None else row.began_at
    return said_at <= began and not (answers_us and now - said_at <= FRESH)


def check_words(words: str) -> None:
    """Refuse to end an alarm without a word about what was done."""
    if not words.strip():
        said = "Say what you did about it, so that the next person knows."
        raise Invalid(said, {"words": said})
