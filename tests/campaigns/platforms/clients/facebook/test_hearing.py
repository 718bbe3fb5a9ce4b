"""What a page hears, answers, hides and blocks, and how its posts and its looks are kept."""

import json
from io import BytesIO

import pytest
from PIL import Image

from campaigns.kernel import clock
from campaigns.kernel.errors import Gone, Rejected, Unreachable
from campaigns.platforms.base import Absent, Found, Post, Profile, Scope, Told, Walk
from tests.fakes.facebook import FILES, PAGE, PASSER, opened
from tests.fakes.graph import no
from tests.fakes.world import Fault

PICTURE = f"https://{FILES}/girl.jpg"


@pytest.fixture
def account(facebook_account):
    return facebook_account


def png() -> bytes:
    Image.new("RGB", (8, 8), "teal").save(drawn := BytesIO(), "PNG")
    return drawn.getvalue()


def test_comments_and_answers_to_them_are_heard_with_their_pictures(account, facebook):
    post = account.publish(Post("Seen Mira?"))
    attached = {"type": "photo", "media": {"image": {"src": PICTURE}}}
    one = facebook.comment(post.ref, "at the ferry", attachment=attached)
    facebook.comment(one["id"], "when?", "7002")
    facebook.comment(one["id"], "thank you", PAGE)
    batch = account.replies("comments", None, Scope(posts=(post.ref,)))
    first, second = batch.items
    assert (first.text, first.author, first.author_ref) == ("at the ferry", "A passer-by", PASSER)
    assert (first.in_reply_to, first.thread, first.told) == (post.ref, post.ref, Told.REPLY)
    assert (second.in_reply_to, second.thread) == (one["id"], post.ref)
    assert first.media[0].content == b"/girl.jpg"
    assert json.loads(first.raw)["id"] == first.ref


def test_what_is_new_is_heard_and_a_little_before_it_again(account, facebook, moving_clock):
    post = account.publish(Post("Seen Mira?"))
    scope = Scope(posts=(post.ref,))
    facebook.comment(post.ref, "first")
    moving_clock.move(hours=3)
    facebook.comment(post.ref, "second")
    batch = account.replies("comments", None, scope)
    assert [item.text for item in batch.items] == ["first", "second"]
    moving_clock.move(minutes=1)
    facebook.comment(post.ref, "third")
    again = account.replies("comments", batch.cursor, scope)
    assert [item.text for item in again.items] == ["second", "third"]


def test_many_comments_are_read_page_by_page(account, facebook):
    post = account.publish(Post("Seen Mira?"))
    for at in range(230):
        facebook.comment(post.ref, f"comment {at}")
    batch = account.replies("comments", None, Scope(posts=(post.ref, "1_gone")))
    assert len({item.ref for item in batch.items}) == 230
    assert batch.missed == ""


def test_a_comment_that_cannot_be_read_is_kept_raw_and_the_rest_goes_on(account, facebook):
    post = account.publish(Post("Seen Mira?"))
    facebook.comment(post.ref, "at the ferry", attachment={"type": "photo", "media": 7})
    facebook.comment(post.ref, "hello", **{"from": None})
    batch = account.replies("comments", None, Scope(posts=(post.ref,)))
    assert {item.unreadable: item.text for item in batch.items} == {True: "", False: "hello"}
    assert b"at the ferry" in next(item.raw for item in batch.items if item.unreadable)


def test_messages_are_private_and_those_of_the_page_are_not_heard(account, facebook):
    facebook.message("I saw her", attachments={"data": [{"image_data": {"url": PICTURE}}]})
    facebook.message("Thank you", PAGE, on=PASSER)
    batch = account.replies("messages", None, Scope())
    (item,) = batch.items
    assert (item.private, item.told, item.text) == (True, Told.MESSAGE, "I saw her")
    assert item.media[0].content == b"/girl.jpg"
    assert account.replies("messages", batch.cursor, Scope()).items == (item,)


def test_more_messages_than_facebook_tells_of_raise_an_alarm(account, facebook, moving_clock):
    facebook.message("hello")
    cursor = account.replies("messages", None, Scope()).cursor
    moving_clock.move(hours=2)
    for at in range(21):
        facebook.message(f"more {at}")
    assert "inbox" in account.replies("messages", cursor, Scope()).missed


