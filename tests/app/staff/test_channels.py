"""The channels pages: connect, make, test, pause, hand on, give up."""

import re
from io import BytesIO

import pytest

from campaigns.channels import queries
from campaigns.channels.exercise import FaultKind, crowd, faults, network
from campaigns.channels.model import ChannelState
from campaigns.platforms import rehearsal
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.channels import make_channel
from tests.factories.users import make_user

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def press(app):
    return make_user(Role.PRESS_OFFICER)


@pytest.fixture
def browser(client, press):
    return sign_in(client, press)


def test_the_list_teaches_when_it_is_empty(browser):
    page = browser.get("/staff/channels").text
    assert "No account yet" in page
    assert "/staff/channels/new/rehearsal" in page


def test_broken_accounts_stand_first(browser):
    make_channel(handle="aaa1")
    make_channel(handle="zzz9", state=ChannelState.BROKEN, state_reason="This key has expired.")
    page = browser.get("/staff/channels").text
    assert page.index("@zzz9") < page.index("@aaa1")
    assert "This key has expired." in page


def test_the_connect_form_draws_itself_from_the_platform(browser, press):
    page = browser.get("/staff/channels/new/rehearsal").text
    assert 'name="handle"' in page
    assert 'type="password"' in page
    key = rehearsal.make_account("missingmira")
    done = post(
        browser,
        "/staff/channels/connect/rehearsal",
        **key,
        owner=press.id,
        deputy=make_user().id,
    )
    assert done.status_code == 303
    assert "@missingmira is connected." in browser.get(done.location).text


def test_a_wrong_key_keeps_what_was_typed_but_never_the_key(browser, press):
    rehearsal.make_account("missingmira")
    page = post(
        browser,
        "/staff/channels/connect/rehearsal",
        handle="missingmira",
        key="guessed-key",
        owner=press.id,
        deputy=make_user().id,
    )
    assert page.status_code == 422
    assert "did not let us in" in page.text
    assert 'value="missingmira"' in page.text
    assert "guessed-key" not in page.text


def test_a_missing_deputy_is_said_beside_the_field(browser, press):
    key = rehearsal.make_account("missingmira")
    for deputy in (press.id, 0, "x"):
        page = post(
            browser, "/staff/channels/connect/rehearsal", **key, owner=press.id, deputy=deputy
        )
        assert page.status_code == 422
        assert "deputy-error" in page.text
    assert queries.list_channels() == []


def test_an_account_is_made_on_the_network(browser, press):
    done = post(
        browser,
        "/staff/channels/make/rehearsal",
        **{
            "new-handle": "nps_appeals",
            "new-display_name": "Northbank Police",
            "new-bio": "Appeals",
            "new-owner": press.id,
            "new-deputy": make_user().id,
        },
    )
    assert done.status_code == 303
    assert crowd.find_holder(network(), "nps_appeals").name == "Northbank Police"


def test_two_forms_of_one_page_share_no_id(browser):
    ids = re.findall(r' id="([^"]+)"', browser.get("/staff/channels/new/rehearsal").text)
    assert len(ids) == len(set(ids))


def test_a_handle_that_is_taken_keeps_what_was_typed(browser, press):
    rehearsal.make_account("nps_appeals")
    page = post(
        browser,
        "/staff/channels/make/rehearsal",
        **{
            "new-handle": "nps_appeals",
            "new-display_name": "Northbank Police",
            "new-owner": press.id,
            "new-deputy": make_user().id,
        },
    )
    assert page.status_code == 422
    assert "@nps_appeals is taken." in page.text
    assert 'value="Northbank Police"' in page.text


def test_the_page_of_an_account_says_how_it_is_doing_and_tests_it(browser):
    channel = make_channel(handle="missingmira")
    faults.arm(network(), FaultKind.EXPIRED_KEY)
    post(browser, f"/staff/channels/{channel.id}/test")
    page = browser.get(f"/staff/channels/{channel.id}").text
    assert "Needs you" in page
    assert "This key has expired." in page
    post(browser, f"/staff/channels/{channel.id}/test")
    assert "Connected" in browser.get(f"/staff/channels/{channel.id}").text


def test_an_account_is_paused_with_a_reason_and_resumed(browser):
    channel = make_channel()
    url = f"/staff/channels/{channel.id}"
    assert post(browser, f"{url}/pause", reason="").status_code == 422
    post(browser, f"{url}/pause", reason="Password on a photo")
    assert "Password on a photo" in browser.get(url).text
    post(browser, f"{url}/resume")
    assert queries.get_channel(channel.id).state is ChannelState.CONNECTED
    assert post(browser, f"{url}/resume").status_code == 409


def test_a_profile_is_set_with_its_picture(browser):
    channel = make_channel(handle="missingmira")
    done = post(
        browser,
        f"/staff/channels/{channel.id}/profile",
        display_name="Mira",
        bio="Seen her?",
        picture=(BytesIO(PNG), "mira.png"),
    )
    assert done.status_code == 303
    holder = crowd.find_holder(network(), "missingmira")
    assert (holder.name, network().get(holder.picture)) == ("Mira", PNG)
    refused = post(
        browser,
        f"/staff/channels/{channel.id}/profile",
        display_name="Mira",
        bio="y" * 161,
    )
    assert refused.status_code == 422
    assert "y" * 161 in refused.text


def test_other_people_are_put_in_charge(browser):
    channel, owner, deputy = make_channel(), make_user(), make_user()
    url = f"/staff/channels/{channel.id}/keepers"
    post(browser, url, owner=owner.id, deputy=deputy.id)
    assert queries.get_channel(channel.id).owner_id == owner.id
    assert post(browser, url, owner=owner.id, deputy=owner.id).status_code == 422


def test_an_account_is_given_up(browser):
    channel = make_channel()
    post(browser, f"/staff/channels/{channel.id}/disconnect")
    page = browser.get(f"/staff/channels/{channel.id}").text
    assert "Its key is forgotten" in page
    assert queries.get_channel(channel.id).credentials_sealed is None


def test_the_pages_are_for_those_who_manage_accounts(client):
    assert sign_in(client, make_user(Role.TRIAGER)).get("/staff/channels").status_code == 403


def test_a_platform_that_is_not_there_has_no_form(browser):
    assert browser.get("/staff/channels/new/carrier_pigeon").status_code == 404


def test_hundreds_of_accounts_are_found_filtered_and_paged(browser):
    for number in range(60):
        make_channel(handle=f"mira{number:03}")
    make_channel(handle="zoe1", state=ChannelState.BROKEN, state_reason="Revoked.")
    first = browser.get("/staff/channels").text
    assert "61 accounts" in first
    assert "1 to 50 of 61" in first
    assert first.index("@zoe1") < first.index("@mira000")
    assert "51 to 61 of 61" in browser.get("/staff/channels?page=2").text
    found = browser.get("/staff/channels?q=@mira04&show=").text
    assert "1 to 10 of 10" in found
    needing = browser.get("/staff/channels?show=life").text
    assert "1 to 1 of 1" in needing
    assert "No account is like that" in browser.get("/staff/channels?q=nobody").text
