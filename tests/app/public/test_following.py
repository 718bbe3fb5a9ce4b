"""Following an appeal: asked for on its page, confirmed by the owner, stopped with one click."""

import re

import pytest
from sqlalchemy import select

from campaigns.appeals import subscribing
from campaigns.appeals.model import Subscriber, SubscriberState
from campaigns.appeals.subscriber_queries import recipients_of, still_wants
from campaigns.channels.press import add_contact
from campaigns.kernel.db import db
from campaigns.notices.model import Notice
from campaigns.users.model import Role
from tests.factories.appeals import make_appeal
from tests.factories.channels import make_channel
from tests.factories.followers import make_follower
from tests.factories.users import make_user


@pytest.fixture
def mailbox(app):
    return make_channel(platform="email", handle="appeals@police.example.org")


@pytest.fixture
def appeal(mailbox):
    return make_appeal(channels=[mailbox])


def letters() -> list[Notice]:
    return list(db.session.scalars(select(Notice).where(Notice.user_id.is_(None))))


def ask(client, appeal, address="Ana@Example.net"):
    return client.post(f"/a/{appeal.slug}/follow", data={"address": address})


def test_the_page_offers_it_where_an_account_writes_letters(client, appeal):
    assert "Get news of this appeal" in client.get(f"/a/{appeal.slug}").text
    assert "Your e-mail address" in client.get(f"/a/{appeal.slug}/follow").text
    other = make_appeal()
    assert "Get news of this appeal" not in client.get(f"/a/{other.slug}").text
    assert "feed reader" in client.get(f"/a/{other.slug}/follow").text


def test_nobody_gets_news_before_the_owner_of_the_address_said_yes(client, appeal, mailbox):
    assert "Look in your mailbox" in ask(client, appeal).text
    assert recipients_of(mailbox.id, appeal.case_id) == ()
    link = re.search(r"/a/\S+/follow/\S+", letters()[0].body)[0]
    assert "Do you want our news" in client.get(link).text
    assert recipients_of(mailbox.id, appeal.case_id) == ()  # a mail program opened the page
    assert "You get our news" in client.post(link).text
    (reader,) = recipients_of(mailbox.id, appeal.case_id)
    assert reader.address == "Ana@example.net"
    assert "/stop/" in reader.stop_url


def test_whoever_is_on_the_press_list_and_follows_gets_one_letter(appeal, mailbox):
    make_follower(appeal.case, "Desk@daily.example.org")
    make_follower(appeal.case, "ana@example.net")
    officer = make_user(Role.PRESS_OFFICER)
    add_contact(mailbox.id, "The Daily", "desk@daily.example.org", by=officer)
    found = [each.address for each in recipients_of(mailbox.id, appeal.case_id)]
    assert found == ["desk@daily.example.org", "ana@example.net"]
    desk, ana = [each.id for each in recipients_of(mailbox.id, appeal.case_id)]
    assert still_wants(desk)
    assert still_wants(ana)
    subscribing.stop(db.session.get(Subscriber, ana).token)
    assert not still_wants(ana)


def test_asking_twice_tells_nobody_anything_and_sends_one_letter(client, appeal):
    first = ask(client, appeal).text
    assert ask(client, appeal, "ana@example.net").text == first
    assert len(letters()) == 1
    assert db.session.query(Subscriber).count() == 1


def test_an_address_that_cannot_be_one_is_said_beside_the_box_and_kept(client, appeal):
    answer = ask(client, appeal, "ana at example")
    assert answer.status_code == 422
    assert "not an e-mail address" in answer.text
    assert "ana at example" in answer.text
    assert ask(client, appeal, "").status_code == 422


def test_one_click_stops_it_for_good(client, appeal, mailbox):
    ask(client, appeal)
    link = re.search(r"/a/\S+/follow/\S+", letters()[0].body)[0]
    client.post(link)
    (reader,) = recipients_of(mailbox.id, appeal.case_id)
    stop = "/a/" + reader.stop_url.partition("/a/")[2]
    assert "Stop the news?" in client.get(stop).text
    said = client.post(stop, data={"List-Unsubscribe": "One-Click"})
    assert (said.status_code, said.text) == (200, "Stopped.")
    assert recipients_of(mailbox.id, appeal.case_id) == ()
    assert "no more news" in client.get(stop).text


def test_a_link_that_is_not_one_opens_nothing(client, appeal):
    for page in ("follow", "stop"):
        assert client.get(f"/a/{appeal.slug}/{page}/guessed").status_code == 404


def test_no_address_stands_in_the_database_in_plain_words(client, appeal, data_dir):
    ask(client, appeal)
    for path in data_dir.glob("searchlight.db*"):
        assert b"ana@example.net" not in path.read_bytes().lower()


def test_a_closed_appeal_takes_nobody_new(client, appeal):
    ended = make_appeal(state="ended")
    assert "no more news" in client.get(f"/a/{ended.slug}/follow").text
    assert SubscriberState.ASKED.label
    assert ask(client, ended).status_code in {409, 422}
