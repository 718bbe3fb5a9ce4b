"""First words and names for an appeal, made from what is known of its case; people change them."""

from campaigns.appeals.showing import today_in
from campaigns.cases import queries as cases
from campaigns.cases.model import Case, CaseKind
from campaigns.cases.rules import public_age
from campaigns.channels import handles


def named_for(case: Case) -> str:
    """Return what an appeal is named for: the person, the place, or else the working title.

    Nothing while the person or the place is still to be told: a name made from the title then
    would stay.
    """
    if case.kind is CaseKind.MISSING:
        person = cases.find_main_person(case.id)
        return (person.public_name if person else "") or ""
    if case.kind is CaseKind.WITNESS:
        incident = cases.find_incident(case.id)
        return incident.place if incident else ""
    return case.title


def headline(case: Case) -> str:
    """Return the first thing that one reads, with the age as it is today."""
    name = named_for(case)
    if case.kind is CaseKind.MISSING:
        person = cases.find_main_person(case.id)
        age = public_age(person, today_in(case.timezone)) if person else ""
        return f"Have you seen {', '.join(part for part in (name, age) if part)}?" if name else ""
    if case.kind is CaseKind.WITNESS:
        return case.title if name else ""
    return "Do you know this person?" if case.kind is CaseKind.IDENTIFY else "Who was this person?"


def handle(case: Case) -> str:
    """Return a name for a dedicated account, without @."""
    name = named_for(case)
    if not name:
        return ""
    missing = case.kind is CaseKind.MISSING
    return next(iter(handles.propose(name, case.reference, missing=missing)), "")


def account_name(case: Case) -> str:
    """Return the name that is shown beside a dedicated account."""
    name = named_for(case)
    return f"Help find {name}" if name and case.kind is CaseKind.MISSING else case.title
