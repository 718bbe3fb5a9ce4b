import pytest

from campaigns.kernel.errors import Invalid, NotFound, WrongState
from campaigns.leads import actions, queries
from campaigns.tips import triage
from campaigns.tips.model import TipState
from campaigns.users.model import Role
from tests.factories.cases import make_case
from tests.factories.tips import make_tip
from tests.factories.users import make_user


@pytest.fixture
def case(app):
    return make_case()


@pytest.fixture
def ada(app):
    return make_user(Role.TRIAGER, name="Ada Quinn")


def counted(tip) -> str:
    return str(queries.counts_of([tip.id])[tip.id])


def spots(tips):
    links = queries.links_of([tip.id for tip in tips])
    return [(links[t.id].lead_id, links[t.id].independent) if t.id in links else None for t in tips]


def test_two_witnesses_and_an_echo_are_three_reports_and_two_independent(case, ada):
    first, second, echo = (make_tip(case=case) for _ in range(3))
    actions.link_as_same(case.id, [first.id, second.id], by=ada)
    actions.link_as_same(case.id, [first.id, echo.id], by=ada, independent=False)
    assert counted(first) == "3 reports, 2 independent"
    assert not queries.counts_of([echo.id])[echo.id].is_independent
    assert [other.id for other, _ in queries.list_same(case.id, first.id)] == [second.id, echo.id]


def test_no_text_is_joined(case, ada):
    tips = [make_tip(case=case, text=f"Report {n}") for n in range(2)]
    actions.link_as_same(case.id, [tip.id for tip in tips], by=ada)
    assert [tip.text for tip in tips] == ["Report 0", "Report 1"]


def test_two_leads_become_one_and_undo_parts_them_again(case, ada):
    tips = [make_tip(case=case) for _ in range(4)]
    actions.link_as_same(case.id, [tips[0].id, tips[1].id], by=ada)
    actions.link_as_same(case.id, [tips[2].id, tips[3].id], by=ada, independent=False)
    before = spots(tips)
    linked = actions.link_as_same(case.id, [tips[0].id, tips[2].id], by=ada)
    assert counted(tips[3]) == "4 reports, 3 independent"
    actions.undo(case.id, [entry.id for entry in linked.entries], by=ada)
    assert spots(tips) == before


def test_undoing_the_first_link_leaves_no_lead_behind_in_force(case, ada):
    tips = [make_tip(case=case) for _ in range(2)]
    linked = actions.link_as_same(case.id, [tip.id for tip in tips], by=ada)
    actions.undo(case.id, [entry.id for entry in linked.entries], by=ada)
    assert spots(tips) == [None, None]


def test_unlinking_and_calling_it_an_echo_can_be_undone_too(case, ada):
    tips = [make_tip(case=case) for _ in range(2)]
    actions.link_as_same(case.id, [tip.id for tip in tips], by=ada)
    before = spots(tips)
    echo = actions.set_independent(case.id, tips[1].id, independent=False, by=ada)
    actions.undo(case.id, [echo.id], by=ada)
    assert spots(tips) == before
    gone = actions.unlink(case.id, tips[1].id, by=ada)
    assert spots(tips)[1] is None
    assert actions.unlink(case.id, tips[1].id, by=ada) is None
    actions.undo(case.id, [gone.id], by=ada)
    assert spots(tips) == before


def test_an_undo_after_someone_linked_it_elsewhere_is_refused(case, ada):
    tips = [make_tip(case=case) for _ in range(3)]
    linked = actions.link_as_same(case.id, [tips[0].id, tips[1].id], by=ada)
    actions.unlink(case.id, tips[1].id, by=ada)
    with pytest.raises(WrongState):
        actions.undo(case.id, [entry.id for entry in linked.entries], by=ada)


def test_undo_takes_back_deeds_on_tips_as_well(case, ada):
    tip = make_tip(case=case)
    entry = triage.set_state(case.id, tip.id, TipState.NO_ACTION, by=ada)
    actions.undo(case.id, [entry.id], by=ada)
    assert tip.state is TipState.NEW


def test_a_tip_is_not_linked_with_itself_or_with_another_cases(case, ada):
    tip, stranger = make_tip(case=case), make_tip()
    with pytest.raises(Invalid):
        actions.link_as_same(case.id, [tip.id, tip.id], by=ada)
    with pytest.raises(NotFound):
        actions.link_as_same(case.id, [tip.id, stranger.id], by=ada)
