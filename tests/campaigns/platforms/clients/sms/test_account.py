"""Texts through the unmodified twilio package, against its API at HTTP level."""

from datetime import UTC, datetime

import pytest
from twilio.request_validator import RequestValidator

from campaigns.kernel.errors import Gone, Held, Limited, Rejected, Unauthorised, Unreachable
from campaigns.platforms import registry
from campaigns.platforms.base import Absent, Found, Post, Recipient, Scope, Walk
from campaigns.platforms.doors import Call
from campaigns.platforms.going import VOUCHED
from campaigns.platforms.sms import segments
from tests.fakes.sms import LANDLINE, SAID_STOP, THEIRS, TOKEN, no, opened
from tests.fakes.world import Fault

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
TWO = (Recipient(1, "+14165550101"), Recipient(2, "+14165550102"))


@pytest.fixture
def account(sms_account):
    return sms_account


def sending(request) -> bool:
    return request.method == "POST"


def test_it_knows_its_number_and_whether_the_account_is_in_use(account, twilio):
    assert account.check().handle == "+14165550143"
    twilio.suspended = True
    with pytest.raises(Unauthorised, match="suspended"):
        account.check()


def test_everyone_who_asked_is_texted_once(account, twilio):
    post = Post("Have you seen Mira?", to=TWO, journey=Walk())
    account.publish(post)
    account.publish(post)
    assert twilio.sent() == [(each.address, "Have you seen Mira?") for each in TWO]


def test_a_number_that_said_stop_is_passed_by_and_written_down(account, twilio):
    to = (Recipient(8, SAID_STOP), Recipient(9, LANDLINE), *TWO)
    post = Post("Seen?", to=to, journey=Walk())
    account.publish(post)
    assert len(twilio.sent()) == 2
    assert post.journey.known("to 8") == "said STOP"
    assert post.journey.known("to 9") == "not a mobile number"
    nobody = Post("Seen?", to=to[:2], journey=Walk())
    with pytest.raises(Rejected, match="Nobody has it: not a mobile number, said STOP"):
        account.publish(nobody)


def test_a_person_s_word_is_looked_up_before_anyone_is_texted_again(account, twilio):
    first = Post("Seen?", to=TWO[:1], journey=Walk())
    account.publish(first)
    post = Post("Seen?", to=TWO, journey=Walk())
    post.journey.save(VOUCHED, "Sgt. Lindqvist")
    account.publish(post)
    assert twilio.sent() == [(each.address, "Seen?") for each in TWO]


@pytest.mark.parametrize(
    ("fault", "left"), [(Fault.DROP_BEFORE, 1), (Fault.COMMIT_DROP, 0), (Fault.COMMIT_500, 0),
                        (Fault.S503, 1), (Fault.MALFORMED, 0)],
)  # fmt: skip
def test_a_call_that_broke_off_is_looked_up_and_the_rest_goes_on(
    account, twilio, world, fault, left
):
    post = Post("Seen?", to=TWO, journey=Walk())
    world.arm(fault, sending, skip=1)
    with pytest.raises(Unreachable):
        account.publish(post)
    assert isinstance(account.reconcile(post, LONG_AGO), Absent if left else Found)
    account.publish(post)
    assert sorted(twilio.sent()) == [(each.address, "Seen?") for each in TWO]


def test_a_switch_stops_between_two_people(account, twilio):
    class Switch(Walk):
        def go_on(self):
            if self.known("to 1"):
                raise Held("Stopped.")

    with pytest.raises(Held):
        account.publish(Post("Seen?", to=TWO, journey=Switch()))
    assert len(twilio.sent()) == 1


def test_nobody_asked_is_said_and_a_long_text_is_refused_in_their_words(account):
    with pytest.raises(Rejected, match="Nobody has asked"):
        account.publish(Post("Seen?"))
    with pytest.raises(Rejected, match="1600"):
        account.publish(Post("x" * 1_601, to=TWO))


def test_a_wrong_token_and_too_fast_are_told_apart(account, world):
    with pytest.raises(Unauthorised, match="auth token"):
        opened("another").check()
    world.arm(Fault.S429, sending, answer_429=no(429, 20429, "Too Many Requests"))
    with pytest.raises(Limited):
        account.publish(Post("Seen?", to=TWO))


def test_texts_are_heard_in_order_with_their_pictures(account, twilio):
    twilio.files["/ME1"] = b"\xff\xd8 a girl"
    twilio.write("I saw her")
    twilio.write("this one", files=1)
    batch = account.replies("texts", None, Scope())
    assert [item.text for item in batch.items] == ["I saw her", "this one"]
    assert all(item.private and item.author == THEIRS for item in batch.items)
    assert batch.items[1].media[0].content == b"\xff\xd8 a girl"
    again = account.replies("texts", batch.cursor, Scope())
    assert {item.ref for item in again.items} == {item.ref for item in batch.items}


def test_what_we_sent_is_not_heard(account, twilio):
    account.publish(Post("Seen?", to=(Recipient(1, "+14165550143"),)))
    assert account.replies("texts", None, Scope()).items == ()


def test_an_answer_goes_to_who_wrote(account, twilio):
    sid = twilio.write("where do I bring it?")
    account.answer(Post("To any desk.", reply_to=sid))
    assert twilio.sent() == [(THEIRS, "To any desk.")]
    answered = Post("To any desk.", reply_to=sid, journey=Walk())
    assert isinstance(account.reconcile(answered, LONG_AGO), Found)
    with pytest.raises(Gone):
        account.answer(Post("To any desk.", reply_to="SM404"))


def test_only_twilio_signs_like_twilio():
    hook = registry.platform("sms").hook
    url, form = "https://tips.example.org/hooks/7", {"Body": "I saw her", "MessageSid": "SM1"}
    signature = RequestValidator(TOKEN).compute_signature(url, form)
    heads = {"x-twilio-signature": signature}
    body = b"Body=I+saw+her&MessageSid=SM1"
    genuine = Call("POST", url, heads, {}, body)
    assert hook.is_genuine(genuine, {"auth_token": TOKEN})
    changed = Call("POST", url, heads, {}, body + b"&To=x")
    assert not hook.is_genuine(changed, {"auth_token": TOKEN})
    assert hook.once(genuine) == "SM1"
    assert hook.challenge(genuine, {}) is None


@pytest.mark.parametrize(
    ("text", "pieces"),
    [("a" * 160, 1), ("a" * 161, 2), ("é" * 160, 1), ("ж" * 71, 2), ("€" * 81, 2)],
)
def test_a_text_travels_in_pieces(text, pieces):
    assert segments(text) == pieces


def test_no_key_is_in_an_error(account, world):
    world.arm(Fault.COMMIT_500)
    with pytest.raises(Unreachable) as broken:
        account.check()
    assert TOKEN not in repr(broken.value) + repr(broken.value.__cause__)
