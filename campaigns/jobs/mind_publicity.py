"""Reminds of overdue decisions, and holds what rests on a word that is not there, or is over."""

from campaigns.kernel import clock
from campaigns.kernel.db import let_go
from campaigns.publicity import confirming, consents, queries, rechecks


def run() -> None:
    """Look at every open doubt that is past its time, and at decisions by phone and at consents."""
    overdue, unconfirmed = queries.list_overdue(clock.now()), queries.list_all_unconfirmed()
    let_go()
    for recheck_id in overdue:
        rechecks.remind(recheck_id)
    for decision_id in unconfirmed:
        confirming.doubt_unconfirmed(decision_id)
    consents.follow_ended()
    consents.warn_of_ends()
