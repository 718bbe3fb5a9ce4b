import pytest

from campaigns.appeals.model import AppealState
from campaigns.jobs import actions, queries
from campaigns.kernel import clock
from tests.factories.appeals import make_appeal

pytestmark = pytest.mark.usefixtures("app")


def test_a_scheduler_is_seen_while_its_lease_lasts(moving_clock):
    assert not queries.scheduler_seen(clock.now())
    actions.take_lease("here", 10)
    assert queries.scheduler_seen(clock.now())
    moving_clock.move(seconds=10)
    assert not queries.scheduler_seen(clock.now())


def test_a_job_is_failing_until_it_goes_well_again():
    actions.note_run("send_deliveries", None)
    actions.note_run("collect_tips", "It broke.")
    assert [run.name for run in queries.list_failing()] == ["collect_tips"]
    actions.note_run("collect_tips", None)
    assert queries.list_failing() == []


def test_things_are_counted_by_state():
    make_appeal()
    make_appeal()
    make_appeal(state=AppealState.ENDED)
    counts = queries.count_by_state()
    assert counts["appeal"] == {"live": 2, "ended": 1}
    assert counts["case"] == {"open": 3}
    assert counts["tip"] == {}
