"""How accounts are doing: the key, the clock, what is left to spend, and what needs someone.

Read for many accounts at once, with as many queries as for one.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaigns.channels import allowance, basis_queries, books, desk_queries
from campaigns.channels.allowance import Purse
from campaigns.channels.model import Allowance, Channel, ChannelState
from campaigns.kernel import clock
from campaigns.kernel.text import plural
from campaigns.platforms import registry
from campaigns.platforms.base import Bucket, Platform

WARN_BEFORE = timedelta(days=14)
HURRY_BEFORE = timedelta(days=3)
SKEW_WORTH_S = 30
LOW = 0.15
MONTH = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Bar:
    """What is left of one allowance."""

    label: str
    left: int | None
    most: int | None
    resets_at: datetime | None
    reserve: int

    @property
    def low(self) -> bool:
        """Say whether little is left beyond what is kept back."""
        if self.left is None or not self.most:
            return False
        return self.left <= self.reserve or self.left / self.most <= LOW

    @property
    def words(self) -> str:
        """Return what is left, in words."""
        if self.left is None:
            return "not known yet"
        of = f" of {self.most:,}" if self.most is not None else ""
        kept = f", {self.reserve:,} of them kept for what is urgent" if self.reserve else ""
        return f"{self.left:,}{of} left{kept}"


@dataclass(frozen=True, slots=True)
class Health:
    """How one account is doing; `tone` and `words` say the worst of it."""

    channel: Channel
    label: str
    tone: str
    words: str
    key_words: str
    clock_words: str
    bars: tuple[Bar, ...]
    spent_cents: float
    collects: bool

    @property
    def needs_someone(self) -> bool:
        """Say whether a person has to do something."""
        return self.tone == "life"


def health_of(channels: Sequence[Channel]) -> list[Health]:
    """Return how accounts are doing, in the order given."""
    now = clock.now()
    held = _held(channels)
    spent = desk_queries.costs_by_channel(now - MONTH)
    collecting = basis_queries.list_collecting()
    return [
        _health(each, held, spent.get(each.id, 0.0), now, collects=each.id in collecting)
        for each in channels
    ]


def _held(channels: Iterable[Channel]) -> dict[tuple[str, str], Allowance]:
    holders = {
        books.holder_of(bucket, platform, each.id)
        for each in channels
        for platform in [registry.platform(each.platform)]
        for bucket in platform.buckets
    }
    rows = desk_queries.list_allowances(holders) if holders else []
    return {(row.holder, row.bucket): row for row in rows}


def _health(
    channel: Channel,
    held: dict[tuple[str, str], Allowance],
    spent: float,
    now: datetime,
    *,
    collects: bool,
) -> Health:
    platform = registry.platform(channel.platform)
    bars = tuple(_bar(each, platform, channel, held, now) for each in platform.buckets)
    tone, words = _verdict(channel, bars, now)
    return Health(
        channel=channel,
        label=platform.label,
        tone=tone,
        words=words,
        key_words=key_words(channel.key_expires_at, now),
        clock_words=clock_words(channel.clock_skew_s),
        bars=bars,
        spent_cents=spent,
        collects=collects or platform.rehearsal,
    )


def _bar(
    bucket: Bucket,
    platform: Platform,
    channel: Channel,
    held: dict[tuple[str, str], Allowance],
    now: datetime,
) -> Bar:
    row = held.get((books.holder_of(bucket, platform, channel.id), bucket.name))
    kept = Purse(row.left, row.most, row.resets_at) if row else None
    purse = allowance.at(bucket, kept, now)
    return Bar(bucket.label, purse.left, purse.most, purse.resets_at, bucket.reserve)


def _verdict(channel: Channel, bars: Iterable[Bar], now: datetime) -> tuple[str, str]:
    """Return the worst that is so of an account, as tone and words."""
    if channel.state is ChannelState.DISCONNECTED:
        return "calm", "Disconnected."
    if channel.state is ChannelState.BROKEN:
        return "life", channel.state_reason or "Its key opens nothing any more."
    ends = channel.key_expires_at
    if ends is not None and ends - now <= HURRY_BEFORE:
        return "life", f"{key_words(ends, now)} Connect it again."
    if channel.state is ChannelState.PAUSED:
        return "wait", f"Paused: {channel.state_reason or 'nobody said why'}"
    low = [each.label for each in bars if each.low]
    worries = [
        f"{key_words(ends, now)} Connect it again before." if _soon(ends, now) else "",
        f"Nearly used up: {', '.join(low)}." if low else "",
        clock_words(channel.clock_skew_s) if _is_off(channel.clock_skew_s) else "",
        f"It said: {channel.last_error}" if channel.last_error else "",
    ]
    said = " ".join(filter(None, worries))
    return ("wait", said) if said else ("ok", "Works.")


def _soon(ends: datetime | None, now: datetime) -> bool:
    return ends is not None and ends - now <= WARN_BEFORE


def key_words(ends: datetime | None, now: datetime) -> str:
    """Return how long a key still opens the account, in words."""
    if ends is None:
        return "Its key has no end that we know of, or renews itself."
    if ends <= now:
        return "Its key has run out."
    days = (ends - now).days
    return f"Its key ends in {plural(days, 'day')}." if days else "Its key ends today."


def _is_off(skew_s: float | None) -> bool:
    return skew_s is not None and abs(skew_s) >= SKEW_WORTH_S


def clock_words(skew_s: float | None) -> str:
    """Return how a platform's clock stands to ours, in words."""
    if skew_s is None:
        return "Not compared yet."
    if not _is_off(skew_s):
        return "Agrees with ours."
    which = "ahead of" if skew_s > 0 else "behind"
    return f"Its clock is {plural(round(abs(skew_s)), 'second')} {which} ours: check the time here."
