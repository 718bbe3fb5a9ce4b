"""The audit page."""

import pytest

from campaigns.audit import actions
from campaigns.kernel.actor import Actor
from campaigns.users.model import Role
from tests.browsing import sign_in
from tests.factories.users import make_user


def test_it_is_paged_and_narrowed(client, app):
    sign_in(client, make_user(Role.AUDITOR))
    ann = make_user(name="Ann")
    for number in range(60):
        actor = ann.actor if number % 2 else Actor("Bo", 999)
        actions.record(f"deed{number:02}", actor=actor, case_id=number % 3, about=("tip", number))
    page = client.get("/staff/audit").text
    assert "deed59" in page
    assert "deed05" not in page
    assert "Older" in page
    assert "deed05" in client.get("/staff/audit?before=30").text
    hers = client.get(f"/staff/audit?person={ann.id}").text
    assert "deed59" in hers
    assert "deed58" not in hers
    assert "deed57" in client.get("/staff/audit?case=0").text
    assert "deed58" not in client.get("/staff/audit?case=0").text


@pytest.mark.parametrize("role", [Role.INVESTIGATOR, Role.TRIAGER, Role.FAMILY_LIAISON])
def test_only_some_may_read_it(client, app, role):
    sign_in(client, make_user(role))
    assert client.get("/staff/audit").status_code == 403
