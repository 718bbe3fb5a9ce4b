"""The page of consents: written down one by one, taken back with one press, never overwritten."""

import pytest

from campaigns.cases.publicity_actions import record_consent
from campaigns.cases.queries import list_consents, list_members
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.cases import make_case
from tests.factories.users import make_user


@pytest.fixture
def officer(app):
    return make_user()


@pytest.fixture
def case(officer):
    return make_case(lead=officer, members=[make_user(Role.TRIAGER, username="novak")])


@pytest.fixture
def browser(client, officer):
    return sign_in(client, officer)


def page_of(case):
    return f"/staff/cases/{case.id}/consents"


def test_a_consent_is_written_down_with_all_it_says(browser, case):
    assert "Nobody has been asked yet" in browser.get(page_of(case)).text
    given = {"given_by": "the father", "scopes": ["photo", "name"], "channels": ["page"]}
    answer = post(browser, page_of(case), until="2031-05-01T12:00", how="by phone", **given)
    assert answer.status_code == 303
    (consent,) = list_consents(case.id)
    assert (consent.scopes, consent.channels) == (["name", "photo"], ["page"])
    page = browser.get(page_of(case)).text
    for words in ("the father", "Understood as: name, photo", "appeal page", "by phone", "Agreed"):
        assert words in page
    assert "the father" in browser.get(f"/staff/cases/{case.id}").text


def test_one_of_nobody_and_nothing_is_refused_and_what_was_typed_stays(browser, case):
    answer = post(browser, page_of(case), given_by="", scope="", how="at the station")
    assert answer.status_code == 422
    assert "Say who was asked" in answer.text
    assert 'value="at the station"' in answer.text
    late = post(browser, page_of(case), given_by="x", scope="photo", until="2001-01-01T12:00")
    assert "Choose a moment that is to come" in late.text
    assert list_consents(case.id) == []


def test_a_yes_is_taken_back_and_stays_readable(browser, case):
    post(browser, page_of(case), given_by="the father", scope="photo", refused="")
    post(browser, page_of(case), given_by="the father", scope="family phone", refused="y")
    yes, _ = list_consents(case.id)
    post(browser, f"{page_of(case)}/{yes.id}/withdraw")
    page = browser.get(page_of(case)).text
    for words in ("Withdrawn", "Refused", "Taken back", "the father"):
        assert words in page
    assert post(browser, f"{page_of(case)}/{yes.id}/withdraw").status_code == 409


def test_only_who_may_record_consents_does_and_only_of_this_case(app, browser, case):
    other = make_case()
    theirs = record_consent(other.id, "father", "photo", actor=other.lead.actor)
    assert post(browser, f"{page_of(case)}/{theirs.id}/withdraw").status_code == 404
    novak = next(each for each in list_members(case.id) if each.username == "novak")
    reader = sign_in(app.test_client(), novak)
    assert "Write down a yes or a no" not in reader.get(page_of(case)).text
    assert post(reader, page_of(case), given_by="x", scope="photo").status_code == 403
