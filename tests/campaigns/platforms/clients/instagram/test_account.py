"""An Instagram account, against Instagram at HTTP level behind its real host names."""

from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from campaigns.kernel import clock
from campaigns.kernel.errors import Held, Limited, Rejected, Unauthorised, Unreachable
from campaigns.platforms import registry
from campaigns.platforms.base import Absent, Found, NoDesk, Post, Walk
from tests.fakes.containers import GOING, LOST, film, photo, seen, to
from tests.fakes.graph import no
from tests.fakes.graph_sign_in import APP, SECRET
from tests.fakes.instagram import ACCOUNT, KEY, opened
from tests.fakes.world import Fault

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


@pytest.fixture
def account(instagram_account):
    return instagram_account


def test_a_picture_is_fetched_from_us_with_its_words_beside_it(account, instagram):
    receipt = account.publish(seen())
    (post,) = instagram.posts.values()
    assert (post["caption"], receipt.url) == ("Have you seen Mira?", post["permalink"])
    assert instagram.shelf.fetched == [f"{GOING}/mira"]
    assert instagram.made_of[receipt.ref]["alt_text"] == "Mira"


def test_pictures_and_a_film_make_a_carousel(account, instagram):
    receipt = account.publish(seen("Look", photo("one"), film(), photo("two")))
    made = instagram.made_of[receipt.ref]
    children = [instagram.shelf.containers[each] for each in made["children"].split(",")]
    assert made["media_type"] == "CAROUSEL"
    assert [each.get("media_type") for each in children] == [None, "VIDEO", None]
    assert all(each["is_carousel_item"] == "true" for each in children)


@pytest.mark.parametrize(
    ("post", "words"),
    [
        (Post("Words alone"), "no words alone"),
        (Post("x", (replace(photo(), url=""),)), "SEARCHLIGHT_PUBLIC_URL"),
        (Post("x" * 2_201, (photo(),)), "2207010"),
        (Post("x" * 2_201, reply_to="1"), "2,201 of 2,200"),
        (Post("x", (photo(),), reply_to="1"), "no picture"),
    ],
)
def test_what_instagram_cannot_show_is_refused_in_words(account, instagram, post, words):
    instagram.posts["1"] = {"id": "1", "media_type": "IMAGE"}
    with pytest.raises(Rejected, match=words):
        account.publish(post)


@pytest.mark.parametrize(("fault", "out"), LOST)
@pytest.mark.usefixtures("impatient")
def test_a_container_tells_whether_a_lost_post_was_published(account, instagram, world, fault, out):
    post = seen()
    world.arm(fault, to("/media_publish"))
    with pytest.raises(Unreachable):
        account.publish(post)
    assert isinstance(account.reconcile(post, clock.now()), Found if out else Absent)
    account.publish(post)
    assert len(instagram.posts) == 1


@pytest.mark.parametrize(("fault", "out"), LOST)
@pytest.mark.usefixtures("impatient")
def test_a_container_whose_answer_is_lost_is_made_anew_and_seen_by_nobody(
    account, instagram, world, fault, out
):
    post = seen("Look", photo("one"), photo("two"))
    world.arm(fault, to("/media"), skip=1)
    with pytest.raises(Unreachable):
        account.publish(post)
    assert isinstance(account.reconcile(post, clock.now()), Absent)
    account.publish(post)
    assert len(instagram.posts) == 1
    assert len(instagram.shelf.containers) == 3 + out


def test_a_container_is_waited_for_outside(account, instagram):
    instagram.shelf.cooking = 1
    post = seen()
    with pytest.raises(Limited, match="preparing"):
        account.publish(post)
    assert instagram.posts == {}
    account.publish(post)
    assert len(instagram.posts) == 1


def test_a_container_that_broke_is_made_anew_and_after_three_times_given_up(account, instagram):
    instagram.shelf.breaks = 1
    post = seen()
    with pytest.raises(Limited, match="sent again"):
        account.publish(post)
    account.publish(post)
    assert len(instagram.posts) == 1
    instagram.shelf.breaks = 9
    lost = seen("Never")
    for _ in range(2):
        with pytest.raises(Limited, match="2207026"):
            account.publish(lost)
    with pytest.raises(Rejected, match="tried 3 times"):
        account.publish(lost)


def test_a_container_that_ran_out_is_made_anew(account, instagram, world, moving_clock):
    post = seen()
    world.arm(Fault.DROP_BEFORE, to("/media_publish"))
    with pytest.raises(Unreachable):
        account.publish(post)
    moving_clock.move(hours=25)
    assert isinstance(account.reconcile(post, clock.now()), Absent)
    with pytest.raises(Limited, match="EXPIRED"):
        account.publish(post)
    account.publish(post)
    assert len(instagram.posts) == 1


