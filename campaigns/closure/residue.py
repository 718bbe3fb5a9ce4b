"""What others still show when an appeal has ended: found, asked for, chased, gone or staying.

Nothing is sent from here: a person copies the words, sends them where they can, and says so.
"""

from datetime import datetime, timedelta
from itertools import groupby

from campaigns.cases.model import CaseState
from campaigns.cases.queries import get_case
from campaigns.closure import residue_queries as queries
from campaigns.closure import rules
from campaigns.closure.model import RESIDUE_ENDED, Residue, ResidueKind, ResidueState
from campaigns.closure.never_again import list_never_again
from campaigns.closure.queries import list_keepers
from campaigns.guard import gate
from campaigns.guard.leaving import Leaving, Words
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.kernel.text import clean, plural
from campaigns.notices import actions as notices
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.users.model import User

S = ResidueState
CHASE = (timedelta(days=7), timedelta(days=30))


@atomic
def add_residue(
    case_id: int, kind: ResidueKind, place: str, url: str, who: str = "", *, by: User
) -> Residue:
    """Write down one thing that others show."""
    url, place = clean(url), clean(place)
    if not url.startswith(("https://", "http://")):
        raise Invalid("Where is it?", {"address": "Give its address, as in https://example.org/1."})
    if not place:
        raise Invalid("Where is it?", {"place": "Say where it is, as in Facebook or a newspaper."})
    if queries.find_by_url(case_id, url) is not None:
        raise Invalid("Already there.", {"address": "This address is on the list already."})
    row = Residue(
        case_id=case_id,
        kind=kind,
        place=place,
        url=url,
        who=clean(who) or None,
        found_at=clock.now(),
        found_by=by.name,
    )
    db.session.add(row)
    db.session.flush()
    _tell(row, f"Still shown by others: {kind.label.lower()}", by)
    return row


@atomic
def note_asked(case_id: int, residue_id: int, text: str, *, by: User) -> Residue:
    """Note that someone was asked to take it down, in these words; they may say nothing more."""
    row = _open(case_id, residue_id)
    if get_case(case_id).state is not CaseState.CLOSED:
        raise WrongState("The appeal has not ended: ask when the closing is confirmed.")
    text = clean(text)
    bare = text.replace(row.url, " ")
    rules.check_neutral(bare, list_never_again(case_id), "text")
    gate.check([Leaving(case_id, ("residue", row.id), (Words("text", "request", bare),))])
    row.state = S.ASKED if row.state is S.FOUND else S.ASKED_AGAIN
    row.asked_words = text
    row.asked_at = row.asked_at or clock.now()
    row.remind_at = _next_reminder(row)
    _tell(row, row.state.label, by)
    return row


@atomic
def end_residue(
    case_id: int, residue_id: int, state: ResidueState, reason: str, *, by: User
) -> Residue:
    """Note that it is gone, with what was seen, or that it will stay, with why."""
    row = _open(case_id, residue_id)
    reason = clean(reason)
    if state not in RESIDUE_ENDED:
        raise Invalid("Is it gone?", {"reason": "Choose: it is gone, or it will stay."})
    if not reason:
        raise Invalid("Say more.", {"reason": "Say what you saw, or why it will stay."})
    row.state, row.reason, row.ended_at, row.remind_at = state, reason, clock.now(), None
    _tell(row, state.label, by)
    return row


@atomic
def remind() -> None:
    """Tell lead and deputy of requests that nobody has answered, after a week and after a month."""
    for case_id, rows in groupby(queries.list_unanswered(clock.now()), lambda row: row.case_id):
        waiting = list(rows)
        for row in waiting:
            row.remind_at = _next_reminder(row)
        for user_id in list_keepers(case_id):
            notices.notify(
                user_id,
                f"{plural(len(waiting), 'request')} to take something down: look, and ask again",
                "Look whether it is gone. If not, ask once more, or write down why it will stay.",
                path=f"/staff/cases/{case_id}/close/residue",
                case_id=case_id,
            )


def _next_reminder(row: Residue) -> datetime | None:
    asked = row.asked_at or clock.now()
    return next((asked + wait for wait in CHASE if asked + wait > clock.now()), None)


def _open(case_id: int, residue_id: int) -> Residue:
    row = queries.get_residue(case_id, residue_id)
    if row.state in RESIDUE_ENDED:
        raise WrongState(f"It is settled already: {row.state.label.lower()}.")
    return row


def _tell(row: Residue, words: str, by: User) -> None:
    timeline.record(row.case_id, EntryKind.POST, words, actor=by.actor, about=("residue", row.id))
