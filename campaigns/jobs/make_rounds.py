"""Makes the guard's rounds: what is outside is read again whenever more is withheld."""

from campaigns.guard import queries
from campaigns.kernel.db import let_go
from campaigns.rounds import actions


def run() -> None:
    """Make every round that is due."""
    due = queries.list_rounds_to_make()
    let_go()
    for case_id, wanted in due:
        actions.make_round(case_id, wanted)
