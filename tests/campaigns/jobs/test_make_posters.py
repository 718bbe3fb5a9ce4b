from datetime import date

import pytest

from campaigns.appeals import actions as appeals
from campaigns.appeals import posters
from campaigns.appeals.model import AppealState
from campaigns.cases import story_actions as story
from campaigns.cases.given import PersonGiven
from campaigns.cases.model import PersonRole
from campaigns.cases.queries import find_main_person
from campaigns.jobs import make_posters
from campaigns.kernel.actor import HOUSE
from campaigns.media import poster_actions
from campaigns.media import poster_queries as kits
from campaigns.media.model import KitState
from campaigns.media.queries import list_posters
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case

pytestmark = pytest.mark.usefixtures("app")


@pytest.fixture(autouse=True)
def _nothing_tried_yet():
    make_posters._did_not_fit.clear()


def _appeal(name="Mira", **given):
    case = make_case()
    person = PersonGiven(public_name=name, birth_date=date(2018, 5, 17))
    story.add_person(case.id, PersonRole.MISSING, person, actor=HOUSE)
    return make_appeal(case=case, **given)


def _states(appeal):
    return [kit.state for kit in kits.list_kits(appeal.case_id)]


def test_a_live_appeal_gets_its_posters_once_then_on_a_birthday_and_cards_at_its_end(moving_clock):
    appeal = _appeal()
    for _ in range(2):
        make_posters.run()
        make_posters.run_asked()
    assert (_states(appeal), len(list_posters(appeal.case_id))) == ([KitState.READY], 8)
    moving_clock.go("2026-05-17T12:00:00+00:00")
    make_posters.run()
    newest = kits.find_newest(appeal.case_id)
    assert (newest.facts["en"]["age"], newest.state) == ("8", KitState.QUEUED)
    poster_actions.take(newest.id, "x")
    poster_actions.fail(newest.id, "x", "The disk is full.")
    make_posters.run()
    assert _states(appeal) == [KitState.FAILED, KitState.READY]
    appeals.end_appeal(appeal.case_id, "Thank you.", actor=HOUSE)
    for _ in range(2):
        make_posters.run()
        make_posters.run_asked()
    assert _states(appeal) == [KitState.READY, KitState.FAILED, KitState.READY]
    assert kits.find_newest(appeal.case_id).closed


def test_an_appeal_that_is_not_live_is_left_alone():
    appeal = _appeal(state=AppealState.PAUSED)
    make_posters.run()
    assert _states(appeal) == []


def test_one_that_does_not_fit_keeps_no_other_waiting_and_waits_for_other_words(monkeypatch):
    appeal, good = _appeal("Wilhelmina " * 30), _appeal()
    make_posters.run()
    assert (_states(appeal), _states(good)) == ([], [KitState.QUEUED])
    tried, real = [], posters.ask_for_kit
    monkeypatch.setattr(
        posters, "ask_for_kit", lambda *args, **more: tried.append(args) or real(*args, **more)
    )
    make_posters.run()
    assert tried == []
    person = find_main_person(appeal.case_id)
    story.edit_person(appeal.case_id, person.id, PersonGiven(public_name="Mina"), actor=HOUSE)
    make_posters.run()
    assert _states(appeal) == [KitState.QUEUED]


def test_what_was_being_drawn_when_the_house_went_down_is_drawn_again():
    appeal = _appeal()
    kit = posters.ask_for_kit(appeal.case_id, actor=HOUSE)
    poster_actions.take(kit.id, "gone:1")
    make_posters.run_at_start()
    assert _states(appeal) == [KitState.QUEUED]
