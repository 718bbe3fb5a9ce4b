"""What X answers in more than one way: keys that are not renewed whole, allowances of a day."""

import pytest
import requests

from campaigns.kernel.errors import Unreachable
from campaigns.platforms.base import Found, Post
from campaigns.platforms.clients.x.keys import key_of
from campaigns.platforms.clients.x.refusals import reset_of
from tests.campaigns.platforms.clients.x.things import LONG_AGO
from tests.fakes.x import opened
from tests.fakes.x_keys import OURS, THEIRS


def test_what_is_not_renewed_of_a_key_stays_good():
    before = {"access_token": "a", "refresh_token": "r"}
    assert key_of({"access_token": "b"}, before) == {"access_token": "b", "refresh_token": "r"}


def test_a_first_key_that_cannot_be_renewed_is_no_lasting_one():
    with pytest.raises(Unreachable):
        key_of({"access_token": "b"})


def test_where_the_day_is_used_up_it_goes_on_when_the_day_is_over():
    answer = requests.Response()
    answer.headers.update(
        {
            "x-rate-limit-reset": "1800000000",
            "x-user-limit-24hour-remaining": "0",
            "x-user-limit-24hour-reset": "1800050000",
            "x-app-limit-24hour-remaining": "12",
            "x-app-limit-24hour-reset": "1800090000",
        }
    )
    assert int(reset_of(answer).timestamp()) == 1_800_050_000


def test_without_a_reset_the_usual_header_of_http_counts(moving_clock):
    answer = requests.Response()
    answer.headers["Retry-After"] = "90"
    assert (reset_of(answer) - moving_clock()).total_seconds() == 90


def test_what_became_of_a_post_is_not_asked_of_an_account_that_a_key_only_looks_like(x):
    x.bearers[f"{THEIRS}-key"] = OURS
    account = opened({"access_token": f"{THEIRS}-key"})
    account.publish(Post("Seen?"))
    assert isinstance(account.reconcile(Post("Seen?"), LONG_AGO), Found)
