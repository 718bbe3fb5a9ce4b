"""An upload whose fate YouTube no longer tells, and answers in every style that Google writes."""

from datetime import UTC, datetime

import pytest

from campaigns.kernel.errors import Limited, Rejected, Unauthorised, Unreachable
from campaigns.platforms.base import Absent, Post, Walk
from tests.factories.youtube import film, full
from tests.fakes.world import Answer, Fault

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def starting(request) -> bool:
    return request.method == "POST" and request.path == "/upload/youtube/v3/videos"


def chunk(request) -> bool:
    return request.method == "PUT" and "/upload/" in request.path


def test_a_lost_upload_that_may_be_a_film_listed_late_begins_anew_only_after_a_minute(
    account, youtube, world, moving_clock
):
    post = Post("Seen?", (film(),), title="Mira", journey=Walk())
    world.arm(Fault.COMMIT_DROP, chunk, skip=2, times=3)
    with pytest.raises(Unreachable):
        account.publish(post)
    world.armed.clear()
    youtube.sessions.clear()
    late = dict(youtube.videos)
    youtube.videos.clear()
    assert isinstance(account.reconcile(post, LONG_AGO), Absent)
    with pytest.raises(Unreachable, match="no longer knows the upload"):
        account.publish(post)
    assert youtube.sessions == {}
    youtube.videos.update(late)
    moving_clock.move(seconds=61)
    assert account.publish(post).ref in late
    assert youtube.sessions == {}


def test_a_lost_upload_that_is_never_listed_begins_anew_after_a_last_look(
    account, youtube, world, moving_clock
):
    post = Post("Seen?", (film(),), title="Mira", journey=Walk())
    world.arm(Fault.DROP_BEFORE, chunk, skip=2, times=3)
    with pytest.raises(Unreachable):
        account.publish(post)
    world.armed.clear()
    youtube.sessions.clear()
    with pytest.raises(Unreachable, match="no longer knows the upload"):
        account.publish(post)
    moving_clock.move(seconds=61)
    assert account.publish(post).ref in youtube.videos
    assert len(youtube.sessions) == len(youtube.videos) == 1


@pytest.mark.parametrize("body", [b"", b"Resume Incomplete", b"{}"])
def test_an_upload_of_which_nothing_arrived_is_sent_from_its_first_byte(
    account, youtube, world, body
):
    world.arm(Fault.S429, chunk, times=2, answer_429=Answer(308, body))
    assert account.publish(full()).ref in youtube.videos
    assert len(youtube.sessions) == 1


@pytest.mark.parametrize(
    ("told", "error", "words"),
    [
        (
            {"status": "PERMISSION_DENIED", "details": [{"reason": "SERVICE_DISABLED"}]},
            Unauthorised,
            "Enable the YouTube Data API",
        ),
        ({"status": "RESOURCE_EXHAUSTED", "details": [{"@type": "x"}]}, Limited, "nope"),
        ({"status": "UNAVAILABLE"}, Unreachable, "nope"),
    ],
)
def test_a_no_in_googles_newer_style_is_read_too(account, world, told, error, words):
    said = Answer(403, {"error": {"code": 403, "message": "nope", **told}})
    world.arm(Fault.S429, starting, answer_429=said)
    with pytest.raises(error, match=words):
        account.publish(full())


def test_a_no_in_plain_text_is_told_as_it_came(account, world):
    world.arm(Fault.S429, starting, answer_429=Answer(400, b"Not a film at all"))
    with pytest.raises(Rejected, match="Not a film at all"):
        account.publish(full())
