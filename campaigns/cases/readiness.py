"""What a case must have before its appeal can be launched, said in words, section by section."""

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.cases.model import (
    Case,
    CaseKind,
    Consent,
    Decision,
    DecisionKind,
    Incident,
    LastSeen,
    Person,
    Risk,
)
from campaigns.cases.publicity import Publicity
from campaigns.cases.rules import SHAPES
from campaigns.kernel.errors import Invalid

UNPUBLISHED = {
    Publicity.UNDECIDED: "Nobody has decided to publish: answer the harm check, have it decided.",
    Publicity.PAUSED: "Publishing is paused: it has to be decided again first.",
    Publicity.WITHHELD: "It was decided not to publish this case. Tips are still entered by hand.",
}


@dataclass(frozen=True, slots=True)
class Lack:
    """One thing that is not there. `must` says that the launch waits for it."""

    section: str
    words: str
    must: bool = True


@dataclass(frozen=True, slots=True)
class Told:
    """What has been written down of a case so far."""

    person: Person | None
    last_seen: LastSeen | None
    incident: Incident | None
    consents: Sequence[Consent]
    decisions: Sequence[Decision]
    holdback_count: int


def what_is_missing(case: Case, told: Told) -> list[Lack]:
    """Return what the case lacks, in the order of the form."""
    return [*_who(case, told.person), *_what(case, told), *_publicity(case, told)]


def check_ready_to_launch(case: Case, told: Told) -> None:
    """Refuse a launch while something that must be there is missing."""
    lacks = {lack.section: lack.words for lack in what_is_missing(case, told) if lack.must}
    if lacks:
        raise Invalid("This case is not ready to be launched.", lacks)


def _who(case: Case, person: Person | None) -> list[Lack]:
    shape = SHAPES[case.kind]
    if shape.main is None:
        return []
    if person is None:
        return [Lack("who", "Say who this is about.")]
    lacks: list[Lack] = []
    if shape.named and not person.public_name:
        lacks.append(Lack("who", "Give the name that the public is told."))
    if person.birth_date is None and person.age_from is None and person.age_to is None:
        lacks.append(Lack("who", "Give a date of birth or an age.", must=shape.named))
    described = (person.sex, person.build, person.hair, person.clothing, person.height_cm)
    if not any(described):
        lacks.append(Lack("who", "Describe the person.", must=not shape.named))
    return lacks


def _what(case: Case, told: Told) -> list[Lack]:
    shape = SHAPES[case.kind]
    lacks: list[Lack] = []
    if shape.last_seen and told.last_seen is None:
        lacks.append(Lack("what", "Say where and when the person was last seen."))
    if shape.incident and told.incident is None:
        found = case.kind is CaseKind.REMAINS
        words = "where and when they were found" if found else "what happened, where and when"
        lacks.append(Lack("what", f"Say {words}."))
    return lacks


def _publicity(case: Case, told: Told) -> list[Lack]:
    lacks: list[Lack] = []
    if not told.holdback_count:
        words = "Nothing is withheld: keep back what only a true witness knows."
        lacks.append(Lack("withheld", words, must=False))
    if case.publicity is not Publicity.PUBLISH:
        lacks.append(Lack("consent", UNPUBLISHED[case.publicity]))
    elif _risk_was_raised(case, told.decisions):
        words = "The risk was raised after the decision to publish: have it decided again."
        lacks.append(Lack("consent", words))
    asked = any(not consent.refused and consent.withdrawn_at is None for consent in told.consents)
    if case.kind is CaseKind.MISSING and not asked:
        lacks.append(Lack("consent", "No consent of the family is recorded.", must=False))
    return lacks


def _risk_was_raised(case: Case, decisions: Sequence[Decision]) -> bool:
    """Say whether the decision to publish was taken at a lower risk than the case has now."""
    taken = [e.risk for e in decisions if e.kind is DecisionKind.PUBLISH and e.risk is not None]
    return bool(taken) and list(Risk).index(case.risk) < list(Risk).index(taken[-1])
