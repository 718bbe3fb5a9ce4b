"""Taking one post down: with proof, or with the truth that it is still up."""

import pytest

from campaigns.deliveries import queries, take_back
from campaigns.deliveries.model import DeliveryState
from campaigns.jobs import send_deliveries
from campaigns.kernel.db import db
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.platforms import rehearsal
from campaigns.platforms.network import faults
from campaigns.platforms.network.faults import FaultKind, Operation
from tests.factories.deliveries import make_delivery, make_speaking_case

S = DeliveryState


@pytest.fixture
def sent(app):
    case, [channel] = make_speaking_case("missingmira")
    delivery = make_delivery(case, channel, "One", "Two")
    send_deliveries.run(1)
    return case, delivery


def again(delivery):
    db.session.rollback()
    db.session.expire_all()
    return queries.read_delivery(delivery.id)


def test_every_part_is_down_and_the_platform_said_so(sent):
    case, delivery = sent
    assert take_back.take_down(case.id, delivery.id, by=case.lead) is None
    gone = again(delivery)
    assert gone.state is S.WITHDRAWN
    assert gone.withdraw_proof["words"].count("404") == 2
    with pytest.raises(WrongState):
        take_back.take_down(case.id, delivery.id, by=case.lead)


@pytest.mark.parametrize("kind", [FaultKind.DROP_BEFORE, FaultKind.DROP_AFTER])
def test_a_broken_line_leaves_it_up_in_our_books_and_trying_again_does_no_harm(sent, kind):
    case, delivery = sent
    faults.arm(rehearsal.network(), kind, operation=Operation.WITHDRAW)
    assert "did not answer" in take_back.take_down(case.id, delivery.id, by=case.lead)
    assert again(delivery).state is S.SENT
    assert queries.list_attempts(delivery.id)[-1].outcome == "failed"
    assert take_back.take_down(case.id, delivery.id, by=case.lead) is None


def test_a_person_can_have_taken_it_down_by_hand(sent):
    case, delivery = sent
    with pytest.raises(Invalid):
        take_back.record_by_hand(case.id, delivery.id, "", by=case.lead)
    take_back.record_by_hand(case.id, delivery.id, "The page says it is gone", by=case.lead)
    assert again(delivery).withdraw_proof["by"] == case.lead.name
