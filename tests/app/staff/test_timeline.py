"""The timeline page: filtered, permanent, refreshed, exported."""

import json

import pytest

from campaigns.audit.model import AuditEntry
from campaigns.kernel.db import db
from campaigns.timeline import actions
from campaigns.timeline.model import EntryKind
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.cases import make_case
from tests.factories.users import make_user


@pytest.fixture
def lead(app):
    return make_user()


@pytest.fixture
def case(lead, moving_clock):
    case = make_case(lead=lead)
    moving_clock.move(hours=20)
    for number in range(2, 62):
        kind = EntryKind.TIP if number % 2 else EntryKind.POST
        actions.record(case.id, kind, f"Thing <{number}>", actor=lead.actor)
    return case


@pytest.fixture
def home(case):
    return f"/staff/cases/{case.id}/timeline"


def test_it_shows_fifty_newest_first_under_days(client, lead, case, home):
    sign_in(client, lead)
    page = client.get(home).text
    assert page.index("Thing &lt;61&gt;") < page.index("Thing &lt;60&gt;")
    assert page.count("moj-timeline__item ") == 50
    assert "Sunday 17 May 2026" in page
    older = client.get(f"{home}?before=12").text
    assert older.count("moj-timeline__item ") == 11
    assert "Saturday 16 May 2026" in older


def test_chips_and_people_narrow_it(client, lead, case, home):
    sign_in(client, lead)
    page = client.get(f"{home}?kind=tip&kind=nonsense").text
    assert page.count("sl-timeline__item--tip") == 30
    assert "sl-timeline__item--post" not in page
    assert client.get(f"{home}?person={lead.id + 1}").text.count("moj-timeline__item ") == 0
    assert f'<option value="{lead.id}"' in page


def test_an_entry_has_a_permalink(client, lead, case, home):
    sign_in(client, lead)
    page = client.get(f"{home}/17")
    assert "Thing &lt;17&gt;" in page.text
    assert client.get(f"{home}/999").status_code == 404


def test_what_is_new_comes_by_asking_and_304_says_nothing_is(client, lead, case, home):
    sign_in(client, lead)
    first = client.get(f"{home}?since=61")
    assert (first.status_code, first.text.strip()) == (200, "")
    again = client.get(f"{home}?since=61", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    actions.record(case.id, EntryKind.TIP, "A new one", actor=lead.actor)
    news = client.get(f"{home}?since=61", headers={"If-None-Match": first.headers["ETag"]})
    assert "A new one" in news.text
    assert "<html" not in news.text


def test_json_holds_everything_and_the_export_is_written_down(client, lead, case, home):
    sign_in(client, lead)
    answer = post(client, f"{home}/export", format="json")
    whole = json.loads(answer.text)
    assert [entry["seq"] for entry in whole["entries"]] == list(range(1, 62))
    assert whole["case"] == case.reference
    assert answer.headers["Content-Disposition"].endswith(f"{case.reference}-timeline.json")
    entry = db.session.query(AuditEntry).filter_by(verb="timeline exported").one()
    assert (entry.chain, entry.actor_id) == (case.id, lead.id)


def test_csv_has_a_line_an_entry(client, lead, case, home):
    sign_in(client, lead)
    answer = post(client, f"{home}/export", format="csv")
    assert answer.mimetype == "text/csv"
    assert len(answer.text.strip().split("\r\n")) == 62


def test_another_file_is_refused(client, lead, case, home):
    sign_in(client, lead)
    assert post(client, f"{home}/export", format="xls").status_code == 422


def test_only_who_may_export_can(client, case, home):
    case_member = make_user(Role.TRIAGER)
    sign_in(client, case_member)
    assert post(client, f"{home}/export", format="csv").status_code == 403


@pytest.mark.parametrize("path", ["", "/3", "?since=1"])
def test_who_does_not_work_on_the_case_sees_nothing_of_it(client, case, home, path):
    sign_in(client, make_user())
    assert client.get(home + path).status_code == 404
