"""Asks once more for the review of an emergency post that nobody has looked at in time."""

from campaigns.kernel import clock
from campaigns.kernel.db import let_go
from campaigns.updates import actions, queries


def run() -> None:
    """Remind of every review that is overdue, once."""
    overdue = queries.list_review_overdue(clock.now())
    let_go()
    for update_id in overdue:
        actions.remind_of_review(update_id)
