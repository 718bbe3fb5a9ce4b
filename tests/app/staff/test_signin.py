"""The door: signing in and out, enrolment, invitations, and what was typed meanwhile."""

import re
from io import BytesIO

import pytest

from app.factory import create_app
from app.staff import signin as page
from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import db
from campaigns.notices.model import Notice
from campaigns.users import actions, queries, signin, totp
from campaigns.users.model import Role, SignIn
from config import load_config
from tests.browsing import post, sign_in
from tests.conftest import test_env
from tests.factories.users import make_user

PASSWORD = "seven rivers lamp"
SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


@pytest.fixture
def kim(app):
    return actions.create_user(
        "kim", "Kim Ode", "kim@police.example", Role.INVESTIGATOR, PASSWORD, actor=HOUSE,
        totp_secret=SECRET,
    )  # fmt: skip


def code():
    return totp.code_at(SECRET, clock.now())


def enter(client, **more):
    given = {"username": "kim", "password": PASSWORD, "code": code(), **more}
    return post(client, "/staff/sign-in", **given)


def kept_in(html):
    return re.search(r'name="kept"[^>]*value="([^"]*)"', html).group(1)


def fields_in(html):
    return dict(re.findall(r'<textarea name="([^"]+)" hidden>\n(.*?)</textarea>', html, re.DOTALL))


def test_signing_in_leads_to_where_one_wanted_to_go(client, kim):
    answer = client.get("/staff/account?tab=keys")
    assert answer.status_code == 302
    assert answer.location == "/staff/sign-in?next=/staff/account?tab%3Dkeys"
    assert client.get(answer.location).status_code == 200
    entered = enter(client, next="/staff/account?tab=keys")
    assert (entered.status_code, entered.location) == (303, "/staff/account?tab=keys")
    assert client.get("/staff/account").status_code == 200


@pytest.mark.parametrize(
    "bad",
    ["https://evil.example/staff/", "//evil.example/staff/", "/\\evil.example", "/a/mira",
     "javascript:1", "/staff/sign-in", "\\\\evil.example/staff/", ""],
)  # fmt: skip
def test_nobody_is_led_away_from_the_house(app, bad):
    with app.test_request_context():
        assert page.safe_next(bad) == "/staff/"


def test_a_wrong_password_and_an_unknown_name_look_the_same(client, kim):
    known = enter(client, password="wrong")
    unknown = enter(client, username="nobody")
    assert known.status_code == unknown.status_code == 422
    assert signin.WRONG in known.text

    clean = [re.sub(r'value="[^"]*"', "", text) for text in (known.text, unknown.text)]
    assert clean[0] == clean[1]


def test_too_many_wrong_tries_say_when_to_come_back(client, kim):
    for _ in range(5):
        enter(client, password="wrong")
    answer = enter(client)
    assert answer.status_code == 429
    assert "Try again today 08:00" in answer.text


def test_a_browser_that_signed_in_before_is_known_and_its_cookie_stays_under_staff(client, kim):
    answer = enter(client)
    cookie = next(c for c in answer.headers.getlist("Set-Cookie") if c.startswith(page.BROWSER))
    assert "Path=/staff" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie


def test_a_form_without_a_token_is_refused(client, kim):
    answer = client.post("/staff/sign-in", data={"username": "kim", "password": PASSWORD})
    assert answer.status_code == 400
    assert "open for too long" in answer.text
    assert db.session.query(SignIn).count() == 0


def test_signing_out_ends_it_in_the_house_and_not_only_in_the_browser(client, kim):
    enter(client)
    with client.session_transaction() as session:
        token = session["sign_in"]
    assert post(client, "/staff/sign-out").location == "/staff/sign-in"
    with client.session_transaction() as session:
        session["sign_in"] = token
    assert client.get("/staff/account").status_code == 302


def test_who_has_no_second_factor_yet_reaches_nothing_but_enrolment(client, app):
    lee = actions.create_user("lee", "Lee", "l@p.example", Role.SUPERVISOR, PASSWORD, actor=HOUSE)
    entered = enter(client, username="lee", code="")
    assert entered.status_code == 303
    for address in ("/staff/", "/staff/account", "/staff/cases", "/staff/audit"):
        assert client.get(address).location == "/staff/enrol", address
    assert post(client, "/staff/account/keys", label="mine").location == "/staff/enrol"
    shown = client.get("/staff/enrol")
    assert "<svg" in shown.text
    assert "style=" not in shown.text
    secret = queries.get_user(lee.id).totp_secret
    assert secret[:4] in shown.text
    assert post(client, "/staff/enrol", code="000000").status_code == 422
    done = post(client, "/staff/enrol", code=totp.code_at(secret, clock.now()))
    assert done.location == "/staff/"
    assert client.get("/staff/account").status_code == 200
    assert client.get("/staff/enrol").location == "/staff/"


def test_in_an_exercise_the_second_factor_can_be_left_out(data_dir, database_url, moving_clock):
    env = test_env(data_dir, DATABASE_URL=database_url, TOTP="off")
    app = create_app(load_config(env))
    with app.app_context():
        actions.create_user("lee", "Lee", "l@p.example", Role.SUPERVISOR, PASSWORD, actor=HOUSE)
        client = app.test_client()
        assert "Code from your app" not in client.get("/staff/sign-in").text
        enter(client, username="lee", code="")
        shown = client.get("/staff/account")
        assert shown.status_code == 200
        assert "Second factor is off" in shown.text
        db.session.remove()
        db.engine.dispose()


