"""What a case must have before its appeal can be launched."""

from datetime import UTC, datetime

import pytest

from campaigns.cases.model import Case, CaseKind, Consent, Decision, Incident, LastSeen, Person
from campaigns.cases.readiness import Told, check_ready_to_launch, what_is_missing
from campaigns.kernel.errors import Invalid

NOTHING = Told(None, None, None, (), (), 0)


def musts(kind: CaseKind, told: Told) -> list[str]:
    return [lack.section for lack in what_is_missing(Case(kind=kind), told) if lack.must]


@pytest.mark.parametrize(
    ("kind", "sections"),
    [
        (CaseKind.MISSING, ["who", "what", "consent"]),
        (CaseKind.WITNESS, ["what", "consent"]),
        (CaseKind.IDENTIFY, ["who", "what", "consent"]),
        (CaseKind.REMAINS, ["who", "what", "consent"]),
    ],
)
def test_each_kind_lacks_its_own_things(kind, sections):
    assert musts(kind, NOTHING) == sections


def test_a_missing_person_needs_a_public_name_and_an_age():
    person = Person(case_id=1, public_name=None, age_from=None, age_to=None)
    told = Told(person, LastSeen(at=datetime.now(UTC)), None, (), (Decision(),), 1)
    assert musts(CaseKind.MISSING, told) == ["who", "who"]
    person.public_name, person.age_from = "Mira", 7
    assert musts(CaseKind.MISSING, told) == []


def test_advice_does_not_hold_up_a_launch():
    person = Person(case_id=1, public_name="Mira", age_from=7)
    told = Told(person, LastSeen(), None, (Consent(refused=True),), (Decision(),), 0)
    case = Case(kind=CaseKind.MISSING)
    assert {lack.section for lack in what_is_missing(case, told)} == {"who", "withheld", "consent"}
    check_ready_to_launch(case, told)


def test_a_launch_names_what_it_waits_for():
    with pytest.raises(Invalid) as refused:
        check_ready_to_launch(Case(kind=CaseKind.WITNESS), NOTHING)
    assert refused.value.fields["what"] == "Say what happened, where and when."


def test_a_witness_appeal_needs_an_incident_and_a_decision():
    told = Told(None, None, Incident(), (), (Decision(),), 1)
    assert musts(CaseKind.WITNESS, told) == []
