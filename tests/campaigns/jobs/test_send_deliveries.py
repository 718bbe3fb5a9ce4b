"""The network's own record is the judge: what was meant once is there once, or not at all."""

from datetime import timedelta

import pytest

from campaigns.channels.model import ChannelState
from campaigns.channels.queries import get_channel
from campaigns.deliveries import carry, queries, sending
from campaigns.deliveries.model import DeliveryState
from campaigns.jobs import reconcile_deliveries, send_deliveries, settle_stuck
from campaigns.kernel.db import db
from campaigns.notices.model import Notice
from campaigns.platforms import rehearsal
from campaigns.platforms.network import faults, record
from campaigns.platforms.network.faults import FaultKind, Operation
from campaigns.platforms.rehearsal import RehearsalAccount
from campaigns.timeline.model import TimelineEntry
from campaigns.timeline.proof import verify
from tests.factories.deliveries import make_delivery, make_speaking_case, said

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


def test_a_post_that_is_due_is_said_once_and_its_story_is_told(app):
    case, [channel] = make_speaking_case("missingmira")
    delivery = make_delivery(case, channel)
    send_deliveries.run(2)
    send_deliveries.run(2)
    sent = again(delivery)
    assert sent.state is S.SENT
    assert [sent.remote_id] == said("missingmira")
    assert sent.remote_url.endswith(f"/rehearsal/post/{sent.remote_id}")
    assert [each.outcome for each in queries.list_attempts(sent.id)] == ["begun", "sent"]
    told = db.session.query(TimelineEntry).filter_by(about_type="delivery").all()
    assert [each.summary for each in told] == ["Post sent (@missingmira)"]
    assert get_channel(channel.id).last_post_at is not None
    assert verify(case.id) is None


def test_nothing_goes_before_its_time_without_release_or_from_the_review_list(app, moving_clock):
    case, [channel] = make_speaking_case()
    later = moving_clock() + timedelta(minutes=1)
    make_delivery(case, channel, send_at=later, not_before=later)
    make_delivery(case, channel, released=False)
    make_delivery(case, channel, overdue=True)
    send_deliveries.run(2)
    assert said() == []
    moving_clock.move(minutes=1)
    send_deliveries.run(2)
    assert len(said()) == 1


@pytest.mark.parametrize(
    ("kind", "at_once"),
    [
        (FaultKind.DROP_BEFORE, S.UNKNOWN),
        (FaultKind.DROP_AFTER, S.UNKNOWN),
        (FaultKind.ERROR_BEFORE, S.UNKNOWN),
        (FaultKind.ERROR_AFTER, S.UNKNOWN),
        (FaultKind.LIMITED, S.PLANNED),
    ],
)
@pytest.mark.parametrize("part", [1, 2, 3])
def test_whatever_the_network_does_each_part_is_there_once(
    app, moving_clock, monkeypatch, *, kind, at_once, part
):
    case, [channel] = make_speaking_case("missingmira")
    delivery = make_delivery(case, channel, "One", "Two", "Three")
    real, calls = RehearsalAccount.publish, []

    def publish(self, post):
        calls.append(post)
        if len(calls) == part:
            arm(kind)
        return real(self, post)

    monkeypatch.setattr(RehearsalAccount, "publish", publish)
    send_deliveries.run(2)
    broken = again(delivery)
    assert broken.state is at_once
    assert broken.out_count == part - 1
    settle_everything(moving_clock)
    sent = again(delivery)
    assert sent.state is S.SENT
    assert [each["remote_id"] for each in sent.parts_done] == said("missingmira")
    assert len(said("missingmira")) == 3
    assert record.list_twice(rehearsal.network()) == []


