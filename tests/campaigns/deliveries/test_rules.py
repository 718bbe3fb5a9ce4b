"""The life of a delivery, as a table."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from campaigns.deliveries import rules
from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.kernel.errors import Invalid, WrongState

S = DeliveryState
ALLOWED = {
    ("planned", "sending"),
    ("planned", "withdrawn"),
    ("sending", "sent"),
    ("sending", "rejected"),
    ("sending", "unknown"),
    ("sending", "planned"),
    ("sending", "withdrawn"),
    ("unknown", "sent"),
    ("unknown", "planned"),
    ("unknown", "undecided"),
    ("unknown", "withdrawn"),
    ("undecided", "sent"),
    ("undecided", "planned"),
    ("undecided", "withdrawn"),
    ("rejected", "planned"),
    ("rejected", "withdrawn"),
    ("sent", "withdrawn"),
    ("withdrawn", "sent"),
}


@pytest.mark.parametrize(("was", "to"), list(product(S, S)))
def test_every_move_is_in_the_table_or_refused(was, to):
    delivery = Delivery(state=was)
    if (was.value, to.value) in ALLOWED:
        rules.check_move(delivery, to)
    else:
        with pytest.raises(WrongState):
            rules.check_move(delivery, to)


def test_an_unknown_one_is_never_sent_again_without_asking():
    assert S.SENDING not in rules.NEXT[S.UNKNOWN]


def test_waiting_grows_and_has_an_end():
    waits = [rules.backoff(tries).total_seconds() for tries in range(8)]
    assert waits == [30, 30, 60, 120, 240, 480, 900, 900]
    assert rules.backoff(10_000) == timedelta(minutes=15)


def test_absent_is_believed_only_a_while_after_the_call_broke_off():
    broken = datetime(2026, 5, 16, 12, tzinfo=UTC)
    looks, now = [], broken
    while (now := rules.look_again_at(broken, now)) is not None:
        looks.append((now - broken).total_seconds())
    assert looks == [20, 40, 60]


@pytest.mark.parametrize(
    ("exercise", "account", "fine"),
    [(True, True, True), (False, False, True), (True, False, False), (False, True, False)],
)
def test_exercises_and_the_world_do_not_meet(exercise, account, fine):
    if fine:
        rules.check_reach("x", exercise=exercise, rehearsal_account=account)
    else:
        with pytest.raises(Invalid):
            rules.check_reach("x", exercise=exercise, rehearsal_account=account)


def test_what_may_go_no_longer_is_withdrawn_and_not_planned_again():
    assert rules.again(Delivery(released=True)) is S.PLANNED
    assert rules.again(Delivery(released=False)) is S.WITHDRAWN