@pytest.mark.parametrize("fault", [Fault.DROP_BEFORE, Fault.COMMIT_DROP, Fault.COMMIT_500])
def test_a_film_cut_on_its_way_goes_on_and_exists_once(account, instagram, world, fault):
    post = seen("Watch", film())
    world.arm(fault, lambda request: request.path.startswith("/ig-api-upload/"))
    with pytest.raises(Unreachable):
        account.publish(post)
    receipt = account.publish(post)
    (container,) = instagram.shelf.containers.values()
    assert container["bytes"] == post.media[0].content
    assert instagram.made_of[receipt.ref]["media_type"] == "REELS"


def test_a_reel_is_covered_by_its_still(account, instagram):
    receipt = account.publish(seen("Watch", replace(film(), thumbnail=photo("still"))))
    assert instagram.made_of[receipt.ref]["cover_url"] == f"{GOING}/still"


def test_a_film_goes_on_where_it_was_cut(account, instagram):
    post = seen("Watch", film())
    instagram.shelf.cut_at = 1_000_000
    with pytest.raises(Unreachable):
        account.publish(post)
    account.publish(post)
    (container,) = instagram.shelf.containers.values()
    assert container["bytes"] == post.media[0].content


def test_a_switch_stops_a_film_between_two_chunks(account, instagram):
    class Switch(Walk):
        left = 3

        def go_on(self):
            self.left -= 1
            if self.left < 0:
                raise Held("Stopped.")

    post = Post("Watch", (film(),), journey=Switch())
    with pytest.raises(Held):
        account.publish(post)
    assert instagram.posts == {}
    post.journey.left = 99
    with suppress(Limited):  # what had been sent may have arrived in that very moment
        account.publish(post)
    account.publish(post)
    assert len(instagram.posts) == 1


def test_bytes_that_arrive_late_are_not_sent_twice(account, instagram):
    post = seen("Watch", film())
    instagram.shelf.late = post.media[0].content[:1_000]
    with pytest.raises(Limited, match="Wrong offset"):
        account.publish(post)
    account.publish(post)
    (container,) = instagram.shelf.containers.values()
    assert container["bytes"] == post.media[0].content


def test_a_post_is_deleted_with_proof_or_a_person_is_told_how(account, instagram):
    receipt = account.publish(seen())
    instagram.deletes = False
    with pytest.raises(Rejected, match="by hand"):
        account.withdraw(receipt.ref)
    assert list(instagram.posts) == [receipt.ref]
    instagram.deletes = True
    assert account.withdraw(receipt.ref).status == 404
    assert account.withdraw(receipt.ref).status == 404


def test_a_void_key_is_not_taken_for_a_refusal_to_delete(account, instagram):
    receipt = account.publish(seen())
    instagram.void[KEY] = 460
    with pytest.raises(Unauthorised, match="password"):
        account.withdraw(receipt.ref)


@pytest.mark.parametrize(
    ("answer", "error", "words"),
    [
        (no(9, "You reached maximum number of posts", 2_207_042), Limited, "maximum"),
        (no(9007, "Media ID is not available", 2_207_027), Limited, "not available"),
        (no(4, "We restrict certain activity", 2_207_051), Limited, "restrict"),
        (no(25, "The account is restricted", 2_207_050), Unauthorised, "Sign in to the app"),
        (no(-1, "Instagram server error. Try again.", 2_207_001), Unreachable, "server error"),
        (no(36_003, "The aspect ratio is not supported", 2_207_009), Rejected, "2207009"),
    ],
)
def test_instagrams_own_codes_are_understood(instagram, world, answer, error, words):
    world.arm(Fault.S429, to("/media_publish"), answer_429=answer)
    with pytest.raises(error, match=words):
        opened().publish(seen())
    assert instagram.posts == {}


def test_what_is_left_of_todays_posts_is_told(instagram):
    told = []

    class Desk(NoDesk):
        def told(self, *what):
            told.append(what)

    opened(desk=Desk()).publish(seen())
    assert told == [("posts", 100, 100, None)]


def test_posts_are_listed_and_measured(account, instagram):
    receipt = account.publish(seen("one"))
    instagram.posts[receipt.ref]["like_count"] = 4
    assert [own.text for own in account.own_posts(LONG_AGO)] == ["one"]
    found = account.measure(receipt.ref)
    assert (found.views, found.likes, found.shares, found.replies) == (5, 4, 5, 0)


def test_the_account_behind_a_page_is_offered_and_its_lack_explained(instagram):
    registered = {"app_id": APP, "app_secret": SECRET, "verify_token": "a-word"}
    door = registry.platform("instagram").sign_in
    (offer,) = door.finish(registered, "https://x.example.org", {}, {"code": "the-code"})
    assert offer.label == "@missingmira, by the page Missing Mira"
    assert offer.credentials["account_id"] == ACCOUNT
    assert registry.platform("instagram").open(offer.credentials, NoDesk()).check().handle
    instagram.sign_in.pages = instagram.sign_in.pages[1:]
    with pytest.raises(Rejected, match="business account"):
        door.finish(registered, "https://x.example.org", {}, {"code": "the-code"})
