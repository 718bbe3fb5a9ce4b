"""Draws the posters that were asked for, and asks for those that no longer say what is true.

Birthdays change an age, and people change facts: posters that are out of date are not offered to
the public, so they are drawn again soon. Those that do not fit stay out of date until someone
shortens what is too long; the posters' page says so. When an appeal ends, neutral cards follow.
"""

from campaigns.appeals import poster_making, posters, queries
from campaigns.appeals.model import Appeal
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import let_go
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.media import poster_actions
from campaigns.media import poster_queries as kits

STUCK_AFTER_S = 120

# (appeal, mark of its facts) that did not fit: not tried again in this process until they change.
_did_not_fit: set[tuple[int, str]] = set()


def run() -> None:
    """Look at every appeal that the public sees or saw, and ask for what is out of date."""
    due = [
        (appeal.case_id, mark)
        for appeal in (*queries.list_live(), *queries.list_ended_with_posters())
        for mark in [_mark_if_due(appeal)]
        if mark and (appeal.case_id, mark) not in _did_not_fit
    ]
    let_go()
    for case_id, mark in due:
        try:
            posters.ask_for_kit(case_id, actor=HOUSE)
        except (Invalid, WrongState):
            _did_not_fit.add((case_id, mark))


def _mark_if_due(appeal: Appeal) -> str | None:
    """Return the mark of what the posters should say, unless they say it or are being drawn."""
    choice = posters.choice_of(appeal)
    mark = posters.mark_of(posters.facts_now(appeal, choice), choice)
    newest = kits.find_newest(appeal.case_id)
    if newest is not None and (posters.is_waiting(newest) or newest.facts_hash == mark):
        return None  # it is there, or on its way, or it failed and waits for a person
    return mark


def run_asked() -> None:
    """Draw the kit that has waited longest; take up again what was interrupted."""
    poster_making.take_up_again(STUCK_AFTER_S)
    waiting = kits.find_next()
    let_go()
    if waiting is not None:
        poster_making.make(waiting)


def run_at_start() -> None:
    """Put in line again what was being drawn when its maker died."""
    for kit_id in kits.list_drawing():
        poster_actions.take_up_again(kit_id)
