"""Who may decide to publish, on which answers, and what follows from it."""

import pytest

from campaigns.appeals import actions as appeals
from campaigns.appeals.model import AppealState
from campaigns.appeals.queries import get_appeal
from campaigns.cases.actions import edit_case
from campaigns.cases.model import CaseKind, DecisionKind, Risk
from campaigns.cases.publicity import Publicity
from campaigns.kernel.errors import Invalid, NotAllowed, WrongState
from campaigns.notices.queries import list_unread
from campaigns.policy.table import Effect
from campaigns.publicity import actions, confirming, queries
from campaigns.publicity.rules import Said
from campaigns.timeline import queries as timeline
from campaigns.users.model import Role
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.deliveries import make_speaking_case
from tests.factories.publicity import answers, decide_to_publish
from tests.factories.updates import make_approved
from tests.factories.users import make_user

PUBLISH, WITHHOLD = DecisionKind.PUBLISH, DecisionKind.WITHHOLD


def answer(case, **other):
    return actions.answer_check(case.id, answers(case, **other), by=case.lead)


def test_an_unanswered_question_and_a_missing_note_are_named(app):
    case = make_case()
    said = {**answers(case), "order": Said("allows"), "fleeing": Said("nonsense")}
    with pytest.raises(Invalid) as refused:
        actions.answer_check(case.id, said, by=case.lead)
    assert set(refused.value.fields) == {"answer_fleeing", "note_order"}
    assert queries.find_check(case.id) is None


def test_answers_are_sealed_and_the_story_says_none_of_them(app):
    case = make_case()
    check = answer(case, fleeing=Said("unsure", "a shelter in Hamilton called"))
    assert b"shelter" not in check.answers_sealed
    told = [each.summary for each in timeline.page(case.id)]
    assert told[0] == "Harm check answered: 8 questions; inspector or above decides"
    assert "shelter" not in "".join(told)


def test_a_new_check_supersedes_and_overwrites_nothing(app):
    case = make_case()
    first, second = answer(case), answer(case, wanted=Said("yes", "a warrant abroad"))
    assert [each.id for each in queries.list_checks(case.id)] == [second.id, first.id]
    assert first.answers["wanted"]["answer"] == "no"
    assert queries.find_check(case.id).rank == "inspector"


def test_a_constable_does_not_decide_and_an_inspector_does(app):
    case = make_case()
    check = answer(case)
    with pytest.raises(NotAllowed, match="inspector or above; you count as constable"):
        actions.decide(case.id, PUBLISH, check_id=check.id, by=case.lead)
    inspector = make_user(rank="inspector", name="Insp. Duarte")
    decision = actions.decide(case.id, PUBLISH, check_id=check.id, by=inspector)
    assert case.publicity is Publicity.PUBLISH
    assert (decision.rank, decision.rules_version, decision.risk) == ("Inspector", 0, Risk.HIGH)
    assert "decided by Insp. Duarte (Inspector)" in timeline.page(case.id)[1].summary


@pytest.mark.parametrize(
    ("kind", "risk", "rank", "may"),
    [
        (CaseKind.MISSING, Risk.STANDARD, "sergeant", True),
        (CaseKind.MISSING, Risk.HIGH, "sergeant", False),
        (CaseKind.WITNESS, Risk.MEDIUM, "sergeant", True),
        (CaseKind.IDENTIFY, Risk.STANDARD, "sergeant", False),
        (CaseKind.REMAINS, Risk.STANDARD, "inspector", True),
    ],
)
def test_the_table_says_which_rank_decides_at_which_risk(app, kind, risk, rank, may):
    case = make_case(kind=kind, risk=risk)
    by, check = make_user(rank=rank), answer(case)
    if may:
        actions.decide(case.id, PUBLISH, check_id=check.id, by=by)
    else:
        with pytest.raises(NotAllowed):
            actions.decide(case.id, PUBLISH, check_id=check.id, by=by)
    assert (case.publicity is Publicity.PUBLISH) is may


def test_an_answer_can_ask_for_more_and_for_a_reason(app):
    case = make_case()
    check = answer(case, exploitation=Said("yes", "an older man, known to us"))
    with pytest.raises(NotAllowed, match="superintendent"):
        actions.decide(case.id, PUBLISH, check_id=check.id, by=make_user(rank="inspector"))
    chief = make_user(rank="superintendent")
    with pytest.raises(Invalid) as refused:
        actions.decide(case.id, PUBLISH, check_id=check.id, by=chief)
    assert "why" in refused.value.fields
    actions.decide(case.id, PUBLISH, why="Her life is at risk", check_id=check.id, by=chief)


def test_an_answer_that_stops_is_overruled_by_nobody(app):
    case = make_case(risk=Risk.STANDARD)
    check = answer(case, fleeing=Said("yes", "she left him"))
    assert check.effect is Effect.STOP
    chief = make_user(rank="superintendent")
    with pytest.raises(Invalid) as refused:
        actions.decide(case.id, PUBLISH, why="All the same", check_id=check.id, by=chief)
    assert "nobody can decide to publish" in refused.value.fields["kind"]
    assert case.publicity is Publicity.UNDECIDED