@pytest.mark.parametrize("stage", ["before the call", "after the call", "between the parts"])
def test_a_sender_that_dies_says_nothing_twice(app, moving_clock, monkeypatch, stage):
    case, [channel] = make_speaking_case("missingmira")
    delivery = make_delivery(case, channel, "One", "Two")

    def die(*_args, **_more):
        raise Killed

    where = {
        "before the call": (carry, "_open"),
        "after the call": (sending, "keep_receipt"),
        "between the parts": (sending, "go_on"),
    }[stage]
    with monkeypatch.context() as patch:
        patch.setattr(*where, die)
        with pytest.raises(Killed):
            send_deliveries.run(2)
    assert again(delivery).state is S.SENDING
    send_deliveries.run(2)
    assert again(delivery).state is S.SENDING, "nobody takes it up as if nothing had been"
    settle_stuck.run_at_start()
    assert again(delivery).state is S.UNKNOWN
    settle_everything(moving_clock)
    assert again(delivery).state is S.SENT
    assert len(said("missingmira")) == 2
    assert record.list_twice(rehearsal.network()) == []


def test_an_answer_that_never_comes_is_unknown_and_then_found(app, moving_clock, monkeypatch):
    monkeypatch.setattr(rehearsal, "TIMEOUT_S", 0.2)
    case, [channel] = make_speaking_case("missingmira")
    delivery = make_delivery(case, channel)
    arm(FaultKind.SLOW, seconds=5)
    send_deliveries.run(2)
    assert again(delivery).state is S.UNKNOWN
    reconcile_deliveries.run(2)
    assert again(delivery).state is S.SENT
    assert len(said()) == 1


def test_a_receipt_that_comes_after_all_is_kept_whatever_happened_meanwhile(app, moving_clock):
    case, [channel] = make_speaking_case("missingmira")
    delivery = make_delivery(case, channel)
    claimed = sending.claim(delivery.id)
    token = claimed.claim_token
    moving_clock.move(seconds=200)
    settle_stuck.run()
    moving_clock.move(seconds=60)
    reconcile_deliveries.run(2)
    assert again(delivery).state is S.PLANNED
    receipt = rehearsal.Receipt("77", "/rehearsal/post/77")
    assert sending.keep_receipt(delivery.id, token, 1, receipt) is False
    assert again(delivery).state is S.SENT
    moving_clock.move(minutes=2)
    send_deliveries.run(2)
    assert said() == []


def test_an_expired_key_waits_for_a_person_with_the_reason_shown(app, moving_clock):
    case, [channel] = make_speaking_case("missingmira")
    delivery = make_delivery(case, channel)
    arm(FaultKind.EXPIRED_KEY)
    send_deliveries.run(2)
    waiting = again(delivery)
    assert waiting.state is S.PLANNED
    assert waiting.reason == "This key has expired."
    assert get_channel(channel.id).state is ChannelState.BROKEN
    moving_clock.move(minutes=10)
    send_deliveries.run(2)
    assert said() == []
    moving_clock.move(minutes=10)
    send_deliveries.run(2)
    assert again(delivery).overdue is True
    assert said() == []


def test_a_clean_no_is_final_in_the_platform_s_own_words_and_people_are_told(app):
    case, [channel] = make_speaking_case("missingmira")
    delivery = make_delivery(case, channel, "x" * 501)
    send_deliveries.run(2)
    refused = again(delivery)
    assert refused.state is S.REJECTED
    assert "500" in refused.reason
    told = {each.user_id for each in db.session.query(Notice).all()}
    assert told == {case.lead_id, case.deputy_id}


def test_being_too_fast_waits_until_the_platform_says(app, moving_clock):
    case, [channel] = make_speaking_case("missingmira")
    delivery = make_delivery(case, channel)
    arm(FaultKind.LIMITED, seconds=90)
    send_deliveries.run(2)
    assert again(delivery).not_before == moving_clock() + timedelta(seconds=90)
    moving_clock.move(seconds=89)
    send_deliveries.run(2)
    assert said() == []
    moving_clock.move(seconds=1)
    send_deliveries.run(2)
    assert len(said()) == 1
