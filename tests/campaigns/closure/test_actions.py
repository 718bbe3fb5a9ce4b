import pytest

from campaigns.appeals.model import AppealState
from campaigns.appeals.queries import get_appeal
from campaigns.cases import story_actions
from campaigns.cases.given import PersonGiven
from campaigns.cases.model import CaseState, Outcome, PersonRole
from campaigns.channels.model import Channel
from campaigns.closure import actions, rules
from campaigns.closure.model import ClosureState, TakedownState
from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.families import actions as families
from campaigns.families.queries import list_messages
from campaigns.jobs import reconcile_deliveries, send_deliveries, settle_stuck, take_down
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid, NotAllowed, WrongState
from campaigns.platforms import rehearsal
from campaigns.platforms.network import crowd, faults
from campaigns.tips import queries as tips
from campaigns.tips.model import MessageKind
from campaigns.updates import actions as updates
from campaigns.updates.model import UpdateState
from campaigns.updates.queries import get_update
from tests.campaigns.closure.ending import close, tasks_of, work_off
from tests.factories.deliveries import make_speaking_case
from tests.factories.tips import make_tip
from tests.factories.updates import make_approved, make_update


@pytest.fixture
def spoken(app):
    """A live case with one post out, one approved for tomorrow, and one draft."""
    case, channels = make_speaking_case("missingmira", "northbank")
    person = PersonGiven(name="Mira Vance", public_name="Mira", aliases=("Lena Dunmore",))
    story_actions.add_person(case.id, PersonRole.MISSING, person, actor=case.lead.actor)
    make_approved(case, channels, "Have you seen Mira, 7?", "She may be called Lena.")
    send_deliveries.run(workers=2)
    return case, channels


def on_the_wall():
    return [each.text for each in crowd.feed(rehearsal.network())]


def test_nobody_closes_a_case_alone(spoken):
    case, _ = spoken
    actions.propose_closure(case.id, Outcome.LOCATED_SAFE, "Seen", by=case.lead)
    with pytest.raises(NotAllowed, match="Someone else"):
        actions.confirm_closure(case.id, by=case.lead)
    assert case.state is CaseState.OPEN


def test_a_closing_text_names_neither_person_nor_alias_nor_place(spoken):
    case, _ = spoken
    for text in ("Mira was found.", "LENA is home", "The family Dunmore thanks you"):
        with pytest.raises(Invalid) as refused:
            actions.propose_closure(
                case.id, Outcome.LOCATED_SAFE, "Seen", by=case.lead, public_text=text
            )
        assert "public_text" in refused.value.fields


def test_an_outcome_that_the_kind_does_not_know_is_refused(spoken):
    case, _ = spoken
    with pytest.raises(Invalid):
        actions.propose_closure(case.id, Outcome.SOLVED, "Why", by=case.lead)


def test_a_proposal_can_be_taken_back_and_made_again(spoken):
    case, _ = spoken
    actions.propose_closure(case.id, Outcome.LOCATED_SAFE, "Seen", by=case.lead)
    with pytest.raises(WrongState, match="already"):
        actions.propose_closure(case.id, Outcome.DECEASED, "Seen", by=case.deputy)
    assert actions.take_back(case.id, by=case.lead).state is ClosureState.WITHDRAWN
    actions.propose_closure(case.id, Outcome.LOCATED_SAFE, "Seen", by=case.lead)


def test_closing_ends_everything_to_come_in_one_go(spoken, moving_clock):
    case, channels = spoken
    tomorrow = moving_clock.move(days=1).replace(tzinfo=None)
    planned = make_approved(case, channels, "Tomorrow", send_local=tomorrow)
    draft = make_update(case, channels, "A draft")
    updates.start_cadence(case.id, "missing_high", actor=case.lead.actor)
    close(case)
    assert case.state is CaseState.CLOSED
    assert get_appeal(case.id).state is AppealState.ENDED
    for update in (planned, draft):
        assert get_update(case.id, update.id).state is UpdateState.WITHDRAWN
    left = db.session.query(Delivery).filter(Delivery.state == DeliveryState.PLANNED).count()
    assert left == 0


