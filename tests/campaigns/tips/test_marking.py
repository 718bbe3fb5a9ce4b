import pytest

from campaigns.cases import story_actions
from campaigns.cases.given import PersonGiven
from campaigns.cases.model import CaseKind, PersonRole
from campaigns.jobs import read_tips
from campaigns.kernel.db import db
from campaigns.media import files
from campaigns.media.model import MediaKind
from campaigns.notices.queries import list_unread
from campaigns.timeline import queries as timeline
from campaigns.tips import actions, mark_queries, triage
from campaigns.tips.marks import RESTRICTED, marks_of, told_marks
from campaigns.tips.model import MarkKind, Priority, Tip, TipState
from campaigns.users.model import Role
from tests.factories.cases import make_case
from tests.factories.holdbacks import withhold
from tests.factories.tips import make_tip, receive_tip
from tests.factories.users import make_user

DETAIL = "the beads beneath the rear wheel"


@pytest.fixture
def case(app):
    case = make_case(kind=CaseKind.WITNESS)
    withhold(case, detail=DETAIL)
    return case


def fresh(tip):
    return db.session.get(Tip, tip.id, populate_existing=True)


def kinds(tip):
    return {each.kind for each in mark_queries.list_marks([tip.id])}


def test_a_tip_that_touches_what_is_withheld_is_urgent_and_those_who_may_know_are_told(case):
    tip = make_tip(case=case, text="He lost his green rosary, he was going crazy about it")
    assert tip.priority is Priority.MEDIUM
    read_tips.run()
    tip = fresh(tip)
    assert (tip.priority, tip.restricted, kinds(tip)) == (
        Priority.URGENT, True, {MarkKind.RESTRICTED},
    )  # fmt: skip
    (told,) = list_unread(case.lead_id)
    assert "restricted priority" in told.subject
    assert "rosary" not in told.subject + told.body


def test_a_triager_sees_only_the_mark_and_a_reader_sees_which_detail(case):
    tip = make_tip(case=case, text="green rosary")
    read_tips.run()
    (told,) = told_marks(tip, make_user(Role.TRIAGER))
    assert (told.title, told.details) == (RESTRICTED, ())
    assert DETAIL not in told.words
    assert DETAIL in str(told_marks(tip, case.lead))
    assert marks_of([tip.id]) == {tip.id: (RESTRICTED,)}
    lines = [(each.summary, each.detail) for each in timeline.page(case.id)]
    assert "rosary" not in str(lines)
    assert DETAIL not in str(lines)


def test_what_is_said_in_two_messages_or_by_a_file_name_counts_too(case):
    received = receive_tip(case=case, text="I found something green")
    picture = files.prepare("prayer-beads.txt", [b"a list"], 1000, MediaKind.EVIDENCE)
    named = make_tip(case=case, text="See the picture", files=(picture,))
    read_tips.run()
    assert kinds(received.tip) == set()
    assert kinds(named) == {MarkKind.RESTRICTED}
    actions.add_more(received.codename, "rosary, I mean")
    read_tips.run()
    assert kinds(received.tip) == {MarkKind.RESTRICTED}


def test_a_settled_tip_comes_back_when_more_is_withheld(case):
    tip = make_tip(case=case, text="a white van with a ladder nearly hit me")
    read_tips.run()
    triage.set_state(case.id, tip.id, TipState.NO_ACTION, by=case.lead)
    withhold(case, "panel van", "white van")
    read_tips.run()
    tip = fresh(tip)
    assert (tip.state, tip.unread, tip.priority) == (TipState.OPEN, True, Priority.URGENT)


def test_a_new_name_has_earlier_tips_read_again(app):
    case = make_case()
    make_tip(case=case)
    read_tips.run()
    assert mark_queries.list_to_read(10) == []
    named = PersonGiven(name="Nora", aliases=("Lena",))
    story_actions.add_person(case.id, PersonRole.COMPANION, named, actor=case.lead.actor)
    assert len(mark_queries.list_to_read(10)) == 1


def test_a_mark_is_made_once_and_does_not_fight_a_person(case):
    tip = make_tip(case=case, text="green rosary")
    read_tips.run()
    triage.set_priority(case.id, tip.id, Priority.LOW, by=case.lead)
    withhold(case, "panel van")
    read_tips.run()
    assert fresh(tip).priority is Priority.LOW
    assert len(mark_queries.list_marks([tip.id])) == 1


def test_a_raise_can_be_undone_by_a_person(case):
    tip = make_tip(case=case, text="green rosary")
    read_tips.run()
    (line,) = [each for each in timeline.page(case.id) if "raised to urgent" in each.summary]
    triage.undo(case.id, [line], by=case.lead)
    assert fresh(tip).priority is Priority.MEDIUM


def test_a_contradiction_is_marked_and_raises_nothing(case):
    withhold(case, "seven shots", "7 shots")
    tip = make_tip(case=case, text="fired 30 shots from a motorbike")
    read_tips.run()
    assert kinds(tip) == {MarkKind.CONTRADICTS}
    assert fresh(tip).priority is Priority.MEDIUM


def test_of_an_anonymous_tip_no_moment_is_kept_finer_than_the_hour(case, moving_clock):
    moving_clock.move(minutes=17)
    tip = make_tip(case=case, text="green rosary")
    read_tips.run()
    (mark,) = mark_queries.list_marks([tip.id])
    lines = [each for each in timeline.page(case.id) if "marked" in each.summary]
    assert {each.minute for each in (mark.at, lines[0].at, fresh(tip).changed_at)} == {0}


def test_a_plea_to_stop_calls_the_supervisors_to_look_at_publicity_again(app):
    case, supervisor = make_case(), make_user(Role.SUPERVISOR)
    tip = make_tip(case=case, text="Please stop looking. You are putting them in danger.")
    read_tips.run()
    assert fresh(tip).priority is Priority.HIGH
    assert kinds(tip) == {MarkKind.PUBLICITY}
    assert any("risk" in each.subject for each in list_unread(supervisor.id))


def test_a_demand_for_money_reaches_the_familys_liaison(app):
    liaison = make_user(Role.FAMILY_LIAISON)
    case = make_case(liaison_id=liaison.id)
    make_tip(case=case, text="Send 7000 in bitcoin tonight")
    read_tips.run()
    assert any("money" in each.subject for each in list_unread(liaison.id))


def test_nobody_claims_to_be_the_person_where_none_is_sought(case):
    tip = make_tip(case=case, text="im 13, im scared dont tell my mom")
    read_tips.run()
    assert kinds(tip) == set()
