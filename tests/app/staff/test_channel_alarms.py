"""What may be missing on an account is shown to those who keep it, and ended with words."""

from datetime import timedelta

import pytest

from campaigns.hearing.gaps import raise_gap
from campaigns.jobs import collect_tips, watch_accounts
from campaigns.kernel import clock
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
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


@pytest.fixture
def stranger(beacon):
    channel = make_channel(platform="beacon", handle="missingmira", credentials=CREDENTIALS)
    at = clock.now().isoformat()
    beacon.own.append({"ref": "x", "text": "Send money", "at": at, "url": "https://b.example/x"})
    moving = clock.now() + timedelta(minutes=6)
    clock.use(lambda: moving)
    watch_accounts.run()
    return channel


def test_a_post_that_is_not_ours_stands_on_the_page_with_the_switch_beside_it(browser, stranger):
    page = browser.get(f"/staff/channels/{stranger.id}/alarms").data
    assert b"Send money" in page
    assert b"Pause the account now" in page
    assert b"1 alarm stands open" in browser.get(f"/staff/channels/{stranger.id}").data


def test_a_post_is_adopted_only_into_a_case_that_was_chosen(browser, stranger):
    case = make_case()
    make_appeal(case=case, channels=[stranger])
    here = f"/staff/channels/{stranger.id}/alarms"
    words = {"post-1-words": "The owner, by phone", "deed": "adopt"}
    refused = post(browser, f"{here}/posts/1", **words, **{"post-1-case": "0"})
    assert refused.status_code == 422
    assert b"Choose the case that adopts it." in refused.data
    assert b"The owner, by phone" in refused.data
    done = post(browser, f"{here}/posts/1", **words, **{"post-1-case": str(case.id)})
    assert done.status_code == 303
    assert b"Adopted" in browser.get(here).data


def test_a_post_is_dismissed_with_a_reason_or_taken_down(browser, stranger, beacon):
    here = f"/staff/channels/{stranger.id}/alarms"
    given = {"post-1-words": "", "deed": "dismiss", "post-1-case": "0"}
    assert post(browser, f"{here}/posts/1", **given).status_code == 422
    assert post(browser, f"{here}/posts/1/take-down").status_code == 303
    assert beacon.own == []
    assert b"Taken down" in browser.get(here).data
