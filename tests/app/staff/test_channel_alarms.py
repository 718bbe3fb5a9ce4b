"""What may be missing on an account is shown to those who keep it, and ended with words."""

import pytest

from campaigns.hearing.gaps import raise_gap
from campaigns.jobs import collect_tips
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.appeals import make_appeal
from tests.factories.channels import make_channel
from tests.factories.users import make_user
from tests.fakes.beacon import CREDENTIALS


@pytest.fixture
def channel(app):
    return make_channel(handle="missingmira")


@pytest.fixture
def browser(client):
    return sign_in(client, make_user(Role.SUPERVISOR))


def test_an_account_without_alarms_says_what_would_stand_here(browser, channel):
    page = browser.get(f"/staff/channels/{channel.id}/alarms")
    assert b"Nothing is missing that we know of" in page.data


def test_an_alarm_is_named_on_the_account_and_ended_with_what_was_done(browser, channel):
    gap = raise_gap(channel.id, "replies", "More was said than it gave us.")
    assert b"1 alarm stands open" in browser.get(f"/staff/channels/{channel.id}").data
    here = f"/staff/channels/{channel.id}/alarms"
    assert b"More was said than it gave us." in browser.get(here).data
    refused = post(browser, f"{here}/{gap.id}/end")
    assert refused.status_code == 422
    assert b"Say what you did about it." in refused.data
    done = post(browser, f"{here}/{gap.id}/end", **{f"gap-{gap.id}-words": "Looked by hand"})
    assert done.status_code == 303
    page = browser.get(here).data
    assert b"Looked by hand" in page
    assert b"alarm stands open" not in browser.get(f"/staff/channels/{channel.id}").data


def test_the_page_says_when_it_listens_and_where_its_platform_calls(browser, beacon):
    channel = make_channel(platform="beacon", handle="missingmira", credentials=CREDENTIALS)
    here = f"/staff/channels/{channel.id}/alarms"
    assert b"It has not listened yet" in browser.get(here).data
    make_appeal(channels=[channel])
    collect_tips.run()
    page = browser.get(here).data
    assert b"Answers: last heard" in page
    assert f"http://localhost/hooks/{channel.id}".encode() in page
