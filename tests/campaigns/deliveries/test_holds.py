"""Switches: one at a time, with a reason, by those who may."""

import pytest

from campaigns.audit.model import AuditEntry
from campaigns.deliveries import holds, queries
from campaigns.deliveries.model import HoldScope
from campaigns.kernel.db import db
from campaigns.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from campaigns.users.model import Role
from tests.factories.deliveries import make_speaking_case
from tests.factories.users import make_user


def test_a_switch_is_pulled_and_lifted_once_and_both_are_on_record(app):
    case, [channel] = make_speaking_case()
    hold = holds.pull_hold(HoldScope.CASE, case.id, "Wrong name", by=case.lead)
    with pytest.raises(WrongState):
        holds.pull_hold(HoldScope.CASE, case.id, "Again", by=case.deputy)
    assert queries.is_held(case.id) == hold
    assert queries.is_held(channel_id=channel.id) is None
    holds.lift_hold(hold.id, by=case.deputy)
    with pytest.raises(WrongState):
        holds.lift_hold(hold.id, by=case.deputy)
    assert queries.is_held(case.id) is None
    verbs = [each.verb for each in db.session.query(AuditEntry).order_by(AuditEntry.id)]
    assert verbs[-2:] == ["hold_pulled", "hold_lifted"]


def test_a_switch_needs_a_reason_a_permission_and_something_to_hold(app):
    case, _ = make_speaking_case()
    with pytest.raises(Invalid):
        holds.pull_hold(HoldScope.ALL, 0, "", by=case.lead)
    with pytest.raises(NotAllowed):
        holds.pull_hold(HoldScope.ALL, 0, "Stop", by=make_user(Role.AUDITOR))
    with pytest.raises(NotFound):
        holds.pull_hold(HoldScope.CHANNEL, 999, "Stop", by=case.lead)
