"""When somebody no longer agrees, what rests on their yes is held at once and asked again."""

from datetime import timedelta

import pytest

from campaigns.appeals.model import AppealState
from campaigns.cases.model import DecisionKind, Person, PersonRole
from campaigns.cases.publicity import Publicity
from campaigns.cases.publicity_actions import record_consent
from campaigns.cases.scopes import Asked, Scope, scopes_in
from campaigns.jobs import mind_publicity
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid
from campaigns.media import clearing
from campaigns.media.clearance_queries import cleared_for
from campaigns.media.clearing import Terms
from campaigns.media.model import Use
from campaigns.notices.queries import list_unread
from campaigns.policy.table import Doubt
from campaigns.publicity import actions, consents, queries
from campaigns.publicity.covered import uncovered
from campaigns.timeline import queries as timeline
from campaigns.users.model import Role
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.media import make_photo
from tests.factories.publicity import answers, decide_to_publish
from tests.factories.users import make_user

STORY_A = "photo ph1, name, age, companion name"
MISSING = Asked(frozenset({Scope.NAME, Scope.AGE, Scope.PHOTO}))


@pytest.fixture
def case(app):
    case = make_case(liaison=make_user(Role.FAMILY_LIAISON))
    _tell_of_mira(case)
    return case


@atomic
def _tell_of_mira(case):
    mira = {"public_name": "Mira", "age_from": 7, "aliases": []}
    db.session.add(Person(case_id=case.id, role=PersonRole.MISSING, **mira))


@pytest.fixture
def shown(case):
    """A published case that shows a photo on the father's word."""
    consent = record_consent(case.id, "father", STORY_A, actor=case.lead.actor)
    make_photo(case, alt="A girl smiles", publish=True)
    decide_to_publish(case.id)
    return case, consent, make_appeal(case=case)


@pytest.mark.parametrize(
    ("words", "scopes"),
    [
        (STORY_A, {"photo", "name", "age", "companion_name"}),
        ("family phone number", {"family_contact"}),
        ("Photo, first name and age", {"photo", "name", "age"}),
        ("everything", set(Scope)),
        ("her language", set()),
        ("the village, the garage", set()),
        ("surname; video & voice", {"film"}),
    ],
)
def test_words_are_read_for_what_they_name(words, scopes):
    assert scopes_in(words) == scopes


def test_a_consent_says_what_for_where_and_until_when(case, moving_clock):
    until = moving_clock() + timedelta(days=30)
    asked = Asked(frozenset({Scope.PHOTO}), frozenset({Use.PAGE}), until)
    consent = consents.record(case.id, "father", asked=asked, actor=case.lead.actor)
    assert (consent.scope, consent.scopes, consent.channels) == ("Photo", ["photo"], ["page"])
    photo = make_photo(case, alt="A girl smiles")
    beyond = Terms(frozenset({Use.PAGE, Use.POST}), consent_id=consent.id)
    with pytest.raises(Invalid, match="did not agree to this use: posts"):
        clearing.clear(case.id, photo.id, beyond, actor=case.lead.actor)
    clearing.let_out(case.id, photo.id, actor=case.lead.actor)
    assert cleared_for(case.id, Use.PAGE) == {photo.id}
    assert cleared_for(case.id, Use.POST) == set()
    moving_clock.move(days=31)
    assert cleared_for(case.id, Use.PAGE) == set()


def test_a_consent_that_is_over_when_it_is_written_down_is_refused(case, moving_clock):
    asked = Asked(frozenset({Scope.PHOTO}), until=moving_clock())
    with pytest.raises(Invalid) as refused:
        consents.record(case.id, "father", asked=asked, actor=case.lead.actor)
    assert "until" in refused.value.fields


def test_a_yes_taken_back_takes_the_photo_out_pauses_and_asks_again(shown):
    case, consent, appeal = shown
    assert cleared_for(case.id, Use.PAGE)
    consents.withdraw(case.id, consent.id, actor=case.lead.actor)
    assert cleared_for(case.id, Use.PAGE) == set()
    assert case.publicity is Publicity.PAUSED
    assert appeal.state is AppealState.PAUSED
    (opened,) = queries.list_open_rechecks(case.id)
    assert (opened.doubt, opened.about_id) == (Doubt.CONSENT, consent.id)
    for user_id in (case.lead_id, case.deputy_id, case.liaison_id):
        assert any("was withdrawn" in each.subject for each in list_unread(user_id))
    assert "father" not in " ".join(each.summary for each in timeline.page(case.id))


