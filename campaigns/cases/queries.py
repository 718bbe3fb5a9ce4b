"""Find cases and what belongs to them."""

from typing import Any, TypeVar

from sqlalchemy import case as when
from sqlalchemy import func, literal, or_, select, union_all, update

from campaigns.cases.model import (
    Case,
    CaseMember,
    CaseState,
    Consent,
    Decision,
    Fact,
    FormDraft,
    HoldbackDetail,
    Incident,
    LastSeen,
    Person,
    PersonRole,
    Visibility,
)
from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound
from campaigns.users.model import User
from campaigns.users.rules import SEES_EVERY_CASE

Part = TypeVar("Part", Person, Fact, HoldbackDetail, Consent)


def get_case(case_id: int) -> Case:
    """Return the case, or say that there is none."""
    case = db.session.get(Case, case_id)
    if case is None:
        raise NotFound("There is no such case.")
    return case


def is_member(case_id: int, user_id: int) -> bool:
    """Say whether this person works on the case."""
    found = select(CaseMember.id).where(
        CaseMember.case_id == case_id, CaseMember.user_id == user_id
    )
    return db.session.scalar(found) is not None


def find_member(case_id: int, user_id: int) -> CaseMember | None:
    """Return someone's place on the case, if they have one."""
    return db.session.scalar(
        select(CaseMember).where(CaseMember.case_id == case_id, CaseMember.user_id == user_id)
    )


def list_members(case_id: int) -> list[User]:
    """Return who works on the case, by name."""
    found = (
        select(User)
        .join(CaseMember, CaseMember.user_id == User.id)
        .where(CaseMember.case_id == case_id)
        .order_by(User.name, User.id)
    )
    return list(db.session.scalars(found))


def list_cases_of(
    user: User, words: str = "", state: CaseState | None = None, limit: int | None = None
) -> list[Case]:
    """Return the cases this person works on (or may see anyway), newest first.

    `words` is looked for in reference and title.
    """
    found = select(Case).order_by(Case.opened_at.desc(), Case.id.desc())
    if user.role not in SEES_EVERY_CASE:
        mine = select(CaseMember.case_id).where(CaseMember.user_id == user.id)
        found = found.where(Case.id.in_(mine))
    if words:
        found = found.where(
            or_(
                Case.reference.icontains(words, autoescape=True),
                Case.title.icontains(words, autoescape=True),
            )
        )
    if state is not None:
        found = found.where(Case.state == state)
    return list(db.session.scalars(found.limit(limit)))


def is_reference_taken(reference: str, but: int | None = None) -> bool:
    """Say whether a case (other than `but`) has this reference, capitals or not."""
    found = select(Case.id).where(func.lower(Case.reference) == reference.lower())
    if but is not None:
        found = found.where(Case.id != but)
    return db.session.scalar(found.limit(1)) is not None


def list_led_by(user_id: int) -> list[Case]:
    """Return the open cases that this person leads, deputises or is the family's liaison of."""
    found = select(Case).where(
        Case.state == CaseState.OPEN,
        or_(Case.lead_id == user_id, Case.deputy_id == user_id, Case.liaison_id == user_id),
    )
    return list(db.session.scalars(found.order_by(Case.id)))


def list_memberships(user_id: int) -> list[CaseMember]:
    """Return every place that this person has on a case."""
    return list(
        db.session.scalars(
            select(CaseMember).where(CaseMember.user_id == user_id).order_by(CaseMember.case_id)
        )
    )


def list_people_of(case_id: int) -> list[Person]:
    """Return the people the case is about, the main person first, companions last."""
    companions_last = when((Person.role == PersonRole.COMPANION, 1), else_=0)
    found = select(Person).where(Person.case_id == case_id).order_by(companions_last, Person.id)
    return list(db.session.scalars(found))


def find_main_person(case_id: int) -> Person | None:
    """Return who is missing or to be identified; a companion is never the main person."""
    people = list_people_of(case_id)
    return people[0] if people and people[0].role is not PersonRole.COMPANION else None


