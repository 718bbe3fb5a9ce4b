"""Whose ear is at an account, when it listens, and what it listens for."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from campaigns.channels import basis_queries, books
from campaigns.channels.allowance import Wait
from campaigns.channels.model import ChannelCursor
from campaigns.hearing import queries, rules, stranger_queries
from campaigns.hearing.queries import Listener
from campaigns.kernel import clock
from campaigns.kernel.db import let_go
from campaigns.platforms import registry
from campaigns.platforms.base import Platform, Scope

POSTS_HEARD = 50
COLLECT = {"collect": 1}


@dataclass(frozen=True, slots=True)
class Ear:
    """An account that is listened to, and the appeals it is for (the latest launched first)."""

    channel_id: int
    listeners: tuple[Listener, ...] = field(compare=False)
    sharing: int = field(default=1, compare=False)

    @property
    def launched_at(self) -> datetime | None:
        """Return when the youngest appeal began: how often it listens depends on it."""
        return self.listeners[0].launched_at

    @property
    def since(self) -> datetime | None:
        """Return since when anyone listens here."""
        began = [each.launched_at for each in self.listeners if each.launched_at is not None]
        return min(began, default=None)

    @property
    def case_ids(self) -> tuple[int, ...]:
        """Return the cases that it listens for."""
        return tuple(each.case_id for each in self.listeners)

    def launch_of(self, case_id: int) -> datetime | None:
        """Return when the appeal of a case began."""
        return next((each.launched_at for each in self.listeners if each.case_id == case_id), None)


def find_ears() -> list[Ear]:
    """Return every account of a live or paused appeal that is to be asked now.

    Where no legal basis for collecting stands, nobody listens.
    """
    listeners: dict[int, list[Listener]] = {}
    for each in queries.list_listeners():
        listeners.setdefault(each.channel_id, []).append(each)
    collecting = basis_queries.list_collecting()
    cursors = queries.list_cursors(listeners.keys())
    now = clock.now()
    sharing = Counter(here[0].platform for here in listeners.values())
    due = [
        Ear(channel_id, tuple(here), sharing[here[0].platform])
        for channel_id, here in listeners.items()
        if (channel_id in collecting or registry.platform(here[0].platform).rehearsal)
        and _is_due(cursors.get(channel_id, ()), now)
    ]
    let_go()
    return due


def _is_due(rows: Iterable[ChannelCursor], now: datetime) -> bool:
    kept = list(rows)
    return not kept or any(rules.is_due(row, now) for row in kept)


def scope_of(ear: Ear) -> Scope:
    """Return what an account listens for: its own posts, and the hashtags of its appeals."""
    ours = [each.remote_id or "" for each in queries.list_ours(ear.channel_id, POSTS_HEARD)]
    adopted = stranger_queries.list_adopted(ear.channel_id, ear.case_ids, POSTS_HEARD)
    posts = tuple([*ours, *(each.remote_ref for each in adopted)][:POSTS_HEARD])
    hashtags = dict.fromkeys(each.hashtag for each in ear.listeners if each.hashtag)
    let_go()
    return Scope(posts, tuple(hashtags))


def must_wait(ear: Ear, platform: Platform) -> Wait | None:
    """Return until when an account must not be asked, to save units; what is kept back stays."""
    wait = books.must_wait(platform, ear.channel_id, COLLECT, urgent=False)
    let_go()
    return wait


def next_hearing(ear: Ear, platform: Platform, streams: int) -> timedelta:
    """Return how long to wait until a stream is asked again."""
    kept = books.purses(platform, ear.channel_id) if platform.buckets else {}
    let_go()
    now = clock.now()
    spread = rules.spread(platform.buckets, kept, now, streams, ear.sharing)
    return rules.interval(platform, ear.launched_at, now, spread)


def platform_of(ear: Ear) -> Platform:
    """Return the platform that an account is on."""
    return registry.platform(ear.listeners[0].platform)


def listening_since(ear: Ear) -> datetime | None:
    """Return since when anyone may and does listen here."""
    standing = basis_queries.find_standing(ear.channel_id)
    allowed = standing.recorded_at if standing else None
    return max((each for each in (ear.since, allowed) if each is not None), default=None)
