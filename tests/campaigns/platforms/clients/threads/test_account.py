"""A Threads account, against Threads at HTTP level behind its real host name."""

from dataclasses import replace
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit

import pytest

from campaigns.kernel import clock
from campaigns.kernel.errors import Gone, Limited, Rejected, Unauthorised, Unreachable
from campaigns.platforms import registry
from campaigns.platforms.base import Absent, Found, NoDesk, Post, Scope, Told, Walk
from campaigns.platforms.threads import count
from tests.fakes.containers import GOING, LOST, film, photo, seen, to
from tests.fakes.threads import APP, FILES, KEY, LASTS_S, SECRET, ends_in, opened
from tests.fakes.world import Fault

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
PICTURE = f"https://{FILES}/girl.jpg"
REGISTERED = {"app_id": APP, "app_secret": SECRET, "verify_token": "a-word"}


@pytest.fixture
def account(threads_account):
    return threads_account


def said(text: str, **given) -> Post:
    return Post(text, journey=Walk(), **given)


@pytest.mark.parametrize(
    ("text", "letters"),
    [("abc", 3), ("Zoë", 3), ("\U0001f44d", 4), ("❤️", 6), ("Déjà vu — “yes”", 15)],
)
def test_an_emoji_counts_as_many_as_it_has_bytes(text, letters):
    assert count(text) == letters


def test_words_pictures_and_films_leave_with_their_descriptions(account, threads):
    account.publish(said("Have you seen Mira?"))
    account.publish(seen("Look", photo()))
    account.publish(seen("Watch", film()))
    receipt = account.publish(seen("All", photo("one"), film(), photo("two")))
    made = [each["container"] for each in threads.posts.values()]
    assert [each["media_type"] for each in made] == ["TEXT", "IMAGE", "VIDEO", "CAROUSEL"]
    assert (made[1]["image_url"], made[1]["alt_text"]) == (f"{GOING}/mira", "Mira")
    assert made[2]["video_url"] == f"{GOING}/film"
    assert len(made[3]["children"].split(",")) == 3
    assert receipt.url == threads.posts[receipt.ref]["permalink"]


def test_a_thread_hangs_together_and_each_part_is_found(account, threads):
    first = account.publish(said("one"))
    post = said("two", reply_to=first.ref)
    second = account.publish(post)
    assert threads.posts[second.ref]["on"] == first.ref
    assert account.reconcile(post, clock.now()) == Found(second)


@pytest.mark.parametrize(("fault", "out"), LOST)
@pytest.mark.parametrize("beneath", [False, True])
@pytest.mark.usefixtures("impatient")
def test_a_container_tells_whether_a_lost_post_was_published(threads, world, fault, out, beneath):
    account = opened()
    on = threads.say("", "asked")["id"] if beneath else None
    post = said("At the ferry", reply_to=on)
    world.arm(fault, to("/threads_publish"))
    with pytest.raises(Unreachable):
        account.publish(post)
    assert isinstance(account.reconcile(post, clock.now()), Found if out else Absent)
    account.publish(post)
    assert [each["text"] for each in threads.posts.values()].count("At the ferry") == 1


@pytest.mark.parametrize(("fault", "out"), LOST)
@pytest.mark.usefixtures("impatient")
def test_a_container_whose_answer_is_lost_is_made_anew(account, threads, world, fault, out):
    post = seen("Look", photo())
    world.arm(fault, to("/threads"))
    with pytest.raises(Unreachable):
        account.publish(post)
    assert isinstance(account.reconcile(post, clock.now()), Absent)
    account.publish(post)
    assert len(threads.posts) == 1
    assert len(threads.shelf.containers) == 1 + out


def test_a_container_is_waited_for_outside_and_a_broken_one_made_anew(account, threads):
    threads.shelf.cooking, threads.shelf.breaks = 1, 1
    post = seen("Look", photo())
    for words in ("sent again", "preparing"):
        with pytest.raises(Limited, match=words):
            account.publish(post)
    account.publish(post)
    assert len(threads.posts) == 1


def test_what_threads_cannot_take_is_refused_in_words(account):
    with pytest.raises(Rejected, match="500 characters"):
        account.publish(said("x" * 501))
    with pytest.raises(Rejected, match="SEARCHLIGHT_PUBLIC_URL"):
        account.publish(seen("x", replace(photo(), url="")))


def test_a_key_is_renewed_in_its_last_month_and_not_before(threads):
    kept = []

    class Desk(NoDesk):
        def renew(self, stale, fetch):
            kept.append(fetch(stale))
            return kept[-1]

    opened(desk=Desk(), expires_at=ends_in(40)).check()
    assert threads.renewed == 0
    opened(desk=Desk(), expires_at=ends_in(20)).check()
    assert threads.renewed == 1
    assert kept[0]["access_token"].startswith("long-")
    assert kept[0]["expires_at"] == str(int(clock.now().timestamp()) + LASTS_S)


