"""A film on its way to YouTube through the unmodified Google client, whatever breaks."""

from contextlib import suppress
from datetime import UTC, datetime
from io import BytesIO

import pytest

from campaigns.kernel.errors import Held, Limited, Rejected, Unauthorised, Unreachable
from campaigns.platforms.base import Absent, CannotTell, Found, Media, Post, Walk
from tests.factories.youtube import BODY, CHUNK, SIZE, film, full, png
from tests.fakes.world import Answer, Fault
from tests.fakes.youtube import no

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def starting(request) -> bool:
    return request.method == "POST" and request.path == "/upload/youtube/v3/videos"


def chunk(request) -> bool:
    return request.method == "PUT" and "/upload/" in request.path


def thumbnail(request) -> bool:
    return request.path.endswith("/thumbnails/set")


def captions(request) -> bool:
    return request.method == "POST" and request.path.endswith("/captions")


def opening(request) -> bool:
    return request.method == "PUT" and request.path.endswith("/v3/videos") and not chunk(request)


def test_a_film_goes_up_unlisted_gets_all_that_is_its_own_and_then_is_public(
    account, youtube, world
):
    receipt = account.publish(full())
    ((name, row),) = youtube.videos.items()
    assert receipt.ref == name
    assert receipt.url == f"https://www.youtube.com/watch?v={name}"
    assert (row["size"], row["snippet"]["title"]) == (SIZE, "Have you seen Mira?")
    assert row["snippet"]["description"] == "Missing since May. \U0001f49b"
    assert row["snippet"]["defaultLanguage"] == "en"
    assert row["status"]["privacyStatus"] == "public"
    assert row["status"]["selfDeclaredMadeForKids"] is False
    assert youtube.thumbnails[name] == png()
    assert list(youtube.captions[name]) == ["en", "fr"]
    (start,) = [call for call in world.calls if starting(call)]
    assert start.json["status"]["privacyStatus"] == "unlisted"
    assert account.is_up(name)


def test_a_film_that_is_still_being_processed_waits_outside_and_goes_up_once(account, youtube):
    post, youtube.cooking = full(), 2
    with pytest.raises(Limited, match="still preparing"):
        account.publish(post)
    assert [row["status"]["privacyStatus"] for row in youtube.videos.values()] == ["unlisted"]
    assert isinstance(account.reconcile(post, LONG_AGO), Absent)
    assert account.publish(post).ref in youtube.videos
    assert len(youtube.sessions) == 1


FAULTS = [
    Fault.DROP_BEFORE,
    Fault.COMMIT_DROP,
    Fault.COMMIT_500,
    Fault.S503,
    Fault.S429,
    Fault.MALFORMED,
]
STEPS = [starting, chunk, thumbnail, captions, opening]


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.__name__)
@pytest.mark.parametrize("fault", FAULTS)
def test_whatever_breaks_once_or_thrice_the_film_exists_once_and_all_is_there(
    account, youtube, world, step, fault
):
    post, often = full(), 1 if step is thumbnail else 3
    world.arm(fault, step, times=often, skip=1 if step is chunk else 0)
    for _ in range(8):
        with suppress(Unreachable, Limited):
            receipt = account.publish(post)
            break
        with suppress(Unreachable, Limited):
            assert isinstance(account.reconcile(post, LONG_AGO), Absent | Found)
    ((name, row),) = youtube.videos.items()
    assert receipt.ref == name
    assert (row["size"], row["status"]["privacyStatus"]) == (SIZE, "public")
    assert (len(youtube.captions[name]), youtube.thumbnails[name]) == (2, png())
    assert isinstance(account.reconcile(post, LONG_AGO), Found)


@pytest.mark.parametrize("skip", [0, 1, 2])
@pytest.mark.parametrize("fault", [Fault.DROP_BEFORE, Fault.COMMIT_DROP])
def test_an_upload_that_was_killed_at_any_chunk_goes_on_in_another_process(
    account, youtube, world, skip, fault
):
    post = full()
    world.arm(fault, chunk, skip=skip, times=3)
    with pytest.raises(Unreachable):
        account.publish(post)
    world.armed.clear()
    assert account.publish(post).ref in youtube.videos
    assert (len(youtube.videos), len(youtube.sessions)) == (1, 1)
    sent = sum(len(call.body) for call in world.calls if chunk(call))
    assert sent <= SIZE + CHUNK


def test_a_key_that_runs_out_between_the_address_and_a_chunk_is_renewed_and_asked_after(
    account, youtube, world
):
    class Late(Walk):
        def save(self, stage, value):
            super().save(stage, value)
            if stage == "upload":
                youtube.expire()

    post = Post("Seen?", (film(),), title="Mira", journey=Late())
    assert account.publish(post).ref in youtube.videos
    assert (len(youtube.videos), youtube.keys_given) == (1, 2)
    empty = [call for call in world.calls if chunk(call) and not call.body]
    assert [call.headers["content-range"] for call in empty] == [f"bytes */{SIZE}"]


def test_a_key_is_renewed_ahead_of_time_before_a_chunk(account, youtube, moving_clock):
    class Slow(Walk):
        def go_on(self):
            moving_clock.move(minutes=30)

    account.publish(Post("Seen?", (film(),), title="Mira", journey=Slow()))
    assert youtube.keys_given > 2
    assert len(youtube.videos) == 1


