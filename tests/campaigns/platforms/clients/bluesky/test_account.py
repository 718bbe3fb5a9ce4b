"""A Bluesky account through the unmodified atproto library, against a network at HTTP level."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from campaigns.kernel import clock
from campaigns.kernel.errors import Gone, Held, Limited, Rejected, Unauthorised, Unreachable
from campaigns.platforms.base import (
    Absent,
    CannotTell,
    Found,
    Media,
    Post,
    Profile,
    Scope,
    Told,
    Walk,
    picture,
)
from campaigns.platforms.bluesky import count
from campaigns.platforms.clients.bluesky.records import moment_of, new_key
from tests.fakes.bluesky import OURS, opened
from tests.fakes.world import Answer, Fault

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def account(bluesky_account):
    return bluesky_account


@pytest.fixture
def passer_by(bluesky):
    return opened("passer.bsky.social")


def png() -> bytes:
    Image.new("RGB", (8, 8), "teal").save(drawn := BytesIO(), "PNG")
    return drawn.getvalue()


def film(size: int = 3_000_000) -> Media:
    body = b"f" * size
    return Media("video/mp4", "Police speak", size, lambda: BytesIO(body), "ab" * 32)


def putting(request) -> bool:
    return request.path.endswith("putRecord")


def test_it_knows_who_it_is(account):
    assert account.check().handle == "missingmira.bsky.social"


def test_the_approved_words_leave_as_they_are_with_links_and_hashtags_marked(account, bluesky):
    words = "Have you seen Mira, 7? ❤️ #FindMiraV https://example.org/a @passer.bsky.social"
    account.publish(Post(words, (picture(png(), "image/png", "Mira"),), language="fr"))
    (record,) = bluesky.posts()
    assert record["text"] == words
    assert record["langs"] == ["fr"]
    marked = {f["features"][0]["$type"].rpartition("#")[2]: f["index"] for f in record["facets"]}
    assert set(marked) == {"tag", "link", "mention"}
    at = marked["tag"]
    assert words.encode()[at["byteStart"] : at["byteEnd"]] == b"#FindMiraV"
    assert record["embed"]["images"][0]["alt"] == "Mira"


def test_a_third_part_hangs_on_the_second_and_names_the_first(account, bluesky):
    first = account.publish(Post("one"))
    second = account.publish(Post("two", reply_to=first.ref))
    account.publish(Post("three", reply_to=second.ref))
    reply = bluesky.posts()[-1]["reply"]
    assert (reply["root"]["uri"], reply["parent"]["uri"]) == (first.ref, second.ref)


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
def test_what_became_of_a_broken_call_is_asked_for_by_its_key(account, bluesky, world, fault, out):
    post = Post("Have you seen Mira?", (picture(png(), "image/png", "Mira"),), journey=Walk())
    world.arm(fault, putting)
    with pytest.raises(Unreachable):
        account.publish(post)
    assert isinstance(account.reconcile(post, LONG_AGO), Found if out else Absent)
    assert len(bluesky.posts()) == out


def test_the_same_part_put_twice_is_one_post_and_its_picture_goes_up_once(account, bluesky, world):
    post = Post("Seen?", (picture(png(), "image/png", "Mira"),), journey=Walk())
    assert account.publish(post) == account.publish(post)
    assert len(bluesky.posts()) == 1
    assert sum(call.path.endswith("uploadBlob") for call in world.calls) == 1


def test_a_session_that_ran_out_is_renewed_without_signing_in_again(account, bluesky):
    account.publish(Post("one"))
    bluesky.expire()
    account.publish(Post("two"))
    assert (len(bluesky.posts()), bluesky.sign_ins) == (2, 1)


def test_a_key_that_was_taken_away_is_unauthorised_and_nothing_is_said(account, bluesky):
    account.check()
    bluesky.revoke()
    with pytest.raises(Unauthorised, match="shut there"):
        account.publish(Post("two"))
    assert bluesky.posts() == []


def test_too_fast_says_until_when(account, world):
    account.check()
    reset = int(datetime(2026, 5, 16, 13, tzinfo=UTC).timestamp())
    said = Answer(429, {"error": "RateLimitExceeded"}, {"ratelimit-reset": str(reset)})
    world.arm(Fault.S429, putting, answer_429=said)
    with pytest.raises(Limited) as slow:
        account.publish(Post("Seen?"))
    assert slow.value.retry_at.timestamp() == reset


def test_a_text_that_is_too_long_is_refused_in_the_networks_words(account):
    with pytest.raises(Rejected, match="300 graphemes"):
        account.publish(Post("x" * 301))


def test_a_film_goes_up_once_and_is_waited_for_outside(account, bluesky):
    post = Post("Watch", (film(),), journey=Walk())
    bluesky.cooking = 1
    with pytest.raises(Limited):
        account.publish(post)
    assert bluesky.posts() == []
    account.publish(post)
    assert bluesky.posts()[0]["embed"]["alt"] == "Police speak"
    assert len(bluesky.films) == 1


def test_a_switch_stops_a_film_between_two_chunks(account, bluesky):
    class Switch(Walk):
        left = 3

        def go_on(self):
            self.left -= 1
            if self.left < 0:
                raise Held("Stopped.")

    with pytest.raises(Held):
        account.publish(Post("Watch", (film(9_000_000),), journey=Switch()))
    assert bluesky.posts() == []
    assert bluesky.films == {}


def test_what_is_taken_down_is_proved_gone_however_often(account):
    receipt = account.publish(Post("Seen?"))
    assert account.withdraw(receipt.ref).status == 404
    assert account.withdraw(receipt.ref).status == 404
    with pytest.raises(Gone):
        account.measure(receipt.ref)


def test_replies_are_heard_in_order_and_again_only_from_a_little_before(account, passer_by):
    post = account.publish(Post("Seen Mira?"))
    passer_by.publish(Post("at the ferry", reply_to=post.ref))
    batch = account.replies("notifications", None, Scope())
    (item,) = batch.items
    assert (item.text, item.told, item.in_reply_to, item.thread) == (
        "at the ferry", Told.REPLY, post.ref, post.ref,
    )  # fmt: skip
    again = account.replies("notifications", batch.cursor, Scope())
    assert [each.ref for each in again.items] == [item.ref]
    assert again.cursor == batch.cursor


def test_a_reply_to_a_reply_is_heard_from_the_talk_with_its_picture(account, passer_by):
    post = account.publish(Post("Seen Mira?"))
    one = passer_by.publish(Post("me", reply_to=post.ref))
    passer_by.publish(Post("her", (picture(png(), "image/png", "girl"),), reply_to=one.ref))
    first, second = account.replies("threads", None, Scope(posts=(post.ref,))).items
    assert (first.in_reply_to, second.in_reply_to) == (post.ref, one.ref)
    assert second.thread == post.ref
    assert second.media[0].content == png()


def test_a_hashtag_is_heard(account, passer_by):
    passer_by.publish(Post("Saw her #FindMiraV"))
    account.publish(Post("Have you? #FindMiraV"))
    (item,) = account.replies("hashtags", None, Scope(hashtags=("FindMiraV",))).items
    assert item.told is Told.HASHTAG


def test_a_post_that_cannot_be_read_is_kept_raw(account, passer_by, bluesky):
    post = account.publish(Post("Seen Mira?"))
    passer_by.publish(Post("at the ferry", reply_to=post.ref))
    for record in bluesky.posts("did:plc:theirs"):
        record["embed"] = {"$type": "app.bsky.embed.images", "images": [{"image": {}, "alt": "x"}]}
    batch = account.replies("notifications", None, Scope())
    assert [item.unreadable for item in batch.items] == [True]
    assert b"at the ferry" in batch.items[0].raw


def test_a_row_that_is_not_as_the_lexicon_says_spoils_no_other(account, passer_by, bluesky):
    post = account.publish(Post("Seen Mira?"))
    passer_by.publish(Post("at the ferry", reply_to=post.ref))
    bluesky.odd = [{"uri": "at://odd", "reason": "reply", "record": {"text": 7}}]
    batch = account.replies("notifications", None, Scope())
    assert sorted((item.text, item.unreadable) for item in batch.items) == [
        ("", True),
        ("at the ferry", False),
    ]


def test_a_reply_is_hidden_once_by_the_gate_of_its_talk(account, passer_by, bluesky):
    post = account.publish(Post("Seen Mira?"))
    bad = passer_by.publish(Post("abuse", reply_to=post.ref))
    account.hide(bad.ref)
    account.hide(bad.ref)
    (gate,) = [r for (_, sort, _), r in bluesky.records.items() if sort.endswith("threadgate")]
    assert gate["hiddenReplies"] == [bad.ref]
    assert gate["post"] == post.ref


def test_someone_is_blocked_and_a_profile_keeps_what_is_not_set(account, bluesky):
    account.block("did:plc:theirs")
    account.set_profile(Profile("Help find Mira", "Police appeal", png()))
    account.set_profile(Profile(display_name="Help find Mira V"))
    kept = bluesky.records[(OURS, "app.bsky.actor.profile", "self")]
    assert (kept["displayName"], kept["description"]) == ("Help find Mira V", "Police appeal")
    assert kept["avatar"]["mimeType"] == "image/png"


def test_what_stands_on_the_account_is_listed(account):
    account.publish(Post("one"))
    assert [own.text for own in account.own_posts(LONG_AGO)] == ["one"]
    assert account.own_posts(clock.after(hours=1)) == ()


@pytest.mark.parametrize(
    ("text", "letters"),
    [
        ("abc", 3),
        ("\U0001f468\u200d\U0001f469\u200d\U0001f467", 1),  # a family
        ("\U0001f1e8\U0001f1e6\U0001f1eb\U0001f1f7", 2),  # two flags
        ("e\u0301", 1),
        ("\U0001f44d\U0001f3fd", 1),  # a thumb with its tone
        ("\u2764\ufe0f", 1),
    ],
)
def test_letters_are_counted_as_people_see_them(text, letters):
    assert count(text) == letters


def test_a_key_tells_the_moment_it_was_made_for():
    moment = clock.now().replace(microsecond=123456)
    key = new_key(moment)
    assert len(key) == 13
    assert abs(moment_of(key) - moment) < timedelta(microseconds=2)


def test_no_two_keys_of_one_moment_are_the_same():
    at = datetime(2026, 5, 16, 12, tzinfo=UTC)
    keys = [new_key(at) for _ in range(3_000)]
    assert len(set(keys)) == len(keys)
    assert keys == sorted(keys)


def test_other_words_under_our_key_are_not_taken_for_the_post(account, bluesky):
    journey = Walk()
    account.publish(Post("Seen Mira?", journey=journey))
    answer = account.reconcile(Post("She wears a red coat.", journey=journey), LONG_AGO)
    assert isinstance(answer, CannotTell)
