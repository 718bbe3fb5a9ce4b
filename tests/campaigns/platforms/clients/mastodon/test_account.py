"""A Mastodon account against a server that others wrote, through its own client library."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from PIL import Image

from campaigns.kernel.errors import Gone, Limited, Rejected, Unauthorised, Unreachable
from campaigns.platforms.base import Absent, Found, Post, Profile, Scope, Told, Walk
from campaigns.platforms.going import picture
from campaigns.platforms.mastodon import count
from tests.fakes.mastodon import HOST, KEY, PUBLIC_KEY, opened
from tests.fakes.world import Answer, Fault

pytestmark = pytest.mark.usefixtures("mastodon_server")
LONG_AGO = datetime.now(UTC) - timedelta(hours=1)


@pytest.fixture
def account(mastodon_server):
    return opened()


@pytest.fixture
def passer_by(mastodon_server):
    return opened(PUBLIC_KEY)


def png() -> bytes:
    Image.new("RGB", (8, 8), "teal").save(drawn := BytesIO(), "PNG")
    return drawn.getvalue()


def posting(request) -> bool:
    return request.method == "POST" and request.path == "/api/v1/statuses"


def standing(account) -> list[str]:
    return [own.text for own in account.own_posts(LONG_AGO)]


def test_it_knows_who_it_is(account):
    found = account.check()
    assert found.handle == f"missingmira@{HOST}"
    assert found.display_name == "Help find Mira"


def test_a_post_carries_its_pictures_with_their_descriptions(account, passer_by):
    receipt = account.publish(Post("Seen Mira?", (picture(png(), "image/png", "Mira, smiling"),)))
    with passer_by._speaker.asking() as api:
        row = api.status(receipt.ref)
    assert row["media_attachments"][0]["description"] == "Mira, smiling"
    assert row["visibility"] == "public"


def test_a_picture_that_was_uploaded_before_is_not_uploaded_again(account, world):
    journey = Walk()
    post = Post("Seen?", (picture(png(), "image/png", "x"),), key="7-1", journey=journey)
    world.arm(Fault.DROP_BEFORE, posting)
    with pytest.raises(Unreachable):
        account.publish(post)
    account.publish(post)
    uploads = [call for call in world.calls if call.path == "/api/v2/media"]
    assert len(uploads) == 1


@pytest.mark.parametrize(
    ("fault", "out"),
    [
        (Fault.DROP_BEFORE, False),
        (Fault.COMMIT_DROP, True),
        (Fault.COMMIT_500, True),
        (Fault.S503, False),
        (Fault.MALFORMED, True),
    ],
)
def test_what_became_of_a_broken_call_is_found_by_reading(account, world, fault, out):
    post = Post("Have you seen Mira, 7? <3 & more https://example.org/a?b=1", key="7-1")
    world.arm(fault, posting)
    with pytest.raises(Unreachable):
        account.publish(post)
    answer = account.reconcile(post, LONG_AGO)
    assert isinstance(answer, Found if out else Absent)
    assert len(standing(account)) == out


def test_the_same_words_beneath_another_post_are_another_part(account):
    first = account.publish(Post("Please share", key="7-1"))
    second = Post("Please share", key="7-2", reply_to=first.ref)
    assert isinstance(account.reconcile(second, LONG_AGO), Absent)
    receipt = account.publish(second)
    assert account.reconcile(second, LONG_AGO) == Found(receipt)


def test_too_fast_says_until_when(account, world):
    reset = (datetime.now(UTC) + timedelta(minutes=4)).replace(microsecond=0)
    heads = {
        "X-RateLimit-Limit": "300",
        "X-RateLimit-Remaining": "0",
        "X-RateLimit-Reset": reset.isoformat(),
    }
    world.arm(Fault.S429, posting, answer_429=Answer(429, {"error": "Throttled"}, heads))
    with pytest.raises(Limited) as slow:
        account.publish(Post("Seen?"))
    assert abs((slow.value.retry_at - reset).total_seconds()) < 5
    assert standing(account) == []


def test_a_revoked_key_and_a_clean_no_are_told_apart(account, mastodon_server):
    with pytest.raises(Unauthorised):
        opened("some_other_key").check()
    with pytest.raises(Rejected, match=r"social\.example\.org said"):
        account.publish(Post(""))


def test_what_is_taken_down_is_proved_gone_however_often(account):
    receipt = account.publish(Post("Seen?"))
    assert account.withdraw(receipt.ref).status == 404
    assert account.withdraw(receipt.ref).status == 404
    with pytest.raises(Gone):
        account.measure(receipt.ref)


def test_a_post_is_edited_and_keeps_its_pictures(account, passer_by):
    receipt = account.publish(Post("Seen Mira, 7?", (picture(png(), "image/png", "Mira"),)))
    account.edit(receipt.ref, Post("Seen Mira, 8?"))
    with passer_by._speaker.asking() as api:
        row = api.status(receipt.ref)
    assert "Mira, 8" in row["content"]
    assert len(row["media_attachments"]) == 1


def test_mentions_and_messages_are_heard_once_in_order(account, passer_by):
    post = account.publish(Post("Have you seen Mira?"))
    passer_by.publish(Post("@missingmira I saw her\nat the station", reply_to=post.ref))
    with passer_by._speaker.asking() as api:
        api.status_post("@missingmira please do not tell anyone", visibility="direct")
    batch = account.replies("mentions", None, Scope())
    assert [(item.told, item.private) for item in batch.items] == [
        (Told.REPLY, False),
        (Told.MESSAGE, True),
    ]
    assert batch.items[0].text == "@missingmira I saw her\nat the station"
    assert batch.items[0].in_reply_to == post.ref
    assert b"visibility" in batch.items[0].raw
    assert account.replies("mentions", batch.cursor, Scope()).items == ()


def test_a_picture_that_came_with_a_reply_is_fetched_at_once(account, passer_by):
    passer_by.publish(Post("@missingmira this one?", (picture(png(), "image/png", "a girl"),)))
    (item,) = account.replies("mentions", None, Scope()).items
    file = item.media[0].fetched()
    assert file.content or file.trouble
    assert file.url


def test_an_answer_beneath_our_post_is_heard_though_it_does_not_name_us(account, passer_by):
    post = account.publish(Post("Have you seen Mira?"))
    passer_by.publish(Post("at the ferry, a moment ago", reply_to=post.ref))
    (item,) = account.replies("threads", None, Scope(posts=(post.ref, "99999"))).items
    assert (item.text, item.thread) == ("at the ferry, a moment ago", post.ref)


def test_a_hashtag_is_heard_from_an_hour_before(account, passer_by):
    passer_by.publish(Post("Saw her #FindMiraV by the lake"))
    scope = Scope(hashtags=("FindMiraV",))
    batch = account.replies("hashtags", None, scope)
    assert [item.told for item in batch.items] == [Told.HASHTAG]
    again = account.replies("hashtags", batch.cursor, scope)
    assert [item.ref for item in again.items] == [batch.items[0].ref]
    assert again.cursor == batch.cursor


def test_an_answer_is_as_private_as_the_question_and_names_who_asked(account, passer_by):
    with passer_by._speaker.asking() as api:
        asked = api.status_post("@missingmira where do I bring the film?", visibility="direct")
    account.answer(Post("To any desk. Thank you.", reply_to=str(asked["id"])))
    (heard,) = passer_by.replies("mentions", None, Scope()).items
    assert heard.private
    assert heard.text.endswith("To any desk. Thank you.")


def test_an_answer_to_what_was_taken_back_is_gone(account):
    with pytest.raises(Gone):
        account.answer(Post("Thank you", reply_to="424242"))


def test_someone_is_blocked_and_a_profile_is_set(account, passer_by):
    account.block(passer_by._me()["id"])
    account.set_profile(Profile("Help find Mira V", "Police appeal", png()))
    assert account.check().display_name == "Help find Mira V"
    assert account.check().bio == "Police appeal"


def test_a_status_is_counted_as_mastodon_counts():
    assert count("see https://example.org/a/very/long/path/that/goes/on/and/on") == 4 + 23
    assert count("@mira@social.example.org hi") == len("@mira hi")


def test_a_key_that_was_typed_in_is_given_back_by_hand(account):
    with pytest.raises(Rejected, match="by hand"):
        account.revoke()


def test_no_key_is_in_an_error(account, world):
    world.arm(Fault.DROP_BEFORE)
    with pytest.raises(Unreachable) as broken:
        account.check()
    assert KEY not in str(broken.value)
