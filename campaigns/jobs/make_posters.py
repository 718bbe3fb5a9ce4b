"""Makes the posters of live appeals that are missing, or that no longer say what the appeal says.

Birthdays change an age, and people change facts: a poster that is out of date is not offered to the
public, so it is made again soon. One that does not fit stays out of date until someone shortens
what is too long; the posters' page says so.
"""

from campaigns.appeals import posters, queries
from campaigns.appeals.poster_facts import facts_of, hash_of
from campaigns.appeals.showing import today_in
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import let_go
from campaigns.kernel.errors import Invalid, WrongState

# (appeal, format, facts) that did not fit: not drawn again in this process until the facts change.
_did_not_fit: set[tuple[int, str, str]] = set()


def run() -> None:
    """Look at every live appeal."""
    due = [
        (appeal.id, each.format, hash_of(facts_of(appeal, today_in(appeal.case.timezone))))
        for appeal in queries.list_live()
        for each in posters.standing_of(appeal)
        if not each.current
    ]
    let_go()
    for what in set(due) - _did_not_fit:
        appeal_id, shape, _ = what
        try:
            posters.make_poster(appeal_id, shape, actor=HOUSE)
        except (Invalid, WrongState):
            _did_not_fit.add(what)
