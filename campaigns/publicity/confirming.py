"""Confirm a decision that someone else wrote down; unconfirmed, it pauses publishing in time."""

from datetime import timedelta

from campaigns.cases.model import Decision
from campaigns.cases.queries import get_case
from campaigns.cases.rules import check_open
from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE, Actor
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import NotAllowed, WrongState
from campaigns.policy import queries as policy
from campaigns.policy.table import Doubt
from campaigns.publicity import queries
from campaigns.publicity.model import Confirmation
from campaigns.publicity.rechecks import end_all, request_recheck
from campaigns.publicity.standing import follow
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.users.model import User

DISOWNED = "The decision was written down for someone who says that it is not theirs."
SILENT = "The decision was written down for someone who has not confirmed it in time."


@atomic
def confirm(case_id: int, decision_id: int, *, agreed: bool, by: User) -> Confirmation:
    """Say whether a decision that someone wrote down is one's own; if not, publishing pauses."""
    case = get_case(case_id)
    check_open(case)
    decision = queries.get_decision(case_id, decision_id)
    if decision.decided_by_id != by.id:
        raise NotAllowed("Only who decided can confirm it.")
    if decision.recorded_by_id is None or queries.find_confirmation(decision.id):
        raise WrongState("There is nothing to confirm here.")
    said = Confirmation(decision_id=decision.id, agreed=agreed, by_id=by.id, at=clock.now())
    db.session.add(said)
    db.session.flush()
    words = "confirmed" if agreed else "not confirmed: it was not theirs"
    timeline.record(
        case_id,
        EntryKind.DECISION,
        f"Decision of {by.name} {words}",
        actor=by.actor,
        about=("decision", decision.id),
    )
    counts = queries.find_decision(case_id)
    if agreed:
        end_all(case_id, decision, frozenset({Doubt.UNCONFIRMED}))
    elif counts is not None and counts.id == decision.id:
        why = "The decision was written down for someone who says that it is not theirs."
        about = ("decision", decision.id)
        request_recheck(case_id, why, about, doubt=Doubt.UNCONFIRMED, pause=True, actor=by.actor)
    follow(case, actor=by.actor)
    return said


@atomic
def doubt_unconfirmed(decision_id: int) -> bool:
    """Have a decision taken again that nobody confirmed in time; False while there is time."""
    decision = queries.read_decision(decision_id)
    counts = queries.find_decision(decision.case_id)
    patience = timedelta(hours=policy.current().confirm_within_h)
    waits = (
        counts is not None
        and counts.id == decision.id
        and not queries.find_confirmation(decision.id)
    )
    if not waits or decision.decided_at + patience > clock.now():
        return False
    _doubt(decision, SILENT, pause=False, actor=HOUSE)
    return True


def _doubt(decision: Decision, why: str, *, pause: bool, actor: Actor) -> None:
    request_recheck(
        decision.case_id,
        why,
        ("decision", decision.id),
        doubt=Doubt.UNCONFIRMED,
        pause=pause,
        actor=actor,
    )