def test_a_visitors_post_is_heard(account, facebook):
    below = {"data": [{"media_type": "photo", "media": {"image": {"src": PICTURE}}}]}
    album = {"data": [{"media_type": "album", "subattachments": below}]}
    facebook.keep("visit", PASSER, message="I know her", attachments=album)
    (item,) = account.replies("visitors", None, Scope()).items
    assert (item.told, item.text, item.media[0].content) == (
        Told.MENTION, "I know her", b"/girl.jpg",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fault", "out"),
    [
        (Fault.DROP_BEFORE, 0),
        (Fault.COMMIT_DROP, 1),
        (Fault.COMMIT_500, 1),
        (Fault.S503, 0),
        (Fault.MALFORMED, 1),
    ],
)
def test_a_private_answer_whose_fate_is_unknown_is_looked_for(account, facebook, world, fault, out):
    asked = facebook.message("I saw her")
    post = Post("Where was that?", reply_to=asked["id"], journey=Walk())
    world.arm(fault, lambda request: request.path.endswith("/messages"))
    with pytest.raises(Unreachable):
        account.answer(post)
    assert isinstance(account.reconcile(post, clock.now()), Found if out else Absent)
    assert len(facebook.of("message")) == 1 + out


def test_an_answer_after_a_day_is_refused_with_what_to_do(account, facebook, moving_clock):
    asked = facebook.message("I saw her")
    account.answer(Post("Where?", reply_to=asked["id"]))
    moving_clock.move(hours=25)
    with pytest.raises(Rejected, match="within 24 hours"):
        account.answer(Post("Where?", reply_to=asked["id"]))
    with pytest.raises(Rejected, match="2,001 of 2,000"):
        account.answer(Post("x" * 2_001, reply_to=asked["id"]))
    with pytest.raises(Rejected, match="take back"):
        account.withdraw(asked["id"])


def test_a_comment_is_hidden_and_a_deleted_one_is_gone(account, facebook):
    post = account.publish(Post("Seen Mira?"))
    bad = facebook.comment(post.ref, "abuse")
    account.hide(bad["id"])
    account.hide(bad["id"])
    assert bad["is_hidden"] == "true"
    with pytest.raises(Gone):
        account.hide("1_2")
    with pytest.raises(Rejected, match="block who wrote it"):
        account.hide("m_1")


@pytest.mark.parametrize("fault", [Fault.COMMIT_500, Fault.DROP_BEFORE, Fault.MALFORMED])
def test_hiding_that_broke_off_is_no_success(account, facebook, world, fault):
    post = account.publish(Post("Seen Mira?"))
    bad = facebook.comment(post.ref, "abuse")
    world.arm(fault, lambda request: request.path.endswith(bad["id"]))
    with pytest.raises(Unreachable):
        account.hide(bad["id"])
    account.hide(bad["id"])
    assert bad["is_hidden"] == "true"


def test_someone_is_blocked(account, facebook):
    account.block(PASSER)
    assert facebook.blocked == [PASSER]
    with pytest.raises(Rejected, match="page's settings"):
        account.block("")


def test_a_post_is_measured_and_a_small_page_is_told_no_reach(account, facebook, world):
    post = account.publish(Post("Seen Mira?"))
    facebook.things[post.ref] |= {
        "reactions": {"summary": {"total_count": 3}},
        "shares": {"count": 2},
    }
    found = account.measure(post.ref)
    assert (found.views, found.likes, found.shares, found.replies) == (12, 3, 2, 0)
    comment = account.publish(Post("And look", reply_to=post.ref))
    assert (account.measure(comment.ref).likes, account.measure(comment.ref).shares) == (0, None)
    told_nothing = no(100, "(#100) The value must be a valid insights metric")
    world.arm(Fault.S429, lambda r: r.path.endswith("/insights"), answer_429=told_nothing)
    assert account.measure(post.ref).views is None


def test_a_page_is_dressed_and_its_name_is_left_to_a_person(account, facebook):
    account.set_profile(Profile("Missing Mira", "Police appeal", png(), png()))
    assert facebook.page["about"] == "Police appeal"
    assert facebook.picture == (png(), "image/png")
    assert facebook.things[facebook.page["cover"]]["content"] == png()
    with pytest.raises(Rejected, match="by hand"):
        account.set_profile(Profile(display_name="Found"))


def test_what_was_allowed_is_taken_back_or_it_is_said_how(account, facebook):
    with pytest.raises(Rejected, match="Business integrations"):
        account.revoke()
    facebook.keys["long"] = "person"
    opened(user_token="long").revoke()
    assert facebook.sign_in.revoked
