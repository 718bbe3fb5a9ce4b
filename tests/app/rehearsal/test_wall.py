"""The wall: anyone at the exercise reads and answers; everything on it says EXERCISE."""

import re
from io import BytesIO

import pytest
from PIL import Image

from app.factory import create_app
from campaigns.channels.actions import open_account
from campaigns.channels.exercise import crowd, network
from campaigns.platforms.base import Post, Scope, picture
from config import load_config
from tests.conftest import test_env
from tests.factories.channels import make_channel


def png() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(drawn, "PNG")
    return drawn.getvalue()


@pytest.fixture
def channel(app):
    return make_channel(handle="missingmira")


@pytest.fixture
def post_id(channel):
    return int(open_account(channel.id).publish(Post("Have you seen Mira, 7? <b>")).ref)


def test_an_empty_wall_says_what_will_be_there(client):
    assert b"Nothing has been said here yet" in client.get("/rehearsal/").data


def test_the_feed_shows_what_was_said_and_stamps_it(client, post_id):
    page = client.get("/rehearsal/").text
    assert "Have you seen Mira, 7? &lt;b&gt;" in page
    assert page.count("EXERCISE") >= 2
    assert "Set-Cookie" not in client.get("/rehearsal/").headers


def test_an_account_has_a_feed_of_its_own(client, post_id):
    other = make_channel(handle="findpearl")
    open_account(other.id).publish(Post("Something else"))
    page = client.get("/rehearsal/@missingmira").text
    assert "Have you seen" in page
    assert "Something else" not in page
    assert client.get("/rehearsal/@nobody").status_code == 404


def test_long_feeds_are_paged(client, channel):
    account = open_account(channel.id)
    for number in range(25):
        account.publish(Post(f"Post number {number}."))
    page = client.get("/rehearsal/").text
    assert "Post number 24." in page
    assert "Post number 4." not in page
    older = re.search(r"\?before=\d+", page).group()
    assert "Post number 4." in client.get(f"/rehearsal/{older}").text


def test_anyone_answers_under_any_name_with_a_picture(client, post_id):
    answered = client.post(
        f"/rehearsal/post/{post_id}/answer",
        data={
            "author": "Sam",
            "text": "At the metro",
            "pictures": (BytesIO(png()), "seen.png"),
            "submission": "once",
        },
    )
    assert answered.status_code == 303
    page = client.get(answered.location).text
    assert "Sam" in page
    assert "At the metro" in page
    token = re.search(r"/rehearsal/media/[\w-]+\.png", page).group()
    picture = client.get(token)
    assert (picture.data, picture.content_type) == (png(), "image/png")


def test_a_double_click_answers_once(client, post_id):
    words = {"author": "Sam", "text": "Yes", "submission": "once"}
    for _ in range(2):
        assert client.post(f"/rehearsal/post/{post_id}/answer", data=words).status_code == 303
    assert len(crowd.thread(network(), post_id)) == 2


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"author": "", "text": "Yes"}, "Enter a name"),
        ({"author": "Sam", "text": ""}, "needs words or a picture"),
        ({"author": "Sam", "text": "x" * 501}, "at most 500 characters"),
        (
            {"author": "Sam", "text": "kept", "pictures": (BytesIO(b"%PDF-1.4"), "x.pdf")},
            "Only JPEG, PNG, GIF and WebP",
        ),
    ],
)
def test_what_cannot_be_taken_is_said_beside_the_field_and_kept(client, post_id, given, words):
    page = client.post(f"/rehearsal/post/{post_id}/answer", data=given)
    assert page.status_code == 422
    assert words in page.text
    assert given["text"] in page.text


def test_a_private_talk_is_seen_by_its_address_only_and_goes_on(client, channel):
    sent = client.post(
        "/rehearsal/@missingmira/message",
        data={"author": "Sam", "text": "Not in public", "submission": "m1"},
    )
    assert sent.status_code == 303
    (message,) = open_account(channel.id).replies("messages", None, Scope()).items
    open_account(channel.id).answer(Post("Thank you, Sam.", reply_to=message.ref))
    page = client.get(sent.location).text
    assert "Not in public" in page
    assert "Thank you, Sam." in page
    client.post(sent.location, data={"author": "Sam", "text": "On Friday", "submission": "m2"})
    assert "On Friday" in client.get(sent.location).text
    assert "Not in public" not in client.get("/rehearsal/").text
    assert client.get(f"/rehearsal/post/{message.ref}").status_code == 404
    assert client.get("/rehearsal/talk/guess").status_code == 404


def test_likes_and_shares_and_views_are_counted(client, post_id, channel):
    client.post(f"/rehearsal/post/{post_id}/like")
    client.post(f"/rehearsal/post/{post_id}/share")
    client.get(f"/rehearsal/post/{post_id}")
    measured = open_account(channel.id).measure(str(post_id))
    assert (measured.likes, measured.shares, measured.views) == (1, 1, 1)


def test_people_delete_what_they_said_but_not_what_the_account_said(client, post_id):
    answer = crowd.answer(network(), post_id, "Sam", "Never mind")
    back = client.post(f"/rehearsal/post/{answer}/unsay")
    assert back.location.endswith(f"/rehearsal/post/{post_id}#post-{post_id}")
    assert "Never mind" not in client.get(f"/rehearsal/post/{post_id}").text
    assert client.post(f"/rehearsal/post/{post_id}/unsay").status_code == 404


def test_a_hidden_reply_is_not_read_any_more(client, post_id, channel):
    answer = crowd.answer(network(), post_id, "Sam", "Rude words")
    open_account(channel.id).hide(str(answer))
    page = client.get(f"/rehearsal/post/{post_id}").text
    assert "Rude words" not in page
    assert "Hidden by @missingmira" in page


def test_what_was_withdrawn_is_gone_from_every_page(client, channel):
    account = open_account(channel.id)
    ref = account.publish(Post("Seen?", (picture(png(), "image/png", "Teal"),))).ref
    token = crowd.feed(network())[0].files[0].token
    account.withdraw(ref)
    assert "Seen?" not in client.get("/rehearsal/").text
    assert client.get(f"/rehearsal/post/{ref}").status_code == 404
    assert client.get(f"/rehearsal/media/{token}").status_code == 404
    assert client.get("/rehearsal/media/..%2Fnetwork.db").status_code == 404


def test_the_page_comes_back_by_itself_if_asked(client, post_id):
    assert "Refresh" not in client.get("/rehearsal/").headers
    assert client.get("/rehearsal/?live=1").headers["Refresh"] == "10"


def test_a_house_that_does_not_rehearse_has_no_wall(data_dir):
    app = create_app(load_config(test_env(data_dir, REHEARSAL="no")))
    browser = app.test_client()
    for path in ("/rehearsal/", "/rehearsal/post/1", "/rehearsal/@x", "/rehearsal/trainer"):
        assert browser.get(path).status_code == 404
