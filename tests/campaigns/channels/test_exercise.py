"""What the wall and the trainer may do, in the errors of the house."""

import pytest
from sqlalchemy import select

from campaigns.audit.model import AuditEntry
from campaigns.channels import exercise
from campaigns.channels.exercise import FaultKind, Operation
from campaigns.kernel import settings
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import db
from campaigns.kernel.errors import Invalid, NotFound


def test_a_house_that_does_not_rehearse_has_no_network_to_show(app, monkeypatch):
    house = settings.current()
    real = {name: getattr(house, name) for name in house.__slots__} | {"rehearsal": False}
    monkeypatch.setattr(settings, "current", lambda: type(house)(**real))
    with pytest.raises(NotFound):
        exercise.network()


def test_what_the_network_refuses_is_said_by_field(app):
    with pytest.raises(NotFound):
        exercise.answer(1, "Sam", "Yes", [], submission=None)
    with pytest.raises(Invalid) as refused:
        exercise.write_to("nobody", "Sam", "x" * 501, [], submission=None)
    assert "text" in refused.value.fields


def test_a_trainers_deeds_are_in_the_audit(app):
    number = exercise.arm_fault(FaultKind.SLOW, Operation.ANY, None, None, 3, actor=HOUSE)
    exercise.set_latency(20, actor=HOUSE)
    exercise.disarm(number, actor=HOUSE)
    assert [row.verb for row in db.session.scalars(select(AuditEntry))] == [
        "rehearsal_fault_armed",
        "rehearsal_latency_set",
        "rehearsal_fault_disarmed",
    ]


@pytest.mark.parametrize(("times", "seconds"), [(0, 0), (1, -1), (1, 601), (1, float("nan"))])
def test_a_fault_without_sense_is_not_armed(app, times, seconds):
    with pytest.raises(Invalid):
        exercise.arm_fault(FaultKind.SLOW, Operation.ANY, None, times, seconds, actor=HOUSE)


def test_a_name_that_is_no_picture_gives_nothing(app):
    for name in ("network.db", "../network.db", "x.png"):
        with pytest.raises(NotFound):
            exercise.picture(name)
