"""What kind of case has what, who may hold it, and what can be true of it."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from campaigns.cases.given import HoldbackGiven, IncidentGiven, PersonGiven, lines
from campaigns.cases.model import (
    Case,
    CaseKind,
    CaseState,
    HoldbackDetail,
    Person,
    PersonRole,
)
from campaigns.cases.oversharing import too_common
from campaigns.kernel.errors import Invalid, NotAllowed, WrongState
from campaigns.kernel.text import clean
from campaigns.users.model import User
from campaigns.users.rules import Permission, can

PREFIX: dict[CaseKind, str] = {
    CaseKind.MISSING: "MP",
    CaseKind.WITNESS: "WA",
    CaseKind.IDENTIFY: "ID",
    CaseKind.REMAINS: "UR",
}
NEXT: dict[CaseState, frozenset[CaseState]] = {
    CaseState.OPEN: frozenset({CaseState.CLOSED}),
    CaseState.CLOSED: frozenset({CaseState.RETIRED}),
    CaseState.RETIRED: frozenset(),
}
REFERENCE = re.compile(r"[^\W_](?:[\w ./-]{0,38}[^\W_])?")
TITLE_CHARS = 120
TAKEN = "Another case already has this reference."
AGE_MAX = 120
HEIGHT_CM = (30, 260)
RADIUS_MAX_M = 1_000_000


@dataclass(frozen=True, slots=True)
class Shape:
    """Which fields a kind of case has. `main` is the role of the person it is about, if any."""

    main: PersonRole | None
    companion: bool
    named: bool
    last_seen: bool
    incident: bool
    radius: bool


SHAPES: dict[CaseKind, Shape] = {
    CaseKind.MISSING: Shape(
        PersonRole.MISSING, companion=True, named=True, last_seen=True, incident=False, radius=False
    ),
    CaseKind.WITNESS: Shape(
        None, companion=False, named=False, last_seen=False, incident=True, radius=True
    ),
    CaseKind.IDENTIFY: Shape(
        PersonRole.SOUGHT, companion=False, named=False, last_seen=False, incident=True, radius=True
    ),
    CaseKind.REMAINS: Shape(
        PersonRole.REMAINS,
        companion=False,
        named=False,
        last_seen=False,
        incident=True,
        radius=False,
    ),
}


def reference_of(kind: CaseKind, year: int, number: int) -> str:
    """Return a reference made from a case's own id, as MP-2026-0417: nothing is counted up."""
    return f"{PREFIX[kind]}-{year}-{number:04}"


def check_reference(reference: str) -> None:
    """Refuse a reference that could not be said over a phone or written on a poster."""
    if not REFERENCE.fullmatch(reference):
        raise Invalid(
            "That reference cannot be used.",
            {
                "reference": "Use up to 40 letters, digits, spaces, dots, dashes and slashes, "
                "beginning and ending with a letter or a digit."
            },
        )


def check_title(title: str) -> None:
    """Refuse an empty or endless working title."""
    if not title:
        raise Invalid("The case needs a title.", {"title": "Give the case a working title."})
    if len(title) > TITLE_CHARS:
        raise Invalid(
            "The title is too long.",
            {"title": f"Use {TITLE_CHARS} characters or fewer; this has {len(title)}."},
        )


def check_holders(lead: User, deputy: User, liaison: User | None = None) -> None:
    """Refuse holders who are one person, have left, or may not do the work."""
    wrong: dict[str, str] = {}
    if lead.id == deputy.id:
        wrong["deputy_id"] = "Choose someone other than the lead: one of the two can be away."
    for field, user in (("lead_id", lead), ("deputy_id", deputy)):
        if not user.active:
            wrong.setdefault(field, f"{user.name} no longer works here.")
        elif not can(user, Permission.EDIT_CASE):
            wrong.setdefault(field, f"{user.name} ({user.role.label}) may not change a case.")
    if liaison is not None and not can(liaison, Permission.TALK_TO_FAMILY):
        wrong["liaison_id"] = f"{liaison.name} may not talk to families, or no longer works here."
    if wrong:
        raise Invalid("Choose who holds the case.", wrong)


def check_heir(case: Case, heir: User, needed: Collection[Permission]) -> None:
    """Refuse an heir who may not do what the leaver did in this case."""
    lacks = [permission.label.lower() for permission in needed if not can(heir, permission)]
    if lacks:
        raise Invalid(
            "They cannot take this over.",
            {"to_id": f"{heir.name} cannot take over {case.reference}: may not {lacks[0]}."},
        )


def check_open(case: Case) -> None:
    """Refuse to change a case that is closed."""
    if case.state is not CaseState.OPEN:
        raise WrongState(f"This case is {case.state.label.lower()} and can no longer be changed.")


def check_move(case: Case, to: CaseState) -> None:
    """Refuse a move that the life of a case does not know."""
    if to not in NEXT[case.state]:
        raise WrongState(f"A case that is {case.state.label.lower()} cannot become {to.label}.")


def check_may_leave(case: Case, user: User) -> None:
    """Refuse to take someone off a case that hangs on them."""
    holds = {
        case.lead_id: "leads this case",
        case.deputy_id: "is the deputy",
        case.liaison_id: "is the family's liaison",
    }
    if user.id in holds:
        raise WrongState(f"{user.name} {holds[user.id]}: hand that over first.")


