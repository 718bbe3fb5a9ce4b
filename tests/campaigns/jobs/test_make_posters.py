from datetime import date

import pytest

from campaigns.appeals import posters
from campaigns.appeals.model import AppealState
from campaigns.cases import story_actions as story
from campaigns.cases.given import PersonGiven
from campaigns.cases.model import PersonRole
from campaigns.cases.queries import find_main_person
from campaigns.jobs import make_posters
from campaigns.kernel.actor import HOUSE
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


def test_a_live_appeal_gets_its_posters_once():
    appeal = _appeal()
    for _ in range(2):
        make_posters.run()
    assert sorted(each.format for each in list_posters(appeal.case_id)) == ["a4", "portrait"]


def test_a_birthday_makes_them_anew(moving_clock):
    appeal = _appeal()
    make_posters.run()
    moving_clock.go("2026-05-17T12:00:00+00:00")
    make_posters.run()
    assert [each.facts["age"] for each in list_posters(appeal.case_id)] == ["8", "8", "7", "7"]


def test_an_appeal_that_is_not_live_is_left_alone():
    appeal = _appeal(state=AppealState.PAUSED)
    make_posters.run()
    assert list_posters(appeal.case_id) == []


def test_one_that_does_not_fit_does_not_keep_the_others_waiting():
    _appeal("Wilhelmina " * 30)
    good = _appeal()
    make_posters.run()
    assert len(list_posters(good.case_id)) == 2


def test_one_that_does_not_fit_is_not_drawn_again_until_the_facts_change(monkeypatch):
    appeal = _appeal("Wilhelmina " * 30)
    make_posters.run()
    tried = []
    real = posters.make_poster
    monkeypatch.setattr(
        posters, "make_poster", lambda *args, **more: tried.append(args) or real(*args, **more)
    )
    make_posters.run()
    assert tried == []
    person = find_main_person(appeal.case_id)
    story.edit_person(appeal.case_id, person.id, PersonGiven(public_name="Mina"), actor=HOUSE)
    make_posters.run()
    assert len(list_posters(appeal.case_id)) == 2
