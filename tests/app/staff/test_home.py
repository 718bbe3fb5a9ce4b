"""The first page after signing in."""

import pytest

from campaigns.notices import actions as notices
from campaigns.users.model import Role
from tests.browsing import sign_in
from tests.factories.cases import make_case
from tests.factories.users import make_user


def test_it_shows_ones_own_cases_and_what_waits(client, app):
    kim = make_user()
    mine, other = make_case(lead=kim), make_case()
    notices.notify(kim.id, "Approve this", "…", urgent=True)
    sign_in(client, kim)
    page = client.get("/staff/").text
    assert mine.reference in page
    assert other.reference not in page
    assert "Approve this" in page
    assert "Urgent" in page


@pytest.mark.parametrize("role", list(Role))
def test_everyone_has_one(client, app, role):
    sign_in(client, make_user(role))
    assert client.get("/staff/").status_code == 200
