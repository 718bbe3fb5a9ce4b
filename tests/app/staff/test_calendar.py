"""The calendar: in the case's own time, with ghosts until they are written."""

from datetime import datetime

import pytest

from campaigns.kernel.actor import HOUSE
from campaigns.updates import actions
from tests.browsing import post, sign_in
from tests.factories.deliveries import make_speaking_case
from tests.factories.updates import make_approved, make_update


@pytest.fixture
def desk(client):
    case, channels = make_speaking_case("missingmira", "missingmira_fr")
    sign_in(client, case.lead)
    return client, case, channels, f"/staff/cases/{case.id}/calendar"


def test_a_late_evening_post_stands_on_the_day_of_the_case_s_zone(desk):
    client, case, channels, url = desk
    make_approved(case, channels, "At night", send_local=datetime.fromisoformat("2026-05-16T23:30"))
    page = client.get(url, query_string={"view": "week"}).text
    saturday = page.split("cal-day--today")[1].split("</td>")[0]
    assert "23:30" in saturday
    assert "At night (2 accounts)" in saturday
    assert page.count("At night") == 1, "once, not once an account"


@pytest.mark.parametrize("view", ["", "month", "week", "list"])
def test_every_view_shows_drafts_and_ghosts(desk, view):
    client, case, channels, url = desk
    actions.start_cadence(case.id, "missing_high", actor=HOUSE)
    make_update(case, channels, "A draft", send_local=datetime.fromisoformat("2026-05-17T09:00"))
    page = client.get(url, query_string={"view": view}).text
    assert "A draft" in page
    assert "24 hours on" in page


def test_a_ghost_leads_to_the_form_with_its_time(desk):
    client, case, _, url = desk
    actions.start_cadence(case.id, "missing_high", actor=HOUSE)
    assert "updates/new?step=t%2B24h" in client.get(url).text
    form = client.get(f"/staff/cases/{case.id}/updates/new?step=t%2B24h").text
    assert "2026-05-17T08:00" in form


def test_the_cadence_is_started_and_stopped(desk):
    client, _, _, url = desk
    post(client, f"{url}/cadence", template="missing")
    assert "Stop the cadence" in client.get(url).text
    post(client, f"{url}/cadence/stop")
    assert "Start it now" in client.get(url).text


@pytest.mark.parametrize(
    "day", ["2026-03-01", "2026-11-01", "2028-02-29", "nonsense", "9999-12-31"]
)
def test_any_day_can_be_looked_at(desk, day):
    client, _, _, url = desk
    for view in ("month", "week", "list"):
        assert client.get(url, query_string={"view": view, "day": day}).status_code == 200
