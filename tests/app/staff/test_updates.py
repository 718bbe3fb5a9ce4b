"""Writing, looking, approving: through the pages, with CSRF on."""

import io
import re
from dataclasses import replace
from datetime import datetime

import pytest

from campaigns.deliveries.queries import list_of_update
from campaigns.jobs import send_deliveries
from campaigns.kernel import settings
from campaigns.media import actions as media
from campaigns.updates import actions, queries
from campaigns.updates.model import UpdateState
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.factories.deliveries import make_speaking_case
from tests.factories.media import jpeg, make_photo
from tests.factories.updates import make_approved, make_update
from tests.factories.users import make_user


@pytest.fixture
def desk(client):
    case, channels = make_speaking_case("missingmira")
    sign_in(client, case.lead)
    return client, case, channels[0]


def base(case):
    return f"/staff/cases/{case.id}/updates"


def test_an_update_is_written_shown_and_submitted(desk):
    client, case, channel = desk
    assert client.get(base(case)).status_code == 200
    asked = client.get(f"{base(case)}/new")
    assert asked.status_code == 200
    assert "@missingmira" in asked.text
    answer = post(
        client,
        f"{base(case)}/new",
        **{"texts-0": "Seen?", "channel_ids": channel.id, "when": "once"},
    )
    assert answer.status_code == 303
    shown = client.get(answer.location)
    assert "Seen?" in shown.text
    assert "5 of 500" in shown.text
    [update] = queries.list_updates(case.id)
    assert post(client, f"{base(case)}/{update.id}/submit").status_code == 303
    assert "Someone else has to approve what you wrote." in client.get(answer.location).text


def test_another_part_is_added_without_losing_a_word(desk):
    client, case, channel = desk
    more = post(
        client, f"{base(case)}/new", **{"texts-0": "First part", "more": "1", "when": "once"}
    )
    assert more.status_code == 200
    assert "First part" in more.text
    assert 'name="texts-1"' in more.text
    answer = post(
        client,
        f"{base(case)}/new",
        **{
            "texts-0": "First",
            "texts-1": "Second",
            "texts-2": "  ",
            "channel_ids": channel.id,
            "when": "once",
        },
    )
    assert answer.status_code == 303
    assert [each["text"] for each in queries.list_updates(case.id)[0].parts] == ["First", "Second"]


def test_what_is_wrong_stands_beside_its_field_and_what_was_typed_stays(desk):
    client, case, channel = desk
    wrong = post(
        client,
        f"{base(case)}/new",
        **{
            "texts-0": "Kept words",
            "channel_ids": channel.id,
            "when": "time",
            "send_local": "2027-03-14T02:30",
        },
    )
    assert wrong.status_code == 422
    assert "skip 02:30" in wrong.text
    assert "Kept words" in wrong.text
    nowhere = post(client, f"{base(case)}/new", **{"texts-0": "Kept", "when": "once"})
    assert nowhere.status_code == 422
    assert "Choose where it is to be said." in nowhere.text
    no_time = post(
        client,
        f"{base(case)}/new",
        **{"texts-0": "Kept", "channel_ids": channel.id, "when": "time", "send_local": ""},
    )
    assert "Give date and time" in no_time.text


def test_too_long_is_said_with_the_count_when_it_is_submitted(desk):
    client, case, channel = desk
    update = make_update(case, [channel], "x" * 512)
    refused = post(client, f"{base(case)}/{update.id}/submit")
    assert refused.status_code == 422
    assert "512 of 500 for @missingmira" in refused.text


def test_an_approval_of_something_else_than_what_was_seen_is_turned_back(desk, app):
    _, case, channel = desk
    update = make_update(case, [channel])
    actions.submit_update(case.id, update.id, by=case.lead)
    other = sign_in(app.test_client(), case.deputy)
    page = other.get(f"{base(case)}/{update.id}").text
    seen = re.search(r'name="seen_hash" value="([0-9a-f]{64})"', page)[1]
    actions.edit_update(
        case.id, update.id, parts=[{"text": "Other"}], channel_ids=[channel.id], by=case.lead
    )
    actions.submit_update(case.id, update.id, by=case.lead)
    turned = post(other, f"{base(case)}/{update.id}/approve", seen_hash=seen, follow=True)
    assert "It changed since you looked" in turned.text
    fresh = re.search(r'name="seen_hash" value="([0-9a-f]{64})"', turned.text)[1]
    done = post(other, f"{base(case)}/{update.id}/approve", seen_hash=fresh, follow=True)
    assert "Approved." in done.text


def test_a_picture_is_attached_with_its_description_and_shown_as_frozen(desk):
    client, case, channel = desk
    asset = make_photo(case)
    media.edit_asset(
        case.id,
        asset.id,
        actor=case.lead.actor,
        year=2025,
        label=None,
        alt="Mira, smiling",
        age_progressed=False,
        publish=True,
    )
    assert "Mira, smiling" in client.get(f"{base(case)}/new").text
    post(
        client,
        f"{base(case)}/new",
        **{
            "texts-0": "Seen?",
            "media-0": asset.id,
            f"alt-0-{asset.id}": "A girl smiling",
            "channel_ids": channel.id,
            "when": "once",
        },
    )
    [update] = queries.list_updates(case.id)
    assert update.parts[0]["media"] == [{"asset_id": asset.id, "alt": "A girl smiling"}]
    assert "checked" in client.get(f"{base(case)}/{update.id}/edit").text
    post(client, f"{base(case)}/{update.id}/submit")
    [delivery] = list_of_update(update.id)
    shown = client.get(f"/staff/cases/{case.id}/posts/{delivery.id}/media/0/0")
    assert shown.content_type == "image/jpeg"
    assert client.get(f"/staff/cases/{case.id}/posts/{delivery.id}/media/0/9").status_code == 404


