"""What comes due in quiet hours waits for their end, by whatever road it came."""

from datetime import time, timedelta

import pytest

from campaigns.appeals.queries import quiet_of
from campaigns.deliveries import actions, telling, waiting
from campaigns.deliveries.actions import Verdict
from campaigns.deliveries.holds import lift_hold, pull_hold
from campaigns.deliveries.model import DeliveryState, HoldScope
from campaigns.deliveries.queries import list_attempts, list_of_update, read_delivery
from campaigns.deliveries.take_back import take_down
from campaigns.jobs import send_deliveries
from campaigns.kernel.db import db
from campaigns.kernel.errors import Invalid
from tests.factories.deliveries import make_delivery, make_speaking_case, said
from tests.factories.updates import make_approved, make_update

S = DeliveryState
NIGHT = (time(22), time(7))
LATE, MORNING = "2026-05-16T23:00:00-04:00", "2026-05-17T07:00:00-04:00"


@pytest.fixture
def night(app, moving_clock):
    """A case with quiet hours, at eleven in the evening there."""
    case, channels = make_speaking_case()
    waiting.change_quiet_hours(case.id, NIGHT, by=case.lead)
    moving_clock.go(LATE)
    return case, channels


def again(delivery):
    db.session.expire_all()
    return read_delivery(delivery.id)


def only(update):
    [delivery] = list_of_update(update.id)
    return again(delivery)


def test_what_is_approved_in_quiet_hours_goes_when_they_end_and_says_so(night, moving_clock):
    update = make_approved(*night)
    told = "It is planned, and waits until 07:00: quiet hours."
    assert telling.line(only(update), quiet_of(night[0].id)) == told, "before anyone looks"
    for _ in range(2):
        send_deliveries.run(1)
    assert said() == []
    assert telling.line(only(update), quiet_of(night[0].id)) == told
    steps = telling.steps(only(update), list_attempts(only(update).id))
    assert [each.word for each in steps] == ["planned", "quiet hours: waits"]
    moving_clock.go("2026-05-17T06:59:59-04:00")
    send_deliveries.run(1)
    assert said() == []
    moving_clock.go(MORNING)
    send_deliveries.run(1)
    assert len(said()) == 1
    assert only(update).attempt_count == 1


@pytest.mark.parametrize(
    ("day_before", "morning"),
    [
        ("2026-03-07T23:00:00-05:00", "2026-03-08T07:00:00-04:00"),
        ("2026-10-31T23:00:00-04:00", "2026-11-01T07:00:00-05:00"),
    ],
)
def test_the_morning_after_the_clock_jumped_is_at_seven_too(app, moving_clock, day_before, morning):
    moving_clock.go(day_before)
    case, channels = make_speaking_case()
    waiting.change_quiet_hours(case.id, NIGHT, by=case.lead)
    make_approved(case, channels)
    send_deliveries.run(1)
    moving_clock.go(morning)
    moving_clock.move(seconds=-1)
    send_deliveries.run(1)
    assert said() == []
    moving_clock.move(seconds=1)
    send_deliveries.run(1)
    assert len(said()) == 1


def test_what_came_due_at_night_while_nobody_looked_goes_in_the_morning_and_is_not_late(
    night, moving_clock
):
    update = make_approved(*night)
    moving_clock.go("2026-05-17T06:00:00-04:00")
    send_deliveries.run(1)
    assert not only(update).overdue
    moving_clock.go("2026-05-17T07:10:00-04:00")
    send_deliveries.run(1)
    assert len(said()) == 1


def test_what_nobody_sent_all_morning_is_late(night, moving_clock):
    update = make_approved(*night)
    moving_clock.go("2026-05-17T09:00:00-04:00")
    send_deliveries.run(1)
    assert said() == []
    assert only(update).overdue


def test_a_post_that_was_late_before_the_night_is_not_excused_by_it(night, moving_clock):
    case, [channel] = night
    moving_clock.go("2026-05-16T20:00:00-04:00")
    late = make_approved(case, [channel])
    moving_clock.go(LATE)
    send_deliveries.run(1)
    assert only(late).overdue


def test_a_post_goes_at_once_in_quiet_hours_by_no_road_of_its_own(night, moving_clock):
    case, channels = night
    update = make_approved(*night)
    with pytest.raises(Invalid) as refused:
        actions.reschedule(case.id, [only(update).id], None, by=case.lead)
    assert refused.value.message == f"It waits until 07:00: quiet hours. {waiting.ASK_FOR}"
    hold = pull_hold(HoldScope.CASE, case.id, "Look first", by=case.lead)
    lift_hold(hold.id, by=case.lead)
    planned = make_update(case, channels, "Later", by=case.deputy)
    actions.plan(case.id, planned.id, [], None)
    rejected = make_delivery(case, channels[0], state=S.REJECTED, update_id=planned.id)
    actions.settle_by_person(case.id, rejected.id, Verdict.SEND_AGAIN, by=case.lead)
    send_deliveries.run(1)
    assert said() == []
    moving_clock.go(MORNING)
    send_deliveries.run(1)
    assert len(said()) == 2


def test_a_time_in_quiet_hours_can_be_chosen_and_waits_as_well(night, moving_clock):
    case, _ = night
    update = make_approved(*night)
    actions.reschedule(
        case.id, [only(update).id], moving_clock() + timedelta(hours=1), by=case.lead
    )
    assert telling.line(only(update), quiet_of(case.id)).endswith("until 07:00: quiet hours.")
    moving_clock.move(hours=1)
    send_deliveries.run(1)
    assert said() == []
    moving_clock.go(MORNING)
    send_deliveries.run(1)
    assert len(said()) == 1


def test_switching_quiet_hours_off_lets_go_what_waits(night):
    case, _ = night
    make_approved(*night)
    send_deliveries.run(1)
    assert waiting.change_quiet_hours(case.id, None, by=case.lead) == 1
    send_deliveries.run(1)
    assert len(said()) == 1


def test_later_quiet_hours_keep_what_waits_for_longer(night, moving_clock):
    case, _ = night
    make_approved(*night)
    send_deliveries.run(1)
    waiting.change_quiet_hours(case.id, (time(22), time(8)), by=case.lead)
    moving_clock.go(MORNING)
    send_deliveries.run(1)
    assert said() == []
    moving_clock.move(hours=1)
    send_deliveries.run(1)
    assert len(said()) == 1


def test_a_thread_that_has_begun_is_finished_in_quiet_hours(night):
    case, [channel] = night
    update = make_update(case, [channel])
    make_delivery(case, channel, "One")
    send_deliveries.run(1)
    out = {"part": 1, "remote_id": said()[0], "url": "/1"}
    begun = {"parts_done": [out], "out_count": 1}
    thread = make_delivery(case, channel, "One", "Two", update_id=update.id, **begun)
    send_deliveries.run(1)
    assert again(thread).out_count == 2


def test_an_answer_and_taking_down_never_wait(night, moving_clock):
    case, [channel] = night
    moving_clock.go("2026-05-16T20:00:00-04:00")
    sent = make_approved(case, [channel])
    send_deliveries.run(1)
    moving_clock.go(LATE)
    answer = make_delivery(case, channel, "Thank you.", reply_to=said()[0])
    send_deliveries.run(1)
    assert again(answer).state is S.SENT
    assert take_down(case.id, only(sent).id, by=case.lead) is None
    assert only(sent).state is S.WITHDRAWN
