"""Quiet hours keep to the clock on the wall, also on the nights on which it jumps."""

from datetime import datetime, time

import pytest

from campaigns.appeals import actions, quiet_actions
from campaigns.appeals.model import AppealState
from campaigns.appeals.queries import quiet_of
from campaigns.appeals.quiet import Quiet, check_hours
from campaigns.cases.model import Risk
from campaigns.kernel.errors import Invalid, NotAllowed, WrongState
from campaigns.timeline.queries import stream
from campaigns.users.model import Role
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.users import make_user

TORONTO = "America/Toronto"
NIGHT = Quiet(time(22), time(7), TORONTO)


def at(words):
    return datetime.fromisoformat(words)


@pytest.mark.parametrize(
    ("may_go", "goes"),
    [
        ("2026-05-16T21:59:59-04:00", "2026-05-16T21:59:59-04:00"),
        ("2026-05-16T22:00:00-04:00", "2026-05-17T07:00:00-04:00"),
        ("2026-05-17T00:00:00-04:00", "2026-05-17T07:00:00-04:00"),
        ("2026-05-17T06:59:59-04:00", "2026-05-17T07:00:00-04:00"),
        ("2026-05-17T07:00:00-04:00", "2026-05-17T07:00:00-04:00"),
        # The clock goes on from 2:00 to 3:00, and back from 2:00 to 1:00.
        ("2026-03-07T22:30:00-05:00", "2026-03-08T07:00:00-04:00"),
        ("2026-03-08T03:00:00-04:00", "2026-03-08T07:00:00-04:00"),
        ("2026-10-31T22:30:00-04:00", "2026-11-01T07:00:00-05:00"),
        ("2026-11-01T01:30:00-05:00", "2026-11-01T07:00:00-05:00"),
    ],
)
def test_a_night_ends_when_the_clock_on_the_wall_says_so(may_go, goes):
    assert NIGHT.when(at(may_go)) == at(goes)
    assert NIGHT.until(at(may_go)) == (at(goes) if may_go != goes else None)


def test_an_end_that_is_skipped_comes_at_the_next_minute_there_is():
    short = Quiet(time(22), time(2, 30), TORONTO)
    assert short.when(at("2026-03-08T01:59:00-05:00")) == at("2026-03-08T03:00:00-04:00")
    assert short.when(at("2026-03-08T03:00:00-04:00")) == at("2026-03-08T03:00:00-04:00")


def test_an_end_that_comes_twice_comes_the_first_time_and_the_night_does_not_begin_again():
    short = Quiet(time(22), time(1, 30), TORONTO)
    assert short.when(at("2026-11-01T01:00:00-04:00")) == at("2026-11-01T01:30:00-04:00")
    assert short.until(at("2026-11-01T01:10:00-05:00")) is None


def test_hours_within_one_day_keep_to_it():
    noon = Quiet(time(12), time(14), TORONTO)
    assert noon.when(at("2026-05-16T13:00:00-04:00")) == at("2026-05-16T14:00:00-04:00")
    assert noon.until(at("2026-05-16T23:00:00-04:00")) is None
    assert noon.told(at("2026-05-16T18:00:00+00:00")) == "waits until 14:00: quiet hours"


@pytest.mark.parametrize(("start", "end"), [(time(7), time(7)), (time(7), time(6, 59))])
def test_hours_that_are_none_or_leave_no_day_are_refused(start, end):
    with pytest.raises(Invalid) as refused:
        check_hours(start, end)
    assert set(refused.value.fields) == {"end"}


def test_an_appeal_begins_with_quiet_hours_but_not_where_a_life_may_hang_on_a_night(app):
    calm, pressing = make_case(risk=Risk.MEDIUM), make_case(risk=Risk.HIGH)
    for case in (calm, pressing):
        actions.start_appeal(case.id, actor=case.lead.actor)
    assert quiet_of(calm.id) == NIGHT
    assert quiet_of(pressing.id) is None


def test_whoever_may_change_the_case_changes_them_and_it_is_written_down(app):
    case = make_case()
    make_appeal(case=case)
    quiet_actions.set_quiet_hours(case.id, (time(23), time(6, 30)), by=case.lead)
    assert quiet_of(case.id) == Quiet(time(23), time(6, 30), TORONTO)
    assert [*stream(case.id)][-1].summary == "Quiet hours of the appeal: 23:00 to 06:30"
    quiet_actions.set_quiet_hours(case.id, None, by=case.lead)
    assert quiet_of(case.id) is None
    with pytest.raises(NotAllowed):
        quiet_actions.set_quiet_hours(case.id, None, by=make_user(Role.TRIAGER))


def test_an_appeal_that_has_ended_keeps_what_it_has(app):
    case = make_case()
    make_appeal(case=case, state=AppealState.ENDED)
    with pytest.raises(WrongState):
        quiet_actions.set_quiet_hours(case.id, (time(22), time(7)), by=case.lead)
