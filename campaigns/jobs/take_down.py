"""Takes down what has to come down after a closing, and looks later whether it still is."""

from campaigns.closure import queries, rechecks, residue, takedown
from campaigns.closure.queries import Due
from campaigns.closure.residue_queries import list_unanswered
from campaigns.kernel import clock, work
from campaigns.kernel.db import let_go

WORKERS = 8


def run(workers: int = WORKERS) -> None:
    """Work off what is due, a few at a time on each account."""
    takedown.catch_up()
    if list_unanswered(clock.now()):
        residue.remind()
    let_go()
    work.drain(
        lambda: queries.due(clock.now()),
        lambda due: takedown.work_off(due.id),
        workers=workers,
        lane=_lane,
        room=1,
    )
    work.drain(
        lambda: queries.due_looks(clock.now()),
        lambda due: rechecks.look_again(due.id),
        workers=workers,
        lane=_lane,
        room=1,
    )


def _lane(due: Due) -> int:
    return due.channel_id
