"""What stops the sending, and what it never waits for."""

import threading

import pytest

from campaigns.appeals import actions as appeals
from campaigns.deliveries import carry, holds, queries, sending
from campaigns.deliveries.model import DeliveryState, HoldScope
from campaigns.jobs import reconcile_deliveries, send_deliveries, settle_stuck
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import db
from campaigns.notices.model import Notice
from campaigns.platforms import rehearsal
from campaigns.platforms.network import faults
from campaigns.platforms.network.faults import Operation
from campaigns.platforms.rehearsal import RehearsalAccount
from tests.factories.deliveries import make_delivery, make_speaking_case, make_voice, said

S = DeliveryState


class Killed(BaseException):
    """What a test raises where a process would have died."""


def again(delivery):
    """Return the delivery as the database has it now."""
    db.session.rollback()
    db.session.expire_all()
    return queries.read_delivery(delivery.id)


def arm(kind, **more):
    faults.arm(rehearsal.network(), kind, **{"operation": Operation.PUBLISH, **more})


def settle_everything(moving_clock, rounds=8):
    """Let the jobs run for a while, as the timetable would."""
    for _ in range(rounds):
        settle_stuck.run()
        reconcile_deliveries.run(2)
        send_deliveries.run(2)
        moving_clock.move(seconds=40)


def test_after_an_outage_nothing_fires_in_a_burst(app, moving_clock):
    case, [channel] = make_speaking_case()
    waiting = [make_delivery(case, channel, f"Post {n}") for n in range(3)]
    moving_clock.move(minutes=16)
    send_deliveries.run(2)
    assert said() == []
    assert [again(each).overdue for each in waiting] == [True] * 3
    notices = db.session.query(Notice).filter_by(user_id=case.lead_id).all()
    assert [each.subject for each in notices] == ["3 posts not sent in time: a person decides"]


@pytest.mark.parametrize("scope", list(HoldScope))
def test_a_switch_stops_sending_at_once_and_lifting_it_makes_no_burst(app, moving_clock, scope):
    case, [channel] = make_speaking_case()
    make_delivery(case, channel)
    scope_id = {HoldScope.ALL: 0, HoldScope.CASE: case.id, HoldScope.CHANNEL: channel.id}[scope]
    hold = holds.pull_hold(scope, scope_id, "Wrong picture", by=case.lead)
    send_deliveries.run(2)
    assert said() == []
    moving_clock.move(minutes=20)
    soon = make_delivery(case, channel, "Fresh")
    holds.lift_hold(hold.id, by=case.lead)
    send_deliveries.run(2)
    assert len(said()) == 1
    assert again(soon).state is S.SENT


def test_a_switch_that_is_pulled_between_two_parts_stops_the_thread(app, monkeypatch):
    case, [channel] = make_speaking_case("missingmira")
    delivery = make_delivery(case, channel, "One", "Two", "Three")
    real = sending.keep_receipt

    def keep_and_pull(delivery_id, token, part, receipt):
        kept = real(delivery_id, token, part, receipt)
        if part == 2:
            holds.pull_hold(HoldScope.CASE, case.id, "Stop", by=case.lead)
        return kept

    monkeypatch.setattr(sending, "keep_receipt", keep_and_pull)
    send_deliveries.run(2)
    stopped = again(delivery)
    assert (stopped.state, stopped.out_count) == (S.PLANNED, 2)
    assert len(said()) == 2
    holds.lift_hold(queries.find_hold(HoldScope.CASE, case.id).id, by=case.lead)
    send_deliveries.run(2)
    assert again(delivery).state is S.SENT
    assert len(said()) == 3


def test_nothing_goes_while_the_appeal_is_paused_or_the_case_is_closed(app):
    case, [channel] = make_speaking_case()
    make_delivery(case, channel)
    appeals.pause_appeal(case.id, actor=HOUSE)
    send_deliveries.run(2)
    assert said() == []
    appeals.resume_appeal(case.id, actor=HOUSE)
    send_deliveries.run(2)
    assert len(said()) == 1


def test_one_hanging_channel_delays_no_other(app, monkeypatch):
    case, [slow] = make_speaking_case("slowone")
    quick = make_voice("quickone")
    for n in range(8):
        make_delivery(case, slow, f"Slow {n}")
    delivery = make_delivery(case, quick, "Quick")
    done, real = threading.Event(), RehearsalAccount.publish

    def publish(self, post):
        if post.text.startswith("Slow"):
            assert done.wait(20), "the quick one waited for the slow one"
            return real(self, post)
        receipt = real(self, post)
        done.set()
        return receipt

    monkeypatch.setattr(RehearsalAccount, "publish", publish)
    send_deliveries.run(6)
    assert again(delivery).state is S.SENT
    assert len(said()) == 9


def test_two_senders_at_once_say_it_once(app):
    case, [channel] = make_speaking_case()
    delivery = make_delivery(case, channel)
    barrier = threading.Barrier(4)

    def go():
        with app.app_context():
            barrier.wait()
            carry.say(delivery.id)

    threads = [threading.Thread(target=go) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said()) == 1


def test_an_exercise_never_reaches_a_real_account(app, monkeypatch):
    case, [channel] = make_speaking_case()
    delivery = make_delivery(case, channel)
    real = rehearsal.PLATFORM
    monkeypatch.setattr(
        "campaigns.platforms.registry.all_platforms",
        lambda: {
            "rehearsal": type(real)(
                **{name: getattr(real, name) for name in real.__slots__ if name != "rehearsal"}
            )
        },
    )
    send_deliveries.run(2)
    assert again(delivery).state is S.PLANNED
    assert said() == []
