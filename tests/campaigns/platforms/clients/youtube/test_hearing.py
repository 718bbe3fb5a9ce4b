"""What people say beneath our films on YouTube, and what we say and do there."""

import json
from contextlib import suppress
from datetime import UTC, datetime

import pytest

from campaigns.kernel import clock
from campaigns.kernel.errors import Gone, Limited, Rejected, Unauthorised, Unreachable
from campaigns.platforms.base import Absent, Found, Post, Scope, Told, Walk, picture
from tests.factories.youtube import full
from tests.fakes.world import Fault
from tests.fakes.youtube import OURS, THEIRS, no

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
FAULTS = [each for each in Fault if each is not Fault.COMMIT_SLOW]


@pytest.fixture
def film(account):
    return account.publish(full()).ref


def heard(account, stream="comments", since=None, *posts):
    return account.replies(stream, since, Scope(posts=posts))


def texts(batch):
    return [item.text for item in batch.items]


def test_comments_are_heard_with_who_said_them_and_where(account, youtube, film):
    ref = youtube.say(THEIRS, film, "Saw her at the ferry <3")
    (item,) = heard(account).items
    assert (item.ref, item.text, item.told) == (ref, "Saw her at the ferry <3", Told.REPLY)
    assert (item.author_ref, item.in_reply_to, item.thread) == (THEIRS, film, film)
    assert item.url == f"https://www.youtube.com/watch?v={film}&lc={ref}"
    assert json.loads(item.raw)["id"] == ref
    assert item.edited_at is None


def test_what_is_known_is_not_paged_again_and_nothing_between_is_missed(
    account, youtube, film, moving_clock, world
):
    for number in range(250):
        youtube.say(THEIRS, film, f"old {number}")
    moving_clock.move(hours=1)
    youtube.say(THEIRS, film, "last")
    batch = heard(account)
    assert len(batch.items) == 251
    moving_clock.move(hours=1)
    for number in range(120):
        youtube.say(THEIRS, film, f"new {number}")
    world.calls.clear()
    later = heard(account, "comments", batch.cursor)
    assert set(texts(later)) == {"last", *(f"new {number}" for number in range(120))}
    assert sum(call.path.endswith("commentThreads") for call in world.calls) == 2
    assert heard(account, "comments", later.cursor).cursor == later.cursor


def test_more_than_can_be_read_at_once_is_told(account, youtube, film, monkeypatch):
    monkeypatch.setattr("campaigns.platforms.clients.youtube.hearing.PAGES", 1)
    for number in range(101):
        youtube.say(THEIRS, film, f"{number}")
    assert "the oldest were left" in heard(account).missed


def test_our_own_words_are_not_heard(account, youtube, film):
    account.answer(Post("Thank you", reply_to=youtube.say(THEIRS, film, "Seen")))
    assert texts(heard(account)) == ["Seen"]


def test_a_late_answer_and_a_changed_word_are_heard_from_the_talks(
    account, youtube, film, moving_clock, world
):
    first = youtube.say(THEIRS, film, "Seen her")
    since = heard(account, "replies", None, film).cursor
    moving_clock.move(days=3)
    youtube.say(THEIRS, film, "me too", above=first)
    youtube.rewrite(first, "Seen her at noon")
    batch = heard(account, "replies", since, film)
    changed, late = sorted(batch.items, key=lambda item: item.at)
    assert (changed.text, changed.edited_at) == ("Seen her at noon", clock.now())
    assert (late.text, late.in_reply_to, late.thread) == ("me too", first, film)


def test_a_long_talk_is_read_whole_when_it_grew_and_only_then(account, youtube, film, world):
    first = youtube.say(THEIRS, film, "Seen her")
    for number in range(5):
        youtube.say(THEIRS, film, f"reply {number}", above=first)
    batch = heard(account, "replies", None, film)
    assert len(batch.items) == 6
    world.calls.clear()
    heard(account, "replies", batch.cursor, film)
    assert not [call for call in world.calls if call.path.endswith("/comments")]
    youtube.say(THEIRS, film, "reply 5", above=first)
    assert "reply 5" in texts(heard(account, "replies", batch.cursor, film))


def test_what_youtube_took_for_spam_or_held_is_heard_too(account, youtube, film):
    youtube.say(THEIRS, film, "call me at 416-555-0143", state="likelySpam")
    youtube.say(THEIRS, film, "I know where", state="heldForReview")
    youtube.say(THEIRS, film, "hello")
    assert set(texts(heard(account, "held"))) == {"call me at 416-555-0143", "I know where"}


def test_a_film_that_is_gone_or_silent_does_not_keep_the_others_from_being_heard(
    account, youtube, film
):
    silent = account.publish(full(title="Another")).ref
    youtube.silent.add(silent)
    youtube.say(THEIRS, film, "Seen")
    assert texts(heard(account, "replies", None, "v0000009999", silent, film)) == ["Seen"]


