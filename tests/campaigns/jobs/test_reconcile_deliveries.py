"""Asking after what nobody knows: found, absent, cannot tell, no answer."""

from datetime import timedelta

from campaigns.deliveries import queries, sending
from campaigns.deliveries.model import DeliveryState
from campaigns.jobs import reconcile_deliveries, send_deliveries
from campaigns.kernel.db import db
from campaigns.notices.model import Notice
from campaigns.platforms import rehearsal
from campaigns.platforms.network import faults
from campaigns.platforms.network.faults import FaultKind, Operation
from tests.factories.deliveries import make_delivery, make_speaking_case, said

S = DeliveryState


def again(delivery):
    db.session.rollback()
    db.session.expire_all()
    return queries.read_delivery(delivery.id)


def make_unknown(kind, *texts):
    case, [channel] = make_speaking_case("missingmira")
    delivery = make_delivery(case, channel, *texts)
    faults.arm(rehearsal.network(), kind, operation=Operation.PUBLISH)
    send_deliveries.run(1)
    assert again(delivery).state is S.UNKNOWN
    return case, delivery


def test_what_is_found_was_sent(app):
    _, delivery = make_unknown(FaultKind.DROP_AFTER)
    reconcile_deliveries.run(1)
    assert again(delivery).state is S.SENT
    assert again(delivery).remote_id == said()[0]


def test_what_is_absent_is_believed_after_a_while_and_sent_once(app, moving_clock):
    _, delivery = make_unknown(FaultKind.DROP_BEFORE)
    reconcile_deliveries.run(1)
    assert again(delivery).state is S.UNKNOWN, "it may still be on its way"
    moving_clock.move(seconds=30)
    reconcile_deliveries.run(1)
    planned = again(delivery)
    assert planned.state is S.PLANNED
    assert planned.not_before == moving_clock() + timedelta(seconds=30)
    moving_clock.move(seconds=30)
    send_deliveries.run(1)
    assert again(delivery).state is S.SENT
    assert len(said()) == 1


def test_a_call_that_broke_off_late_is_not_called_absent_at_once(app, moving_clock):
    case, [channel] = make_speaking_case("missingmira")
    delivery = make_delivery(case, channel)
    assert sending.claim(delivery.id)
    moving_clock.move(seconds=600)  # a film on its way
    sending.settle_unknown(delivery.id, again(delivery).claim_token, "Broke off", 1)
    reconcile_deliveries.run(1)
    assert again(delivery).state is S.UNKNOWN, "it broke off a moment ago"
    moving_clock.move(seconds=30)
    reconcile_deliveries.run(1)
    assert again(delivery).state is S.PLANNED


def test_what_cannot_be_told_is_decided_by_people_who_are_called(app):
    case, delivery = make_unknown(FaultKind.DROP_AFTER)
    faults.arm(rehearsal.network(), FaultKind.CANNOT_TELL)
    reconcile_deliveries.run(1)
    assert again(delivery).state is S.UNDECIDED
    assert {each.user_id for each in db.session.query(Notice)} == {case.lead_id, case.deputy_id}
    reconcile_deliveries.run(1)
    send_deliveries.run(1)
    assert again(delivery).state is S.UNDECIDED


def test_a_platform_that_does_not_answer_is_asked_ever_more_seldom(app, moving_clock):
    _, delivery = make_unknown(FaultKind.DROP_AFTER)
    faults.arm(
        rehearsal.network(), FaultKind.DROP_BEFORE, operation=Operation.RECONCILE, times=None
    )
    waits = []
    for _ in range(4):
        reconcile_deliveries.run(1)
        asked = again(delivery)
        assert asked.state is S.UNKNOWN
        waits.append((asked.not_before - moving_clock()).total_seconds())
        moving_clock.go(asked.not_before)
    assert waits == [30, 60, 120, 240]
    faults.disarm(rehearsal.network())
    reconcile_deliveries.run(1)
    assert again(delivery).state is S.SENT


def test_what_never_arrives_is_handed_to_a_person_in_the_end(app, moving_clock):
    case, delivery = make_unknown(FaultKind.DROP_BEFORE)
    faults.arm(rehearsal.network(), FaultKind.DROP_BEFORE, operation=Operation.PUBLISH, times=None)
    for _ in range(40):
        moving_clock.move(seconds=30)
        reconcile_deliveries.run(1)
        send_deliveries.run(1)
        now = again(delivery)
        if now.state is S.UNDECIDED or now.overdue:
            break
    assert again(delivery).state is S.UNDECIDED or again(delivery).overdue
    assert said() == []
    assert db.session.query(Notice).filter_by(user_id=case.lead_id).count() >= 1


def test_a_thread_goes_on_after_the_part_that_was_found(app):
    _, delivery = make_unknown(FaultKind.DROP_AFTER, "One", "Two")
    reconcile_deliveries.run(1)
    waiting = again(delivery)
    assert (waiting.state, waiting.out_count) == (S.PLANNED, 1)
    send_deliveries.run(1)
    assert again(delivery).state is S.SENT
    assert len(said()) == 2