def test_where_only_the_photo_is_taken_back_the_words_stay(case):
    record_consent(case.id, "father", "name, age", actor=case.lead.actor)
    consent = record_consent(case.id, "mother", "photo", actor=case.lead.actor)
    make_photo(case, alt="A girl smiles", publish=True)
    decide_to_publish(case.id)
    consents.withdraw(case.id, consent.id, actor=case.lead.actor)
    assert cleared_for(case.id, Use.PAGE) == set()
    assert case.publicity is Publicity.PUBLISH
    assert len(queries.list_open_rechecks(case.id)) == 1


def test_what_another_still_agrees_to_is_not_paused(shown):
    case, consent, _ = shown
    record_consent(case.id, "mother", "name, age, photo", actor=case.lead.actor)
    consents.withdraw(case.id, consent.id, actor=case.lead.actor)
    assert case.publicity is Publicity.PUBLISH


def test_a_photo_let_out_before_anybody_was_asked_goes_too(case):
    photo = make_photo(case, alt="A girl smiles", publish=True)
    consents.record(case.id, "father", "photo", refused=True, actor=case.lead.actor)
    assert cleared_for(case.id, Use.PAGE) == set()
    with pytest.raises(Invalid, match="father does not agree"):
        clearing.let_out(case.id, photo.id, actor=case.lead.actor)


def test_a_no_to_what_is_published_asks_again_and_to_anything_else_does_not(shown):
    case, _, _ = shown
    consents.record(case.id, "father", "family phone number", refused=True, actor=case.lead.actor)
    assert queries.list_open_rechecks(case.id) == []
    consents.record(case.id, "mother", "name", refused=True, actor=case.lead.actor)
    assert len(queries.list_open_rechecks(case.id)) == 1
    assert case.publicity is Publicity.PUBLISH


def test_a_consent_is_warned_of_once_and_then_held_by_itself(case, moving_clock):
    asked = Asked(MISSING.scopes, until=moving_clock() + timedelta(days=10))
    consents.record(case.id, "father", asked=asked, actor=case.lead.actor)
    make_photo(case, alt="A girl smiles", publish=True)
    decide_to_publish(case.id)
    mind_publicity.run()
    before = len(list_unread(case.liaison_id))
    moving_clock.move(days=4)
    mind_publicity.run()
    mind_publicity.run()
    assert len(list_unread(case.liaison_id)) == before + 1
    assert case.publicity is Publicity.PUBLISH
    moving_clock.move(days=7)
    mind_publicity.run()
    assert case.publicity is Publicity.PAUSED
    mind_publicity.run()
    assert len(queries.list_open_rechecks(case.id)) == 1


def test_what_was_refused_on_another_form_has_its_effect_soon(shown):
    case, _, _ = shown
    record_consent(case.id, "mother", "photo", refused=True, actor=case.lead.actor)
    mind_publicity.run()
    assert len(queries.list_open_rechecks(case.id)) == 1


def test_a_decision_keeps_what_nobody_agreed_to_and_asks_why(case):
    record_consent(case.id, "father", "age", actor=case.lead.actor)
    assert uncovered(case) == [Scope.NAME]
    inspector = make_user(rank="inspector")
    check = actions.answer_check(case.id, answers(case), by=case.lead)
    with pytest.raises(Invalid) as refused:
        actions.decide(case.id, DecisionKind.PUBLISH, check_id=check.id, by=inspector)
    assert "why" in refused.value.fields
    decision = actions.decide(
        case.id, DecisionKind.PUBLISH, why="No time", check_id=check.id, by=inspector
    )
    assert decision.uncovered == ["name"]
    record_consent(case.id, "father", "name", actor=case.lead.actor)
    assert decision.uncovered == ["name"]
