"""How an account hears, for its page: its streams, when each is asked, calls of its platform."""

from dataclasses import dataclass
from datetime import datetime

from campaigns.channels.model import Channel, ChannelCursor
from campaigns.hearing import queries
from campaigns.kernel import clock, settings
from campaigns.platforms import registry


@dataclass(frozen=True, slots=True)
class Hearing:
    """What a page says of how an account hears; `hook_url` is empty where nobody calls us."""

    label: str
    streams: tuple[ChannelCursor, ...]
    hook_url: str
    last_call_at: datetime | None
    keeps_days: int | None
    now: datetime


def hearing_of(channel: Channel) -> Hearing:
    """Return how an account hears."""
    platform = registry.platform(channel.platform)
    streams = queries.list_cursors([channel.id]).get(channel.id, [])
    calls = platform.hook is not None and channel.credentials_sealed is not None
    return Hearing(
        platform.label,
        tuple(sorted(streams, key=lambda each: each.stream)),
        f"{settings.current().public_url}/hooks/{channel.id}" if calls else "",
        queries.last_call_at(channel.id),
        platform.keeps_days,
        clock.now(),
    )
