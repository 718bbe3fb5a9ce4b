"""What must not be said stands on a page, and a broken table is shown again as it was typed."""

from campaigns.cases.oversharing import SHIPPED
from campaigns.guard.queries import list_wordings
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.users import make_user


def test_everybody_reads_what_must_not_be_said_and_what_to_say_instead(app, client):
    browser = sign_in(client, make_user(Role.TRIAGER))
    page = browser.get("/staff/wording").text
    assert "Full date of birth" in page
    assert "Give the age only" in page
    assert "/staff/wording" in browser.get("/staff/rules").text
    assert browser.get("/staff/wording/versions/0").status_code == 200
    assert browser.get("/staff/wording/versions/7").status_code == 404
    assert browser.get("/staff/wording/edit").status_code == 403
    assert post(browser, "/staff/wording/edit", text="x").status_code == 403


def test_a_broken_table_is_refused_with_its_row_and_nothing_typed_is_lost(app, client):
    browser = sign_in(client, make_user(Role.ADMINISTRATOR))
    assert "[[rule]]" in browser.get("/staff/wording/edit").text
    typed = SHIPPED.replace('severity = "warn"', 'severity = "loud"', 1)
    answer = post(browser, "/staff/wording/edit", text=typed, why="Ours", seen="0")
    assert answer.status_code == 422
    assert "must be one of block, warn, off" in answer.text
    assert "severity = &#34;loud&#34;" in answer.text
    assert 'value="Ours"' in answer.text
    assert list_wordings() == []


def test_a_table_is_put_in_force_and_its_version_kept(app, client):
    browser = sign_in(client, make_user(Role.SUPERVISOR))
    typed = SHIPPED.replace('title = "Another child"', 'title = "Other children"')
    answer = post(browser, "/staff/wording/edit", text=typed, why="Our words", seen="0")
    assert answer.status_code == 303
    page = browser.get("/staff/wording").text
    assert "Other children" in page
    assert "Our words" in page
    late = post(browser, "/staff/wording/edit", text=SHIPPED, why="Back", seen="0")
    assert late.status_code == 422
    assert "Someone else changed this" in late.text
    assert "[[rule]]" in browser.get("/staff/wording/shipped").text
