"""What people do with posts, and what closing does to them."""

from datetime import timedelta

import pytest

from campaigns.cases.model import CaseState
from campaigns.deliveries import actions, queries, sending
from campaigns.deliveries.actions import Verdict
from campaigns.deliveries.model import DeliveryState
from campaigns.deliveries.stage_queries import read_stage
from campaigns.jobs import reconcile_deliveries, send_deliveries, settle_stuck
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from campaigns.platforms import rehearsal
from campaigns.platforms.base import Proof
from campaigns.platforms.going import VOUCHED
from campaigns.platforms.network import faults
from campaigns.platforms.network.faults import FaultKind, Operation
from campaigns.users.model import Role
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.factories.deliveries import make_delivery, make_speaking_case, said
from tests.factories.users import make_user

S = DeliveryState


def again(delivery):
    db.session.rollback()
    db.session.expire_all()
    return queries.read_delivery(delivery.id)


def make_undecided(case, channel, *texts):
    delivery = make_delivery(case, channel, *texts)
    network = rehearsal.network()
    faults.arm(network, FaultKind.DROP_BEFORE, operation=Operation.PUBLISH)
    faults.arm(network, FaultKind.CANNOT_TELL)
    send_deliveries.run(1)
    reconcile_deliveries.run(1)
    assert again(delivery).state is S.UNDECIDED
    return delivery


def test_a_person_who_saw_it_there_settles_it_in_their_name(app):
    case, [channel] = make_speaking_case()
    delivery = make_undecided(case, channel)
    with pytest.raises(Invalid):
        actions.settle_by_person(case.id, delivery.id, Verdict.WAS_SENT, by=case.lead)
    actions.settle_by_person(
        case.id, delivery.id, Verdict.WAS_SENT, by=case.lead, url="https://wall.example/9"
    )
    sent = again(delivery)
    assert (sent.state, sent.remote_url) == (S.SENT, "https://wall.example/9")
    assert case.lead.name in queries.list_attempts(sent.id)[-1].words
    send_deliveries.run(1)
    assert said() == []


def test_where_one_post_goes_to_many_a_person_s_word_leaves_the_rest_to_be_sent(app):
    mailbox = make_channel(platform="email", handle="appeals@police.example.org")
    case = make_case(rehearsal=False)
    delivery = make_delivery(case, mailbox, state=S.UNDECIDED)
    actions.settle_by_person(case.id, delivery.id, Verdict.WAS_SENT, by=case.lead)
    assert again(delivery).state is S.PLANNED
    assert read_stage(delivery.id, 1, VOUCHED) == case.lead.name


def test_a_person_who_did_not_find_it_sends_it_again(app, moving_clock):
    case, [channel] = make_speaking_case()
    delivery = make_undecided(case, channel)
    moving_clock.move(hours=2)
    actions.settle_by_person(case.id, delivery.id, Verdict.SEND_AGAIN, by=case.lead)
    send_deliveries.run(1)
    assert again(delivery).state is S.SENT
    assert len(said()) == 1


def test_a_person_can_give_it_up(app):
    case, [channel] = make_speaking_case()
    delivery = make_undecided(case, channel)
    actions.settle_by_person(case.id, delivery.id, Verdict.GIVE_UP, by=case.lead)
    assert again(delivery).state is S.WITHDRAWN
    with pytest.raises(WrongState):
        actions.settle_by_person(case.id, delivery.id, Verdict.SEND_AGAIN, by=case.lead)


def test_a_part_that_a_person_saw_lets_the_rest_follow(app):
    case, [channel] = make_speaking_case()
    delivery = make_undecided(case, channel, "One", "Two")
    actions.settle_by_person(
        case.id, delivery.id, Verdict.WAS_SENT, by=case.lead, url="https://wall.example/9"
    )
    send_deliveries.run(1)
    assert again(delivery).state is S.SENT
    assert len(said()) == 1, "only the second part was said by us after that"


