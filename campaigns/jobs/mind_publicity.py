"""Reminds of decisions that are overdue, and pauses what rests on one that nobody confirmed."""

from campaigns.kernel import clock
from campaigns.kernel.db import let_go
from campaigns.publicity import confirming, queries, rechecks


def run() -> None:
    """Look at every open doubt that is past its time, and at every decision taken by phone."""
    overdue, unconfirmed = queries.list_overdue(clock.now()), queries.list_all_unconfirmed()
    let_go()
    for recheck_id in overdue:
        rechecks.remind(recheck_id)
    for decision_id in unconfirmed:
        confirming.doubt_unconfirmed(decision_id)