def list_facts(case_id: int, *visibilities: Visibility) -> list[Fact]:
    """Return the facts with one of these visibilities, in their order.

    None named means all but the withheld ones: those are never given without being asked for.
    """
    wanted = visibilities or (Visibility.PUBLIC, Visibility.FAMILY, Visibility.STAFF)
    found = select(Fact).where(Fact.case_id == case_id, Fact.visibility.in_(wanted))
    return list(db.session.scalars(found.order_by(Fact.position, Fact.id)))


def find_last_seen(case_id: int) -> LastSeen | None:
    """Return what was last recorded of where and when the person was seen."""
    found = select(LastSeen).where(LastSeen.case_id == case_id)
    return db.session.scalar(found.order_by(LastSeen.id.desc()).limit(1))


def list_last_seen(case_id: int) -> list[LastSeen]:
    """Return every record of where the person was last seen, newest record first."""
    found = select(LastSeen).where(LastSeen.case_id == case_id)
    return list(db.session.scalars(found.order_by(LastSeen.id.desc())))


def find_incident(case_id: int) -> Incident | None:
    """Return what happened, where the case has an incident."""
    return db.session.scalar(select(Incident).where(Incident.case_id == case_id))


def list_holdbacks(case_id: int) -> list[HoldbackDetail]:
    """Return the withheld details of the case."""
    found = select(HoldbackDetail).where(HoldbackDetail.case_id == case_id)
    return list(db.session.scalars(found.order_by(HoldbackDetail.id)))


def list_consents(case_id: int) -> list[Consent]:
    """Return who said yes or no to what, oldest first."""
    found = select(Consent).where(Consent.case_id == case_id)
    return list(db.session.scalars(found.order_by(Consent.id)))


def list_decisions(case_id: int) -> list[Decision]:
    """Return what was decided, oldest first."""
    found = select(Decision).where(Decision.case_id == case_id)
    return list(db.session.scalars(found.order_by(Decision.id)))


def get_part(kind: type[Part], case_id: int, part_id: int) -> Part:
    """Return a part of this very case; a part of another case is not there."""
    part = db.session.scalar(select(kind).where(kind.case_id == case_id, kind.id == part_id))
    if part is None:
        raise NotFound("That is no longer part of this case.")
    return part


def find_draft(user_id: int, form: str, case_id: int) -> FormDraft | None:
    """Return what this person has typed into a form and not yet saved."""
    return db.session.scalar(
        select(FormDraft).where(
            FormDraft.user_id == user_id, FormDraft.form == form, FormDraft.case_id == case_id
        )
    )


def list_references() -> dict[int, str]:
    """Return the reference of every case, by its id."""
    found = select(Case.id, Case.reference).order_by(Case.id)
    return {row.id: row.reference for row in db.session.execute(found)}


def move_public_version(case_id: int) -> None:
    """Move the public version on, past `Versioned` on purpose: a redrawn page is nobody's edit."""
    db.session.execute(
        update(Case).where(Case.id == case_id).values(public_version=Case.public_version + 1),
        execution_options={"synchronize_session": False},
    )


def find_public_version(case_id: int) -> int | None:
    """Return the public version of a case, or None if there is no such case."""
    return db.session.scalar(select(Case.public_version).where(Case.id == case_id))


def guard_mark(case_id: int) -> tuple[Any, ...]:
    """Return numbers that are others as soon as anything that a case's guard is made of changes."""
    kinds: tuple[type[HoldbackDetail | Person | Fact], ...] = (HoldbackDetail, Person, Fact)
    parts = [
        select(literal(number), kind.id, kind.version).where(kind.case_id == case_id)
        for number, kind in enumerate(kinds)
    ]
    found = sorted(tuple(row) for row in db.session.execute(union_all(*parts)))
    case = get_case(case_id)
    return (case.state, case.kind, *found)
