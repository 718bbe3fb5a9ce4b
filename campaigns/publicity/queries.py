"""Find checks, decisions whether to publish, confirmations and open doubts."""

from datetime import datetime

from sqlalchemy import exists, or_, select

from campaigns.cases.model import Case, CaseState, Consent, Decision, DecisionKind
from campaigns.cases.publicity import Publicity
from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound
from campaigns.policy.table import Table
from campaigns.publicity.model import Confirmation, HarmCheck, Recheck
from campaigns.publicity.rules import may_decide
from campaigns.users.model import User
from campaigns.users.queries import list_people
from campaigns.users.rules import SEES_EVERY_CASE

WHETHER = (DecisionKind.PUBLISH, DecisionKind.WITHHOLD)


def find_check(case_id: int) -> HarmCheck | None:
    """Return the check that counts, if the questions were ever answered."""
    found = select(HarmCheck).where(HarmCheck.case_id == case_id)
    return db.session.scalar(found.order_by(HarmCheck.id.desc()).limit(1))


def get_check(case_id: int, check_id: int) -> HarmCheck:
    """Return a check of this case, or say that there is none."""
    check = db.session.get(HarmCheck, check_id)
    if check is None or check.case_id != case_id:
        raise NotFound("There is no such check in this case.")
    return check


def list_checks(case_id: int) -> list[HarmCheck]:
    """Return every check of a case, newest first."""
    found = select(HarmCheck).where(HarmCheck.case_id == case_id)
    return list(db.session.scalars(found.order_by(HarmCheck.id.desc())))


def get_decision(case_id: int, decision_id: int) -> Decision:
    """Return a decision of this case, or say that there is none."""
    decision = db.session.get(Decision, decision_id)
    if decision is None or decision.case_id != case_id:
        raise NotFound("There is no such decision in this case.")
    return decision


def read_decision(decision_id: int) -> Decision:
    """Return a decision that is known to be there, for jobs."""
    return db.session.get_one(Decision, decision_id)


def find_decision(case_id: int) -> Decision | None:
    """Return the decision whether to publish that counts, if there is one."""
    found = select(Decision).where(Decision.case_id == case_id, Decision.kind.in_(WHETHER))
    return db.session.scalar(found.order_by(Decision.id.desc()).limit(1))


def find_confirmation(decision_id: int) -> Confirmation | None:
    """Return what the decider said of a decision written down for them."""
    return db.session.scalar(select(Confirmation).where(Confirmation.decision_id == decision_id))


def get_recheck(case_id: int, recheck_id: int) -> Recheck:
    """Return a doubt of this case, or say that there is none."""
    recheck = db.session.get(Recheck, recheck_id)
    if recheck is None or recheck.case_id != case_id:
        raise NotFound("There is no such question in this case.")
    return recheck


def list_rechecks(case_id: int) -> list[Recheck]:
    """Return every doubt of a case, newest first."""
    found = select(Recheck).where(Recheck.case_id == case_id)
    return list(db.session.scalars(found.order_by(Recheck.id.desc())))


def list_open_rechecks(case_id: int) -> list[Recheck]:
    """Return the doubts that nobody has decided yet, oldest first."""
    found = select(Recheck).where(Recheck.case_id == case_id, Recheck.ended_at.is_(None))
    return list(db.session.scalars(found.order_by(Recheck.id)))


def list_open_of(user: User) -> list[tuple[Case, Recheck]]:
    """Return the open doubts that wait for this person, soonest due first."""
    found = (
        select(Case, Recheck)
        .join(Recheck, Recheck.case_id == Case.id)
        .where(Recheck.ended_at.is_(None), Recheck.decider_id == user.id)
        .where(Case.state == CaseState.OPEN)
        .order_by(Recheck.due_at)
    )
    return [(row[0], row[1]) for row in db.session.execute(found)]


def list_overdue(now: datetime) -> list[int]:
    """Return the open doubts that are past their time and of which nobody was reminded."""
    found = (
        select(Recheck.id)
        .join(Case, Case.id == Recheck.case_id)
        .where(Recheck.ended_at.is_(None), Recheck.due_at <= now, Recheck.reminded_at.is_(None))
        .where(Case.state == CaseState.OPEN)
    )
    return list(db.session.scalars(found.order_by(Recheck.id)))


def read_recheck(recheck_id: int) -> Recheck | None:
    """Return a doubt by its id alone, for jobs."""
    return db.session.get(Recheck, recheck_id)


def list_published_cases() -> list[int]:
    """Return the open cases that may be published now."""
    found = select(Case.id).where(Case.state == CaseState.OPEN, Case.publicity == Publicity.PUBLISH)
    return list(db.session.scalars(found.order_by(Case.id)))


def list_unconfirmed(case_id: int) -> list[Decision]:
    """Return the decision that counts, where it was written down and not confirmed."""
    decision = find_decision(case_id)
    if decision is None or decision.recorded_by_id is None:
        return []
    return [] if find_confirmation(decision.id) else [decision]


def list_all_unconfirmed() -> list[int]:
    """Return what was written down for someone who has said nothing, and is not doubted yet."""
    doubted = exists(
        select(Recheck.id).where(Recheck.about_type == "decision", Recheck.about_id == Decision.id)
    )
    found = (
        select(Decision.id)
        .join(Case, Case.id == Decision.case_id)
        .outerjoin(Confirmation, Confirmation.decision_id == Decision.id)
        .where(
            Decision.recorded_by_id.is_not(None),
            Decision.kind == DecisionKind.PUBLISH,
            Confirmation.id.is_(None),
            Case.state == CaseState.OPEN,
            ~doubted,
        )
    )
    return list(db.session.scalars(found.order_by(Decision.id)))


def list_to_confirm(user: User) -> list[tuple[Case, Decision]]:
    """Return what others wrote down as this person's decision and still counts, unconfirmed."""
    found = (
        select(Case, Decision)
        .join(Decision, Decision.case_id == Case.id)
        .outerjoin(Confirmation, Confirmation.decision_id == Decision.id)
        .where(
            Decision.decided_by_id == user.id,
            Decision.recorded_by_id.is_not(None),
            Decision.kind.in_(WHETHER),
            Confirmation.id.is_(None),
            Case.state == CaseState.OPEN,
        )
        .order_by(Decision.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(found)]


def list_consents_to_follow(now: datetime) -> list[Consent]:
    """Return what was refused, taken back or is over, and has not had its effect yet."""
    over = or_(Consent.refused.is_(True), Consent.withdrawn_at.is_not(None), Consent.until <= now)
    found = select(Consent).where(Consent.followed_at.is_(None), over)
    return list(db.session.scalars(found.order_by(Consent.id)))


def list_consents_to_warn_of(now: datetime, before: datetime) -> list[Consent]:
    """Return what runs out before a moment and of which nobody was warned, in open cases."""
    found = (
        select(Consent)
        .join(Case, Case.id == Consent.case_id)
        .where(Case.state == CaseState.OPEN, Consent.refused.is_(False))
        .where(Consent.withdrawn_at.is_(None), Consent.warned_at.is_(None))
        .where(Consent.until > now, Consent.until <= before)
    )
    return list(db.session.scalars(found.order_by(Consent.until)))


def list_deciders(table: Table, rank: str, members: list[User]) -> list[User]:
    """Return who can be asked to decide: on the case or seeing every case, and of the rank."""
    known = {each.id for each in members}
    return [
        user
        for user in list_people()
        if (user.id in known or user.role in SEES_EVERY_CASE) and may_decide(user, table, rank)
    ]