def test_nothing_scheduled_can_fire_after_closing(spoken, moving_clock):
    case, channels = spoken
    for days in (1, 30, 365):
        local = moving_clock().replace(tzinfo=None)
        make_approved(case, channels, f"In {days} days", send_local=local.replace(year=2027 + days))
    before = on_the_wall()
    close(case)
    for _ in range(40):
        moving_clock.move(days=120)
        send_deliveries.run(workers=2)
        settle_stuck.run()
        reconcile_deliveries.run()
    assert on_the_wall() == before


def test_every_post_comes_down_with_proof(spoken, moving_clock):
    case, channels = spoken
    assert len(on_the_wall()) == len(channels)
    close(case)
    work_off(moving_clock, rounds=12)
    assert on_the_wall() == []
    tasks = tasks_of(case)
    assert len(tasks) == 2 * len(channels)  # two parts on each channel
    for task in tasks:
        assert task.state is TakedownState.DONE, task.reason
        assert task.proof["status"] == 404
    states = {each.state for each in db.session.query(Delivery)}
    assert states == {DeliveryState.WITHDRAWN}


@pytest.mark.parametrize(
    "kind", ["drop_before", "drop_after", "error_500_before", "error_500_after", "slow", "limited"]
)
def test_a_takedown_is_tried_until_it_is_proved(spoken, moving_clock, kind):
    case, _ = spoken
    close(case)
    store = rehearsal.network()
    faults.arm(
        store,
        faults.FaultKind(kind),
        operation=faults.Operation.WITHDRAW,
        times=1 if kind == "slow" else 3,
        seconds=6,
    )
    take_down.run()
    states = [each.state for each in tasks_of(case)]
    assert TakedownState.WAITING in states
    assert all(each.reason for each in tasks_of(case) if each.state != "done")
    work_off(moving_clock, rounds=12)
    assert on_the_wall() == []
    assert {each.state for each in tasks_of(case)} == {TakedownState.DONE}


def test_what_cannot_be_taken_down_waits_for_a_person_with_the_reason(spoken, moving_clock):
    case, _ = spoken
    close(case)
    faults.arm(
        rehearsal.network(),
        faults.FaultKind.DROP_BEFORE,
        operation=faults.Operation.WITHDRAW,
        times=None,
    )
    work_off(moving_clock, rounds=rules.TRIES + 2)
    tasks = tasks_of(case)
    assert {each.state for each in tasks} == {TakedownState.UNDECIDED}
    assert all(each.reason for each in tasks)


def test_a_post_that_turns_out_to_be_there_after_closing_comes_down_too(spoken, moving_clock):
    case, channels = spoken
    faults.arm(
        rehearsal.network(),
        faults.FaultKind.DROP_AFTER,
        operation=faults.Operation.PUBLISH,
        times=2,
    )
    make_approved(case, channels, "Late words")
    send_deliveries.run(workers=1)
    assert "Late words" in on_the_wall()
    close(case)
    for _ in range(12):
        moving_clock.move(minutes=30)
        reconcile_deliveries.run()
        send_deliveries.run(workers=1)
        take_down.run()
    assert on_the_wall() == []


def test_the_dedicated_account_says_nothing_of_the_person_any_more(spoken, moving_clock):
    case, channels = spoken

    @atomic
    def dedicate():
        db.session.get(Channel, channels[0].id).dedicated_case_id = case.id

    dedicate()
    close(case)
    work_off(moving_clock, rounds=12)
    holder = crowd.find_holder(rehearsal.network(), channels[0].handle)
    assert "Mira" not in f"{holder.name} {holder.bio}"


def test_open_codenames_and_the_family_are_told(spoken):
    case, _ = spoken
    tip = make_tip(case=case)
    families.invite_relative(case.id, "Daniel", "", "father", by=case.lead)
    close(case, family_text="She is safe. I am on my way to you.")
    told = tips.list_messages(tip.id, [MessageKind.TO_SENDER])
    assert len(told) == 1
    assert "appeal has ended" in told[0].text
    assert [each.text for each in list_messages(case.id)] == ["She is safe. I am on my way to you."]
