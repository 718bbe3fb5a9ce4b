"""The people page: who works here, who is invited, who leaves."""

import re

import pytest

from campaigns.audit.model import AuditEntry
from campaigns.cases import queries as cases
from campaigns.channels import queries as channels
from campaigns.kernel.db import db
from campaigns.notices import queries as notices
from campaigns.users import actions, queries, signin
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.factories.users import make_user


@pytest.fixture
def admin(app, client):
    admin = make_user(Role.ADMINISTRATOR)
    sign_in(client, admin)
    return admin


def test_everyone_who_works_here_is_listed(client, admin):
    make_user(Role.TRIAGER, name="Ann <Ode>")
    page = client.get("/staff/people").text
    assert "Ann &lt;Ode&gt;" in page
    assert admin.name in page


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_only_administrators_manage_people(client, app, role):
    user = make_user(role)
    sign_in(client, user)
    assert client.get("/staff/people").status_code == 403
    assert client.get(f"/staff/people/{user.id}").status_code == 403
    given = {"name": "x", "email": "x@y.example", "role": "administrator"}
    assert post(client, "/staff/people/invitations", **given).status_code == 403
    assert post(client, f"/staff/people/{user.id}/role", role="administrator").status_code == 403


def test_an_invitation_shows_its_link_once_and_can_be_withdrawn(client, admin):
    given = {"name": "Lee", "email": "lee@p.example", "role": "triager"}
    page = post(client, "/staff/people/invitations", **given).text
    link = re.search(r"http://localhost(/staff/invitation/[\w-]+)", page).group(1)
    later = client.get("/staff/people").text
    assert "lee@p.example" in later
    assert "/staff/invitation/" not in later
    number = re.search(r"/staff/people/invitations/(\d+)/withdraw", later).group(1)
    post(client, f"/staff/people/invitations/{number}/withdraw")
    assert app_client(client).get(link).status_code == 404


def app_client(client):
    return client.application.test_client()


def test_what_is_missing_is_said_and_what_was_typed_stays(client, admin):
    answer = post(client, "/staff/people/invitations", name="Lee", email="not one", role="triager")
    assert answer.status_code == 422
    assert "Type it like" in answer.text
    assert 'value="Lee"' in answer.text


def test_a_role_is_changed_and_written_down(client, admin):
    lee = make_user(Role.TRIAGER)
    answer = post(client, f"/staff/people/{lee.id}/role", role="supervisor")
    assert answer.status_code == 303
    assert queries.get_user(lee.id).role is Role.SUPERVISOR
    entry = db.session.query(AuditEntry).filter_by(verb="role changed").one()
    assert entry.detail == {"from": "triager", "to": "supervisor"}


def test_nobody_changes_their_own_role_or_lets_themselves_go(client, admin):
    make_user(Role.ADMINISTRATOR)
    assert post(client, f"/staff/people/{admin.id}/role", role="supervisor").status_code == 403
    assert post(client, f"/staff/people/{admin.id}/leave", heir_id=0).status_code == 403


def test_a_leaver_without_open_work_just_goes(client, admin):
    lee = make_user(Role.TRIAGER)
    token = signin.start_sign_in(lee.id, second_factor=True)
    _key, raw = actions.make_key(lee.id, "script")
    assert post(client, f"/staff/people/{lee.id}/leave", heir_id=0).status_code == 303
    assert signin.resume(token) is None
    assert actions.resume_key(raw) is None
    page = client.get("/staff/people").text
    assert "Have left" in page
    assert post(client, f"/staff/people/{lee.id}/leave", heir_id=0).status_code == 409


def test_a_leaver_hands_over_first(client, admin):
    lee, ann = make_user(), make_user()
    case = make_case(lead=lee)
    channel = make_channel(owner=lee)
    refused = post(client, f"/staff/people/{lee.id}/leave", heir_id=0)
    assert refused.status_code == 422
    assert "Choose who takes over the open work." in refused.text
    assert case.reference in refused.text
    assert post(client, f"/staff/people/{lee.id}/leave", heir_id=ann.id).status_code == 303
    assert cases.get_case(case.id).lead_id == ann.id
    assert cases.is_member(case.id, ann.id)
    assert not cases.is_member(case.id, lee.id)
    assert channels.get_channel(channel.id).owner_id == ann.id
    assert "1 case, 1 channel" in notices.list_unread(ann.id)[0].body
    assert not queries.get_user(lee.id).active


def test_where_one_part_cannot_be_handed_over_nothing_is(client, admin):
    lee, ann = make_user(), make_user()
    case, other = make_case(lead=lee), make_case(lead=lee, deputy=ann)
    answer = post(client, f"/staff/people/{lee.id}/leave", heir_id=ann.id)
    assert answer.status_code == 409
    assert other.reference in answer.text
    assert cases.get_case(case.id).lead_id == lee.id
    assert queries.get_user(lee.id).active


def test_a_fresh_link_is_shown_once(client, admin):
    lee = make_user()
    page = post(client, f"/staff/people/{lee.id}/link").text
    assert "/staff/invitation/" in page
    assert "/staff/invitation/" not in client.get(f"/staff/people/{lee.id}").text
