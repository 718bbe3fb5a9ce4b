"""The client of the rehearsal network, against the real network: every fault and its effect."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image

from campaigns.kernel import clock, errors
from campaigns.platforms import rehearsal
from campaigns.platforms.base import Absent, CannotTell, Found, NoDesk, Post, Profile, Scope
from campaigns.platforms.going import picture
from campaigns.platforms.network import crowd, faults, record
from campaigns.platforms.network.faults import FaultKind, Operation


def png() -> bytes:
    Image.new("RGB", (8, 8), "teal").save(drawn := BytesIO(), "PNG")
    return drawn.getvalue()


def opened(handle: str, key: str):
    return rehearsal.PLATFORM.open({"handle": handle, "key": key}, NoDesk())


@pytest.fixture
def network(app):
    return rehearsal.network()


@pytest.fixture
def account(app):
    return rehearsal.PLATFORM.open(rehearsal.make_account("missingmira"), NoDesk())


def said(network):
    return [each for each in record.list_accepted(network) if each.kind == "publish"]


def test_two_publishes_are_two_posts_because_the_network_is_not_idempotent(account, network):
    account.publish(Post("Seen?", key="1.0"))
    account.publish(Post("Seen?", key="1.0"))
    assert len(crowd.feed(network)) == 2
    assert [(twice.key, twice.times) for twice in record.list_twice(network)] == [("1.0", 2)]


def test_a_wrong_key_opens_nothing(account):
    stranger = opened("missingmira", "guessed")
    for call in (stranger.check, lambda: stranger.publish(Post("x"))):
        with pytest.raises(errors.Unauthorised):
            call()


@pytest.mark.parametrize(
    ("kind", "error", "taken"),
    [
        (FaultKind.DROP_BEFORE, errors.Unreachable, 0),
        (FaultKind.DROP_AFTER, errors.Unreachable, 1),
        (FaultKind.ERROR_BEFORE, errors.Unreachable, 0),
        (FaultKind.ERROR_AFTER, errors.Unreachable, 1),
        (FaultKind.LIMITED, errors.Limited, 0),
        (FaultKind.EXPIRED_KEY, errors.Unauthorised, 0),
    ],
)
def test_a_fault_strikes_once_and_says_whether_it_was_taken(account, network, kind, error, taken):
    faults.arm(network, kind)
    post = Post("Seen?", key="7.0")
    before = clock.now()
    with pytest.raises(error):
        account.publish(post)
    assert len(said(network)) == taken
    assert isinstance(account.reconcile(post, before), Found if taken else Absent)
    account.publish(post)
    assert faults.list_armed(network) == []


def test_a_limit_says_when_to_try_again(account, network, moving_clock):
    faults.arm(network, FaultKind.LIMITED, seconds=90)
    with pytest.raises(errors.Limited) as refused:
        account.publish(Post("Seen?"))
    assert refused.value.retry_at == moving_clock.at + timedelta(seconds=90)


def test_an_answer_that_comes_too_late_is_unknown_although_it_was_taken(
    account, network, monkeypatch
):
    monkeypatch.setattr(rehearsal, "TIMEOUT_S", 0.05)
    account = opened(account._handle, account._front.key)
    faults.arm(network, FaultKind.SLOW, seconds=30)
    began = time.monotonic()
    with pytest.raises(errors.Unreachable):
        account.publish(Post("Seen?", key="8.0"))
    assert time.monotonic() - began < 5
    assert len(said(network)) == 1


def test_a_slow_answer_that_comes_in_time_is_an_answer(account, network):
    faults.arm(network, FaultKind.SLOW, seconds=0.05)
    assert account.publish(Post("Seen?")).ref == "1"


def test_a_fault_stays_until_it_is_switched_off(account, network):
    number = faults.arm(network, FaultKind.DROP_BEFORE, times=None)
    for _ in range(3):
        with pytest.raises(errors.Unreachable):
            account.publish(Post("Seen?"))
    faults.disarm(network, number)
    account.publish(Post("Seen?"))


def test_a_fault_strikes_only_the_account_and_the_call_that_it_is_meant_for(account, network):
    other = rehearsal.PLATFORM.open(rehearsal.make_account("findpearl"), NoDesk())
    faults.arm(
        network, FaultKind.DROP_BEFORE, operation=Operation.REPLIES, account="findpearl", times=None
    )
    account.publish(Post("Seen?"))
    account.replies("replies", None, Scope())
    other.publish(Post("Seen?"))
    with pytest.raises(errors.Unreachable):
        other.replies("replies", None, Scope())


def test_the_network_may_be_unable_to_tell(account, network):
    faults.arm(network, FaultKind.CANNOT_TELL)
    account.publish(Post("Seen?", key="9.0"))
    assert isinstance(account.reconcile(Post("Seen?", key="9.0"), clock.now()), CannotTell)
    assert isinstance(account.reconcile(Post("Seen?", key="9.0"), clock.now()), Found)


def test_a_post_without_a_key_cannot_be_looked_for(account):
    assert isinstance(account.reconcile(Post("Seen?"), clock.now()), CannotTell)


def test_a_post_that_was_taken_down_is_not_said_again_by_itself(account):
    since = clock.now()
    receipt = account.publish(Post("Seen?", key="5.0"))
    account.withdraw(receipt.ref)
    assert isinstance(account.reconcile(Post("Seen?", key="5.0"), since), CannotTell)


def test_an_older_post_with_this_key_does_not_count(account, moving_clock):
    account.publish(Post("Seen?", key="5.0"))
    moving_clock.move(hours=1)
    assert isinstance(account.reconcile(Post("Seen?", key="5.0"), clock.now()), Absent)


def test_a_lost_post_cannot_be_edited_or_answered_but_counts_as_withdrawn(account, network):
    first, second, third = (account.publish(Post(f"Seen {n}?")) for n in range(3))
    faults.arm(network, FaultKind.POST_GONE, times=3)
    with pytest.raises(errors.Gone):
        account.edit(first.ref, Post("Other words"))
    with pytest.raises(errors.Gone):
        account.answer(Post("Thank you", reply_to=second.ref))
    assert account.withdraw(third.ref).status == 404
    assert crowd.feed(network) == []


def test_withdrawing_takes_words_and_pictures_away_and_proves_it(account, network):
    receipt = account.publish(Post("Seen?", (picture(png(), "image/png", "A teal square"),)))
    token = crowd.feed(network)[0].files[0].token
    assert network.get(token) == png()
    proof = account.withdraw(receipt.ref)
    assert (proof.status, "404" in proof.words) == (404, True)
    assert network.get(token) is None
    assert crowd.thread(network, int(receipt.ref)) == []
    assert account.withdraw(receipt.ref).status == 404


@pytest.mark.parametrize(
    "post",
    [
        Post(""),
        Post("x" * 501),
        Post("x", tuple(picture(png(), "image/png", "") for _ in range(5))),
        Post("x", (picture(b"no picture", "image/png", ""),)),
        Post("x", (picture(png(), "image/png", "y" * 1_001),)),
    ],
)
def test_what_breaks_a_limit_is_a_clean_no_and_never_shortened(account, network, post):
    with pytest.raises(errors.Rejected):
        account.publish(post)
    assert said(network) == []


def test_five_hundred_visible_characters_fit_however_many_bytes_they_take(account):
    account.publish(Post("👩‍👩‍👧" * 500))


def test_a_reply_is_heard_once_with_what_it_answers_and_its_picture(account, network):
    first = account.publish(Post("Seen?"))
    part = account.publish(Post("Part two", reply_to=first.ref))
    crowd.answer(network, int(part.ref), "Sam", "At the metro", [(png(), "seen.png")])
    heard = account.replies("replies", None, Scope())
    (reply,) = heard.items
    assert (reply.author, reply.text, reply.private) == ("Sam", "At the metro", False)
    assert (reply.in_reply_to, reply.thread) == (part.ref, first.ref)
    assert (reply.media[0].file_name, reply.media[0].content) == ("seen.png", png())
    assert b"At the metro" in reply.raw
    after = account.replies("replies", heard.cursor, Scope())
    assert (after.items, after.cursor) == ((), heard.cursor)


def test_a_message_is_heard_on_its_own_stream_and_answered_where_it_came(account, network):
    talk = crowd.write_to(network, "missingmira", "Sam", "I would rather say it here")
    (message,) = account.replies("messages", None, Scope()).items
    assert message.private
    assert account.replies("replies", None, Scope()).items == ()
    account.answer(Post("Thank you. When?", reply_to=message.ref))
    crowd.write_to(network, "missingmira", "Sam", "On Friday", token=talk)
    assert [each.text for each in crowd.talk(network, talk)] == [
        "I would rather say it here",
        "Thank you. When?",
        "On Friday",
    ]
    assert crowd.feed(network) == []
    heard = account.replies("messages", message.ref, Scope()).items
    assert [(each.text, each.thread) for each in heard] == [("On Friday", message.ref)]


def test_a_form_sent_twice_says_it_once(account, network):
    post = int(account.publish(Post("Seen?")).ref)
    first = crowd.answer(network, post, "Sam", "Yes", submission="f1")
    assert crowd.answer(network, post, "Sam", "Yes", submission="f1") == first
    talk = crowd.write_to(network, "missingmira", "Sam", "Yes", submission="f2")
    assert crowd.write_to(network, "missingmira", "Sam", "Yes", submission="f2") == talk


def test_many_replies_come_in_pages_and_none_is_left_out(account, network):
    post = int(account.publish(Post("Seen?")).ref)
    for number in range(205):
        crowd.answer(network, post, "Sam", f"Reply {number}")
    cursor, heard = None, []
    while (batch := account.replies("replies", cursor, Scope())).items:
        heard += batch.items
        cursor = batch.cursor
    assert [each.text for each in heard] == [f"Reply {number}" for number in range(205)]


def test_a_hidden_reply_is_marked_and_kept(account, network):
    post = int(account.publish(Post("Seen?")).ref)
    reply = crowd.answer(network, post, "Sam", "Rude words")
    account.hide(str(reply))
    assert crowd.thread(network, post)[1].hidden


def test_an_edit_changes_the_words_and_says_so(account, network):
    receipt = account.publish(Post("Seen?"))
    account.edit(receipt.ref, Post("Seen her?"))
    (post,) = crowd.feed(network)
    assert (post.text, post.edited) == ("Seen her?", True)


def test_counts_are_what_the_public_did(account, network):
    post = int(account.publish(Post("Seen?")).ref)
    crowd.like(network, post)
    crowd.share(network, post)
    crowd.share(network, post)
    crowd.view(network, post)
    crowd.answer(network, post, "Sam", "Yes")
    measured = account.measure(str(post))
    assert (measured.likes, measured.shares, measured.views, measured.replies) == (1, 2, 1, 1)


def test_a_profile_sets_what_is_given_and_leaves_the_rest(account, network):
    account.set_profile(Profile("Help find Mira", "Northbank Police", png()))
    account.set_profile(Profile(bio="Closed"))
    assert account.check().display_name == "Help find Mira"
    (holder,) = crowd.list_holders(network)
    assert holder.bio == "Closed"
    assert network.get(holder.picture) == png()


def test_a_handle_is_had_once(app):
    rehearsal.make_account("missingmira")
    assert not rehearsal.is_free("MissingMira")
    assert not rehearsal.is_free("no spaces")
    assert rehearsal.is_free("findmira")
    with pytest.raises(errors.Rejected):
        rehearsal.make_account("MISSINGMIRA")


def test_what_was_accepted_can_be_neither_changed_nor_removed(account, network):
    account.publish(Post("Seen?"))
    for statement in ("DELETE FROM accepted", "UPDATE accepted SET digest = ''"):
        with pytest.raises(Exception, match="What was accepted stays"), network.writing() as db:
            db.execute(statement)
    assert record.count(network)["publish"] == 1


def test_thirty_two_at_once_are_all_taken_and_latency_holds_no_lock(account, network):
    faults.set_latency(network, 300)
    began = time.monotonic()
    with ThreadPoolExecutor(32) as pool:
        receipts = list(pool.map(lambda n: account.publish(Post(f"{n}", key=str(n))), range(64)))
    took = time.monotonic() - began
    assert len({receipt.ref for receipt in receipts}) == 64
    assert len(said(network)) == 64
    assert took < 8  # one after the other they would take 19 s
