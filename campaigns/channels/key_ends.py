"""Warns owner and deputy, once, that an account's key is about to end."""

from campaigns.channels import desk_queries
from campaigns.channels.actions import platform_of
from campaigns.channels.health import WARN_BEFORE, key_words
from campaigns.kernel import clock
from campaigns.kernel.db import atomic
from campaigns.notices import actions as notices


@atomic
def warn() -> int:
    """Tell the keepers of each account whose key ends soon; return how many accounts there were."""
    now = clock.now()
    ending = desk_queries.lock_ending(now + WARN_BEFORE)
    for channel in ending:
        channel.key_warned_at = now
        for keeper in (channel.owner, channel.deputy):
            notices.notify(
                keeper.id,
                f"@{channel.handle} on {platform_of(channel).label}: connect it again",
                f"{key_words(channel.key_expires_at, now)} After that nothing goes out or comes in"
                " there until someone connects it again.",
                path=f"/staff/channels/{channel.id}",
                urgent=True,
            )
    return len(ending)
