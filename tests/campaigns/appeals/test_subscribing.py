"""Following by text message: the words that follow and stop, in the languages people use."""

import pytest

from campaigns.appeals import subscribing
from campaigns.appeals.subscriber_queries import PRESS_FROM, count_followers, recipients_of
from campaigns.channels import press
from campaigns.channels.press_queries import list_contacts
from campaigns.kernel.errors import Invalid, NotFound, WrongState
from tests.factories.appeals import make_appeal
from tests.factories.channels import make_channel
from tests.factories.followers import make_follower
from tests.factories.users import make_user

NUMBER = "+14165550188"


@pytest.fixture
def line(app):
    return make_channel(platform="sms", handle="+14165550143")


@pytest.fixture
def appeal(line):
    return make_appeal(channels=[line])


def readers(line, appeal) -> list[str]:
    return [each.address for each in recipients_of(line.id, appeal.case_id)]


def test_a_text_with_the_code_follows_and_stop_stops(line, appeal):
    for words in (f"FOLLOW {appeal.code}", f" follow {appeal.code.lower().replace('-', ' ')} "):
        subscribing.heard(appeal.case_id, NUMBER, words)
        assert readers(line, appeal) == [NUMBER]
    assert count_followers(appeal.case_id) == {"phone": 1}
    for words in ("Stop.", "STOP"):
        subscribing.heard(appeal.case_id, NUMBER, words)
        assert readers(line, appeal) == []


@pytest.mark.parametrize("words", ["I saw her", "stop looking for them", "FOLLOW ZZZZ-9999", ""])
def test_any_other_words_change_nothing(line, appeal, words):
    make_follower(appeal.case, NUMBER)
    subscribing.heard(appeal.case_id, NUMBER, words)
    assert readers(line, appeal) == [NUMBER]


def test_the_press_list_gets_what_every_appeal_says_and_is_numbered_apart(line, appeal):
    by = make_user()
    press.add_contact(line.id, "Daily desk", "416 555 0110", by=by)
    make_follower(appeal.case, NUMBER)
    found = recipients_of(line.id, appeal.case_id)
    assert [each.address for each in found] == ["+14165550110", NUMBER]
    assert found[0].id > PRESS_FROM
    assert readers(line, make_appeal(channels=[line])) == ["+14165550110"]
    press.remove_contact(line.id, list_contacts(line.id)[0].id, by=by)
    assert readers(line, appeal) == [NUMBER]


def test_an_address_is_on_the_press_list_once_and_must_be_one(line, app):
    by = make_user()
    press.add_contact(line.id, "Daily desk", "+1 416 555 0110", by=by)
    for name, address in (("Again", "416-555-0110"), ("No number", "12"), ("", "416 555 0111")):
        with pytest.raises(Invalid):
            press.add_contact(line.id, name, address, by=by)
    with pytest.raises(NotFound):
        press.remove_contact(line.id, 99, by=by)
    with pytest.raises(WrongState):
        press.add_contact(make_channel().id, "Daily desk", "416 555 0110", by=by)
