"""A doubt is raised once, told at once, and ended only by a decision."""

import json
from pathlib import Path

import pytest

from campaigns.appeals.model import AppealState
from campaigns.cases.model import DecisionKind
from campaigns.cases.publicity import Publicity
from campaigns.families import actions as families
from campaigns.jobs import mind_publicity, read_tips
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.notices.queries import list_unread
from campaigns.policy import actions as policy
from campaigns.policy.queries import SHIPPED
from campaigns.policy.table import Doubt
from campaigns.publicity import actions, confirming, queries
from campaigns.publicity.rechecks import remind, request_recheck
from campaigns.publicity.rules import Said
from campaigns.timeline import queries as timeline
from campaigns.users.model import Role
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.publicity import answers, decide_to_publish
from tests.factories.tips import receive_tip
from tests.factories.users import make_user

STORY = json.loads((Path(__file__).parents[2] / "stories/data/a_missing_child.json").read_text())
(STOP_LOOKING,) = [tip["text"] for tip in STORY["tips"] if tip["id"] == "A-T08"]


@pytest.fixture
def inspector(app):
    return make_user(rank="inspector", name="Insp. Duarte")


@pytest.fixture
def case(inspector):
    case = make_case()
    decide_to_publish(case.id, inspector=inspector)
    make_appeal(case=case)
    return case


def doubt(case, about=("tip", 8), **more):
    return request_recheck(case.id, STOP_LOOKING, about, actor=case.lead.actor, **more)


def test_story_a_s_stop_looking_tip_has_the_harm_check_run_again(case, inspector, moving_clock):
    moving_clock.move(hours=1)
    opened = doubt(case)
    assert opened.decider_id == inspector.id
    assert "scared" not in timeline.page(case.id)[0].summary
    assert list_unread(inspector.id)[0].urgent
    old = queries.find_check(case.id)
    with pytest.raises(Invalid, match="Answer the harm check again"):
        actions.decide(case.id, DecisionKind.PUBLISH, check_id=old.id, by=inspector)
    moving_clock.move(minutes=5)
    said = answers(case, fleeing=Said("unsure", "an anonymous tip; West Severn are asked"))
    check = actions.answer_check(case.id, said, by=case.lead)
    decision = actions.decide(
        case.id, DecisionKind.PUBLISH, why="The order stands", check_id=check.id, by=inspector
    )
    assert queries.list_open_rechecks(case.id) == []
    assert opened.decision_id == decision.id


def test_by_the_shipped_rules_a_tip_warns_and_publishing_goes_on(case):
    doubt(case)
    assert case.publicity is Publicity.PUBLISH


def test_a_force_can_have_a_tip_pause_publishing(case):
    other = SHIPPED.replace("[recheck.tip]\npauses = []", '[recheck.tip]\npauses = ["high"]')
    policy.write_rules(other, "Caution", seen=0, by=make_user(Role.SUPERVISOR))
    doubt(case)
    assert case.publicity is Publicity.PAUSED


def test_whoever_raises_a_doubt_can_pause_at_once(case, inspector):
    from_tip = doubt(case)
    doubt(case, pause=True)
    assert queries.list_open_rechecks(case.id) == [from_tip]
    assert case.publicity is Publicity.PAUSED
    actions.decide(case.id, DecisionKind.WITHHOLD, why="So", check_id=_latest(case), by=inspector)
    assert case.publicity is Publicity.WITHHELD


def _latest(case):
    return queries.find_check(case.id).id


def test_two_tips_are_two_doubts_and_one_decision_ends_both(case, inspector):
    doubt(case, ("tip", 8))
    doubt(case, ("tip", 9))
    assert len(queries.list_open_rechecks(case.id)) == 2
    actions.decide(case.id, DecisionKind.WITHHOLD, why="So", check_id=_latest(case), by=inspector)
    assert queries.list_open_rechecks(case.id) == []


def test_an_overdue_doubt_is_reminded_of_once(case, inspector, moving_clock):
    opened = doubt(case)
    assert queries.list_overdue(moving_clock()) == []
    moving_clock.move(hours=5)
    assert queries.list_overdue(moving_clock()) == [opened.id]
    before = len(list_unread(inspector.id))
    assert remind(opened.id) is True
    assert remind(opened.id) is False
    assert len(list_unread(inspector.id)) == before + 1
    assert queries.list_overdue(moving_clock()) == []


def test_a_doubt_says_why_and_is_sealed(case):
    with pytest.raises(Invalid):
        request_recheck(case.id, "  ", actor=case.lead.actor)
    assert b"scared" not in doubt(case, doubt=Doubt.FAMILY, about=("family_message", 1)).why_sealed


def test_nobody_doubts_a_closed_case(app):
    with pytest.raises(WrongState):
        doubt(make_case(state="closed"))


def test_a_case_that_is_out_of_sight_comes_back_with_its_appeal(case, inspector):
    appeal = make_appeal(case=make_case())
    decide_to_publish(appeal.case_id, inspector=inspector)
    doubt(appeal.case, pause=True)
    assert appeal.state is AppealState.PAUSED
    check = actions.answer_check(appeal.case_id, answers(appeal.case), by=appeal.case.lead)
    actions.decide(appeal.case_id, DecisionKind.PUBLISH, check_id=check.id, by=inspector)
    assert appeal.state is AppealState.LIVE


def test_the_stop_looking_tip_of_story_a_raises_the_doubt_by_itself(case, inspector):
    tip = receive_tip(case=case, text=STOP_LOOKING, anonymous=True).tip
    read_tips.run()
    (opened,) = queries.list_open_rechecks(case.id)
    assert (opened.doubt, opened.about_type, opened.about_id) == (Doubt.TIP, "tip", tip.id)
    assert opened.decider_id == inspector.id
    assert opened.asked_at.minute == 0
    assert case.publicity is Publicity.PUBLISH
    read_tips.run()
    assert queries.list_open_rechecks(case.id) == [opened]


def test_what_a_relative_writes_raises_it_too(case):
    relative, _ = families.invite_relative(case.id, "Grace", "", "aunt", by=case.lead)
    families.hear_family(relative, "Please take it down. You are putting them in danger.", key="k")
    read_tips.run()
    (opened,) = queries.list_open_rechecks(case.id)
    assert (opened.doubt, opened.about_type) == (Doubt.FAMILY, "family_message")


def test_a_tip_of_a_closed_case_raises_no_doubt(app):
    case = make_case(state="closed")
    receive_tip(case=case, text=STOP_LOOKING)
    read_tips.run()
    assert queries.list_rechecks(case.id) == []


def test_the_timetable_reminds_of_what_is_overdue(case, inspector, moving_clock):
    opened = doubt(case)
    moving_clock.move(hours=5)
    mind_publicity.run()
    mind_publicity.run()
    assert opened.reminded_at == moving_clock()


def test_what_nobody_confirms_in_time_pauses_publishing(inspector, moving_clock):
    case = make_case()
    check = actions.answer_check(case.id, answers(case), by=case.lead)
    decision = actions.decide(
        case.id,
        DecisionKind.PUBLISH,
        check_id=check.id,
        decided_by_id=inspector.id,
        by=case.lead,
    )
    moving_clock.move(hours=11)
    mind_publicity.run()
    assert case.publicity is Publicity.PUBLISH
    moving_clock.move(hours=2)
    mind_publicity.run()
    assert case.publicity is Publicity.PAUSED
    confirming.confirm(case.id, decision.id, agreed=True, by=inspector)
    assert case.publicity is Publicity.PUBLISH
    mind_publicity.run()
    assert queries.list_open_rechecks(case.id) == []
