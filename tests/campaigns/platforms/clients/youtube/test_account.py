"""A channel on YouTube through the unmodified Google client, against a counterpart by its rules."""

from datetime import UTC, datetime

import pytest

from campaigns.kernel import clock
from campaigns.kernel.errors import Gone, Limited, Rejected, Unreachable
from campaigns.platforms.base import Post, picture
from tests.factories.youtube import film, full
from tests.fakes.world import Answer, Fault
from tests.fakes.youtube import no

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
FAULTS = [
    Fault.DROP_BEFORE,
    Fault.COMMIT_DROP,
    Fault.COMMIT_500,
    Fault.S503,
    Fault.S429,
    Fault.MALFORMED,
]


@pytest.mark.parametrize(
    ("post", "words"),
    [
        (Post("Words", title="Mira"), "one film"),
        (Post("x", (picture(b"x", "image/png", "x"),), title="Mira"), "one film"),
        (Post("x", (film(9),)), "needs a title"),
        (Post("x", (film(9),), title="t" * 101), "101 of 100"),
        (Post("\u00e9" * 2_501, (film(9),), title="Mira"), "5,002 of 5,000 bytes"),
        (Post("a <b>", (film(9),), title="Mira"), "no < or >"),
        (Post("x", (film(9, thumbnail=picture(b"x", "image/gif", "")),), title="t"), "JPEG"),
        (
            Post("x", (film(9, thumbnail=picture(b"x" * 2_000_001, "image/png", "")),), title="t"),
            "2.0 MB",
        ),
    ],
)
def test_what_youtube_would_not_take_is_refused_before_anything_leaves(
    account, youtube, world, post, words
):
    with pytest.raises(Rejected, match=words):
        account.publish(post)
    assert world.calls == []


def test_a_title_and_a_description_are_changed_and_the_rest_stays(account, youtube):
    ref = account.publish(full()).ref
    youtube.videos[ref]["snippet"]["tags"] = ["mira"]
    account.edit(ref, Post("Found safe", title="Mira is home", language="en"))
    kept = youtube.videos[ref]["snippet"]
    assert (kept["title"], kept["description"], kept["tags"]) == (
        "Mira is home", "Found safe", ["mira"],
    )  # fmt: skip
    assert youtube.videos[ref]["status"]["privacyStatus"] == "public"


def test_what_is_taken_down_is_proved_gone_however_often(account, youtube):
    ref = account.publish(full()).ref
    assert account.withdraw(ref).status == 404
    assert account.withdraw(ref).status == 404
    for deed in (account.measure, account.is_up, account.make_private):
        with pytest.raises(Gone):
            deed(ref)
    with pytest.raises(Gone):
        account.edit(ref, full())


@pytest.mark.parametrize("fault", FAULTS)
def test_a_delete_that_broke_off_is_done_again(account, youtube, world, fault):
    ref = account.publish(full()).ref
    world.arm(fault, lambda request: request.method == "DELETE")
    with pytest.raises((Unreachable, Limited)):
        account.withdraw(ref)
    assert account.withdraw(ref).status == 404
    assert youtube.videos == {}


@pytest.mark.parametrize("body", [{}, {"items": None}, {"welcome": "to this hotel"}, []])
def test_an_answer_that_is_no_list_proves_nothing(account, youtube, world, body):
    ref = account.publish(full()).ref
    world.arm(
        Fault.S429,
        lambda request: request.method == "GET" and request.one("id") == ref,
        answer_429=Answer(200, body),
    )
    with pytest.raises(Unreachable):
        account.withdraw(ref)
    world.arm(Fault.S429, lambda r: r.one("mine"), answer_429=Answer(200, body))
    with pytest.raises(Unreachable):
        account.check()


def test_a_film_that_may_not_be_deleted_is_made_private_and_that_is_what_is_proved(
    account, youtube, world
):
    ref = account.publish(full()).ref
    said = no(403, "forbidden", "Only an owner can delete this video.")
    world.arm(Fault.S429, lambda request: request.method == "DELETE", answer_429=said)
    proof = account.withdraw(ref)
    assert "Only an owner" in proof.words
    assert "private now" in proof.words
    assert youtube.videos[ref]["status"]["privacyStatus"] == "private"


def test_a_playlist_is_deleted_with_its_appeal_however_often(account, youtube):
    account.publish(full(series="Help find Mira"))
    (name,) = youtube.playlists
    assert account.look_for(f"playlist:{name}") is None
    assert account.withdraw(f"playlist:{name}").status == 404
    assert account.withdraw(f"playlist:{name}").status == 404
    assert youtube.playlists == {}


def test_a_private_film_counts_as_out_of_sight(account, youtube):
    film = account.publish(full()).ref
    assert account.look_for(film) is None
    account.make_private(film)
    assert "private" in account.look_for(film).words


def test_the_films_of_an_appeal_stand_in_one_playlist_each_once(account, youtube):
    first, second = full(series="#FindMiraV"), full(series="#FindMiraV", title="New footage")
    refs = [account.publish(each).ref for each in (first, second, first)]
    ((name, made),) = youtube.playlists.items()
    assert made["snippet"]["title"] == "#FindMiraV"
    assert youtube.listed == [(name, ref) for ref in refs[:2]]


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("place", ["/playlists", "/playlistItems"])
def test_a_playlist_is_made_once_and_holds_a_film_once_whatever_breaks(
    account, youtube, world, fault, place
):
    post = full(series="#FindMiraV")
    world.arm(fault, lambda r: r.method == "POST" and r.path.endswith(place))
    with pytest.raises((Unreachable, Limited)):
        account.publish(post)
    assert [row["status"]["privacyStatus"] for row in youtube.videos.values()] == ["unlisted"]
    ref = account.publish(post).ref
    assert [film for _, film in youtube.listed] == [ref]
    assert len(youtube.playlists) == 1


def test_a_film_can_be_kept_out_of_sight(account, youtube):
    ref = account.publish(full()).ref
    account.make_private(ref)
    assert youtube.videos[ref]["status"]["privacyStatus"] == "private"
    assert not account.is_up(ref)


def test_films_are_counted_and_what_stands_on_the_channel_is_listed(account, youtube):
    ref = account.publish(full()).ref
    assert (account.measure(ref).views, account.measure(ref).replies) == (7, 0)
    (own,) = account.own_posts(LONG_AGO)
    assert (own.ref, own.text) == (ref, "Have you seen Mira?\n\nMissing since May. \U0001f49b")
    assert account.own_posts(clock.after(hours=1)) == ()
