"""Who looks after an account: always two people, and someone when one of them leaves."""

from campaigns.audit import actions as audit
from campaigns.channels import queries, rules
from campaigns.channels.model import Channel
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import atomic
from campaigns.users.queries import get_user


@atomic
def change_keepers(channel_id: int, owner_id: int, deputy_id: int, *, actor: Actor) -> Channel:
    """Put other people in charge of an account."""
    channel = queries.get_channel(channel_id)
    owner, deputy = get_user(owner_id), get_user(deputy_id)
    rules.check_keepers(owner, deputy)
    channel.owner, channel.deputy = owner, deputy
    audit.record(
        "channel_keepers_changed",
        actor=actor,
        about=("channel", channel.id),
        detail={"owner_id": owner.id, "deputy_id": deputy.id},
    )
    return channel


@atomic
def hand_over(from_id: int, to_id: int, *, actor: Actor) -> int:
    """Give every account that one person looks after to another; return how many there were."""
    heir = get_user(to_id)
    kept = queries.list_kept_by(from_id)
    for channel in kept:
        owner = heir if channel.owner_id == from_id else channel.owner
        deputy = heir if channel.deputy_id == from_id else channel.deputy
        rules.check_heir(channel, owner, deputy)
        channel.owner, channel.deputy = owner, deputy
        audit.record(
            "channel_handed_over",
            actor=actor,
            about=("channel", channel.id),
            detail={"from_id": from_id, "to_id": to_id},
        )
    return len(kept)
