"""How far a post got is asked for, kept, and asked for less often as it ages."""

from datetime import timedelta

from campaigns.deliveries.model import DeliveryState
from campaigns.jobs import measure_posts, send_deliveries
from campaigns.kernel import clock
from campaigns.kernel.db import atomic
from campaigns.measures.queries import find_measure, list_due
from campaigns.measures.rules import STEPS, next_look
from tests.factories.deliveries import make_delivery, make_speaking_case


@atomic
def _sent(case, channel, ref):
    return make_delivery(
        case, channel, state=DeliveryState.SENT, remote_id=ref, settled_at=clock.now()
    )


def test_a_sent_post_is_counted_and_counted_again_later(app, moving_clock):
    case, (channel,) = make_speaking_case()
    delivery = make_delivery(case, channel)
    send_deliveries.run()
    measure_posts.run()
    first = find_measure(delivery.id)
    assert (first.likes, first.shares, first.replies) == (0, 0, 0)
    assert first.measured_at == clock.now()
    assert first.next_at == clock.now() + STEPS[0][1]
    assert list_due(clock.now(), clock.now() - STEPS[-1][0]) == []
    moving_clock.move(seconds=STEPS[0][1].total_seconds())
    assert [each.delivery_id for each in list_due(clock.now(), clock.now())] == [delivery.id]


def test_a_post_that_is_gone_is_not_asked_for_again_and_says_why(app):
    case, (channel,) = make_speaking_case()
    delivery = _sent(case, channel, "nothing-like-that")
    measure_posts.run()
    kept = find_measure(delivery.id)
    assert kept.trouble
    assert kept.measured_at is kept.next_at is None


def test_a_post_is_counted_often_while_it_spreads_and_not_after_a_month():
    now = clock.now()
    ages = (timedelta(), timedelta(days=1), timedelta(days=9))
    assert [next_look(now - age, now) for age in ages] == [now + wait for _, wait in STEPS]
    assert next_look(now - timedelta(days=31), now) is None