def test_a_key_that_ran_out_says_what_to_do(threads):
    threads.void[KEY] = 463
    with pytest.raises(Unauthorised, match=r"run out\. Connect"):
        opened(expires_at=ends_in(-1)).publish(said("Seen?"))
    assert threads.renewed == 0


def test_what_is_left_of_the_day_is_told(threads):
    told = []

    class Desk(NoDesk):
        def told(self, *what):
            told.append(what)

    opened(desk=Desk()).publish(said("Seen?"))
    assert told == [("posts", 246, 250, None), ("replies", 999, 1000, None)]


def test_replies_to_replies_are_heard_with_their_pictures(account, threads, moving_clock):
    post = account.publish(said("Seen Mira?"))
    one = threads.say(post.ref, "at the ferry", media_type="IMAGE", media_url=PICTURE)
    account.answer(said("When?", reply_to=one["id"]))
    threads.say(one["id"], "on Tuesday")
    scope = Scope(posts=(post.ref, "0"))
    batch = account.replies("replies", None, scope)
    first, second = batch.items
    assert (first.text, first.author, first.in_reply_to) == ("at the ferry", "@passer_by", post.ref)
    assert (second.in_reply_to, second.thread) == (one["id"], post.ref)
    assert first.media[0].content == b"/girl.jpg"
    moving_clock.move(hours=2)
    threads.say(post.ref, "later")
    again = account.replies("replies", batch.cursor, scope)
    assert [each.text for each in again.items] == ["at the ferry", "on Tuesday", "later"]
    last = account.replies("replies", again.cursor, scope)
    assert [each.text for each in last.items] == ["later"]


def test_mentions_are_heard_and_what_cannot_be_read_is_kept_raw(account, threads):
    threads.mentions = [threads.say("", "@missingmira look"), {"id": "7", "text": "no name"}]
    first, second = sorted(
        account.replies("mentions", None, Scope()).items, key=lambda each: each.unreadable
    )
    assert (first.told, first.text) == (Told.MENTION, "@missingmira look")
    assert b"no name" in second.raw


@pytest.mark.parametrize("fault", [Fault.COMMIT_500, Fault.DROP_BEFORE, Fault.MALFORMED])
def test_a_reply_is_hidden_and_a_broken_call_is_no_success(account, threads, world, fault):
    post = account.publish(said("Seen Mira?"))
    bad = threads.say(post.ref, "abuse")
    world.arm(fault, to("/manage_reply"))
    with pytest.raises(Unreachable):
        account.hide(bad["id"])
    account.hide(bad["id"])
    assert bad["hidden"] is True
    with pytest.raises(Gone):
        account.hide("0")


def test_a_post_is_measured_listed_and_deleted_with_proof(account):
    receipt = account.publish(said("Seen?"))
    found = account.measure(receipt.ref)
    assert (found.views, found.likes, found.shares, found.replies) == (9, 0, 4, 2)
    assert [own.text for own in account.own_posts(LONG_AGO)] == ["Seen?"]
    assert account.withdraw(receipt.ref).status == 404
    assert account.withdraw(receipt.ref).status == 404


def test_a_key_is_given_back_by_hand_unless_it_is_void(account, threads):
    with pytest.raises(Rejected, match="Website permissions"):
        account.revoke()
    threads.void[KEY] = 467
    account.revoke()


def test_signing_in_gives_a_key_of_sixty_days(threads):
    door = registry.platform("threads").sign_in
    leaving = door.begin(REGISTERED, "https://x.example.org/back", "a-state")
    query = parse_qs(urlsplit(leaving.url).query)
    assert (query["state"], query["client_id"]) == (["a-state"], [APP])
    assert SECRET not in leaving.url
    (offer,) = door.finish(REGISTERED, "https://x.example.org/back", {}, {"code": "the-code#_"})
    assert offer.label == "@missingmira"
    assert offer.credentials["expires_at"] == str(int(clock.now().timestamp()) + LASTS_S)
    assert registry.platform("threads").open(offer.credentials, NoDesk()).check().bio
    for query in ({"code": "old"}, {"error_description": "The user denied it"}):
        with pytest.raises(Rejected):
            door.finish(REGISTERED, "https://x.example.org/back", {}, query)


def test_a_post_that_is_out_is_out_though_its_page_cannot_be_had_yet(threads, world):
    world.arm(Fault.S503, lambda request: request.one("fields") == "id,permalink")
    receipt = opened().publish(seen())
    assert receipt.ref in threads.posts
    assert receipt.url == ""
