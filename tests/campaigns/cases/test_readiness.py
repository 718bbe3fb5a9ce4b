"""What a case must have before its appeal can be launched."""

from datetime import UTC, datetime

import pytest

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
from campaigns.cases.readiness import Told, check_ready_to_launch, what_is_missing
from campaigns.kernel.errors import Invalid

NOTHING = Told(None, None, None, (), (), 0)


def _case(kind: CaseKind, publicity: Publicity = Publicity.PUBLISH) -> Case:
    return Case(kind=kind, publicity=publicity, risk=Risk.HIGH)


def musts(kind: CaseKind, told: Told) -> list[str]:
    return [lack.section for lack in what_is_missing(_case(kind), told) if lack.must]


@pytest.mark.parametrize(
    ("kind", "sections"),
    [
        (CaseKind.MISSING, ["who", "what"]),
        (CaseKind.WITNESS, ["what"]),
        (CaseKind.IDENTIFY, ["who", "what"]),
        (CaseKind.REMAINS, ["who", "what"]),
    ],
)
def test_each_kind_lacks_its_own_things(kind, sections):
    assert musts(kind, NOTHING) == sections


def test_a_missing_person_needs_a_public_name_and_an_age():
    person = Person(case_id=1, public_name=None, age_from=None, age_to=None)
    told = Told(person, LastSeen(at=datetime.now(UTC)), None, (), (), 1)
    assert musts(CaseKind.MISSING, told) == ["who", "who"]
    person.public_name, person.age_from = "Mira", 7
    assert musts(CaseKind.MISSING, told) == []


def test_advice_does_not_hold_up_a_launch():
    person = Person(case_id=1, public_name="Mira", age_from=7)
    told = Told(person, LastSeen(), None, (Consent(refused=True),), (), 0)
    case = _case(CaseKind.MISSING)
    assert {lack.section for lack in what_is_missing(case, told)} == {"who", "withheld", "consent"}
    check_ready_to_launch(case, told)


def test_a_launch_names_what_it_waits_for():
    with pytest.raises(Invalid) as refused:
        check_ready_to_launch(_case(CaseKind.WITNESS), NOTHING)
    assert refused.value.fields["what"] == "Say what happened, where and when."


def test_a_witness_appeal_needs_an_incident():
    told = Told(None, None, Incident(), (), (), 1)
    assert musts(CaseKind.WITNESS, told) == []


@pytest.mark.parametrize("publicity", sorted(set(Publicity) - {Publicity.PUBLISH}))
def test_a_launch_waits_for_a_decision_to_publish(publicity):
    told = Told(None, None, Incident(), (), (), 1)
    lacks = what_is_missing(_case(CaseKind.WITNESS, publicity), told)
    assert [lack.section for lack in lacks if lack.must] == ["consent"]


def test_a_risk_that_was_raised_after_the_decision_is_decided_again():
    decision = Decision(kind=DecisionKind.PUBLISH, risk=Risk.STANDARD)
    told = Told(None, None, Incident(), (), (decision,), 1)
    assert musts(CaseKind.WITNESS, told) == ["consent"]
    decision.risk = Risk.HIGH
    assert musts(CaseKind.WITNESS, told) == []