def test_deciding_takes_the_permission_and_the_right_case(app):
    case, [channel] = make_speaking_case()
    delivery = make_undecided(case, channel)
    with pytest.raises(NotAllowed):
        actions.settle_by_person(case.id, delivery.id, Verdict.GIVE_UP, by=make_user(Role.TRIAGER))
    other, _ = make_speaking_case("other")
    with pytest.raises(NotFound):
        actions.settle_by_person(other.id, delivery.id, Verdict.GIVE_UP, by=other.lead)


def test_late_posts_go_only_when_a_person_says_so(app, moving_clock):
    case, [channel] = make_speaking_case()
    first, second, third = (make_delivery(case, channel, f"Post {n}") for n in range(3))
    moving_clock.move(minutes=16)
    send_deliveries.run(1)
    later = moving_clock() + timedelta(hours=1)
    with pytest.raises(Invalid):
        actions.reschedule(case.id, [first.id], moving_clock(), by=case.lead)
    assert actions.reschedule(case.id, [first.id], None, by=case.lead) == 1
    actions.reschedule(case.id, [second.id], later, by=case.lead)
    actions.settle_by_person(case.id, third.id, Verdict.GIVE_UP, by=case.lead)
    send_deliveries.run(1)
    assert [again(each).state for each in (first, second, third)] == [
        S.SENT,
        S.PLANNED,
        S.WITHDRAWN,
    ]
    moving_clock.go(later)
    send_deliveries.run(1)
    assert again(second).state is S.SENT


def test_closing_stops_everything_and_what_is_unknown_can_never_fire_again(app, moving_clock):
    case, [channel] = make_speaking_case()
    planned = make_delivery(case, channel, "Planned", send_at=moving_clock() + timedelta(days=9))
    flying = make_delivery(case, channel, "Flying")
    sending.claim(flying.id)
    assert actions.cancel_future(case.id, actor=HOUSE) == 2
    assert again(planned).state is S.WITHDRAWN

    @atomic
    def close():
        db.session.add(case)
        case.state = CaseState.CLOSED

    close()
    moving_clock.move(minutes=5)
    settle_stuck.run()
    assert again(flying).state is S.UNKNOWN
    moving_clock.move(seconds=60)
    reconcile_deliveries.run(1)
    assert again(flying).state is S.WITHDRAWN
    moving_clock.move(days=10)
    send_deliveries.run(1)
    assert said() == []


def test_an_answer_goes_once_to_whom_it_answers(app):
    case, [channel] = make_speaking_case("missingmira")
    make_delivery(case, channel)
    send_deliveries.run(1)
    [ref] = said("missingmira")
    answer = actions.plan_answer(case.id, channel.id, 5, ref, "Thank you.", actor=HOUSE)
    send_deliveries.run(1)
    assert again(answer).state is S.SENT
    assert answer.id not in [each.id for each in queries.list_sent(case.id)]
    with pytest.raises(Invalid):
        actions.plan_answer(case.id, channel.id, 6, ref, "x" * 501, actor=HOUSE)


def test_proof_is_kept_once_and_leaves_nothing_to_take_down(app):
    case, [channel] = make_speaking_case()
    delivery = make_delivery(case, channel)
    send_deliveries.run(1)
    assert [each.id for each in queries.list_to_take_down(case.id)] == [delivery.id]
    actions.record_withdrawn(delivery.id, Proof("404: gone", 404), actor=HOUSE)
    actions.record_withdrawn(delivery.id, {"words": "again", "status": 0}, actor=HOUSE)
    gone = again(delivery)
    assert gone.state is S.WITHDRAWN
    assert gone.withdraw_proof["words"] == "404: gone"
    assert queries.list_to_take_down(case.id) == []


def test_a_post_can_be_found_by_its_number_on_the_platform(app):
    case, [channel] = make_speaking_case()
    delivery = make_delivery(case, channel)
    send_deliveries.run(1)
    found = queries.find_by_remote(channel.id, again(delivery).remote_id)
    assert found.id == delivery.id
    assert queries.find_by_remote(channel.id, "0") is None
