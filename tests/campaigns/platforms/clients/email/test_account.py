"""Letters through real mail servers that others wrote, on loopback."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from campaigns.kernel.errors import Gone, Held, Limited, Rejected, Unauthorised, Unreachable
from campaigns.platforms import registry
from campaigns.platforms.base import (
    Absent,
    CannotTell,
    Found,
    NoDesk,
    Post,
    Recipient,
    Scope,
    Walk,
    picture,
)
from campaigns.platforms.going import VOUCHED
from tests.fakes.email import ADDRESS, UNKNOWN_READER
from tests.fakes.world import Fault

NOW = datetime.now(UTC)
STOP = "https://tips.example.org/a/find-mira/stop/abc"
TWO = (Recipient(1, "desk@daily.example.org", STOP), Recipient(2, "ana@example.net"))


@pytest.fixture
def account(email_account):
    return email_account


def news(**more) -> Post:
    return Post("Have you seen Mira, 7?\n\nLast seen in Parkdale.", key="7-1", to=TWO, **more)


def png() -> bytes:
    Image.new("RGB", (8, 8), "teal").save(drawn := BytesIO(), "PNG")
    return drawn.getvalue()


def test_it_knows_its_address_and_both_doors_open(account):
    assert account.check().handle == ADDRESS


def test_each_gets_a_letter_of_their_own_with_a_way_to_stop(account, mail):
    account.publish(news(media=(picture(png(), "image/png", "Mira, smiling"),)))
    (one, first), (two, second) = mail.post.letters
    assert (one, two) == ("desk@daily.example.org", "ana@example.net")
    assert first["Subject"] == "Have you seen Mira, 7?"
    assert first["List-Unsubscribe"] == f"<{STOP}>"
    assert "List-Unsubscribe" not in second
    assert "ana@example.net" not in first.as_string()
    words = first.get_body(("plain",)).get_content().replace("\r\n", "\n")
    assert words.startswith("Have you seen Mira, 7?\n\nLast seen in Parkdale.")
    (attached,) = first.iter_attachments()
    assert attached.get_content() == png()
    assert attached["Content-Description"] == "Mira, smiling"


def test_whoever_has_the_letter_is_not_written_to_again(account, mail):
    post = news(journey=Walk())
    account.publish(post)
    account.publish(post)
    assert len(mail.post.letters) == 2
    assert isinstance(account.reconcile(post, NOW), Found)


def test_an_address_that_is_refused_is_written_down_and_the_rest_goes_on(account, mail):
    post = replace(news(journey=Walk()), to=(Recipient(9, UNKNOWN_READER), *TWO))
    account.publish(post)
    assert len(mail.post.letters) == 2
    assert "550" in post.journey.known("to 9")


@pytest.mark.parametrize("odd", ["no address", "ana@", "anä@example.net", "a b@example.net", ""])
def test_a_line_that_is_no_address_keeps_the_letter_from_nobody_else(account, mail, odd):
    post = replace(news(journey=Walk()), to=(Recipient(9, odd), *TWO))
    account.publish(post)
    assert len(mail.post.letters) == 2
    assert "none that a letter can be sent to" in post.journey.known("to 9")


def test_a_letter_that_nobody_could_be_given_is_no_success(account, mail):
    post = replace(news(journey=Walk()), to=(Recipient(9, UNKNOWN_READER), Recipient(8, "none")))
    with pytest.raises(Rejected, match=r"Nobody has it.*550"):
        account.publish(post)
    assert mail.post.letters == []


class SaidStop(Walk):
    """The first on the list said stop after it was made."""

    def wants(self, recipient_id):
        return recipient_id != 1


def test_whoever_says_stop_meanwhile_is_not_written_to(account, mail):
    post = news(journey=SaidStop())
    account.publish(post)
    assert [to for to, _ in mail.post.letters] == ["ana@example.net"]
    assert post.journey.known("to 1") == "said stop"


def test_a_person_s_word_counts_for_the_letter_under_way_and_the_rest_get_theirs(account, mail):
    post = news(journey=Walk())
    post.journey.save("to 1", "being handed over")
    post.journey.save(VOUCHED, "Sgt. Lindqvist")
    account.publish(post)
    assert [to for to, _ in mail.post.letters] == ["ana@example.net"]
    account.publish(post)
    assert len(mail.post.letters) == 1


def test_a_line_that_breaks_before_the_letter_is_a_clean_no(account, mail):
    post = news(journey=Walk())
    mail.arm(Fault.DROP_BEFORE, skip=1)
    with pytest.raises(Limited):
        account.publish(post)
    account.publish(post)
    assert [to for to, _ in mail.post.letters] == [each.address for each in TWO]


def test_a_line_that_breaks_after_it_is_looked_up_in_our_mailbox(account, mail):
    post = news(journey=Walk())
    mail.post.keeps = lambda raw: mail.put(raw, "Sent")
    mail.arm(Fault.COMMIT_DROP)
    with pytest.raises(Unreachable):
        account.publish(post)
    assert isinstance(
        account.reconcile(post, NOW), Absent
    )  # the first is found, the second is left
    account.publish(post)
    assert [to for to, _ in mail.post.letters] == [each.address for each in TWO]


def test_where_no_copy_is_kept_a_person_decides(account, mail):
    post = news(journey=Walk())
    mail.arm(Fault.COMMIT_DROP)
    with pytest.raises(Unreachable):
        account.publish(post)
    assert isinstance(account.reconcile(post, NOW), CannotTell)


@pytest.mark.parametrize("fault", [Fault.S503, Fault.S429])
def test_not_now_comes_back_later_and_nothing_was_said(account, mail, fault):
    post = news(journey=Walk())
    mail.arm(fault)
    with pytest.raises(Limited, match="mail server said 4"):
        account.publish(post)
    assert mail.post.letters == []
    assert isinstance(account.reconcile(post, NOW), Absent)


def test_wrong_passwords_and_closed_doors_are_told_apart(mail):
    def opened(**wrong):
        return registry.platform("email").open({**mail.credentials, **wrong}, NoDesk())

    with pytest.raises(Unauthorised):
        opened(password="guessed").publish(news())
    with pytest.raises(Limited, match="nothing was sent"):
        opened(smtp="127.0.0.1:1").publish(news())
    with pytest.raises(Unreachable):
        opened(imap="127.0.0.1:1").replies("inbox", None, Scope())
    with pytest.raises(Rejected):
        opened(smtp="not a server:x").publish(news())


def test_a_switch_stops_between_two_letters(account, mail):
    class Switch(Walk):
        def go_on(self):
            if self.known("to 1"):
                raise Held("Stopped.")

    with pytest.raises(Held):
        account.publish(news(journey=Switch()))
    assert len(mail.post.letters) == 1


def test_nobody_to_write_to_is_said(account):
    with pytest.raises(Rejected, match="press list"):
        account.publish(Post("Seen?"))


def test_an_answer_to_our_letter_is_heard_once_with_its_thread(account, mail):
    receipt = account.publish(news())
    ours = mail.post.letters[0][1]["Message-ID"]
    mail.put(
        f"From: Ana <ana@example.net>\r\nSubject: Re: Mira\r\nIn-Reply-To: {ours}\r\n"
        "Message-ID: <a1@example.net>\r\nDate: Sat, 16 May 2026 11:00:00 -0400\r\n\r\n"
        "I saw her.\r\n".encode()
    )
    batch = account.replies("inbox", None, Scope())
    (item,) = batch.items
    assert item.text == "Re: Mira\n\nI saw her."
    assert item.in_reply_to == receipt.ref
    assert item.private
    assert account.replies("inbox", batch.cursor, Scope()).items == ()


def test_an_answer_of_ours_stands_in_the_thread_of_theirs(account, mail):
    mail.put(
        b"From: Ana <ana@example.net>\r\nSubject: a question\r\nMessage-ID: <q@example.net>\r\n\r\n"
        b"Where do I bring it?\r\n"
    )
    ref = account.replies("inbox", None, Scope()).items[0].ref
    account.answer(Post("To any desk.", reply_to=ref, key="9-1"))
    to, letter = mail.post.letters[0]
    assert (to, letter["Subject"]) == ("ana@example.net", "Re: a question")
    assert letter["In-Reply-To"] == "<q@example.net>"
    with pytest.raises(Gone):
        account.answer(Post("To any desk.", reply_to="<none@example.net> 0123456789abcdef"))


def test_letters_come_page_by_page_and_a_mailbox_numbered_anew_loses_none(account, mail):
    with mail.box() as box:
        for number in range(23):
            raw = f"From: a@example.net\r\nMessage-ID: <m{number}@x>\r\n\r\n{number}\r\n"
            box.append("INBOX", raw.encode())
    first = account.replies("inbox", None, Scope())
    second = account.replies("inbox", first.cursor, Scope())
    assert [len(first.items), len(second.items)] == [20, 3]
    anew = account.replies("inbox", "1:99999999", Scope())
    assert [each.ref for each in anew.items] == [each.ref for each in first.items]


def test_two_letters_with_one_message_id_are_two(account, mail):
    for words in (b"one", b"two"):
        mail.put(b"From: a@example.net\r\nMessage-ID: <same@x>\r\n\r\n" + words + b"\r\n")
    assert len({item.ref for item in account.replies("inbox", None, Scope()).items}) == 2