def test_a_comment_that_cannot_be_read_is_kept_raw_and_the_rest_goes_on(
    account, youtube, film, monkeypatch
):
    youtube.say(THEIRS, film, "Seen")
    bad = youtube.say(THEIRS, film, "tip")
    youtube.comments[bad]["changed"] = "yesterday"
    batch = heard(account)
    assert [item.unreadable for item in batch.items if item.ref == bad] == [True]
    assert b"tip" in next(item.raw for item in batch.items if item.ref == bad)
    assert "Seen" in texts(batch)


def test_an_answer_to_an_answer_stands_in_the_same_talk(account, youtube, film):
    first = youtube.say(THEIRS, film, "Seen her")
    second = youtube.say(THEIRS, film, "me too", above=first)
    receipt = account.answer(Post("Call 416-555-0143", reply_to=second))
    kept = youtube.comments[receipt.ref]
    assert (kept["words"], kept["above"], kept["who"]) == ("Call 416-555-0143", first, OURS)


@pytest.mark.parametrize("fault", FAULTS)
def test_an_answer_that_broke_off_is_asked_after_and_stands_once(
    account, youtube, world, film, fault
):
    post = Post("Thank you", reply_to=youtube.say(THEIRS, film, "Seen"), journey=Walk())
    world.arm(fault, lambda request: request.method == "POST")
    with pytest.raises((Unreachable, Limited)) as broke:
        account.answer(post)
    answer = account.reconcile(post, clock.now())
    committed = fault in {Fault.COMMIT_DROP, Fault.COMMIT_500, Fault.MALFORMED}
    assert isinstance(answer, Found if committed else Absent), broke.value
    if isinstance(answer, Absent):
        account.answer(post)
    assert sum(row["who"] == OURS for row in youtube.comments.values()) == 1


def test_the_same_words_said_before_are_not_taken_for_this_answer(
    account, youtube, film, moving_clock
):
    post = Post("Thank you", reply_to=youtube.say(THEIRS, film, "Seen"))
    account.answer(post)
    moving_clock.move(minutes=5)
    assert isinstance(account.reconcile(post, clock.now()), Absent)


@pytest.mark.parametrize(
    ("post", "words"),
    [
        (Post("x" * 10_001, reply_to="Ugx"), "10,001 of 10,000"),
        (Post("x", (picture(b"x", "image/png", "x"),), reply_to="Ugx"), "leave the files out"),
    ],
)
def test_an_answer_that_youtube_would_not_take_never_leaves(account, world, post, words):
    with pytest.raises(Rejected, match=words):
        account.answer(post)
    assert world.calls == []


def test_an_answer_beneath_what_is_gone_says_so(account, youtube, film):
    with pytest.raises(Gone):
        account.answer(Post("Thank you", reply_to="UgxNothing"))
    assert isinstance(account.reconcile(Post("x", reply_to="UgxNothing"), LONG_AGO), Absent)


@pytest.mark.parametrize("fault", FAULTS)
def test_an_answer_is_changed_and_taken_back_with_proof_whatever_breaks(
    account, youtube, world, film, fault
):
    ref = account.answer(Post("Thnk you", reply_to=youtube.say(THEIRS, film, "Seen"))).ref
    world.arm(fault, lambda request: request.method == "PUT")
    with suppress(Unreachable, Limited):
        account.edit(ref, Post("Thank you"))
    account.edit(ref, Post("Thank you"))
    assert youtube.comments[ref]["words"] == "Thank you"
    world.arm(fault, lambda request: request.method == "DELETE")
    with suppress(Unreachable, Limited):
        account.withdraw(ref)
    assert account.withdraw(ref).status == 404
    assert ref not in youtube.comments


@pytest.mark.parametrize("fault", FAULTS)
def test_a_comment_is_held_for_review_whatever_breaks(account, youtube, world, film, fault):
    bad = youtube.say(THEIRS, film, "abuse")
    world.arm(fault, lambda request: request.path.endswith("setModerationStatus"))
    with pytest.raises((Unreachable, Limited)):
        account.hide(bad)
    account.hide(bad)
    assert youtube.comments[bad]["state"] == "heldForReview"


def test_comments_that_are_switched_off_say_what_to_do(account, youtube, world, film):
    ref = youtube.say(THEIRS, film, "Seen")
    said = no(403, "commentsDisabled", "The video has disabled comments.")
    world.arm(Fault.S429, lambda request: request.method == "POST", answer_429=said)
    with pytest.raises(Rejected, match="Switch comments on"):
        account.answer(Post("Thank you", reply_to=ref))


def test_a_key_that_ran_out_is_renewed_and_one_that_is_void_is_told(account, youtube, film):
    youtube.expire()
    assert texts(heard(account)) == []
    youtube.withdraw_consent()
    with pytest.raises(Unauthorised):
        heard(account)
