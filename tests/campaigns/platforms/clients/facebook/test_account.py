"""A Facebook page, against Facebook at HTTP level behind its real host names."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image

from campaigns.kernel import clock, settings
from campaigns.kernel.errors import Gone, Held, Limited, Rejected, Unauthorised, Unreachable
from campaigns.platforms.base import Absent, Found, Media, NoDesk, Post, Walk, picture
from tests.fakes.facebook import KEY, PAGE, opened
from tests.fakes.graph import RATE, no
from tests.fakes.world import Fault

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
NOT_SAID = [(Fault.DROP_BEFORE, 0), (Fault.S503, 0)]
SAID = [
    (Fault.COMMIT_DROP, 1),
    (Fault.COMMIT_500, 1),
    (Fault.COMMIT_SLOW, 1),
    (Fault.MALFORMED, 1),
]


@pytest.fixture
def account(facebook_account):
    return facebook_account


def png(colour: str = "teal") -> bytes:
    Image.new("RGB", (8, 8), colour).save(drawn := BytesIO(), "PNG")
    return drawn.getvalue()


def photo(alt: str = "Mira") -> Media:
    return picture(png(), "image/png", alt)


def film(size: int = 2_500_000) -> Media:
    body = bytes(range(250)) * (size // 250)
    return Media("video/mp4", "Police speak", size, lambda: BytesIO(body), "ab" * 32)


def to(edge: str):
    return lambda request: request.method == "POST" and request.path.endswith(edge)


class Switch(Walk):
    """A journey that is stopped after so many steps."""

    def __init__(self, left: int) -> None:
        super().__init__()
        self.left = left

    def go_on(self):
        self.left -= 1
        if self.left < 0:
            raise Held("Stopped.")


def test_a_page_says_who_it_is_and_an_unpublished_one_says_what_to_do(account, facebook):
    assert (account.check().handle, account.check().display_name) == ("missingmira", "Missing Mira")
    facebook.page["is_published"] = False
    with pytest.raises(Unauthorised, match="Publish it there"):
        opened().check()
    with pytest.raises(Unauthorised, match="Publish it there"):
        opened().publish(Post("Seen?"))
    assert facebook.of("post") == []


def test_ten_pictures_go_up_unseen_each_with_its_words_and_then_the_post(account, facebook):
    media = tuple(photo(f"Mira {at}") for at in range(10))
    account.publish(Post("Have you seen Mira?", media))
    assert [(each["alt"], each["hidden"]) for each in facebook.of("photo")] == [
        (f"Mira {at}", True) for at in range(10)
    ]
    (post,) = facebook.of("post")
    assert post["message"] == "Have you seen Mira?"
    assert len(post["attachments"]["data"][0]["subattachments"]["data"]) == 10


@pytest.mark.parametrize(("fault", "out"), [*NOT_SAID, *SAID])
@pytest.mark.usefixtures("impatient")
def test_a_post_whose_answer_is_lost_is_looked_for(account, facebook, world, fault, out):
    post = Post("Have you seen Mira?", (photo(),), journey=Walk())
    world.arm(fault, to("/feed"))
    with pytest.raises(Unreachable):
        account.publish(post)
    assert isinstance(account.reconcile(post, clock.now()), Found if out else Absent)
    assert len(facebook.of("post")) == out


@pytest.mark.parametrize(("fault", "out"), [*NOT_SAID, *SAID])
@pytest.mark.usefixtures("impatient")
def test_a_picture_that_broke_off_is_in_no_post_and_goes_up_again(
    account, facebook, world, fault, out
):
    post = Post("Seen?", (photo("one"), photo("two")), journey=Walk())
    world.arm(fault, to("/photos"), skip=1)
    with pytest.raises(Unreachable):
        account.publish(post)
    assert isinstance(account.reconcile(post, clock.now()), Absent)
    account.publish(post)
    assert len(facebook.of("post")) == 1
    assert [each["alt"] for each in facebook.of("photo")].count("one") == 1


@pytest.mark.parametrize(("fault", "out"), [*NOT_SAID, *SAID])
@pytest.mark.usefixtures("impatient")
def test_a_comment_whose_answer_is_lost_is_looked_for(account, facebook, world, fault, out):
    first = account.publish(Post("one"))
    heard = facebook.comment(first.ref, "where?")
    post = Post("At the ferry", reply_to=heard["id"], journey=Walk())
    world.arm(fault, to("/comments"))
    with pytest.raises(Unreachable):
        account.answer(post)
    assert isinstance(account.reconcile(post, clock.now()), Found if out else Absent)
    assert len(facebook.of("comment")) == 1 + out


def test_a_thread_is_a_post_a_comment_and_replies_to_it(account, facebook):
    refs = [account.publish(Post("one")).ref]
    for words in ("two", "three", "four"):
        refs.append(account.publish(Post(words, reply_to=refs[-1])).ref)
    assert [each["on"] for each in facebook.of("comment")] == [refs[0], refs[1], refs[1]]
    post = Post("four", reply_to=refs[2])
    assert account.reconcile(post, clock.now()).receipt.ref == refs[3]


@pytest.mark.parametrize(
    ("post", "words"),
    [
        (Post("x" * 8_001, reply_to="1"), "8,001 of 8,000"),
        (Post("x", (photo(), photo()), reply_to="1"), "one picture"),
        (Post("x", (photo(), film())), "not both"),
    ],
)
def test_what_a_page_cannot_say_is_refused_in_words(account, facebook, post, words):
    facebook.keep("post", PAGE, "1", message="one")
    with pytest.raises(Rejected, match=words):
        account.publish(post)


def test_words_that_stand_there_already_are_told_from_our_own_lost_post(account, facebook, world):
    account.publish(Post("Seen?"))
    facebook.of("post")[0]["created_time"] = "2026-01-01T00:00:00+0000"
    with pytest.raises(Rejected, match="Change the words"):
        account.publish(Post("Seen?"))
    post = Post("Have you?", journey=Walk())
    world.arm(Fault.COMMIT_500, to("/feed"))
    with pytest.raises(Unreachable):
        account.publish(post)
    assert account.publish(post).ref == facebook.of("post")[-1]["id"]
    assert len(facebook.of("post")) == 2


@pytest.mark.parametrize(("fault", "out"), [*NOT_SAID, *SAID])
@pytest.mark.parametrize("phase", [0, 2, 4])
@pytest.mark.usefixtures("impatient")
def test_a_film_cut_anywhere_goes_on_and_exists_once(facebook, world, fault, out, phase):
    account = opened()
    post = Post("Watch", (film(),), journey=Walk())
    world.arm(fault, to("/videos"), skip=phase)
    with pytest.raises(Unreachable):
        account.publish(post)
    finished = phase == 4 and out
    assert isinstance(account.reconcile(post, clock.now()), Found if finished else Absent)
    receipt = account.publish(post)
    (shown,) = [each for each in facebook.of("film") if each["published"]]
    assert (shown["id"], shown["content"]) == (receipt.ref, post.media[0].content)
    assert len(facebook.of("film")) == (2 if phase == 0 and out else 1)


def test_a_switch_stops_a_film_between_two_chunks(account, facebook):
    post = Post("Watch", (film(),), journey=Switch(2))
    with pytest.raises(Held):
        account.publish(post)
    assert len(facebook.of("film")[0]["content"]) == 1_000_000
    post.journey.left = 9
    account.publish(post)
    assert [each["published"] for each in facebook.of("film")] == [True]


def test_a_film_that_is_being_prepared_is_waited_for_outside(account, facebook, world):
    facebook.cooking = True
    post = Post("Watch", (film(),), journey=Walk())
    world.arm(Fault.COMMIT_500, to("/videos"), skip=4)
    with pytest.raises(Unreachable):
        account.publish(post)
    with pytest.raises(Limited, match="preparing"):
        account.reconcile(post, clock.now())


@pytest.mark.parametrize(("subcode", "words"), [(463, "run out"), (460, "password"), (0, "again")])
def test_a_void_key_says_what_to_do(account, facebook, subcode, words):
    facebook.void[KEY] = subcode
    with pytest.raises(Unauthorised, match=words):
        account.publish(Post("Seen?"))


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (RATE, Limited, "request limit"),
        (no(4, "Application request limit reached"), Limited, "limit"),
        (no(613, "Calls to this api have exceeded the rate limit"), Limited, "rate"),
        (no(368, "The action attempted has been deemed abusive"), Limited, "Support inbox"),
        (no(200, "Requires pages_manage_posts", status=403), Unauthorised, "right is missing"),
        (no(100, "Invalid parameter"), Rejected, r"\(100\)"),
        (no(2, "Service temporarily unavailable", status=500), Unreachable, "temporarily"),
        (no(1, "An unknown error occurred"), Unreachable, "unknown"),
    ],
)
def test_refusals_keep_metas_own_words(facebook, world, answer, error, words):
    account = opened()
    world.arm(Fault.S429, to("/feed"), answer_429=answer)
    with pytest.raises(error, match=words):
        account.publish(Post("Seen?"))
    assert facebook.of("post") == []


def test_what_is_used_is_told_and_says_when_calls_are_taken_again(account, facebook, world):
    told = []

    class Desk(NoDesk):
        def told(self, *what):
            told.append(what)

    use = {"type": "pages", "call_count": 97, "estimated_time_to_regain_access": 7}
    heads = {
        "X-App-Usage": '{"call_count":28,"total_time":12}',
        "X-Business-Use-Case-Usage": json.dumps({PAGE: [use]}),
    }
    world.arm(Fault.S429, to("/feed"), answer_429=replace(RATE, headers=heads))
    with pytest.raises(Limited) as caught:
        opened(desk=Desk()).publish(Post("Seen?"))
    until = clock.after(minutes=7)
    assert told == [("app", 72, 100, None), ("calls", 3, 100, until)]
    assert caught.value.retry_at == until


def test_what_is_taken_down_is_proved_gone_however_often(account, facebook):
    receipt = account.publish(Post("Seen?"))
    assert "does not exist" in account.withdraw(receipt.ref).words
    assert account.withdraw(receipt.ref).status == 404
    with pytest.raises(Gone):
        account.edit(receipt.ref, Post("Once more"))


@pytest.mark.parametrize("fault", [Fault.DROP_BEFORE, Fault.COMMIT_500, Fault.COMMIT_DROP])
def test_a_deletion_that_broke_off_is_no_success_and_can_be_repeated(account, world, fault):
    receipt = account.publish(Post("Seen?"))
    world.arm(fault, lambda request: request.method == "DELETE")
    with pytest.raises(Unreachable):
        account.withdraw(receipt.ref)
    assert account.withdraw(receipt.ref).status == 404


def test_a_film_leaves_with_its_picture_and_is_listed_under_the_name_it_was_given(
    account, facebook
):
    watched = replace(film(), thumbnail=photo("still"))
    receipt = account.publish(Post("Watch", (watched,)))
    assert facebook.of("film")[0]["thumb"] == (png(), "image/png")
    assert [own.ref for own in account.own_posts(LONG_AGO)] == [receipt.ref]
    assert isinstance(account.reconcile(Post("Watch"), LONG_AGO), Absent)


def test_what_stands_on_the_page_is_listed_over_many_pages(account, facebook):
    for at in range(120):
        facebook.keep("post", PAGE, message=f"post {at}")
    assert [own.text for own in account.own_posts(LONG_AGO)] == [f"post {at}" for at in range(120)]
    assert account.own_posts(clock.after(hours=1)) == ()


def test_the_key_is_in_no_address_and_the_secret_is_proved(world, facebook):
    opened(app_secret="s3cret").own_posts(LONG_AGO)
    (call,) = world.calls
    assert KEY not in str(call.query)
    assert len(call.one("appsecret_proof")) == 64
    assert settings.current().trusted
