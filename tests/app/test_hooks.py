"""A platform that calls is let in by its signature alone; what it says only makes us listen."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from app import hooks
from campaigns.channels import actions as channels
from campaigns.channels import basis_queries, queries
from campaigns.hearing.model import HookCall
from campaigns.jobs import collect_tips
from campaigns.kernel import clock, settings
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import db
from campaigns.platforms.telegram import hook_secret
from campaigns.tips.model import Tip
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.fakes.beacon import CREDENTIALS, said, sign
from tests.fakes.telegram import TOKEN

URLENCODED = "application/x-www-form-urlencoded"


@pytest.fixture(autouse=True)
def _a_turnstile_at_rest(monkeypatch):
    monkeypatch.setattr(hooks, "turnstile", hooks.Turnstile())


@pytest.fixture
def channel(app, beacon):
    channel = make_channel(platform="beacon", handle="missingmira", credentials=CREDENTIALS)
    make_appeal(channels=[channel])
    return channel


def call(client, channel, event="e1", *, body=None, signature=None, kind="application/json"):
    body = json.dumps({"event": event}).encode() if body is None else body
    headers = {"X-Beacon-Signature": sign(body) if signature is None else signature}
    return client.post(f"/hooks/{channel.id}", data=body, headers=headers, content_type=kind)


def calls() -> list[HookCall]:
    db.session.rollback()
    return list(db.session.scalars(select(HookCall)))


def test_a_signed_call_is_written_down_and_heard_at_once(client, channel, beacon, moving_clock):
    collect_tips.run()
    moving_clock.move(seconds=10)
    beacon.says(said("a", "Saw her"))
    answer = call(client, channel)
    assert (answer.status_code, answer.data) == (200, b"")
    assert "Set-Cookie" not in answer.headers
    (row,) = calls()
    assert (row.name, len(row.sha256)) == ("e1", 64)
    assert db.session.scalars(select(Tip)).all() == []  # it is a hint, listening is what counts
    collect_tips.run()
    db.session.rollback()
    assert [tip.text for tip in db.session.scalars(select(Tip))] == ["Saw her"]


def test_a_call_that_comes_again_is_answered_and_changes_nothing(
    client, channel, beacon, moving_clock
):
    collect_tips.run()
    call(client, channel)
    hinted = queries.find_cursor(channel.id, "answers").hinted_at
    moving_clock.move(minutes=3)
    assert call(client, channel).status_code == 200
    assert len(calls()) == 1
    assert queries.find_cursor(channel.id, "answers").hinted_at == hinted


@pytest.mark.parametrize("signature", ["", "wrong", "ü"])
def test_a_call_that_is_not_signed_by_the_platform_leaves_nothing(client, channel, signature):
    assert call(client, channel, signature=signature).status_code == 403
    assert calls() == []


def test_the_signature_is_over_the_raw_bytes_whatever_they_say_they_are(client, channel):
    body = b'event=%7B&a=1&a=2&event="x"'
    answer = call(client, channel, body=body, kind=URLENCODED)
    assert answer.status_code == 200
    (row,) = calls()
    assert row.name == row.sha256  # no name that could be read: its hash


def test_the_platforms_question_whether_we_are_we_is_answered(client, channel):
    answer = client.get(f"/hooks/{channel.id}?challenge=abc")
    assert (answer.status_code, answer.data) == (200, b"abc")
    assert client.get(f"/hooks/{channel.id}").status_code == 404


def test_nobody_calls_about_an_account_that_is_not_there_or_whose_platform_never_does(
    client, channel
):
    rehearsal = make_channel()
    assert client.post("/hooks/99999", data=b"{}").status_code == 404
    assert client.post("/hooks/none", data=b"{}").status_code == 404
    assert call(client, rehearsal).status_code == 404
    channels.disconnect_channel(channel.id, actor=HOUSE)
    assert call(client, channel).status_code == 404


def test_a_call_that_is_too_large_is_turned_away_unread(client, channel):
    body = b"x" * (hooks.CALL_MAX_BYTES + 1)
    assert call(client, channel, body=body).status_code == 413
    assert calls() == []


def test_more_calls_than_a_platform_makes_are_turned_away_and_forgeries_do_not_use_up_its_own(
    client, channel, monkeypatch
):
    monkeypatch.setattr(hooks, "OTHERS_A_MINUTE", 3)
    monkeypatch.setattr(hooks, "GENUINE_A_MINUTE", 2)
    forged = [call(client, channel, signature="no").status_code for _ in range(4)]
    assert forged == [403, 403, 403, 429]
    assert [call(client, channel, event=f"e{n}").status_code for n in range(3)] == [200, 200, 429]


def test_no_secret_and_no_word_of_a_call_reaches_a_log(client, channel, capfd):
    body = b"canary-in-the-body"
    call(client, channel, body=body)
    call(client, channel, body=body, signature="canary-in-the-signature")
    client.get(f"/hooks/{channel.id}?verify=canary-in-the-query")
    out = "".join(capfd.readouterr())
    assert "canary" not in out
    assert CREDENTIALS["hook_secret"] not in out


@pytest.fixture
def from_telegram(app, telegram):
    settings.install(replace(settings.current(), rehearsal=False))
    key = {"token": TOKEN, "chat": "@missingmira"}
    return make_channel(platform="telegram", handle="missingmira", credentials=key)


def bring(client, channel, update, secret=TOKEN):
    headers = {"X-Telegram-Bot-Api-Secret-Token": hook_secret(secret)}
    body = update if isinstance(update, bytes) else json.dumps(update).encode()
    return client.post(f"/hooks/{channel.id}", data=body, headers=headers).status_code


def wrote(number, text):
    chat = {"id": 77, "type": "private", "first_name": "Ana"}
    sender = {"id": 77, "is_bot": False, "first_name": "Ana", "username": "ana_sees"}
    said = {"message_id": number, "date": 1_778_932_800, "chat": chat, "from": sender, "text": text}
    return {"update_id": number, "message": said}


def test_what_telegram_brings_is_kept_sealed_and_taken_in_once(client, from_telegram):
    make_appeal(case=make_case(rehearsal=False), channels=[from_telegram])
    assert bring(client, from_telegram, wrote(7, "I saw her"), secret="another") == 403
    assert bring(client, from_telegram, wrote(7, "I saw her")) == 200
    assert bring(client, from_telegram, wrote(7, "I saw her")) == 200
    assert bring(client, from_telegram, b"no update at all") == 200
    first, _ = calls()
    assert json.loads(first.body) == wrote(7, "I saw her")
    assert b"I saw her" not in first.body_sealed
    collect_tips.run()
    collect_tips.run()
    heard, raw = db.session.scalars(select(Tip).order_by(Tip.id))
    assert (heard.text, heard.sender) == ("I saw her", "@ana_sees")
    assert raw.remote_ref.startswith("call:")
    assert [each.body_sealed for each in calls()] == [None, None]


def test_what_telegram_brings_is_left_with_it_where_nobody_may_listen(client, from_telegram):
    for basis in basis_queries.list_of_channel(from_telegram.id):
        basis.ended_at = clock.now()
    db.session.commit()
    assert bring(client, from_telegram, wrote(7, "I saw her")) == 503
    assert calls() == []
