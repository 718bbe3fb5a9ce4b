"""Who is asking: a cookie under /staff, a key under /api/v1, and nobody anywhere else."""

import pytest
from flask import g

from app.web import access
from campaigns.kernel.errors import NotSignedIn
from campaigns.users import actions, signin
from campaigns.users.model import Role
from tests.browsing import sign_in
from tests.factories.cases import make_case
from tests.factories.users import make_user


def asked(app, path, **given):
    with app.test_request_context(path, **given):
        app.preprocess_request()
        return g.user


def test_a_key_speaks_for_its_person_under_the_api_only(app):
    kim = make_user()
    _key, raw = actions.make_key(kim.id, "script")
    headers = {"Authorization": f"Bearer {raw}"}
    assert asked(app, "/api/v1/cases", headers=headers).id == kim.id
    assert asked(app, "/staff/account", headers=headers) is None
    assert asked(app, "/api/v1/cases", headers={"Authorization": f"Basic {raw}"}) is None
    assert asked(app, "/api/v1/cases", headers={"Authorization": "Bearer sl_wrong"}) is None
    assert asked(app, "/api/v1/cases") is None


def test_when_a_key_was_last_used_is_written_once_a_minute(app, moving_clock):
    key, raw = actions.make_key(make_user().id, "script")
    actions.resume_key(raw)
    first = key.last_used_at
    moving_clock.move(seconds=59)
    actions.resume_key(raw)
    assert key.last_used_at == first
    moving_clock.move(seconds=1)
    actions.resume_key(raw)
    assert key.last_used_at == moving_clock.at


def test_the_cookie_counts_under_staff_only(app, client):
    sign_in(client, make_user())
    with client:
        client.get("/staff/account")
        assert g.user is not None
        client.get("/")
        assert g.user is None
        client.get("/api/v1/cases")
        assert g.user is None


def test_the_public_pages_set_no_cookie(client, app):
    assert "Set-Cookie" not in client.get("/").headers


@pytest.mark.parametrize(
    ("role", "sees"), [(Role.SUPERVISOR, True), (Role.AUDITOR, True), (Role.INVESTIGATOR, False)]
)
def test_some_roles_see_every_case(app, role, sees):
    assert access.sees_case(make_user(role), make_case().id) is sees


def test_without_anyone_there_is_no_current_user(app):
    with app.test_request_context("/staff/"):
        app.preprocess_request()
        with pytest.raises(NotSignedIn):
            access.current_user()
        with pytest.raises(NotSignedIn):
            access.current_sign_in()


def test_a_half_signed_in_person_is_nobody_yet(app, client):
    sign_in(client, make_user(), second_factor=False)
    assert client.get("/staff/account").location == "/staff/enrol"


def test_a_made_up_token_is_nobody(app, client):
    with client.session_transaction() as session:
        session["sign_in"] = "x" * 43
    assert client.get("/staff/account").status_code == 302
    assert signin.resume("") is None