def test_a_decision_rests_on_the_check_that_was_looked_at_and_on_the_risk_as_it_is(app):
    case, inspector = make_case(risk=Risk.MEDIUM), make_user(rank="inspector")
    with pytest.raises(Invalid, match="harm check first"):
        actions.decide(case.id, PUBLISH, check_id=None, by=inspector)
    first, second = answer(case), answer(case)
    with pytest.raises(WrongState, match="answered anew"):
        actions.decide(case.id, PUBLISH, check_id=first.id, by=inspector)
    edit_case(case.id, risk=Risk.HIGH, actor=case.lead.actor)
    with pytest.raises(Invalid, match="out of date"):
        actions.decide(case.id, PUBLISH, check_id=second.id, by=inspector)


def test_a_decision_by_phone_counts_and_is_confirmed_by_who_took_it(app):
    case, inspector = make_case(), make_user(rank="inspector")
    check = answer(case)
    decision = actions.decide(
        case.id, PUBLISH, check_id=check.id, decided_by_id=inspector.id, by=case.lead
    )
    assert case.publicity is Publicity.PUBLISH
    assert list_unread(inspector.id)[0].urgent
    assert queries.list_unconfirmed(case.id) == [decision]
    with pytest.raises(NotAllowed):
        confirming.confirm(case.id, decision.id, agreed=True, by=case.lead)
    confirming.confirm(case.id, decision.id, agreed=True, by=inspector)
    assert queries.list_unconfirmed(case.id) == []
    with pytest.raises(WrongState):
        confirming.confirm(case.id, decision.id, agreed=False, by=inspector)


def test_nobody_writes_down_a_decision_of_someone_whose_rank_does_not_reach(app):
    case, sergeant = make_case(), make_user(rank="sergeant")
    check = answer(case)
    with pytest.raises(Invalid) as refused:
        actions.decide(case.id, PUBLISH, check_id=check.id, decided_by_id=sergeant.id, by=case.lead)
    assert "decided_by_id" in refused.value.fields


def test_a_decision_that_is_disowned_takes_the_appeal_out_of_sight(app):
    case, inspector = make_case(), make_user(rank="inspector")
    check = answer(case)
    decision = actions.decide(
        case.id, PUBLISH, check_id=check.id, decided_by_id=inspector.id, by=case.lead
    )
    appeal = make_appeal(case=case)
    confirming.confirm(case.id, decision.id, agreed=False, by=inspector)
    assert case.publicity is Publicity.PAUSED
    assert appeal.state is AppealState.PAUSED


def test_not_to_publish_needs_no_check_but_a_reason_and_stops_everything(app):
    case, channels = make_speaking_case()
    update = make_approved(case, channels)
    inspector = make_user(rank="inspector")
    with pytest.raises(Invalid):
        actions.decide(case.id, WITHHOLD, check_id=None, by=inspector)
    actions.decide(case.id, WITHHOLD, why="She fled him", check_id=None, by=inspector)
    assert case.publicity is Publicity.WITHHELD
    assert get_appeal(case.id).state is AppealState.PAUSED
    assert update.state == "withdrawn"
    with pytest.raises(Invalid, match="may not be published"):
        appeals.resume_appeal(case.id, actor=case.lead.actor)


def test_a_later_yes_brings_the_appeal_back_but_not_one_that_a_person_paused(app):
    for paused in (False, True):
        case = make_case()
        appeal = make_appeal(case=case)
        if paused:
            appeals.pause_appeal(case.id, actor=case.lead.actor)
        inspector = make_user(rank="inspector")
        actions.decide(case.id, WITHHOLD, why="Wait", check_id=None, by=inspector)
        decide_to_publish(case.id)
        assert appeal.state is (AppealState.PAUSED if paused else AppealState.LIVE)


def test_graver_answers_pause_what_is_published(app):
    case = make_case()
    decide_to_publish(case.id)
    appeal = make_appeal(case=case)
    answer(case)
    assert case.publicity is Publicity.PUBLISH
    answer(case, exploitation=Said("yes", "word from a teacher"))
    assert case.publicity is Publicity.PAUSED
    assert appeal.state is AppealState.PAUSED


def test_who_is_asked_to_decide_is_told_at_once_and_must_be_able_to(app):
    case, chief = make_case(), make_user(Role.SUPERVISOR)
    with pytest.raises(Invalid):
        actions.ask_to_decide(case.id, chief.id, by=case.lead)
    answer(case)
    with pytest.raises(Invalid):
        actions.ask_to_decide(case.id, case.deputy_id, by=case.lead)
    actions.ask_to_decide(case.id, chief.id, by=case.lead)
    assert list_unread(chief.id)[0].urgent
