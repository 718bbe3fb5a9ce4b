"""Connecting accounts in the browser: the way there and back, once, in one browser."""

import re
from urllib.parse import parse_qs, urlsplit

import pytest

from campaigns.audit.model import AuditEntry
from campaigns.channels import queries
from campaigns.channels.model import AppRegistration, ChannelState, Leave
from campaigns.kernel.db import db
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.channels import make_channel
from tests.factories.users import make_user
from tests.fakes.lantern import CREDENTIALS, REGISTRATION
from tests.fakes.world import Fault


@pytest.fixture
def people(app, lantern):
    return make_user(Role.ADMINISTRATOR), make_user()


@pytest.fixture
def browser(client, people):
    return sign_in(client, people[0])


@pytest.fixture
def registered(browser):
    return post(browser, "/staff/registrations/lantern", **REGISTRATION)


def _leave(browser, people, **more):
    owner, deputy = people
    page = post(browser, "/staff/channels/leave/lantern", owner=owner.id, deputy=deputy.id, **more)
    assert page.status_code == 200, page.text
    return _followed(browser, page)


def _followed(browser, page):
    """Say yes on the platform, and return the way back with what it brings."""
    away = re.search(r'href="(https://lantern\.example/allow[^"]+)"', page.text)[1]
    asked = {
        name: each[0] for name, each in parse_qs(urlsplit(away.replace("&amp;", "&")).query).items()
    }
    assert asked["client_id"] == "house"
    assert asked["redirect_uri"] == "http://localhost/staff/channels/back/lantern"
    browser.application.asked = asked
    return f"/staff/channels/back/lantern?state={asked['state']}&code=good-code"


def _challenge(browser, lantern):
    lantern.challenge = browser.application.asked["code_challenge"]


def test_an_account_is_connected_by_signing_in_there(browser, people, lantern, registered):
    back = _leave(browser, people)
    _challenge(browser, lantern)
    done = browser.get(back)
    assert done.status_code == 303
    assert "@missingmira is connected." in browser.get(done.location).text
    channel = queries.find_channel("lantern", "missingmira")
    assert (channel.owner_id, channel.deputy_id) == tuple(each.id for each in people)
    assert channel.credentials["refresh_token"] == lantern.refresh
    assert "client_secret" not in channel.credentials
    row = db.session.query(Leave).one()
    assert (row.kept, row.offered) == (None, None)


def test_a_state_opens_once_and_only_in_time_and_in_its_browser(
    browser, people, lantern, registered, moving_clock
):
    back = _leave(browser, people)
    _challenge(browser, lantern)
    other = sign_in(browser.application.test_client(), people[0])
    assert "was not begun here" in other.get(back, follow_redirects=True).text
    assert browser.get(back).status_code == 303
    assert queries.find_channel("lantern", "missingmira")
    assert "was not begun here" in browser.get(back, follow_redirects=True).text
    late = _leave(browser, people)
    moving_clock.move(minutes=16)
    assert "was not begun here" in browser.get(late, follow_redirects=True).text
    forged = "/staff/channels/back/lantern?state=guessed&code=good-code"
    assert "was not begun here" in browser.get(forged, follow_redirects=True).text


def test_what_the_platform_refused_is_said_in_its_words(browser, people, registered):
    back = _leave(browser, people).replace("code=good-code", "error=access_denied")
    assert "access_denied" in browser.get(back, follow_redirects=True).text
    assert queries.find_channel("lantern", "missingmira") is None


def test_a_line_that_breaks_at_the_end_can_be_begun_again(
    browser, people, lantern, registered, world
):
    back = _leave(browser, people)
    _challenge(browser, lantern)
    world.arm(Fault.DROP_BEFORE)
    assert "did not let us in" in browser.get(back, follow_redirects=True).text
    back = _leave(browser, people)
    _challenge(browser, lantern)
    assert browser.get(back).status_code == 303
    assert queries.find_channel("lantern", "missingmira")


def test_where_several_are_offered_a_person_chooses(app, browser, people, lantern, registered):
    lantern.accounts = ["findmira", "missingmira"]
    back = _leave(browser, people)
    _challenge(browser, lantern)
    page = browser.get(browser.get(back).location)
    assert "@findmira" in page.text
    assert "@missingmira" in page.text
    address = re.search(r"/staff/channels/offered/\d+", page.text)[0]
    other = sign_in(app.test_client(), people[0])
    assert other.get(address).status_code == 404
    assert post(browser, address).status_code == 422
    assert post(browser, address, number=7).status_code == 422
    done = post(browser, address, number=0)
    assert "@findmira is connected." in browser.get(done.location).text
    assert browser.get(address).status_code == 404


def test_without_a_registration_the_page_says_what_comes_first(client, people, lantern):
    browser = sign_in(client, make_user(Role.PRESS_OFFICER))
    page = browser.get("/staff/channels/new/lantern").text
    assert "An administrator first enters our registration" in page
    done = post(browser, "/staff/channels/leave/lantern", owner=people[0].id, deputy=people[1].id)
    assert done.status_code == 422
    assert "does not know us yet" in done.text


def test_an_expired_account_is_connected_again_and_another_one_is_not_taken_for_it(
    browser, people, lantern, registered
):
    channel = make_channel(
        platform="lantern", handle="missingmira", credentials=CREDENTIALS, state=ChannelState.BROKEN
    )
    lantern.accounts = ["findmira"]
    back = _leave(browser, people, again=channel.id)
    _challenge(browser, lantern)
    assert "You signed in as @findmira" in browser.get(back, follow_redirects=True).text
    lantern.accounts = ["missingmira"]
    back = _leave(browser, people, again=channel.id)
    _challenge(browser, lantern)
    assert browser.get(back).status_code == 303
    db.session.rollback()
    again = queries.find_channel("lantern", "missingmira")
    assert again.id == channel.id
    assert again.state is ChannelState.CONNECTED
    assert again.credentials["refresh_token"] == lantern.refresh


def test_a_registration_is_sealed_never_shown_and_changed_in_parts(browser, registered):
    assert registered.status_code == 303
    row = db.session.query(AppRegistration).one()
    assert row.credentials == REGISTRATION
    assert b"secret-of" not in row.credentials_sealed
    page = browser.get("/staff/registrations/lantern").text
    assert 'value="house"' in page
    assert "secret-of-the-house" not in page
    assert "http://localhost/staff/channels/back/lantern" in page
    post(browser, "/staff/registrations/lantern", client_id="other", client_secret="")
    db.session.rollback()
    assert db.session.query(AppRegistration).one().credentials == {
        "client_id": "other",
        "client_secret": "secret-of-the-house",
    }
    page = post(browser, "/staff/registrations/lantern", client_id="", client_secret="")
    assert page.status_code == 422
    assert "Enter the client id." in page.text
    assert post(browser, "/staff/registrations/lantern/forget").status_code == 303
    assert db.session.query(AppRegistration).count() == 0
    verbs = [each.verb for each in db.session.query(AuditEntry)]
    assert verbs.count("app_registered") == 2
    assert verbs.count("app_unregistered") == 1


def test_who_may_not_register_the_house_does_not(client, lantern):
    browser = sign_in(client, make_user(Role.PRESS_OFFICER))
    assert browser.get("/staff/registrations").status_code == 403
    assert post(browser, "/staff/registrations/lantern", **REGISTRATION).status_code == 403
