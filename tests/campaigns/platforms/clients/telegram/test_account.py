"""A Telegram channel through our own client of the Bot API, against a fake at HTTP level."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from campaigns.kernel.errors import Gone, Limited, Rejected, Unauthorised, Unreachable
from campaigns.platforms import registry
from campaigns.platforms.base import CannotTell, Media, Post, Profile, Scope, Told, picture
from campaigns.platforms.doors import Call
from campaigns.platforms.telegram import count, hook_secret
from tests.fakes.telegram import CHANNEL, GROUP, PRIVATE, TOKEN, no, opened
from tests.fakes.world import Fault


@pytest.fixture
def account(telegram_account):
    return telegram_account


def png() -> bytes:
    Image.new("RGB", (8, 8), "teal").save(drawn := BytesIO(), "PNG")
    return drawn.getvalue()


def film() -> Media:
    return Media("video/mp4", "Police speak", 4, lambda: BytesIO(b"film"), "ab" * 32)


def words(telegram) -> list[str]:
    return [row["words"] for (chat, _), row in telegram.messages.items() if chat == CHANNEL["id"]]


def test_it_knows_its_channel_and_whether_the_bot_may_write_there(account, telegram):
    assert account.check().handle == "missingmira"
    telegram.admin = False
    with pytest.raises(Rejected, match="no administrator"):
        account.check()


@pytest.mark.parametrize("media", [(), (picture(b"1", "image/png", "x"),), (film(),)])
def test_words_leave_as_they_are_with_what_goes_with_them(account, telegram, media):
    receipt = account.publish(Post("Have you seen Mira, 7? <b>&", media))
    assert words(telegram) == ["Have you seen Mira, 7? <b>&"]
    assert receipt.url == f"https://t.me/missingmira/{receipt.ref.partition(':')[2]}"


def test_an_album_is_one_post_and_comes_down_as_one(account, telegram):
    both = (picture(png(), "image/png", "one"), film())
    receipt = account.publish(Post("Two", both))
    assert words(telegram) == ["Two", ""]
    assert "not found" in account.withdraw(receipt.ref).words
    assert words(telegram) == []


def test_a_second_part_hangs_on_the_first(account, telegram):
    first = account.publish(Post("one"))
    account.publish(Post("two", reply_to=first.ref))
    assert [row["reply_to"] for row in telegram.messages.values()] == [None, 1]


def test_what_became_of_a_broken_call_only_a_person_can_tell(account, telegram, world):
    world.arm(Fault.COMMIT_DROP)
    post = Post("Seen?", key="7-1")
    with pytest.raises(Unreachable) as broken:
        account.publish(post)
    assert isinstance(account.reconcile(post, datetime.now(UTC)), CannotTell)
    assert words(telegram) == ["Seen?"]
    assert TOKEN not in repr(broken.value.__cause__) + str(broken.value)


@pytest.mark.parametrize("fault", [Fault.COMMIT_500, Fault.MALFORMED, Fault.S503])
def test_an_answer_that_cannot_be_read_is_not_known(account, world, fault):
    world.arm(fault)
    with pytest.raises(Unreachable):
        account.publish(Post("Seen?"))


def test_a_connection_that_never_stood_said_nothing_and_is_tried_again(account, monkeypatch):
    for name in ("HTTPS_PROXY", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with pytest.raises(Limited, match=r"nothing was sent"):
        account.publish(Post("Seen?"))


def test_too_fast_waits_as_long_as_was_said(account, world, moving_clock):
    world.arm(Fault.S429, answer_429=no(429, "Too Many Requests: retry after 7", retry_after=7))
    with pytest.raises(Limited) as slow:
        account.publish(Post("Seen?"))
    assert (slow.value.retry_at - moving_clock()).total_seconds() == 7


def test_a_dead_key_and_a_lost_channel_are_unauthorised(account, telegram):
    with pytest.raises(Unauthorised, match="BotFather"):
        opened("1:other").check()
    telegram.admin = False
    with pytest.raises(Unauthorised, match="administrator"):
        account.publish(Post("Seen?"))


def test_a_post_is_edited_be_it_words_or_a_caption(account, telegram):
    one = account.publish(Post("one"))
    two = account.publish(Post("two", (picture(png(), "image/png", "x"),)))
    account.edit(one.ref, Post("one, again"))
    account.edit(two.ref, Post("two, again"))
    assert words(telegram) == ["one, again", "two, again"]


def test_what_is_taken_down_is_proved_gone_however_often(account):
    receipt = account.publish(Post("Seen?"))
    assert account.withdraw(receipt.ref).status == 404
    assert account.withdraw(receipt.ref).status == 404


def test_messages_and_answers_in_the_group_are_heard_once(account, telegram):
    post = account.publish(Post("Seen Mira?"))
    telegram.files["photos/1.jpg"] = png()
    telegram.write(PRIVATE, "I saw her", photo=[{"file_id": "small"}, {"file_id": "photos/1.jpg"}])
    origin = {"type": "channel", "chat": CHANNEL, "message_id": int(post.ref.partition(":")[2])}
    above = {"chat": GROUP, "message_id": 90, "forward_origin": origin}
    telegram.write(GROUP, "at the ferry", reply_to_message=above)
    batch = account.replies("updates", None, Scope())
    private, answer = batch.items
    assert (private.private, private.told, private.author) == (True, Told.MESSAGE, "@ana_sees")
    assert private.media[0].content == png()
    assert TOKEN not in private.media[0].url + private.media[0].file_name
    assert (answer.in_reply_to, answer.private) == (post.ref, False)
    assert account.replies("updates", batch.cursor, Scope()).items == ()


def test_what_was_not_kept_is_told_again(account, telegram):
    telegram.write(PRIVATE, "I saw her")
    assert account.replies("updates", None, Scope()) == account.replies("updates", None, Scope())


def test_an_edit_is_another_version_and_a_place_is_told_in_numbers(account, telegram):
    telegram.write(PRIVATE, "at seven", kind="edited_message", edit_date=1_778_932_900)
    telegram.write(PRIVATE, "", location={"latitude": 43.64, "longitude": -79.439})
    edited, place = account.replies("updates", None, Scope()).items
    assert edited.edited_at > edited.at
    assert place.text == "43.64000, -79.43900"


def test_a_message_that_cannot_be_read_is_kept_raw_and_a_large_file_is_named(account, telegram):
    telegram.updates.append({"update_id": 400, "message": {"what": "is this"}})
    telegram.write(PRIVATE, "my film", video={"file_id": "huge", "file_name": "dash.mp4"})
    raw, large = account.replies("updates", None, Scope()).items
    assert raw.unreadable
    assert b"is this" in raw.raw
    assert "dash.mp4" in large.media[0].trouble
    assert "too big" in large.media[0].trouble


def test_a_webhook_that_someone_set_is_taken_away_and_nothing_is_dropped(account, telegram):
    telegram.hooked = True
    telegram.write(PRIVATE, "I saw her")
    assert [item.text for item in account.replies("updates", None, Scope()).items] == ["I saw her"]


def test_an_answer_goes_where_the_question_came_from(account, telegram):
    number = telegram.write(PRIVATE, "where do I bring it?")
    telegram.messages[(77, number)] = {"message_id": number}
    account.answer(Post("To any desk.", reply_to=f"77:{number}"))
    assert telegram.messages[(77, number + 1)]["words"] == "To any desk."
    with pytest.raises(Gone):
        account.answer(Post("To any desk.", reply_to="77:9999"))


def test_someone_is_banned_and_a_profile_that_is_so_already_is_well(account, telegram):
    account.block("77")
    account.set_profile(Profile("Help find Mira", "Police appeal", png()))
    account.set_profile(Profile("Help find Mira"))
    assert telegram.banned == ["77"]
    assert CHANNEL["title"] == "Help find Mira"


def test_only_telegram_knows_the_word_of_the_webhook():
    hook = registry.platform("telegram").hook
    word = {"x-telegram-bot-api-secret-token": hook_secret(TOKEN)}
    call = Call("POST", "https://x.test/hooks/1", word, {}, b"{}")
    assert hook.challenge(call, {"token": TOKEN}) is None
    assert hook.is_genuine(call, {"token": TOKEN})
    assert not hook.is_genuine(call, {"token": "1:other"})
    assert len(hook.once(call)) == 64


def test_letters_are_counted_in_utf_16():
    assert count("ab👍") == 4
