"""Ages, shapes and what can be true of anyone."""

from datetime import date

import pytest

from campaigns.cases import rules
from campaigns.cases.given import PersonGiven
from campaigns.cases.model import Case, CaseKind, CaseState, Person
from campaigns.kernel.errors import Invalid, WrongState

TODAY = date(2026, 5, 16)


@pytest.mark.parametrize(
    ("born", "day", "age"),
    [
        ("2018-05-14", "2025-07-20", 7),
        ("2018-05-14", "2026-05-13", 7),
        ("2018-05-14", "2026-05-14", 8),
        ("2020-02-29", "2021-02-28", 0),
        ("2020-02-29", "2021-03-01", 1),
        ("2020-02-29", "2024-02-29", 4),
    ],
)
def test_an_age_is_that_of_the_day_it_is_shown(born, day, age):
    assert rules.age_on(date.fromisoformat(born), date.fromisoformat(day)) == age


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(30, 40, "30 to 40"), (33, None, "33"), (None, 40, "40"), (33, 33, "33"), (None, None, "")],
)
def test_a_guessed_age_is_said_as_it_was_guessed(low, high, said):
    assert rules.public_age(Person(case_id=1, age_from=low, age_to=high), TODAY) == said


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (PersonGiven(birth_date=date(2026, 5, 17)), "birth_date"),
        (PersonGiven(birth_date=date(1900, 1, 1)), "birth_date"),
        (PersonGiven(age_from=200), "age_from"),
        (PersonGiven(age_from=9, age_to=7), "age_to"),
        (PersonGiven(height_cm=7), "height_cm"),
    ],
)
def test_what_cannot_be_true_of_anyone_is_refused_at_its_field(given, field):
    with pytest.raises(Invalid) as refused:
        rules.check_person(given, TODAY)
    assert set(refused.value.fields) == {field}


def test_every_kind_has_a_shape_and_a_prefix():
    assert set(rules.SHAPES) == set(rules.PREFIX) == set(CaseKind)


def test_a_case_is_closed_before_it_is_retired():
    with pytest.raises(WrongState):
        rules.check_move(Case(state=CaseState.OPEN), CaseState.RETIRED)
    rules.check_move(Case(state=CaseState.CLOSED), CaseState.RETIRED)
