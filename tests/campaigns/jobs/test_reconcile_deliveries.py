"""Asking after what nobody knows: found, absent, cannot tell, no answer."""

from dataclasses import replace

from campaigns.deliveries import queries, sending
from campaigns.deliveries.model import DeliveryState
from campaigns.jobs import reconcile_deliveries, send_deliveries
from campaigns.kernel import settings
from campaigns.kernel.db import db
from campaigns.notices.model import Notice
from campaigns.platforms import rehearsal
from campaigns.platforms.network import faults
from campaigns.platforms.network.faults import FaultKind, Operation
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.factories.deliveries import make_delivery, make_speaking_case, said
from tests.fakes.facebook import CREDENTIALS
from tests.fakes.world import Fault

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
    for _ in range(2):
        moving_clock.move(seconds=20)
        reconcile_deliveries.run(1)
        assert again(delivery).state is S.UNKNOWN, "platforms show some things late"
    moving_clock.move(seconds=20)
    reconcile_deliveries.run(1)
    assert again(delivery).state is S.PLANNED
    send_deliveries.run(1)
    assert again(delivery).state is S.SENT
    assert len(said()) == 1


def test_the_while_begins_when_the_call_broke_off_and_not_with_the_claim(app, moving_clock):
    case, [channel] = make_speaking_case("missingmira")
    delivery = make_delivery(case, channel)
    claimed = sending.claim(delivery.id)
    moving_clock.move(seconds=90)
    sending.settle_unknown(delivery.id, claimed.claim_token, "cut", 1)
    reconcile_deliveries.run(1)
    assert again(delivery).state is S.UNKNOWN


def test_what_is_shown_minutes_late_stands_there_once(app, facebook, world, moving_clock):
    settings.install(replace(settings.current(), rehearsal=False))
    facebook.late_s = 300
    channel = make_channel(platform="facebook", handle="mira", credentials=CREDENTIALS)
    case = make_case(rehearsal=False)
    make_appeal(case=case, channels=[channel])
    delivery = make_delivery(case, channel, "Have you seen Mira?")
    world.arm(Fault.COMMIT_DROP, lambda request: request.path.endswith("/feed"))
    for _ in range(40):
        send_deliveries.run(1)
        reconcile_deliveries.run(1)
        if again(delivery).state is S.SENT:
            break
        moving_clock.move(seconds=20)
    assert again(delivery).state is S.SENT
    assert len(facebook.of("post")) == 1


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
