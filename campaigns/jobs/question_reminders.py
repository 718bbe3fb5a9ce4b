"""Reminds a case of the questions that nobody has answered for a day."""

from campaigns.kernel import clock
from campaigns.kernel.db import let_go
from campaigns.tips.question_queries import list_overdue
from campaigns.tips.reminding import remind


def run() -> None:
    """Look through every open case."""
    waiting = list_overdue(clock.now())
    let_go()
    for case_id, tip_ids in waiting.items():
        remind(case_id, tip_ids)
