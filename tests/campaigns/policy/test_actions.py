"""Rules are changed by those who may, with a reason, and never overwritten."""

import pytest

from campaigns.audit.model import AuditEntry
from campaigns.kernel.db import db
from campaigns.kernel.errors import Invalid, NotAllowed, WrongState
from campaigns.policy import actions, queries
from campaigns.users.model import Role
from tests.factories.users import make_user

OTHER = queries.SHIPPED.replace('label = "Inspector"', 'label = "Commissaire"')


def test_a_force_writes_its_own_rules_and_the_shipped_ones_stay(app):
    chief = make_user(Role.SUPERVISOR)
    actions.write_rules(OTHER, "Our words", seen=0, by=chief)
    assert queries.current().label("inspector") == "Commissaire"
    assert queries.table_of(0).label("inspector") == "Inspector"
    (line,) = db.session.scalars(db.select(AuditEntry).filter_by(about_type="rules"))
    assert line.detail == {"version": 1, "why": "Our words"}


def test_who_comes_second_is_told_and_who_says_no_reason_is_asked(app):
    chief = make_user(Role.SUPERVISOR)
    with pytest.raises(Invalid):
        actions.write_rules(OTHER, " ", seen=0, by=chief)
    with pytest.raises(Invalid, match="Nothing is different"):
        actions.write_rules(queries.SHIPPED, "Why", seen=0, by=chief)
    actions.write_rules(OTHER, "Our words", seen=0, by=chief)
    with pytest.raises(WrongState):
        actions.write_rules(queries.SHIPPED, "Back", seen=0, by=chief)
    actions.write_rules(queries.SHIPPED, "Back", seen=1, by=chief)
    assert [each.version for each in queries.list_versions()] == [2, 1]


def test_an_investigator_does_not_make_the_rules(app):
    with pytest.raises(NotAllowed):
        actions.write_rules(OTHER, "Mine", seen=0, by=make_user())
