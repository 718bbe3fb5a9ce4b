"""Takes down what has to come down after a closing."""

from campaigns.closure import queries, takedown
from campaigns.kernel import clock


def run() -> None:
    """Work off what is due, one object after another."""
    takedown.catch_up()
    for task_id in queries.due(clock.now()):
        takedown.work_off(task_id)
