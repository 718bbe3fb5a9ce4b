"""Open a case, change it, say who works on it, end it. One verb, one transaction."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.exc import IntegrityError

from campaigns.cases import queries, rules
from campaigns.cases.given import lines
from campaigns.cases.model import Case, CaseKind, CaseMember, CaseState, Outcome, Risk
from campaigns.cases.public import touch_public
from campaigns.kernel import clock, columns, settings, zones
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.kernel.ids import token
from campaigns.kernel.text import clean
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.users.model import User
from campaigns.users.queries import get_user
from campaigns.users.rules import Permission


@atomic
def open_case(
    *,
    kind: CaseKind,
    title: str,
    risk: Risk,
    lead_id: int,
    deputy_id: int,
    actor: Actor,
    liaison_id: int | None = None,
    timezone: str | None = None,
    reference: str = "",
    languages: Sequence[str] = ("en",),
    partners: Sequence[str] = (),
) -> Case:
    """Open a case with its own data key; lead, deputy, liaison and opener work on it.

    Without a `reference` of the force's own it gets one made from its id.
    """
    lead, deputy = get_user(lead_id), get_user(deputy_id)
    liaison = get_user(liaison_id) if liaison_id else None
    rules.check_holders(lead, deputy, liaison)
    case = Case(
        reference=clean(reference),
        kind=kind,
        title=clean(title),
        risk=risk,
        rehearsal=settings.current().rehearsal,
        timezone=timezone or settings.current().default_zone,
        languages=list(languages),
        partners=lines(*partners),
        lead_id=lead.id,
        deputy_id=deputy.id,
        liaison_id=liaison.id if liaison else None,
        opened_by_id=actor.id or lead.id,
        opened_at=clock.now(),
    )
    _set_up(case)
    held = f"lead {lead.name}, deputy {deputy.name}"
    _record(case, f"Case opened: {kind.label}, {risk.label.lower()}; {held}", actor)
    return case


def _set_up(case: Case) -> None:
    """Write a new case with its reference, its key and its people."""
    rules.check_title(case.title)
    zones.zone(case.timezone)
    own = case.reference
    _check_reference(own)
    case.reference = own or token()
    db.session.add(case)
    _flush_reference()
    if not own:
        case.reference = _own_number(case)
    columns.make_data_key(columns.case_scope(case.id), clock.now())
    for user_id in {case.lead_id, case.deputy_id, case.opened_by_id, case.liaison_id}:
        if user_id is not None:
            _let_in(case.id, user_id, by=case.opened_by_id)


def _check_reference(reference: str, but: int | None = None) -> None:
    if reference:
        rules.check_reference(reference)
    if reference and queries.is_reference_taken(reference, but):
        raise Invalid("That reference is taken.", {"reference": rules.TAKEN})


def _flush_reference() -> None:
    """Write the case; where someone else took the reference in this very moment, say so."""
    try:
        db.session.flush()
    except IntegrityError as error:
        raise Invalid("That reference is taken.", {"reference": rules.TAKEN}) from error


def _own_number(case: Case) -> str:
    """Return a reference from the id; one that a force typed in before us gets a letter behind."""
    plain = rules.reference_of(
        case.kind, zones.to_local(case.opened_at, case.timezone).year, case.id
    )
    tries = (plain, *(f"{plain}-{letter}" for letter in "BCDEFGHJKMNPQRSTVWXYZ"))
    return next(each for each in tries if not queries.is_reference_taken(each))


def _let_in(case_id: int, user_id: int, *, by: int) -> CaseMember:
    member = CaseMember(case_id=case_id, user_id=user_id, added_by_id=by, added_at=clock.now())
    db.session.add(member)
    db.session.flush()
    return member


def _record(
    case: Case, summary: str, actor: Actor, detail: Mapping[str, Any] | None = None
) -> None:
    timeline.record(
        case.id, EntryKind.CASE, summary, actor=actor, about=("case", case.id), detail=detail
    )


@atomic
def edit_case(
    case_id: int,
    *,
    actor: Actor,
    title: str | None = None,
    risk: Risk | None = None,
    timezone: str | None = None,
    reference: str | None = None,
    languages: Sequence[str] | None = None,
    partners: Sequence[str] | None = None,
) -> Case:
    """Change what a case says of itself; None leaves a thing as it is."""
    case = queries.get_case(case_id)
    rules.check_open(case)
    given: dict[str, Any] = {
        "title": clean(title) if title is not None else None,
        "risk": risk,
        "timezone": timezone,
        "reference": clean(reference) if reference is not None else None,
        "languages": list(languages) if languages is not None else None,
        "partners": lines(*partners) if partners is not None else None,
    }
    wanted = {k: v for k, v in given.items() if v is not None and v != getattr(case, k)}
    if not wanted:
        return case
    rules.check_title(wanted.get("title", case.title))
    zones.zone(wanted.get("timezone", case.timezone))
    if "reference" in wanted:
        rules.check_reference(wanted["reference"])
        _check_reference(wanted["reference"], but=case.id)
    for name, value in wanted.items():
        setattr(case, name, value)
    _flush_reference()
    touch_public(case.id)
    _record(case, "Case changed", actor, {"parts": list(wanted)})
    return case


@atomic
def change_holders(
    case_id: int, lead_id: int, deputy_id: int, liaison_id: int | None = None, *, actor: Actor
) -> Case:
    """Say who leads the case, who stands in, and who keeps contact with the family."""
    case = queries.get_case(case_id)
    rules.check_open(case)
    lead, deputy = get_user(lead_id), get_user(deputy_id)
    liaison = get_user(liaison_id) if liaison_id else None
    rules.check_holders(lead, deputy, liaison)
    if (case.lead_id, case.deputy_id, case.liaison_id) == (lead_id, deputy_id, liaison_id):
        return case
    case.lead_id, case.deputy_id, case.liaison_id = lead_id, deputy_id, liaison_id
    for user in (lead, deputy, *([liaison] if liaison else [])):
        if not queries.is_member(case.id, user.id):
            _let_in(case.id, user.id, by=actor.id or lead.id)
    held = f"lead {lead.name}, deputy {deputy.name}"
    held += f", liaison {liaison.name}" if liaison else ""
    _record(case, f"Case now held by: {held}", actor)
    return case


@atomic
def add_member(case_id: int, user_id: int, *, actor: Actor) -> CaseMember:
    """Let someone who works here work on the case."""
    case = queries.get_case(case_id)
    user = get_user(user_id)
    if not user.active:
        raise Invalid("They have left.", {"user_id": f"{user.name} no longer works here."})
    member = queries.find_member(case_id, user_id)
    if member is None:
        member = _let_in(case_id, user_id, by=actor.id or case.lead_id)
        _record(case, f"{user.name} joined the case", actor)
    return member


@atomic
def remove_member(case_id: int, user_id: int, *, actor: Actor) -> None:
    """Take someone off the case; lead, deputy and liaison hand over first."""
    case = queries.get_case(case_id)
    user = get_user(user_id)
    rules.check_may_leave(case, user)
    member = queries.find_member(case_id, user_id)
    if member is not None:
        db.session.delete(member)
        _record(case, f"{user.name} left the case", actor)


@atomic
def hand_over(from_id: int, to_id: int, *, actor: Actor) -> int:
    """Give every place that someone has on a case to someone else; return how many cases.

    Of a closed case only the membership moves. It is refused where the heir would be lead and
    deputy at once: that case needs another heir first.
    """
    if from_id == to_id:
        raise Invalid("Choose someone else.", {"to_id": "Choose someone other than the leaver."})
    leaver, heir = get_user(from_id), get_user(to_id)
    held = {case.id: case for case in queries.list_led_by(from_id)}
    places = queries.list_memberships(from_id)
    for case in held.values():
        _take_over(case, leaver, heir)
    for place in places:
        if not queries.is_member(place.case_id, heir.id):
            _let_in(place.case_id, heir.id, by=actor.id or heir.id)
        db.session.delete(place)
    touched = {**held, **{place.case_id: queries.get_case(place.case_id) for place in places}}
    for case in touched.values():
        _record(case, f"{leaver.name} handed over to {heir.name}", actor)
    return len(touched)


def _take_over(case: Case, leaver: User, heir: User) -> None:
    needs = {
        "lead_id": Permission.EDIT_CASE,
        "deputy_id": Permission.EDIT_CASE,
        "liaison_id": Permission.TALK_TO_FAMILY,
    }
    roles = [role for role in needs if getattr(case, role) == leaver.id]
    rules.check_heir(case, heir, [needs[role] for role in roles])
    for role in roles:
        setattr(case, role, heir.id)
    if case.lead_id == case.deputy_id:
        raise WrongState(
            f"{heir.name} would be lead and deputy of {case.reference}: "
            "choose another lead or deputy there first."
        )


@atomic
def close_case_row(case_id: int, outcome: Outcome, *, actor: Actor) -> Case:
    """Set the case itself to closed; what follows from that is the business of `closure`."""
    case = queries.get_case(case_id)
    rules.check_move(case, CaseState.CLOSED)
    case.state, case.outcome, case.closed_at = CaseState.CLOSED, outcome, clock.now()
    _record(case, f"Case closed: {outcome.label.lower()}", actor)
    return case
