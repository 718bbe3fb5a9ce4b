"""What may never have been heard: an alarm to the keepers of an account, which a person ends."""

from datetime import datetime

from campaigns.audit import actions as audit
from campaigns.channels import queries as channels
from campaigns.hearing import queries, rules
from campaigns.hearing.model import Gap
from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import WrongState
from campaigns.notices import actions as notices
from campaigns.users.model import User


@atomic
def raise_gap(channel_id: int, stream: str, words: str, since: datetime | None = None) -> Gap:
    """Say that something may never have been heard; who knows already is not told again."""
    now = clock.now()
    gap = queries.find_open_gap(channel_id, stream)
    if gap is not None:
        gap.words, gap.last_at, gap.times = words, now, gap.times + 1
        return gap
    gap = Gap(
        channel_id=channel_id, stream=stream, words=words, since=since, found_at=now, last_at=now
    )
    db.session.add(gap)
    db.session.flush()
    audit.record("hearing_gap_found", actor=HOUSE, about=("channel", channel_id))
    channel = channels.get_channel(channel_id)
    for keeper_id in dict.fromkeys((channel.owner_id, channel.deputy_id)):
        notices.notify(
            keeper_id,
            f"@{channel.handle}: we may not have heard everything",
            f"{words}\nLook there yourself, enter what you find, and end the alarm.",
            path=f"/staff/channels/{channel_id}/alarms",
            urgent=True,
        )
    return gap


@atomic
def end_gap(channel_id: int, gap_id: int, words: str, *, by: User) -> Gap:
    """End an alarm, with what was done about it."""
    gap = queries.get_gap(channel_id, gap_id)
    rules.check_words(words)
    if gap.ended_at is not None:
        raise WrongState("Someone has ended this alarm already.")
    gap.ended_at, gap.ended_by_id, gap.ended_words = clock.now(), by.id, words.strip()
    audit.record("hearing_gap_ended", actor=by.actor, about=("channel", channel_id))
    return gap
