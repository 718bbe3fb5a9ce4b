"""Calls unknown what was being sent when its sender died."""

from datetime import timedelta

from campaigns.deliveries import actions, queries
from campaigns.kernel import clock, settings
from campaigns.kernel.db import let_go


def run() -> None:
    """Look for deliveries that have been in the sending for longer than any call takes."""
    _settle(settings.current().stuck_after_s)


def run_at_start() -> None:
    """Call unknown whatever is in the sending: nobody sends yet, so its sender is gone."""
    _settle(0)


def _settle(older_than_s: float) -> None:
    stuck = queries.list_sending(clock.now() - timedelta(seconds=older_than_s))
    let_go()
    for delivery_id in stuck:
        actions.note_stuck(delivery_id)
