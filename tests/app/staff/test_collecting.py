"""The page on which a named person lets an account collect."""

import pytest

from campaigns.channels import basis, basis_queries
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.channels import make_channel
from tests.factories.users import make_user


@pytest.fixture
def browser(client):
    return sign_in(client, make_user(Role.PRESS_OFFICER, name="Lou Press"))


@pytest.fixture
def channel(app):
    return make_channel(platform="mastodon", handle="mira@social.example.org", collects=False)


def test_it_says_that_nothing_is_collected_and_takes_the_basis(browser, channel):
    address = f"/staff/channels/{channel.id}/collecting"
    assert address in browser.get(f"/staff/channels/{channel.id}").text
    assert "Collects nothing" in browser.get(address).text
    refused = post(browser, address, words="Police Act, section 12", until="2020-01-01")
    assert refused.status_code == 422
    assert "Name the person who answers for it." in refused.text
    assert "Police Act, section 12" in refused.text
    done = post(browser, address, words="Police Act", person="Jean Roy", until="2030-01-01")
    assert done.status_code == 303
    page = browser.get(address).text
    assert "Jean Roy" in page
    assert "Lou Press" in page
    assert basis.may_collect(channel.id)
    assert post(browser, f"{address}/end").status_code == 303
    assert basis_queries.find_standing(channel.id) is None
    assert "Collects nothing" in browser.get(address).text


def test_an_exercise_is_told_that_it_needs_none(browser):
    page = browser.get(f"/staff/channels/{make_channel().id}/collecting").text
    assert "it needs no legal basis" in page
