"""What an Instagram account says and hears beneath posts."""

import pytest

from campaigns.kernel import clock
from campaigns.kernel.errors import Gone, Unreachable
from campaigns.platforms.base import Absent, Found, Post, Scope, Walk
from tests.fakes.containers import LOST, seen, to
from tests.fakes.instagram import ACCOUNT, PASSER
from tests.fakes.world import Fault


@pytest.fixture
def account(instagram_account):
    return instagram_account


@pytest.mark.parametrize(("fault", "out"), LOST)
@pytest.mark.usefixtures("impatient")
def test_a_comment_whose_answer_is_lost_is_looked_for(account, instagram, world, fault, out):
    first = account.publish(seen())
    heard = instagram.say(first.ref, "where?")
    post = Post("At the ferry", reply_to=heard["id"], journey=Walk())
    world.arm(fault, to("/replies"))
    with pytest.raises(Unreachable):
        account.answer(post)
    assert isinstance(account.reconcile(post, clock.now()), Found if out else Absent)
    assert len(instagram.comments) == 1 + out


def test_a_thread_is_a_post_a_comment_and_replies_to_it(account, instagram):
    first = account.publish(seen("one"))
    second = account.publish(Post("two", reply_to=first.ref))
    third = account.publish(Post("three", reply_to=second.ref))
    account.publish(Post("four", reply_to=third.ref))
    above = [each.get("parent_id") for each in instagram.comments.values()]
    assert above == [None, second.ref, second.ref]


def test_an_answer_to_an_old_comment_is_heard_and_a_quiet_talk_costs_one_call(
    account, instagram, world, moving_clock
):
    post = account.publish(seen())
    scope = Scope(posts=(post.ref,))
    one = instagram.say(post.ref, "at the ferry")
    instagram.say(one["id"], "thank you", ACCOUNT)
    batch = account.replies("comments", None, scope)
    assert [(each.text, each.author, each.in_reply_to) for each in batch.items] == [
        ("at the ferry", "@passer_by", post.ref)
    ]
    for at in range(120):
        moving_clock.move(minutes=1)
        instagram.say(post.ref, f"comment {at}")
    instagram.say(one["id"], "on Tuesday", "7002")
    again = account.replies("comments", batch.cursor, scope)
    late = next(each for each in again.items if each.text == "on Tuesday")
    assert (late.in_reply_to, late.thread, len(again.items)) == (one["id"], post.ref, 122)
    before = len(world.calls)
    account.replies("comments", again.cursor, scope)
    assert len(world.calls) == before + 1


def test_a_comment_that_cannot_be_read_is_kept_raw(account, instagram):
    post = account.publish(seen())
    instagram.say(post.ref, "at the ferry", timestamp="yesterday")
    instagram.say(post.ref, "hello")
    batch = account.replies("comments", None, Scope(posts=(post.ref, "0")))
    assert {item.unreadable: item.text for item in batch.items} == {True: "", False: "hello"}


def test_a_comment_is_hidden_and_kept(account, instagram, world):
    post = account.publish(seen())
    bad = instagram.say(post.ref, "abuse", PASSER)
    world.arm(Fault.COMMIT_500, to(bad["id"]))
    with pytest.raises(Unreachable):
        account.hide(bad["id"])
    account.hide(bad["id"])
    assert bad["hidden"] is True
    with pytest.raises(Gone):
        account.hide("1")
