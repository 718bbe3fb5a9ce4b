import pytest

from campaigns.cases import story_actions as story
from campaigns.cases.given import FactGiven, PersonGiven
from campaigns.cases.model import PersonRole, Visibility
from campaigns.kernel.actor import HOUSE
from campaigns.media import poster_queries as kits
from tests.browsing import post, sign_in
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case


@pytest.fixture
def case(app):
    case = make_case()
    mira = PersonGiven(public_name="Mira", age_from=7, hair="light brown")
    story.add_person(case.id, PersonRole.MISSING, mira, actor=HOUSE)
    given = FactGiven("Red coat", visibility=Visibility.PUBLIC)
    story.add_fact(case.id, given, by=case.lead)
    make_appeal(case=case)
    return case


@pytest.fixture
def lead(client, case):
    return sign_in(client, case.lead)


def _url(case, more=""):
    return f"/staff/cases/{case.id}/posters/words{more}"


def test_words_are_given_in_a_language_and_shown_again(lead, case):
    page = lead.get(_url(case)).get_data(as_text=True)
    assert "Not given" in page
    given = {"words-fr-0": "châtains", "words-fr-1": "Manteau rouge"}
    assert post(lead, _url(case, "/fr"), **given).status_code == 303
    assert {each.source: each.words for each in kits.list_phrases(case.id)} == {
        "light brown": "châtains",
        "Red coat": "Manteau rouge",
    }
    assert "Manteau rouge" in lead.get(_url(case)).get_data(as_text=True)


def test_words_that_are_too_long_stay_typed_and_are_refused(lead, case):
    answer = post(lead, _url(case, "/fr"), **{"words-fr-1": "Manteau " * 60})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "characters too long" in page
    assert "Manteau Manteau" in page
    assert kits.list_phrases(case.id) == []


def test_a_language_without_words_is_not_found(lead, case):
    assert post(lead, _url(case, "/xx")).status_code == 404
