import pytest

from campaigns.cases.model import Outcome
from campaigns.closure import actions
from campaigns.closure.model import TakedownState
from campaigns.deliveries.model import DeliveryState
from campaigns.jobs import send_deliveries, take_down
from tests.browsing import post, sign_in
from tests.campaigns.closure.ending import tasks_of
from tests.factories.deliveries import make_delivery, make_speaking_case


@pytest.fixture
def case(app):
    case, (channel,) = make_speaking_case("northbank")
    make_delivery(case, channel, "Have you seen Mira?", "Part two")
    send_deliveries.run(workers=1)
    parts = [{"part": 1, "remote_id": None, "url": "https://example.org/1"}]
    make_delivery(case, channel, "Seen?", state=DeliveryState.SENT, out_count=1, parts_done=parts)
    actions.propose_closure(case.id, Outcome.LOCATED_SAFE, "Seen by two", by=case.lead)
    actions.confirm_closure(case.id, by=case.deputy)
    take_down.run(workers=1)
    return case


@pytest.fixture
def lead(client, case):
    return sign_in(client, case.lead)


def _url(case, more=""):
    return f"/staff/cases/{case.id}/close{more}"


def test_the_page_shows_each_object_with_what_was_said_of_it_and_what_is_left_to_do(lead, case):
    page = lead.get(_url(case)).get_data(as_text=True)
    assert "2 of 3 down, with proof" in page
    assert "1 for you to do" in page
    assert "part 2 on @northbank" in page
    assert "404: " in page
    assert "We do not know its number there" in page


def test_what_was_done_by_hand_must_be_said_and_what_was_typed_stays(lead, case):
    task = next(each for each in tasks_of(case) if each.state is TakedownState.BY_HAND)
    bare = post(lead, _url(case, f"/takedown/{task.id}/by-hand"), **{f"object-{task.id}-words": ""})
    assert bare.status_code == 422
    assert "Say how you took it down." in bare.get_data(as_text=True)
    said = {f"object-{task.id}-words": "Deleted in the app"}
    assert post(lead, _url(case, f"/takedown/{task.id}/by-hand"), **said).status_code == 303
    page = lead.get(_url(case)).get_data(as_text=True)
    assert "3 of 3 down, with proof" in page
    assert "A person says that it is down: " in page


def test_the_list_can_be_downloaded_and_that_is_written_down(lead, case):
    answer = post(lead, _url(case, "/list.csv"))
    assert answer.status_code == 200
    assert answer.mimetype == "text/csv"
    assert answer.get_data(as_text=True).count("\r\n") == 4
    assert "attachment" in answer.headers["Content-Disposition"]