def test_a_key_that_was_taken_away_shows_nothing(account, youtube):
    account.check()
    youtube.withdraw_consent()
    with pytest.raises(Unauthorised, match="Connect the channel again"):
        account.publish(full())
    assert youtube.videos == {}


def test_a_switch_stops_a_film_between_two_chunks_and_it_goes_on_later(account, youtube):
    class Switch(Walk):
        left = 3

        def go_on(self):
            self.left -= 1
            if self.left == 0:
                raise Held("Stopped.")

    post = Post("Seen?", (film(),), title="Mira", journey=Switch())
    with pytest.raises(Held):
        account.publish(post)
    assert youtube.videos == {}
    assert [each["got"] for each in youtube.sessions.values()] == [CHUNK]
    account.publish(post)
    assert len(youtube.sessions) == len(youtube.videos) == 1


def test_an_address_that_is_no_longer_known_is_looked_behind_before_it_is_begun_anew(
    account, youtube, world
):
    post = Post("Seen?", (film(),), title="Mira", journey=Walk())
    world.arm(Fault.COMMIT_DROP, chunk, skip=2, times=3)
    with pytest.raises(Unreachable):
        account.publish(post)
    assert len(youtube.videos) == 1
    world.armed.clear()
    youtube.sessions.clear()
    assert isinstance(account.reconcile(post, LONG_AGO), Absent)  # up, but not public yet
    assert account.publish(post).ref in youtube.videos
    assert len(youtube.videos) == 1


def test_an_upload_that_ran_out_half_way_is_begun_anew(account, youtube, world):
    post = Post("Seen?", (film(),), title="Mira", journey=Walk())
    world.arm(Fault.DROP_BEFORE, chunk, skip=1, times=3)
    with pytest.raises(Unreachable):
        account.publish(post)
    world.armed.clear()
    youtube.sessions.clear()
    assert isinstance(account.reconcile(post, LONG_AGO), Absent)
    account.publish(post)
    assert len(youtube.videos) == 1


def test_a_film_shorter_than_approved_never_becomes_a_film(account, youtube):
    cut = Media("video/mp4", "x", SIZE, lambda: BytesIO(BODY[: CHUNK + 5]), "ab" * 32)
    with pytest.raises(Exception, match="shorter than when it was approved"):
        account.publish(Post("Seen?", (cut,), title="Mira"))
    assert youtube.videos == {}


def test_a_film_that_was_taken_down_meanwhile_is_for_a_person_to_decide(account, youtube):
    post = full()
    account.withdraw(account.publish(post).ref)
    assert isinstance(account.reconcile(post, LONG_AGO), CannotTell)


def test_the_days_allowance_says_until_when_it_waits(account, youtube, world, moving_clock):
    said = no(403, "quotaExceeded", 'You have exceeded your <a href="/x">quota</a>.')
    world.arm(Fault.S429, starting, answer_429=said)
    with pytest.raises(Limited, match="goes on after midnight") as day:
        account.publish(full())
    assert day.value.retry_at == datetime(2026, 5, 17, 7, tzinfo=UTC)  # midnight, Pacific summer
    assert youtube.videos == {}


@pytest.mark.parametrize(
    "told",
    [
        (400, "uploadLimitExceeded", Limited, "youtube.com/verify"),
        (403, "rateLimitExceeded", Limited, "nope"),
        (403, "insufficientPermissions", Unauthorised, "tick every box"),
        (403, "accessNotConfigured", Unauthorised, "Enable the YouTube Data API"),
        (401, "youtubeSignupRequired", Unauthorised, "no channel"),
        (403, "channelSuspended", Unauthorised, "suspended"),
        (403, "forbidden", Rejected, "YouTube Studio"),
        (400, "invalidDescription", Rejected, "no < or >"),
        (500, "backendError", Unreachable, "500"),
    ],
)
def test_a_no_is_told_in_youtubes_words_with_what_to_do(account, youtube, world, told):
    status, reason, error, words = told
    world.arm(Fault.S429, starting, answer_429=no(status, reason, "nope"))
    with pytest.raises(error, match=words):
        account.publish(full())
    assert youtube.videos == {}


def test_a_no_that_is_no_errors_object_is_read_too(account, world):
    world.arm(Fault.S429, starting, answer_429=Answer(429, {"error": "too many"}))
    with pytest.raises(Limited):
        account.publish(full())


def test_a_film_that_youtube_keeps_private_is_no_success(account, youtube):
    youtube.audited = False
    with pytest.raises(Rejected, match="keeps it private: https://www"):
        account.publish(full())


def test_a_film_that_cannot_be_used_says_why(account, youtube):
    post = full()
    youtube.cooking = 1
    with pytest.raises(Limited):
        account.publish(post)
    youtube.fate = dict.fromkeys(youtube.videos, "failed")
    with pytest.raises(Rejected, match="codec"):
        account.publish(post)


@pytest.mark.parametrize(("step", "what"), [(thumbnail, "still"), (captions, "captions")])
def test_a_film_whose_still_or_captions_are_refused_is_shown_without_them(
    account, youtube, world, step, what
):
    said = no(403, "forbidden", "The channel may not do this.")
    world.arm(Fault.S429, step, answer_429=said)
    post = full()
    name = account.publish(post).ref
    assert youtube.videos[name]["status"]["privacyStatus"] == "public"
    assert "may not do this" in post.journey.known(f"without its {what}")
