"""Write down who the case is about and what happened. One verb, one transaction.

Each change leaves one line in the timeline that names what was changed, never the words: names,
facts and dates of birth are sealed, and the timeline is not. A change that changes nothing leaves
no line.
"""

from collections.abc import Mapping
from typing import Any

from campaigns.cases import queries, rules
from campaigns.cases.given import FactGiven, IncidentGiven, PersonGiven, SeenGiven
from campaigns.cases.model import Case, Fact, Incident, LastSeen, Person, PersonRole, Visibility
from campaigns.cases.public import touch_public
from campaigns.kernel import clock, zones
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import atomic, db
from campaigns.kernel.text import clean
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.users.model import User


def _changed(row: object, wanted: Mapping[str, Any]) -> list[str]:
    """Set what differs and return the names of what did."""
    names = [name for name, value in wanted.items() if getattr(row, name) != value]
    for name in names:
        setattr(row, name, wanted[name])
    return names


def _record(
    case: Case, summary: str, about: tuple[str, int], actor: Actor, parts: list[str] | None = None
) -> None:
    detail = {"parts": [part.removesuffix("_text") for part in parts]} if parts else None
    timeline.record(case.id, EntryKind.CASE, summary, actor=actor, about=about, detail=detail)
    touch_public(case.id)


def _open_case(case_id: int) -> Case:
    case = queries.get_case(case_id)
    rules.check_open(case)
    return case


@atomic
def add_person(case_id: int, role: PersonRole, given: PersonGiven, *, actor: Actor) -> Person:
    """Add someone the case is about."""
    case = _open_case(case_id)
    rules.check_role(case.kind, role, queries.find_main_person(case_id))
    rules.check_person(given, clock.now().date())
    person = Person(case_id=case_id, role=role, **given.columns())
    db.session.add(person)
    db.session.flush()
    _record(case, f"Person added: {role.label.lower()}", ("person", person.id), actor)
    return person


@atomic
def edit_person(case_id: int, person_id: int, given: PersonGiven, *, actor: Actor) -> Person:
    """Change what is written of someone."""
    case = _open_case(case_id)
    person = queries.get_part(Person, case_id, person_id)
    rules.check_person(given, clock.now().date())
    parts = _changed(person, given.columns())
    if parts:
        words = f"Person changed: {person.role.label.lower()}"
        _record(case, words, ("person", person.id), actor, parts)
    return person


@atomic
def remove_person(case_id: int, person_id: int, *, actor: Actor) -> None:
    """Take someone out of the case who does not belong there."""
    case = _open_case(case_id)
    person = queries.get_part(Person, case_id, person_id)
    db.session.delete(person)
    _record(case, f"Person removed: {person.role.label.lower()}", ("person", person_id), actor)


@atomic
def record_last_seen(case_id: int, given: SeenGiven, *, actor: Actor) -> LastSeen:
    """Write down where and when the person was last seen; what was known before stays behind it."""
    case = _open_case(case_id)
    at = zones.to_utc(given.at, given.timezone, "at")
    rules.check_place(given.place, given.point)
    rules.check_past(at, clock.now(), "at")
    lat, lon = given.point or (None, None)
    wanted = {
        "at": at,
        "timezone": given.timezone,
        "place": clean(given.place),
        "lat": lat,
        "lon": lon,
        "confirmed": given.confirmed,
        "source": clean(given.source),
    }
    newest = queries.find_last_seen(case_id)
    if newest is not None and not any(getattr(newest, name) != wanted[name] for name in wanted):
        return newest
    seen = LastSeen(case_id=case_id, **wanted)
    db.session.add(seen)
    db.session.flush()
    sure = "confirmed" if given.confirmed else "not confirmed"
    _record(case, f"Last seen recorded ({sure})", ("last_seen", seen.id), actor)
    return seen


@atomic
def set_incident(case_id: int, given: IncidentGiven, *, actor: Actor) -> Incident:
    """Write down what happened, when and where; the times are those of a clock on a wall there."""
    case = _open_case(case_id)
    from_at = zones.to_utc(given.from_at, case.timezone, "from_at")
    until_at = zones.to_utc(given.until_at, case.timezone, "until_at")
    rules.check_incident(given, from_at, until_at)
    rules.check_past(from_at, clock.now(), "from_at")
    lat, lon = given.point or (None, None)
    incident = queries.find_incident(case_id)
    wanted = {
        "what": clean(given.what),
        "from_at": from_at,
        "until_at": until_at,
        "place": clean(given.place),
        "lat": lat,
        "lon": lon,
        "radius_m": given.radius_m,
    }
    if incident is None:
        incident = Incident(case_id=case_id, **wanted)
        db.session.add(incident)
        db.session.flush()
        _record(case, "Incident written down", ("incident", incident.id), actor)
    elif parts := _changed(incident, wanted):
        _record(case, "Incident changed", ("incident", incident.id), actor, parts)
    return incident


@atomic
def add_fact(case_id: int, given: FactGiven, *, by: User) -> Fact:
    """Add a statement with its source; a withheld one only by those who may know it."""
    case = _open_case(case_id)
    _check_fact(given, by)
    position = 1 + max(
        (fact.position for fact in queries.list_facts(case_id, *Visibility)), default=0
    )
    fact = Fact(
        case_id=case_id,
        visibility=given.visibility,
        position=position,
        text=clean(given.text),
        source=clean(given.source) or None,
    )
    db.session.add(fact)
    db.session.flush()
    words = f"Fact added: {given.visibility.label.lower()}"
    _record(case, words, ("fact", fact.id), by.actor)
    return fact


@atomic
def edit_fact(case_id: int, fact_id: int, given: FactGiven, *, by: User) -> Fact:
    """Change a statement, its source, or who may see it."""
    case = _open_case(case_id)
    fact = _find_fact(case_id, fact_id, by)
    _check_fact(given, by)
    before = fact.visibility
    parts = _changed(
        fact,
        {
            "text": clean(given.text),
            "source": clean(given.source) or None,
            "visibility": given.visibility,
        },
    )
    if parts:
        moved = f", {before.label.lower()} → {given.visibility.label.lower()}"
        words = "Fact changed" + (moved if before is not given.visibility else "")
        _record(case, words, ("fact", fact.id), by.actor, parts)
    return fact


@atomic
def remove_fact(case_id: int, fact_id: int, *, by: User) -> None:
    """Take a statement out of the case."""
    case = _open_case(case_id)
    fact = _find_fact(case_id, fact_id, by)
    db.session.delete(fact)
    words = f"Fact removed: {fact.visibility.label.lower()}"
    _record(case, words, ("fact", fact_id), by.actor)


def _check_fact(given: FactGiven, by: User) -> None:
    rules.check_said(given.text, "text", "Write the fact down, or remove it.")
    if given.visibility is Visibility.WITHHELD:
        rules.check_may_withhold(by)


def _find_fact(case_id: int, fact_id: int, by: User) -> Fact:
    fact = queries.get_part(Fact, case_id, fact_id)
    if fact.visibility is Visibility.WITHHELD:
        rules.check_may_withhold(by)
    return fact
