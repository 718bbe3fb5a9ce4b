from datetime import UTC, datetime, timedelta

import pytest

from campaigns.channels.allowance import Purse, at, fills_at, must_wait, spend, tell
from campaigns.platforms.base import Bucket

NOON = datetime(2026, 5, 16, 12, 0, tzinfo=UTC)
POSTS = Bucket("posts", "Posts", 10, per_s=900, reserve=2, takes={"post": 1})
FILMS = Bucket("films", "Films", 3, midnight_in="America/Los_Angeles", takes={"film": 1})


@pytest.mark.parametrize(
    ("now", "midnight"),
    [
        ("2026-05-16T12:00+00:00", "2026-05-17T07:00+00:00"),
        ("2026-01-16T12:00+00:00", "2026-01-17T08:00+00:00"),
        # The night in which the clocks go on, and the one in which they go back.
        ("2026-03-08T09:00+00:00", "2026-03-09T07:00+00:00"),
        ("2026-11-01T08:00+00:00", "2026-11-02T08:00+00:00"),
        ("2026-05-17T07:00+00:00", "2026-05-18T07:00+00:00"),
    ],
)
def test_a_daily_allowance_fills_at_its_zones_midnight(now, midnight):
    assert fills_at(FILMS, datetime.fromisoformat(now)) == datetime.fromisoformat(midnight)


def test_what_is_spent_comes_back_when_the_time_is_over():
    purse = spend(POSTS, None, 4, NOON)
    assert purse == Purse(6, 10, NOON + timedelta(seconds=900))
    purse = spend(POSTS, purse, 1, NOON + timedelta(seconds=60))
    assert (purse.left, purse.resets_at) == (5, NOON + timedelta(seconds=900))
    assert at(POSTS, purse, NOON + timedelta(seconds=900)).left == 10


def test_posts_wait_before_the_reserve_and_urgent_ones_may_use_it():
    kept = {"posts": Purse(2, 10, NOON + timedelta(seconds=300))}
    wait = must_wait([POSTS], kept, {"post": 1}, NOON)
    assert wait.until == NOON + timedelta(seconds=300)
    assert "Posts: 2 of 10 left (2 are kept for what is urgent)" in wait.words
    assert must_wait([POSTS], kept, {"post": 1}, NOON, urgent=True) is None
    assert must_wait([POSTS], kept, {"withdraw": 1}, NOON) is None
    empty = {"posts": Purse(0, 10, NOON + timedelta(seconds=300))}
    assert must_wait([POSTS], empty, {"post": 1}, NOON, urgent=True) is not None


def test_a_thread_waits_for_all_of_itself_but_not_for_more_than_there_ever_is():
    kept = {"posts": Purse(5, 10, NOON + timedelta(seconds=300))}
    assert must_wait([POSTS], kept, {"post": 3}, NOON) is None
    assert must_wait([POSTS], kept, {"post": 4}, NOON) is not None
    assert must_wait([POSTS], {}, {"post": 40}, NOON) is None


def test_the_longest_wait_counts():
    kept = {
        "posts": Purse(0, 10, NOON + timedelta(seconds=300)),
        "films": Purse(0, 3, NOON + timedelta(hours=9)),
    }
    assert must_wait([POSTS, FILMS], kept, {"post": 1, "film": 1}, NOON).until == NOON + timedelta(
        hours=9
    )


def test_what_the_platform_says_counts_and_answers_in_the_wrong_order_do_not_give_back():
    resets = NOON + timedelta(seconds=600)
    purse = tell(POSTS, None, Purse(40, 100, resets), NOON)
    assert purse == Purse(40, 100, resets)
    assert tell(POSTS, purse, Purse(41, 100, resets), NOON).left == 40
    assert tell(POSTS, purse, Purse(99, 100, resets + timedelta(seconds=900)), NOON).left == 99


def test_what_only_the_platform_knows_holds_nothing_back_before_it_spoke():
    unknown = Bucket("calls", "Calls", None, takes={"post": 1})
    assert must_wait([unknown], {}, {"post": 1}, NOON) is None
    told = {"calls": tell(unknown, None, Purse(0, None, None), NOON)}
    assert must_wait([unknown], told, {"post": 1}, NOON).until == NOON + timedelta(minutes=1)
