"""The bell."""

import pytest

from campaigns.notices import actions, queries
from campaigns.notices.model import NoticeState
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.cases import make_case
from tests.factories.users import make_user


@pytest.fixture
def kim(app, client):
    kim = make_user()
    sign_in(client, kim)
    return kim


def test_the_bell_counts_what_is_unread_on_every_page(client, kim):
    actions.notify(kim.id, "One", "…")
    actions.notify(kim.id, "Two", "…")
    page = client.get("/staff/account").text
    assert '<span class="sl-bar__count">2<' in page
    post(client, "/staff/notices/read")
    assert "sl-bar__count" not in client.get("/staff/account").text


def test_opening_a_notice_marks_it_and_leads_on(client, kim):
    notice = actions.notify(kim.id, "Approve this", "…", path="/staff/cases/7/updates/2")
    assert client.get(f"/staff/notices/{notice.id}").location == "/staff/cases/7/updates/2"
    assert queries.count_unread(kim.id) == 0


def test_a_notice_that_leads_nowhere_shows_its_words(client, kim):
    notice = actions.notify(kim.id, "Hello", "First line\nsecond <b>")
    assert "second &lt;b&gt;" in client.get(f"/staff/notices/{notice.id}").text


def test_another_persons_notice_is_not_there(client, kim):
    notice = actions.notify(make_user().id, "Not for you", "…")
    assert client.get(f"/staff/notices/{notice.id}").status_code == 404
    assert "Not for you" not in client.get("/staff/notices").text


def test_the_list_is_paged(client, kim):
    for number in range(60):
        actions.notify(kim.id, f"Notice {number:02}", "…")
    page = client.get("/staff/notices").text
    assert "Notice 59" in page
    assert "Notice 09" not in page
    assert "Notice 09" in client.get("/staff/notices?before=11").text


def fail(notice):
    actions.claim(notice.id)
    return actions.settle_failed(notice.id, "The mail server said: 550 no", again=False)


def test_what_did_not_get_through_can_be_sent_again(client, kim):
    notice = fail(actions.mail("father@home.example", "News", "…"))
    page = client.get("/staff/notices").text
    assert "550 no" in page
    assert "father@home.example" in page
    assert post(client, f"/staff/notices/{notice.id}/again").status_code == 303
    assert queries.get_notice(notice.id).state is NoticeState.WAITING
    assert post(client, f"/staff/notices/{notice.id}/again").status_code == 409


def test_a_failed_message_of_another_case_is_not_shown_or_sent(client, kim):
    notice = fail(actions.mail("father@home.example", "News", "…", case_id=make_case().id))
    assert "father@home.example" not in client.get("/staff/notices").text
    assert post(client, f"/staff/notices/{notice.id}/again").status_code == 404


def test_a_triager_does_not_see_what_failed(client, app):
    fail(actions.mail("father@home.example", "News", "…"))
    sign_in(client, make_user(Role.TRIAGER))
    assert "father@home.example" not in client.get("/staff/notices").text