def test_what_was_typed_while_signed_out_is_kept_and_sent_afterwards(client, kim, moving_clock):
    enter(client)
    moving_clock.move(minutes=90)
    typed = {"name": "Zoë <b> “مرحبا”", "email": "z@p.example", "role": "triager"}
    stopped = post(client, "/staff/people/invitations?x=1", **typed)
    assert stopped.status_code == 401
    assert "What you typed is kept" in stopped.text
    back = enter(client, kept=kept_in(stopped.text))
    assert back.status_code == 200
    assert "You are signed in again. Send what you typed" in back.text
    assert 'action="/staff/people/invitations?x=1"' in back.text
    assert fields_in(back.text) == {**typed, "name": "Zoë &lt;b&gt; “مرحبا”"}
    token = re.search(r'name="csrf_token" value="([^"]+)">\s*<textarea', back.text).group(1)
    sent = client.post("/staff/people/invitations", data={**typed, "csrf_token": token})
    assert sent.status_code == 403  # an investigator may not invite, but the form was taken


def test_a_file_is_said_to_be_lost_by_its_name(client, app):
    lost = post(client, "/staff/people/invitations", photo=(BytesIO(b"x"), "mira on the swing.jpg"))
    assert "Files have to be chosen again: mira on the swing.jpg" in lost.text


def test_a_password_typed_too_late_is_not_kept(client, app):
    stopped = post(client, "/staff/account/password", current="my old secret", new="x", again="x")
    assert stopped.status_code == 401
    assert kept_in(stopped.text) == ""


def test_nothing_is_kept_of_a_form_on_another_site(client, app):
    headers = {"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}
    stopped = post(client, "/staff/people/invitations", headers=headers, name="x")
    assert kept_in(stopped.text) == ""


def test_what_is_kept_cannot_be_made_up(client, kim):
    answer = enter(client, kept="eyJwYXRoIjoiL2V2aWwifQ.made-up")
    assert answer.status_code == 303


def test_a_form_in_an_older_tab_stays_good_after_signing_in_again(client, kim, moving_clock):
    enter(client)
    client.get("/staff/account")
    with client.session_transaction() as session:
        before = session["csrf_token"]
    moving_clock.move(hours=13)
    enter(client)
    with client.session_transaction() as session:
        assert session["csrf_token"] == before


def test_a_form_with_a_stale_token_is_offered_once_more_and_not_taken(client, kim):
    sign_in(client, make_user(Role.ADMINISTRATOR))
    given = {"name": "Zoë", "email": "z@p.example", "role": "triager", "csrf_token": "old"}
    answer = client.post("/staff/people/invitations", data=given)
    assert answer.status_code == 400
    assert "Send what you typed once more" in answer.text
    assert queries.list_invitations(clock.now()) == []
    forged = client.post(
        "/staff/people/invitations", data=given, headers={"Origin": "https://evil.example"}
    )
    assert "Send what you typed" not in forged.text


def test_a_part_that_refreshes_by_itself_gets_nothing_to_put_over_the_page(client, app):
    answer = client.get("/staff/cases/1/timeline?since=3", headers={"HX-Request": "true"})
    assert (answer.status_code, answer.text) == (401, "")


def test_polling_keeps_nobody_signed_in(client, kim, moving_clock):
    enter(client)
    for _ in range(7):
        moving_clock.move(minutes=10)
        client.get("/staff/account?since=1")
    assert client.get("/staff/account").status_code == 302


def invite(role=Role.TRIAGER):
    _row, address = actions.invite("Lee", "l@p.example", role, by=make_user(Role.ADMINISTRATOR))
    return address.removeprefix("http://localhost")


def test_an_invitation_makes_a_user_once(client, app):
    address = invite()
    assert "Welcome, Lee" in client.get(address).text
    assert client.get(address).status_code == 200  # looking uses nothing up
    given = {"username": "lee", "password": PASSWORD, "again": PASSWORD}
    assert post(client, address, **{**given, "again": "x"}).status_code == 422
    weak = {**given, "password": "short", "again": "short"}
    assert post(client, address, **weak).status_code == 422
    taken = post(client, address, **given)
    assert (taken.status_code, taken.location) == (303, "/staff/enrol")
    assert queries.find_user("lee").role is Role.TRIAGER
    assert post(client, address, **{**given, "username": "lee2"}).status_code == 404
    assert client.get(address).status_code == 404


def test_an_invitation_expires_after_three_days(client, app, moving_clock):
    address = invite()
    moving_clock.move(hours=72, seconds=1)
    assert client.get(address).status_code == 404


def test_an_invitation_goes_out_by_mail_and_is_kept_only_as_a_hash(client, app):
    token = invite().rpartition("/")[2]
    notice = db.session.query(Notice).one()
    assert notice.address == "l@p.example"
    assert token in notice.body
    assert token.encode() not in notice.body_sealed


def test_a_fresh_link_lets_someone_start_anew(client, kim):
    old = signin.start_sign_in(kim.id)
    _row, address = actions.give_fresh_link(kim.id, by=make_user(Role.ADMINISTRATOR))
    assert signin.resume(old) is None
    path = address.removeprefix("http://localhost")
    assert "Your username stays" in client.get(path).text
    fresh = "another long one, quite"
    assert post(client, path, password=fresh, again=fresh).location == "/staff/enrol"
    assert queries.get_user(kim.id).totp_confirmed_at is None
