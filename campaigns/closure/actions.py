"""Close a case: two people, one transaction that ends everything to come, then the takedown."""

from campaigns.appeals import actions as appeals
from campaigns.appeals.model import AppealState
from campaigns.appeals.queries import find_appeal
from campaigns.cases import actions as cases
from campaigns.cases.model import Case, Outcome
from campaigns.cases.queries import get_case
from campaigns.closure import objects, queries, rules
from campaigns.closure.model import Closure, ClosureState
from campaigns.closure.never_again import list_never_again
from campaigns.deliveries import actions as deliveries
from campaigns.families import actions as families
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import WrongState
from campaigns.kernel.text import clean
from campaigns.notices import actions as notices
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.tips import actions as tips
from campaigns.updates import actions as updates
from campaigns.users.model import User


@atomic
def propose_closure(
    case_id: int,
    outcome: Outcome,
    why: str,
    *,
    by: User,
    public_text: str = rules.NEUTRAL_TEXT,
    family_text: str = "",
) -> Closure:
    """Propose to close a case; a second person confirms it."""
    case = get_case(case_id)
    public_text = clean(public_text)
    rules.check_open(case)
    rules.check_outcome(case, outcome)
    rules.check_neutral(public_text, list_never_again(case.id))
    if queries.find_closure(case.id) is not None:
        raise WrongState("Someone has proposed to close this case already.")
    closure = Closure(
        case_id=case.id,
        outcome=outcome,
        public_text=public_text,
        family_text=clean(family_text) or None,
        why=clean(why),
        proposed_by_id=by.id,
        proposed_at=clock.now(),
    )
    db.session.add(closure)
    db.session.flush()
    _ask_second_person(case, by)
    timeline.record(
        case.id,
        EntryKind.DECISION,
        f"Closing proposed: {outcome.label.lower()}",
        actor=by.actor,
        about=("closure", closure.id),
    )
    return closure


def _ask_second_person(case: Case, by: User) -> None:
    for user_id in {case.lead_id, case.deputy_id} - {by.id}:
        notices.notify(
            user_id,
            f"Confirm the closing of {case.reference}",
            f"{by.name} proposes to close the case. A second person must look and confirm.",
            path=f"/staff/cases/{case.id}/close",
            case_id=case.id,
            urgent=True,
        )


@atomic
def take_back(case_id: int, *, by: User) -> Closure:
    """Take a proposed closing back; the case goes on."""
    closure = queries.get_closure(case_id)
    rules.check_proposed(closure)
    closure.state = ClosureState.WITHDRAWN
    timeline.record(
        case_id,
        EntryKind.DECISION,
        "The proposed closing was taken back",
        actor=by.actor,
        about=("closure", closure.id),
    )
    return closure


@atomic
def confirm_closure(case_id: int, *, by: User) -> Closure:
    """Close the case: nothing planned can go out any more, everything public is to come down."""
    case = get_case(case_id)
    closure = queries.get_closure(case_id)
    rules.check_open(case)
    rules.check_proposed(closure)
    rules.check_second_person(closure, by)
    closure.state = ClosureState.CONFIRMED
    closure.confirmed_by_id, closure.confirmed_at = by.id, clock.now()
    updates.withdraw_all(case.id, "The case is closed.", actor=by.actor)
    updates.stop_cadence(case.id, actor=by.actor)
    stopped = deliveries.cancel_future(case.id, actor=by.actor)
    waiting = len(objects.list_public(closure))
    _end_appeal(case, closure, by)
    tips.tell_open_codenames(case.id, _thanks(closure), actor=by.actor)
    if closure.family_text:
        families.tell_family(case.id, closure.family_text, actor=by.actor)
    cases.close_case_row(case.id, closure.outcome, actor=by.actor)
    timeline.record(
        case.id,
        EntryKind.DECISION,
        f"Closing confirmed: {closure.outcome.label.lower()}; {stopped} planned posts stopped, "
        f"{waiting} public objects on the list of what comes down",
        actor=by.actor,
        about=("closure", closure.id),
    )
    return closure


def _thanks(closure: Closure) -> str:
    return f"{closure.public_text} What you told us is kept safe. You need to do nothing more."


def _end_appeal(case: Case, closure: Closure, by: User) -> None:
    appeal = find_appeal(case.id)
    if appeal is not None and appeal.state is not AppealState.ENDED:
        appeals.end_appeal(case.id, closure.public_text, actor=by.actor)
