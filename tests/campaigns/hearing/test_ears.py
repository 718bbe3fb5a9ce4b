"""An account listens when it is time, within its allowance, and says what it may have missed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from campaigns.channels import cursors, queries
from campaigns.channels.model import Allowance
from campaigns.hearing import gaps
from campaigns.hearing.model import Gap
from campaigns.jobs import collect_tips
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid, WrongState
from tests.campaigns.hearing.heard import hear, told
from tests.factories.appeals import make_appeal
from tests.factories.users import make_user
from tests.fakes.beacon import said
from tests.fakes.world import Fault


def test_what_the_platform_says_it_left_out_raises_one_alarm_until_a_person_ends_it(
    channel, case, beacon, listening, moving_clock
):
    beacon.says(said("a", "One"), missed="More came at once than it gives.")
    hear(moving_clock)
    beacon.says(said("b", "Two"), missed="More came at once than it gives.")
    hear(moving_clock)
    gap = db.session.scalars(select(Gap)).one()
    assert (gap.times, gap.words) == (2, "More came at once than it gives.")
    assert told() == ["@missingmira: we may not have heard everything"] * 2  # owner and deputy
    user = make_user()
    with pytest.raises(Invalid):
        gaps.end_gap(channel.id, gap.id, " ", by=user)
    gaps.end_gap(channel.id, gap.id, "I looked through it by hand.", by=user)
    with pytest.raises(WrongState):
        gaps.end_gap(channel.id, gap.id, "Again", by=user)
    beacon.says(said("c", "Three"), missed="More came at once than it gives.")
    hear(moving_clock)
    assert len(list(db.session.scalars(select(Gap)))) == 2


def test_who_was_away_for_longer_than_the_platform_looks_back_has_missed_something(
    channel, case, beacon, listening, moving_clock
):
    away_since = queries.find_cursor(channel.id, "answers").heard_at
    moving_clock.move(hours=23)
    collect_tips.run()
    assert db.session.scalars(select(Gap)).all() == []
    moving_clock.move(hours=25)
    collect_tips.run()
    found = db.session.scalars(select(Gap)).all()
    assert {gap.stream for gap in found} == {"answers", "tags"}
    assert all(gap.since > away_since for gap in found)


def test_where_no_appeal_listened_nothing_was_missed(channel, beacon, moving_clock):
    cursors.move_cursor(channel.id, "answers", "7")
    moving_clock.move(days=90)
    make_appeal(channels=[channel])
    collect_tips.run()
    assert db.session.scalars(select(Gap)).all() == []


@pytest.mark.parametrize(
    ("age", "wait"), [({"hours": 1}, 60), ({"days": 3}, 300), ({"days": 30}, 900)]
)
def test_a_young_appeal_is_heard_every_minute_and_an_old_one_less_often(
    case, beacon, moving_clock, age, wait
):
    moving_clock.move(**age)
    collect_tips.run()
    asked = len(beacon.asked)
    moving_clock.move(seconds=wait - 1)
    collect_tips.run()
    assert len(beacon.asked) == asked
    moving_clock.move(seconds=1)
    collect_tips.run()
    assert len(beacon.asked) == asked + 2


def test_a_hint_makes_it_due_at_once_but_not_all_the_time(
    channel, case, beacon, listening, moving_clock
):
    collect_tips.run()
    asked = len(beacon.asked)
    moving_clock.move(seconds=10)
    cursors.hint(channel.id)
    collect_tips.run()
    assert len(beacon.asked) == asked + 2
    moving_clock.move(seconds=1)
    cursors.hint(channel.id)
    collect_tips.run()
    assert len(beacon.asked) == asked + 2
    moving_clock.move(seconds=6)
    collect_tips.run()
    assert len(beacon.asked) == asked + 4


def test_what_is_kept_back_of_an_allowance_is_never_spent_on_collecting(
    channel, case, beacon, listening, moving_clock
):
    resets_at = clock.now() + timedelta(hours=1)
    set_left(channel.id, 10, resets_at)
    asked = len(beacon.asked)
    hear(moving_clock)
    assert len(beacon.asked) == asked
    moving_clock.go(resets_at + timedelta(seconds=1))
    collect_tips.run()
    assert len(beacon.asked) == asked + 2


def test_a_small_allowance_is_spread_until_it_fills_again(
    channel, case, beacon, listening, moving_clock
):
    set_left(channel.id, 30, clock.now() + timedelta(hours=1))
    collect_tips.run()
    row = queries.find_cursor(channel.id, "tags")
    assert timedelta(minutes=10) < row.due_at - clock.now() < timedelta(minutes=20)


@atomic
def set_left(channel_id, left, resets_at):
    db.session.query(Allowance).delete()
    db.session.add(
        Allowance(
            holder=f"channel:{channel_id}", bucket="calls", left=left, most=100, resets_at=resets_at
        )
    )


def test_a_platform_that_does_not_answer_is_left_alone_for_a_moment(
    beacon, listening, moving_clock, world
):
    world.arm(Fault.S503, times=9)
    collect_tips.run()
    calls = len(world.calls)
    moving_clock.move(seconds=5)
    collect_tips.run()
    assert len(world.calls) == calls
    moving_clock.move(seconds=20)
    collect_tips.run()
    assert len(world.calls) > calls
