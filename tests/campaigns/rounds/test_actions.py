import pytest

from campaigns.appeals.showing import show, today_in
from campaigns.cases import story_actions
from campaigns.cases.given import FactGiven
from campaigns.cases.model import Visibility
from campaigns.deliveries import actions as deliveries
from campaigns.guard import actions as guard
from campaigns.guard import queries
from campaigns.guard.model import FindingState, Scope
from campaigns.jobs import make_rounds, send_deliveries
from campaigns.kernel.db import db
from campaigns.notices.queries import list_unread
from campaigns.timeline import queries as timeline
from campaigns.updates import actions as updates
from campaigns.users.model import Role
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.deliveries import make_delivery, make_speaking_case, said
from tests.factories.holdbacks import withhold
from tests.factories.updates import make_approved
from tests.factories.users import make_user

BEADS = "Officers recovered a green rosary at the scene"


@pytest.fixture
def told(app):
    """A case that has approved words, not yet sent, which have become withheld since."""
    case, channels = make_speaking_case()
    update = make_approved(case, channels, BEADS)
    withhold(case)
    return case, update


def states(case):
    return [(each.about_type, each.state) for each in queries.list_findings(case.id)]


def test_what_was_approved_and_is_withheld_now_is_held_and_the_lead_is_told(told):
    case, _ = told
    make_rounds.run()
    send_deliveries.run()
    assert said() == []
    assert states(case) == [("delivery", FindingState.HELD)]
    subjects = [each.subject for each in list_unread(case.lead_id)]
    assert f"{case.reference}: words outside touch what is withheld" in subjects
    assert "rosary" not in str([(each.summary, each.detail) for each in timeline.page(case.id)])


def test_a_post_is_held_at_the_very_moment_of_sending_before_any_round(told):
    case, _ = told
    send_deliveries.run()
    assert said() == []
    make_rounds.run()
    assert states(case) == [("delivery", FindingState.HELD)]


def test_changed_words_settle_it_and_go_out(told):
    case, update = told
    make_rounds.run()
    updates.edit_update(
        case.id, update.id, parts=[{"text": "Did you see anything?", "media": []}],
        channel_ids=update.channel_ids, by=case.lead,
    )  # fmt: skip
    updates.submit_update(case.id, update.id, by=case.lead)
    updates.approve_update(case.id, update.id, update.content_hash, by=case.deputy)
    make_rounds.run()
    send_deliveries.run()
    assert states(case) == [("delivery", FindingState.SETTLED)]
    assert len(said()) == 1


def test_what_is_out_is_listed_until_it_is_taken_down(app):
    case, channels = make_speaking_case()
    delivery = make_delivery(case, channels[0], BEADS)
    send_deliveries.run()
    withhold(case)
    make_rounds.run()
    assert states(case) == [("delivery", FindingState.OUT)]
    deliveries.record_withdrawn(delivery.id, {"words": "gone"}, actor=case.lead.actor)
    make_rounds.run()
    assert states(case) == [("delivery", FindingState.SETTLED)]


def test_a_decision_lets_a_held_post_go_and_its_end_stops_the_next_one(told):
    case, update = told
    make_rounds.run()
    decides = make_user(Role.SUPERVISOR)
    made = guard.release(
        case.id, rule="holdback", detail_id=1, scope=Scope.ABOUT, reason="The family knows",
        author_id=case.lead_id, by=decides, about=("update", update.id),
    )  # fmt: skip
    make_rounds.run()
    send_deliveries.run()
    assert len(said()) == 1
    guard.end_release(case.id, made.id, by=decides)
    make_rounds.run()
    assert states(case) == [("delivery", FindingState.OUT)]


def test_a_page_leaves_out_what_has_become_withheld(app):
    case = make_case()
    appeal = make_appeal(case=case)
    for text in ("Silver Lexus", BEADS):
        given = FactGiven(text, "scene officers", Visibility.PUBLIC)
        story_actions.add_fact(case.id, given, by=case.lead)
    before = case.public_version
    withhold(case)
    assert show(appeal, today_in(case.timezone)).facts == ("Silver Lexus",)
    db.session.refresh(case)
    assert case.public_version > before
    make_rounds.run()
    assert states(case) == [("fact", FindingState.HELD)]


def test_a_round_is_made_once_and_rests(told):
    case, _ = told
    make_rounds.run()
    make_rounds.run()
    assert queries.list_rounds_to_make() == []
    assert len(states(case)) == 1