def may_read(detail: HoldbackDetail, user: User) -> bool:
    """Say whether this person may know a withheld detail: its readers, by permission too."""
    return can(user, Permission.SEE_WITHHELD) and (
        not detail.reader_ids or user.id in detail.reader_ids
    )


def check_may_withhold(user: User) -> None:
    """Refuse those who may not know what is withheld."""
    if not can(user, Permission.SEE_WITHHELD):
        raise NotAllowed("You may not see or change what is withheld in this case.")


def age_on(birth_date: date, day: date) -> int:
    """Return the age in whole years on a day; who is born on 29 February ages on 1 March."""
    before = (day.month, day.day) < (birth_date.month, birth_date.day)
    return day.year - birth_date.year - before


def public_age(person: Person, day: date) -> str:
    """Return the age as the public is told it on that day: "7", "30 to 40", or nothing."""
    if person.birth_date is not None:
        return str(age_on(person.birth_date, day))
    low, high = person.age_from, person.age_to
    if low is not None and high is not None and low != high:
        return f"{low} to {high}"
    if low is None and high is None:
        return ""
    return str(low if low is not None else high)


def check_role(kind: CaseKind, role: PersonRole, main: Person | None) -> None:
    """Refuse a person that this kind of case is not about."""
    shape = SHAPES[kind]
    if role is PersonRole.COMPANION:
        if not shape.companion:
            raise Invalid(f"A case of the kind “{kind.label}” has no companion.")
    elif role is not shape.main:
        raise Invalid(f"A case of the kind “{kind.label}” is not about such a person.")
    elif main is not None:
        raise WrongState("The case already has the person it is about: change that one.")


def check_person(given: PersonGiven, today: date) -> None:
    """Refuse what cannot be true of anyone."""
    wrong: dict[str, str] = {}
    if given.birth_date is not None and given.birth_date > today:
        wrong["birth_date"] = "That day has not come yet."
    elif given.birth_date is not None and age_on(given.birth_date, today) > AGE_MAX:
        wrong["birth_date"] = f"That would be more than {AGE_MAX} years ago."
    for field in ("age_from", "age_to"):
        age = getattr(given, field)
        if age is not None and not 0 <= age <= AGE_MAX:
            wrong[field] = f"Give an age from 0 to {AGE_MAX}."
    if given.age_from is not None and given.age_to is not None and given.age_from > given.age_to:
        wrong.setdefault("age_to", "This must not be less than the age before it.")
    low, high = HEIGHT_CM
    if given.height_cm is not None and not low <= given.height_cm <= high:
        wrong["height_cm"] = f"Give the height in centimetres, from {low} to {high}."
    if wrong:
        raise Invalid("Something about this person cannot be right.", wrong)


def check_said(said: str, field: str, why: str) -> None:
    """Refuse an empty field that must say something."""
    if not clean(said):
        raise Invalid("Something is missing.", {field: why})


def check_place(place: str, point: tuple[float, float] | None) -> None:
    """Refuse a place that is neither named nor pointed at."""
    if not clean(place) and point is None:
        raise Invalid(
            "The place is missing.", {"place": "Name the place, or give its coordinates."}
        )


def check_past(at: datetime, now: datetime, field: str) -> None:
    """Refuse a sighting or an incident that is still to come."""
    if at > now:
        raise Invalid("That is still to come.", {field: "This is later than now; check it."})


def check_incident(given: IncidentGiven, from_at: datetime, until_at: datetime) -> None:
    """Refuse an incident without words or place, or one that ends before it begins."""
    wrong: dict[str, str] = {}
    if not clean(given.what):
        wrong["what"] = "Say in a sentence what happened, as the public may know it."
    if not clean(given.place) and given.point is None:
        wrong["place"] = "Name the place, or give its coordinates."
    if until_at < from_at:
        wrong["until_at"] = "This is before the time from which we ask."
    if given.radius_m is not None and not 0 < given.radius_m <= RADIUS_MAX_M:
        wrong["radius_m"] = f"Give metres, from 1 to {RADIUS_MAX_M:,}."
    if wrong:
        raise Invalid("Something about what happened cannot be used.", wrong)


def check_holdback(given: HoldbackGiven, members: Sequence[User]) -> None:
    """Refuse a withheld detail that says nothing, or whose words would stop everything."""
    wrong: dict[str, str] = {}
    if not clean(given.detail):
        wrong["detail"] = "Say what is withheld."
    if not lines(*given.terms):
        wrong["terms"] = "Give at least one way in which this can be said, one on each line."
    for name in ("terms", "translations", "loose"):
        useless = [said for term in lines(*getattr(given, name)) if (said := too_common(term))]
        if useless:
            wrong[name] = " ".join(useless)
    members_who_may = {user.id for user in members if can(user, Permission.SEE_WITHHELD)}
    if not set(given.reader_ids) <= members_who_may:
        wrong["reader_ids"] = "Only people on the case who may see withheld details can be readers."
    if wrong:
        raise Invalid("The withheld detail cannot be kept like this.", wrong)


def readers_with(reader_ids: Sequence[int], by: User) -> list[int]:
    """Return the readers with whoever wrote it among them; nobody named means all who may."""
    return sorted({*reader_ids, by.id}) if reader_ids else []
