"""Sends what is due: many channels at once, and no channel waits for another."""

from campaigns.deliveries import actions, queries
from campaigns.deliveries.carry import say
from campaigns.deliveries.queries import Due
from campaigns.kernel import clock, work
from campaigns.kernel.db import let_go

PER_CHANNEL = 4


def run(workers: int = 8) -> None:
    """Send until nothing is due any more; what came due too long ago waits for a person."""
    work.drain(
        _find,
        lambda due: say(due.id),
        workers=workers,
        lane=lambda due: due.channel_id,
        room=PER_CHANNEL,
    )


def _find() -> list[Due]:
    let_go()
    now = clock.now()
    if queries.list_late(now):
        actions.mark_late()
    found = queries.list_due(now)
    let_go()
    return found
