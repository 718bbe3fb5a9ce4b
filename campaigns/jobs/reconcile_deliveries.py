"""Asks the platforms about every delivery of which nobody knows what became of it."""

from campaigns.deliveries import queries
from campaigns.deliveries.asking import ask
from campaigns.deliveries.queries import Due
from campaigns.kernel import clock, work
from campaigns.kernel.db import let_go

PER_CHANNEL = 2


def run(workers: int = 8) -> None:
    """Ask until nothing has to be asked now."""
    work.drain(
        _find,
        lambda due: ask(due.id),
        workers=workers,
        lane=lambda due: due.channel_id,
        room=PER_CHANNEL,
    )


def _find() -> list[Due]:
    let_go()
    found = queries.list_unknown(clock.now())
    let_go()
    return found
