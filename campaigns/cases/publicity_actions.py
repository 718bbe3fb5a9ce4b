"""Write down what is withheld, who agreed to what, and who decided so. One verb, one transaction.

Nothing here is ever overwritten but the withheld details themselves, which people learn to say in
more ways as an inquiry goes on.
"""

from typing import Any

from campaigns.cases import queries, rules
from campaigns.cases.given import HoldbackGiven, lines
from campaigns.cases.model import Case, Consent, Decision, HoldbackDetail
from campaigns.cases.scopes import EVERYWHERE, Asked, Scope, scopes_in
from campaigns.kernel import clock
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid, NotFound, WrongState
from campaigns.kernel.text import clean
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.users.model import User
from campaigns.users.queries import get_user


def _open_case(case_id: int) -> Case:
    case = queries.get_case(case_id)
    rules.check_open(case)
    return case


@atomic
def add_holdback(case_id: int, given: HoldbackGiven, *, by: User) -> HoldbackDetail:
    """Withhold a detail: nothing that leaves may say it, in any of these ways."""
    _open_case(case_id)
    rules.check_may_withhold(by)
    rules.check_holdback(given, queries.list_members(case_id))
    detail = HoldbackDetail(case_id=case_id, **_columns(given, by))
    db.session.add(detail)
    db.session.flush()
    _record_holdback(detail, "Withheld detail added", by)
    return detail


def _columns(given: HoldbackGiven, by: User) -> dict[str, Any]:
    """Return what a withheld detail keeps, by attribute."""
    return {
        "detail": clean(given.detail),
        "terms": lines(*given.terms),
        "translations": lines(*given.translations) or None,
        "loose": lines(*given.loose) or None,
        "reason": clean(given.reason) or None,
        "reader_ids": rules.readers_with(given.reader_ids, by),
    }


@atomic
def edit_holdback(
    case_id: int, holdback_id: int, given: HoldbackGiven, *, by: User
) -> HoldbackDetail:
    """Change a withheld detail, the ways it can be said, or who may know it."""
    _open_case(case_id)
    detail = _find_holdback(case_id, holdback_id, by)
    rules.check_holdback(given, queries.list_members(case_id))
    wanted = _columns(given, by)
    if any(value != (getattr(detail, name) or type(value)()) for name, value in wanted.items()):
        for name, value in wanted.items():
            setattr(detail, name, value)
        _record_holdback(detail, "Withheld detail changed", by)
    return detail


@atomic
def remove_holdback(case_id: int, holdback_id: int, *, by: User) -> None:
    """Stop withholding a detail: it may be said from now on."""
    _open_case(case_id)
    detail = _find_holdback(case_id, holdback_id, by)
    _record_holdback(detail, "Withheld detail released", by)
    db.session.delete(detail)


def _find_holdback(case_id: int, holdback_id: int, by: User) -> HoldbackDetail:
    detail = queries.get_part(HoldbackDetail, case_id, holdback_id)
    if not rules.may_read(detail, by):
        raise NotFound("There is no such withheld detail, or it is not for you to know.")
    return detail


def _record_holdback(detail: HoldbackDetail, words: str, by: User) -> None:
    timeline.record(
        detail.case_id,
        EntryKind.DECISION,
        words,
        actor=by.actor,
        about=("holdback", detail.id),
        detail={"terms": len(detail.terms), "readers": len(detail.reader_ids)},
    )


@atomic
def record_consent(
    case_id: int,
    given_by: str,
    scope: str = "",
    *,
    asked: Asked = EVERYWHERE,
    how: str = "",
    refused: bool = False,
    actor: Actor,
) -> Consent:
    """Write down that someone agreed to something, or refused it.

    What was asked is read out of the words (`scope`) where it is not given one by one.
    """
    _open_case(case_id)
    rules.check_said(given_by, "given_by", "Say who was asked.")
    scopes = asked.scopes or scopes_in(scope)
    words = clean(scope) or ", ".join(each.label for each in Scope if each in scopes)
    rules.check_said(words, "scope", "Say what they were asked about.")
    if asked.until is not None and asked.until <= clock.now():
        raise Invalid("It would be over already.", {"until": "Choose a moment that is to come."})
    consent = Consent(
        case_id=case_id,
        given_by=clean(given_by),
        scope=words,
        scopes=sorted(scopes),
        channels=sorted(asked.channels),
        until=asked.until,
        refused=refused,
        how=clean(how),
        given_at=clock.now(),
        recorded_by_id=actor.id,
    )
    db.session.add(consent)
    db.session.flush()
    words = "Consent refused" if refused else "Consent given"
    timeline.record(case_id, EntryKind.DECISION, words, actor=actor, about=("consent", consent.id))
    return consent


@atomic
def withdraw_consent(case_id: int, consent_id: int, *, actor: Actor) -> Consent:
    """Write down that someone no longer agrees; what they had said stays readable."""
    consent = queries.get_part(Consent, case_id, consent_id)
    if consent.refused or consent.withdrawn_at is not None:
        raise WrongState("There is no consent here that could be withdrawn.")
    consent.withdrawn_at = clock.now()
    timeline.record(
        case_id, EntryKind.DECISION, "Consent withdrawn", actor=actor, about=("consent", consent.id)
    )
    return consent


@atomic
def record_decision(
    case_id: int, what: str, *, why: str = "", decided_by_id: int, actor: Actor
) -> Decision:
    """Write down who decided what, and why. It cannot be changed afterwards."""
    _open_case(case_id)
    rules.check_said(what, "what", "Say what was decided.")
    decider = get_user(decided_by_id)
    decision = Decision(
        case_id=case_id,
        what=clean(what),
        why=clean(why) or None,
        decided_by_id=decider.id,
        decided_at=clock.now(),
    )
    db.session.add(decision)
    db.session.flush()
    timeline.record(
        case_id,
        EntryKind.DECISION,
        f"Decision recorded, taken by {decider.name}",
        actor=actor,
        about=("decision", decision.id),
    )
    return decision
