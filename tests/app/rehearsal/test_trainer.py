"""The trainer's panel: misbehave, behave, and compare the two sets of books."""

import pytest

from campaigns.channels.actions import open_account
from campaigns.channels.exercise import crowd, faults, network
from campaigns.kernel.errors import Unreachable
from campaigns.platforms.base import Post
from tests.browsing import post, sign_in
from tests.factories.channels import make_channel
from tests.factories.users import make_user


@pytest.fixture
def trainer(client):
    return sign_in(client, make_user())


def test_the_panel_is_for_people_who_are_signed_in(client):
    assert client.get("/rehearsal/trainer").location == "/staff/trainer"
    assert "/staff/sign-in" in client.get("/staff/trainer").location


def test_a_fault_is_armed_strikes_and_is_switched_off(trainer):
    channel = make_channel(handle="missingmira")
    armed = post(
        trainer,
        "/staff/trainer/faults",
        kind="drop_after",
        operation="publish",
        account="missingmira",
        until="times",
        times="2",
        seconds="0",
    )
    assert armed.status_code == 303
    with pytest.raises(Unreachable):
        open_account(channel.id).publish(Post("Seen?", key="1"))
    page = trainer.get("/staff/trainer").text
    assert "Accept, then drop the connection" in page
    assert "next 1 call" in page
    (fault,) = faults.list_armed(network())
    post(trainer, f"/staff/trainer/faults/{fault.id}/off")
    assert "The network behaves." in trainer.get("/staff/trainer").text


def test_a_fault_without_end_lasts_until_everything_is_switched_off(trainer):
    post(trainer, "/staff/trainer/faults", kind="limited", operation="any", account="", until="off")
    assert "until switched off" in trainer.get("/staff/trainer").text
    post(trainer, "/staff/trainer/faults/off")
    assert faults.list_armed(network()) == []


def test_a_fault_that_makes_no_sense_is_refused_beside_the_field(trainer):
    page = post(
        trainer,
        "/staff/trainer/faults",
        kind="slow",
        operation="any",
        account="",
        until="times",
        times="0",
        seconds="-3",
    )
    assert page.status_code == 422
    assert "Enter 1 or more." in page.text
    assert faults.list_armed(network()) == []


def test_latency_is_set_and_kept(trainer):
    post(trainer, "/staff/trainer/latency", latency_ms="300")
    assert faults.latency_ms(network()) == 300
    assert 'value="300"' in trainer.get("/staff/trainer").text
    assert post(trainer, "/staff/trainer/latency", latency_ms="-1").status_code == 422


def test_two_sets_of_books_stand_beside_each_other(trainer):
    account = open_account(make_channel(handle="missingmira").id)
    ref = int(account.publish(Post("Seen?", key="7-1")).ref)
    account.publish(Post("Seen?", key="7-1"))
    crowd.answer(network(), ref, "Sam", "Yes")
    page = trainer.get("/staff/trainer").text
    assert "@missingmira" in page
    assert "Said twice" in page
    assert "7-1" in page
    assert "differs" in page


def test_a_forged_form_does_nothing(trainer):
    assert trainer.post("/staff/trainer/faults/off").status_code == 400
