"""How accounts are doing, said in words, for one or for hundreds."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from campaigns.channels import basis, books, key_ends
from campaigns.channels.health import clock_words, health_of
from campaigns.channels.model import ChannelState
from campaigns.channels.queries import get_channel, list_channels
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db
from campaigns.notices.model import Notice
from campaigns.platforms import registry
from campaigns.users.model import Role
from tests.factories.channels import make_channel
from tests.factories.users import make_user


def on_x(**given):
    return make_channel(platform="x", credentials={"access_token": "a"}, **given)


def health(channel):
    return health_of([channel])[0]


@pytest.mark.parametrize(
    ("left", "tone", "words"),
    [
        (timedelta(days=60), "ok", "Works."),
        (timedelta(days=13, hours=1), "wait", "Its key ends in 13 days."),
        (timedelta(days=2, hours=1), "life", "Its key ends in 2 days."),
        (timedelta(hours=2), "life", "Its key ends today."),
        (timedelta(0), "life", "Its key has run out."),
    ],
)
def test_a_key_that_ends_is_said_days_ahead(app, left, tone, words):
    found = health(on_x(key_expires_at=clock.now() + left))
    assert found.tone == tone
    assert found.words.startswith(words)


def test_what_is_wrong_comes_before_all_else(app):
    reason = {"state_reason": "The key was revoked."}
    broken = health(on_x(state=ChannelState.BROKEN, **reason))
    assert (broken.tone, broken.words) == ("life", "The key was revoked.")
    paused = health(on_x(state=ChannelState.PAUSED, state_reason="Wrong pictures"))
    assert (paused.tone, paused.words) == ("wait", "Paused: Wrong pictures")


def test_an_allowance_that_is_nearly_used_up_is_named_with_what_is_left(app):
    channel = on_x()
    platform = registry.platform("x")
    bucket = next(each for each in platform.buckets if each.name == "posts")
    books.spend(books.holder_of(bucket, platform, channel.id), bucket, 95)
    found = health(channel)
    assert (found.tone, found.words) == ("wait", "Nearly used up: Posts.")
    [bar] = [each for each in found.bars if each.label == "Posts"]
    assert bar.words == "5 of 100 left, 10 of them kept for what is urgent"
    assert bar.resets_at > clock.now()


def test_a_clock_that_is_wrong_is_said_with_its_direction():
    assert clock_words(None) == "Not compared yet."
    assert clock_words(2.0) == "Agrees with ours."
    assert clock_words(-90.0).startswith("Its clock is 90 seconds behind ours")


def test_what_was_spent_and_whether_it_collects_is_told(app):
    channel = on_x(collects=False)
    books.pay(channel.id, None, "post_link", 20.0)
    assert (health(channel).spent_cents, health(channel).collects) == (20.0, False)
    basis.record_basis(channel.id, "Law", "Jean Roy", by=make_user(Role.PRESS_OFFICER))
    assert health(channel).collects
    assert health(make_channel()).collects, "an exercise needs no basis"


def test_three_hundred_accounts_take_no_more_questions_than_one(app):
    owner, deputy = make_user(), make_user()
    asked = []
    event.listen(db.engine, "before_cursor_execute", lambda *said: asked.append(said[2]))
    on_x(owner=owner, deputy=deputy)
    counts = []
    for _ in range(2):
        db.session.expire_all()
        asked.clear()
        health_of(list_channels())
        counts.append(len(asked))
        _many(owner, deputy)
    assert counts[0] == counts[1]


@atomic
def _many(owner, deputy):
    for _ in range(300):
        on_x(owner=owner, deputy=deputy)


def test_owner_and_deputy_are_warned_once_that_a_key_ends(app, moving_clock):
    channel = on_x(key_expires_at=clock.now() + timedelta(days=15))
    on_x(key_expires_at=None)
    assert key_ends.warn() == 0
    moving_clock.at += timedelta(days=2)
    assert key_ends.warn() == 1
    assert key_ends.warn() == 0
    told = db.session.query(Notice).filter(Notice.user_id == channel.owner_id).all()
    assert len(told) == 1
    assert "connect it again" in told[0].subject
    books.keep_key(channel.id, {"expires_at": str((clock.now() + timedelta(days=60)).timestamp())})
    assert get_channel(channel.id).key_warned_at is None
