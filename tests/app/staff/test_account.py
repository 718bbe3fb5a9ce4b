"""One's own account."""

import re

import pytest

from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import db
from campaigns.users import actions, queries, signin
from campaigns.users.model import ApiKey, Role
from tests.browsing import post, sign_in
from tests.factories.users import make_user

PASSWORD = "seven rivers lamp"
FRESH = "another long one, quite"


@pytest.fixture
def kim(app, client):
    kim = actions.create_user(
        "kim", "Kim Ode", "kim@p.example", Role.INVESTIGATOR, PASSWORD, actor=HOUSE
    )
    sign_in(client, kim)
    return kim


def test_a_new_password_signs_every_other_browser_out(client, app, kim):
    there = sign_in(app.test_client(), kim)
    answer = post(client, "/staff/account/password", current=PASSWORD, new=FRESH, again=FRESH)
    assert answer.status_code == 303
    assert client.get("/staff/account").status_code == 200
    assert there.get("/staff/account").status_code == 302


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"current": "x", "new": FRESH, "again": FRESH}, "This is not your password."),
        ({"current": PASSWORD, "new": "short", "again": "short"}, "Use 12 characters or more."),
        ({"current": PASSWORD, "new": FRESH, "again": "x"}, "are not the same"),
        ({"current": PASSWORD, "new": "kim" * 6, "again": "kim" * 6}, "Do not put the username"),
    ],
)
def test_a_new_password_that_cannot_be_taken_says_why(client, kim, given, words):
    answer = post(client, "/staff/account/password", **given)
    assert answer.status_code == 422
    assert words in answer.text
    assert given["new"] not in answer.text


def test_a_very_long_password_is_taken_whole(client, kim):
    long = "correct horse battery " * 40
    post(client, "/staff/account/password", current=PASSWORD, new=long, again=long)
    assert signin.sign_in("kim", long, second_factor=False)
    with pytest.raises(Exception, match="do not fit"):
        signin.sign_in("kim", long[:-1], second_factor=False)


def test_one_ends_ones_own_sign_ins_and_nobody_elses(client, app, kim):
    there = sign_in(app.test_client(), kim)
    other = make_user()
    theirs = signin.resume(signin.start_sign_in(other.id, second_factor=True))
    page = client.get("/staff/account").text
    numbers = re.findall(r"/staff/account/sign-ins/(\d+)/end", page)
    assert len(numbers) == 1
    assert post(client, f"/staff/account/sign-ins/{numbers[0]}/end").status_code == 303
    assert there.get("/staff/account").status_code == 302
    assert post(client, f"/staff/account/sign-ins/{theirs.id}/end").status_code == 404


def test_a_key_is_shown_once_and_kept_as_a_keyed_hash(client, kim):
    page = post(client, "/staff/account/keys", label="Night <script>").text
    raw = re.search(r"sl_[\w-]{43}", page).group()
    assert "Night &lt;script&gt;" in page
    assert raw not in client.get("/staff/account").text
    kept = db.session.query(ApiKey).one()
    assert raw.encode() not in kept.key_hash
    assert actions.resume_key(raw).id == kim.id


def test_a_revoked_key_opens_nothing_and_only_its_owner_revokes_it(client, kim):
    key, raw = actions.make_key(kim.id, "script")
    other, _raw = actions.make_key(make_user().id, "theirs")
    assert post(client, f"/staff/account/keys/{other.id}/revoke").status_code == 404
    assert post(client, f"/staff/account/keys/{key.id}/revoke").status_code == 303
    assert actions.resume_key(raw) is None
    assert queries.list_keys(kim.id)[0].revoked_at


def test_a_key_without_a_name_is_refused(client, kim):
    answer = post(client, "/staff/account/keys", label="  ")
    assert answer.status_code == 422
    assert "Say what" in answer.text
