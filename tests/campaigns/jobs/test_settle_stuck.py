"""What was being sent when its sender died is unknown, and nothing else is touched."""

from campaigns.deliveries import queries, sending
from campaigns.deliveries.model import DeliveryState
from campaigns.jobs import settle_stuck
from campaigns.kernel.db import db
from tests.factories.deliveries import make_delivery, make_speaking_case

S = DeliveryState


def again(delivery):
    db.session.rollback()
    db.session.expire_all()
    return queries.read_delivery(delivery.id)


def test_only_what_has_been_sending_for_too_long_is_unknown(app, moving_clock):
    case, [channel] = make_speaking_case()
    old, young, waiting = (make_delivery(case, channel, f"Post {n}") for n in range(3))
    sending.claim(old.id)
    moving_clock.move(seconds=119)
    sending.claim(young.id)
    settle_stuck.run()
    assert again(old).state is S.SENDING
    moving_clock.move(seconds=1)
    settle_stuck.run()
    settle_stuck.run()
    assert again(old).state is S.UNKNOWN
    assert again(young).state is S.SENDING
    assert again(waiting).state is S.PLANNED


def test_at_the_start_of_the_scheduler_every_sender_is_gone(app):
    case, [channel] = make_speaking_case()
    delivery = make_delivery(case, channel)
    sending.claim(delivery.id)
    settle_stuck.run_at_start()
    assert again(delivery).state is S.UNKNOWN
