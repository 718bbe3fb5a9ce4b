"""Switches: one at a time, with a reason, by those who may."""

import pytest

from campaigns.audit.model import AuditEntry
from campaigns.cases import publicity_actions
from campaigns.cases.given import HoldbackGiven
from campaigns.deliveries import holds, queries
from campaigns.deliveries.model import HoldScope
from campaigns.kernel.db import db
from campaigns.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from campaigns.timeline.model import TimelineEntry
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


@pytest.mark.parametrize("scope", [HoldScope.CASE, HoldScope.ALL])
def test_a_switch_is_pulled_at_once_even_if_its_reason_would_give_a_detail_away(app, scope):
    case, _ = make_speaking_case()
    given = HoldbackGiven("carries a rabbit called Pemberton", ("Pemberton",), "tests callers")
    publicity_actions.add_holdback(case.id, given, by=case.lead)
    scope_id = case.id if scope is HoldScope.CASE else 0
    hold = holds.pull_hold(scope, scope_id, "A post says Pemberton", by=case.lead)
    assert queries.is_held(case.id) == hold
    assert hold.reason == f"The reason touches something that is withheld: ask {case.lead.name}."
    said = [each.detail for each in db.session.query(AuditEntry)]
    said += [(each.summary, each.detail) for each in db.session.query(TimelineEntry)]
    assert "Pemberton" not in str(said)


def test_a_switch_needs_a_reason_a_permission_and_something_to_hold(app):
    case, _ = make_speaking_case()
    with pytest.raises(Invalid):
        holds.pull_hold(HoldScope.ALL, 0, "", by=case.lead)
    with pytest.raises(NotAllowed):
        holds.pull_hold(HoldScope.ALL, 0, "Stop", by=make_user(Role.AUDITOR))
    with pytest.raises(NotFound):
        holds.pull_hold(HoldScope.CHANNEL, 999, "Stop", by=case.lead)