def test_an_emergency_is_released_alone_and_reviewed_by_another(desk, app):
    client, case, channel = desk
    update = make_update(case, [channel])
    actions.submit_update(case.id, update.id, by=case.lead)
    url = f"{base(case)}/{update.id}"
    bare = post(client, f"{url}/emergency", seen_hash=update.content_hash, reason="")
    assert bare.status_code == 422
    assert "Say why it cannot wait." in bare.text
    post(client, f"{url}/emergency", seen_hash=update.content_hash, reason="Train leaves")
    assert "Emergency: review it" in client.get(url).text
    assert "Released by one person alone." in client.get(base(case)).text
    other = sign_in(app.test_client(), case.deputy)
    post(other, f"{url}/review", ok="yes")
    assert "Emergency: reviewed" in client.get(url).text


def test_it_can_be_sent_back_changed_and_given_up(desk, app):
    client, case, channel = desk
    update = make_update(case, [channel])
    actions.submit_update(case.id, update.id, by=case.lead)
    url = f"{base(case)}/{update.id}"
    other = sign_in(app.test_client(), case.deputy)
    assert post(other, f"{url}/send-back", reason="").status_code == 422
    post(other, f"{url}/send-back", reason="No street name")
    assert "No street name" in client.get(url).text
    version = re.search(r'name="version"[^>]*value="(\d+)"', client.get(f"{url}/edit").text)[1]
    post(
        client,
        f"{url}/edit",
        **{"texts-0": "Better", "channel_ids": channel.id, "when": "once", "version": version},
    )
    assert "Better" in client.get(url).text
    post(client, f"{url}/withdraw")
    assert queries.get_update(case.id, update.id).state is UpdateState.WITHDRAWN


def test_strangers_and_the_unentitled_are_kept_out(desk, app):
    client, case, channel = desk
    update = make_update(case, [channel])
    stranger = sign_in(app.test_client(), make_user())
    assert stranger.get(f"{base(case)}/{update.id}").status_code == 404
    auditor = sign_in(app.test_client(), make_user(Role.AUDITOR))
    assert auditor.get(f"{base(case)}/{update.id}").status_code == 200
    assert auditor.get(f"{base(case)}/new").status_code == 403
    other_case, _ = make_speaking_case("elsewhere", lead=case.lead)
    assert client.get(f"{base(other_case)}/{update.id}").status_code == 404
    assert client.post(f"{base(case)}/{update.id}/submit").status_code == 400, "no CSRF token"


def girl():
    """Return a picture to be uploaded."""
    return io.BytesIO(jpeg())


def test_a_picture_from_this_device_is_attached_and_everything_typed_stays(desk):
    browser, case, _ = desk
    shown = post(
        browser,
        f"/staff/cases/{case.id}/updates/new",
        **{
            "texts-0": "Have you seen her?",
            "attach": "0",
            "new-0": (io.BytesIO(jpeg()), "girl.jpg"),
        },
    )
    assert shown.status_code == 200
    assert "Have you seen her?" in shown.text
    assert re.search(r'name="media-0" value="\d+" checked', shown.text)


def test_a_file_that_is_no_picture_is_refused_in_words_and_everything_typed_stays(desk):
    browser, case, _ = desk
    shown = post(
        browser,
        f"/staff/cases/{case.id}/updates/new",
        **{"texts-0": "Have you seen her?", "attach": "0", "new-0": (io.BytesIO(b"x"), "a.jpg")},
    )
    assert shown.status_code == 422
    assert "not a picture" in shown.text
    assert "Have you seen her?" in shown.text


def test_what_it_costs_is_said_before_it_is_approved(desk):
    client, case, _ = desk
    settings.install(replace(settings.current(), rehearsal=False))
    real = make_case(rehearsal=False, lead=case.lead, deputy=case.deputy)
    channel = make_channel(platform="x", handle="mira", credentials={"access_token": "a"})
    make_appeal(case=real, channels=[channel])
    update = make_update(real, [channel], "Seen Mira? https://appeals.example.org/a/mira")
    page = client.get(f"{base(real)}/{update.id}").text
    assert "Costs US$0.20" in page
    assert "In all, sending this costs about US$0.20" in page


def test_what_was_approved_for_later_goes_everywhere_in_one_click_and_is_watched(client):
    case, channels = make_speaking_case("missingmira", "missingmira_fr")
    sign_in(client, case.lead)
    later = datetime.fromisoformat("2099-05-14T08:00")
    update = make_approved(case, channels, send_local=later)
    address = f"{base(case)}/{update.id}"
    page = client.get(address).text
    assert "0 of 2 accounts have it." in page
    assert "hx-get" not in page
    assert post(client, f"{address}/now").status_code == 303
    moving = client.get(address).text
    assert "hx-get" in moving
    assert 'http-equiv="refresh"' in moving
    send_deliveries.run(2)
    still = client.get(f"{address}/way").text
    assert "2 of 2 accounts have it." in still
    assert "The first had it after" in still
    assert "hx-get" not in still
    again = post(client, f"{address}/now", follow=True).text
    assert "Nothing of it waits any more." in again
