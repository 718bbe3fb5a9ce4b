"""What a tip's page tells of where it stands: hidden or not, suggested or not, blocked or not."""

from campaigns.channels.queries import get_channel
from campaigns.moderation.queries import find_blocked, find_hiding
from campaigns.moderation.suggesting import suggestions_for
from campaigns.tips.model import Tip, TipSource


def stands_of(tip: Tip) -> dict[str, object]:
    """Return `hiding`, `suggested` and `blocked` of a tip, for its page."""
    public = tip.source is TipSource.REPLY
    return {
        "hiding": find_hiding(tip.id),
        "suggested": suggestions_for(tip.text or "") if public else [],
        "blocked": is_blocked(tip),
    }


def is_blocked(tip: Tip) -> bool:
    """Say whether whoever said this is blocked now."""
    if tip.channel_id is None or not tip.author:
        return False
    sender = find_blocked(get_channel(tip.channel_id).platform, tip.author)
    return sender is not None and sender.lifted_at is None
