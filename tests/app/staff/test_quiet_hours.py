"""Quiet hours through the pages: changed, shown wherever a post waits, and overridden by two."""

from datetime import time

import pytest

from campaigns.appeals.queries import quiet_of
from campaigns.deliveries import waiting
from campaigns.deliveries.queries import list_of_update
from campaigns.jobs import send_deliveries
from tests.browsing import post, sign_in
from tests.factories.deliveries import make_speaking_case, said
from tests.factories.updates import make_approved, make_update

TOLD = "waits until 07:00: quiet hours"


@pytest.fixture
def night(client, moving_clock):
    case, channels = make_speaking_case()
    waiting.change_quiet_hours(case.id, (time(22), time(7)), by=case.lead)
    moving_clock.go("2026-05-16T23:00:00-04:00")
    return case, channels


def test_quiet_hours_are_changed_and_switched_off_on_their_page(client, app):
    case, _ = make_speaking_case()
    sign_in(client, case.lead)
    page = f"/staff/cases/{case.id}/quiet-hours"
    assert page in client.get(f"/staff/cases/{case.id}/launch").text
    assert page in client.get(f"/staff/cases/{case.id}/calendar").text
    shown = client.get(page).text
    assert 'value="22:00"' in shown
    assert "(optional)" not in shown
    assert "high-risk" in shown
    assert post(client, page, kept="kept", start="23:15", end="06:00").status_code == 303
    assert quiet_of(case.id).start == time(23, 15)
    assert "between 23:15 and 06:00" in client.get(f"/staff/cases/{case.id}/launch").text
    assert post(client, page, kept="none").status_code == 303
    assert quiet_of(case.id) is None


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"start": "22:00", "end": ""}, "Give a time, like 22:00."),
        ({"start": "22:00", "end": "late"}, "Not a valid time value."),
        ({"start": "22:00", "end": "22:00"}, "Give an end that differs"),
        ({"start": "06:00", "end": "23:30"}, "These are 17.5 hours; 16 are possible."),
    ],
)
def test_hours_that_make_no_sense_are_refused_beside_the_field(client, app, typed, words):
    case, _ = make_speaking_case()
    sign_in(client, case.lead)
    answer = post(client, f"/staff/cases/{case.id}/quiet-hours", kept="kept", **typed)
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{typed["start"]}"' in answer.text, "what was typed stays"
    assert quiet_of(case.id) is None


def test_every_page_that_names_a_post_says_that_it_waits(client, night):
    case, channels = night
    update = make_approved(case, channels)
    make_update(case, channels, "A draft", send_local=None)
    send_deliveries.run(1)
    sign_in(client, case.lead)
    base = f"/staff/cases/{case.id}"
    [delivery] = list_of_update(update.id)
    for path in ("", f"/updates/{update.id}", "/posts", f"/posts/{delivery.id}"):
        assert TOLD in client.get(base + path).text, path
    calendar = client.get(f"{base}/calendar?view=list").text
    assert "Waits until 07:00: quiet hours" in calendar
    assert "Quiet hours: 22:00 to 07:00." in calendar
    assert "Send now" not in client.get(f"{base}/posts/{delivery.id}").text


def test_an_update_that_is_to_go_at_night_says_so_before_it_is_approved(client, night):
    case, channels = night
    update = make_update(case, channels)
    sign_in(client, case.lead)
    assert f"It {TOLD}." in client.get(f"/staff/cases/{case.id}/updates/{update.id}").text


def test_post_now_at_night_explains_and_two_people_override_it(client, night):
    case, channels = night
    update = make_approved(case, channels)
    page = f"/staff/cases/{case.id}/updates/{update.id}"
    sign_in(client, case.lead)
    shown = client.get(page).text
    assert "Post now, everywhere" not in shown
    assert "Why can it not wait?" in shown
    post(client, f"{page}/now")
    assert "Mark the update urgent, with a reason" in client.get(page).text
    post(client, f"{page}/urgent", reason=" ")
    assert "Say why it cannot wait." in client.get(page).text
    post(client, f"{page}/urgent", reason="Seen at the station")
    shown = client.get(page).text
    assert "Seen at the station" in shown
    assert "Confirm that it is urgent" not in shown
    assert post(client, f"{page}/urgent/confirm").status_code == 403
    sign_in(client, case.deputy)
    assert "Confirm that it is urgent" in client.get(page).text
    post(client, f"{page}/urgent/confirm")
    shown = client.get(page).text
    assert "quiet hours do not keep it" in shown
    assert "Post now, everywhere" in shown
    send_deliveries.run(1)
    assert len(said()) == 1
    post(client, f"{page}/urgent/drop")
    assert "It is confirmed as urgent already." in client.get(page).text


def test_a_post_of_its_own_page_is_not_sent_in_quiet_hours_either(client, night):
    case, channels = night
    [delivery] = list_of_update(make_approved(case, channels).id)
    sign_in(client, case.lead)
    post(client, f"/staff/cases/{case.id}/posts/{delivery.id}/now")
    assert TOLD in client.get(f"/staff/cases/{case.id}/posts/{delivery.id}").text
    send_deliveries.run(1)
    assert said() == []
