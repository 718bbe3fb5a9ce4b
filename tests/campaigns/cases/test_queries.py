"""Finding cases and what belongs to them."""

import pytest

from campaigns.cases import queries
from campaigns.cases.model import CaseState, Person
from campaigns.kernel.errors import NotFound
from campaigns.users.model import Role
from tests.factories.cases import make_case
from tests.factories.users import make_user


def test_people_see_the_cases_they_work_on_newest_first(app, moving_clock):
    officer = make_user()
    older = make_case(lead=officer)
    moving_clock.move(days=1)
    newer = make_case(deputy=officer)
    make_case()
    assert queries.list_cases_of(officer) == [newer, older]


@pytest.mark.parametrize("role", [Role.SUPERVISOR, Role.AUDITOR])
def test_some_roles_see_every_case(app, role):
    made = {make_case().id, make_case().id}
    assert {case.id for case in queries.list_cases_of(make_user(role))} == made


def test_a_search_takes_its_words_as_they_are(app):
    officer = make_user()
    case = make_case(lead=officer, title="50% off_road")
    make_case(lead=officer, title="500 offroad")
    assert queries.list_cases_of(officer, "50%") == [case]
    assert queries.list_cases_of(officer, "OFF_R") == [case]
    assert queries.list_cases_of(officer, case.reference.lower()) == [case]


def test_a_search_can_be_by_state(app):
    officer = make_user()
    closed = make_case(lead=officer, state=CaseState.CLOSED)
    make_case(lead=officer)
    assert queries.list_cases_of(officer, state=CaseState.CLOSED) == [closed]


def test_a_part_is_found_in_its_own_case_only(app):
    with pytest.raises(NotFound):
        queries.get_part(Person, make_case().id, 1)


def test_there_is_no_such_case(app):
    with pytest.raises(NotFound):
        queries.get_case(1)
