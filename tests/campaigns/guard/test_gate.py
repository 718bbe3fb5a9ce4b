import pytest

from campaigns.appeals import actions as appeals
from campaigns.appeals.model import AppealState
from campaigns.cases import story_actions
from campaigns.cases.given import FactGiven
from campaigns.cases.model import Visibility
from campaigns.deliveries import sending
from campaigns.families import actions as families
from campaigns.guard import gate, reader
from campaigns.guard.leaving import Leaving, Words
from campaigns.guard.reader import Reader
from campaigns.kernel.db import atomic
from campaigns.kernel.errors import HoldbackLeak, NotRead
from campaigns.notices import actions as notices
from campaigns.timeline import queries as timeline
from campaigns.updates import actions as updates
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.deliveries import make_delivery, make_speaking_case
from tests.factories.holdbacks import withhold
from tests.factories.updates import make_update

BEADS = "Officers recovered a green rosary at the scene"


@pytest.fixture
def sitting(app):
    """Let someone sit in front of the page who has read what the test says."""
    before = list(reader._find)

    def sit(user, *marks):
        reader.install(lambda: Reader(user.actor, frozenset(marks)))

    yield sit
    reader._find[:] = before


def test_an_update_that_gives_a_withheld_detail_away_is_not_even_submitted(app):
    case, channels = make_speaking_case()
    withhold(case)
    update = make_update(case, channels, BEADS)
    with pytest.raises(HoldbackLeak) as stopped:
        updates.submit_update(case.id, update.id, by=case.lead)
    assert "rosary" not in stopped.value.message
    assert "rosary" not in str(stopped.value.fields)
    assert updates.get_update(case.id, update.id).state == "draft"


def test_what_became_withheld_after_submitting_is_not_approved(app):
    case, channels = make_speaking_case()
    update = make_update(case, channels, BEADS)
    updates.submit_update(case.id, update.id, by=case.lead)
    withhold(case)
    with pytest.raises(HoldbackLeak):
        updates.approve_update(case.id, update.id, update.content_hash, by=case.deputy)


def test_two_parts_that_give_it_away_together_are_stopped(app):
    case, channels = make_speaking_case()
    withhold(case)
    update = make_update(case, channels, "Somebody lost a green", "rosary there")
    with pytest.raises(HoldbackLeak):
        updates.submit_update(case.id, update.id, by=case.lead)


def test_a_receipt_is_kept_even_if_its_words_are_withheld_by_now(app):
    case, channels = make_speaking_case()
    delivery = make_delivery(case, channels[0], BEADS)
    withhold(case)
    atomic(lambda: sending.become_sent(sending.queries.lock(delivery.id)))()
    assert delivery.state == "sent"
    with pytest.raises(HoldbackLeak):
        make_delivery(case, channels[0], BEADS)


def test_a_public_fact_is_stopped_and_a_staff_fact_is_not(app):
    case = make_case()
    withhold(case)
    story_actions.add_fact(case.id, FactGiven(BEADS, "scene officers"), by=case.lead)
    for visibility in (Visibility.PUBLIC, Visibility.FAMILY):
        with pytest.raises(HoldbackLeak):
            story_actions.add_fact(
                case.id, FactGiven(BEADS, "scene officers", visibility), by=case.lead
            )


def test_an_appeal_is_not_shown_with_what_was_withheld_after_it_was_typed(app):
    case = make_case()
    make_appeal(case=case, state=AppealState.PAUSED)
    given = FactGiven(BEADS, "scene officers", Visibility.PUBLIC)
    story_actions.add_fact(case.id, given, by=case.lead)
    withhold(case)
    with pytest.raises(HoldbackLeak):
        appeals.resume_appeal(case.id, actor=case.lead.actor)


def test_a_warning_is_read_before_it_is_gone_past_and_that_is_written_down(app, sitting):
    case = make_case()
    withhold(case)
    sitting(case.lead)
    text = "He asked about green beads."
    with pytest.raises(NotRead) as asked:
        families.answer_family(case.id, text, by=case.lead)
    (found,) = asked.value.found
    sitting(case.lead, found.mark)
    message = families.answer_family(case.id, text, by=case.lead)
    noted = [each for each in timeline.page(case.id) if "I have read this" in each.summary]
    assert [(each.actor_id, each.about_id) for each in noted] == [(case.lead_id, message.id)]
    assert "beads" not in str([each.detail for each in noted])


def test_nobody_is_asked_to_read_where_nobody_sits(app):
    case = make_case()
    withhold(case)
    assert families.answer_family(case.id, "He asked about green beads.", by=case.lead).id


def test_a_family_is_told_of_its_own_child_what_the_public_is_not(app):
    case = make_case()
    text = "Mira, born 14 May 2018, was found safe at a hostel in Montréal."
    assert families.answer_family(case.id, text, by=case.lead).id


def test_an_account_that_no_case_has_for_itself_minds_every_open_case(app):
    withhold(make_case())
    told = Leaving(None, ("channel", 1), (Words("bio", "bio", "We found prayer beads"),))
    assert gate.find([told])
    own = Leaving(make_case().id, ("channel", 1), told.words)
    assert gate.find([own]) == []


def test_the_sieve_lets_everything_through_but_what_is_withheld(app):
    case = make_case()
    withhold(case)
    through, page = gate.sieve(case.id), ("appeal", 1)
    assert through("Silver Lexus", page) == "Silver Lexus"
    assert through(BEADS, page) == ""
    assert through(None, page) == ""


def test_an_e_mail_to_staff_is_masked_and_one_to_the_outside_is_refused(app):
    case = make_case()
    withhold(case)
    told = notices.notify(case.lead_id, "Sent back", f"Take this out: {BEADS}", case_id=case.id)
    assert "rosary" not in told.body
    with pytest.raises(HoldbackLeak):
        notices.mail("someone@example.org", "News", BEADS, case_id=case.id)


def test_the_reason_why_an_update_is_sent_back_does_not_tell_its_author_the_detail(app):
    case, channels = make_speaking_case()
    update = make_update(case, channels)
    updates.submit_update(case.id, update.id, by=case.lead)
    withhold(case)
    with pytest.raises(HoldbackLeak):
        updates.send_back(case.id, update.id, "Do not mention the green rosary", by=case.deputy)
