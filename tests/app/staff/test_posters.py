import pytest

from campaigns.cases import story_actions as story
from campaigns.cases.given import FactGiven, PersonGiven
from campaigns.cases.model import PersonRole, Visibility
from campaigns.kernel.actor import HOUSE
from campaigns.media.queries import list_posters
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.users import make_user


@pytest.fixture
def case(app):
    case = make_case()
    mira = PersonGiven(public_name="Mira", age_from=7)
    story.add_person(case.id, PersonRole.MISSING, mira, actor=HOUSE)
    make_appeal(case=case)
    return case


@pytest.fixture
def lead(client, case):
    return sign_in(client, case.lead)


def _url(case, more=""):
    return f"/staff/cases/{case.id}/posters{more}"


def test_a_poster_is_made_shown_in_words_and_handed_out(lead, case):
    assert "Not made yet." in lead.get(_url(case)).get_data(as_text=True)
    for name, content_type in (("portrait", "image/jpeg"), ("a4", "application/pdf")):
        assert post(lead, _url(case, f"/{name}")).status_code == 303
        answer = lead.get(_url(case, f"/{name}/file"))
        assert (answer.status_code, answer.content_type) == (200, content_type)
    page = lead.get(_url(case)).get_data(as_text=True)
    assert "As the appeal says" in page
    assert "Help find: Mira, 7" in page


def test_a_poster_that_the_appeal_has_outgrown_says_so(lead, case):
    post(lead, _url(case, "/portrait"))
    given = FactGiven("She speaks English.", visibility=Visibility.PUBLIC)
    story.add_fact(case.id, given, by=case.lead)
    assert "Out of date" in lead.get(_url(case)).get_data(as_text=True)


def test_what_does_not_fit_leads_to_the_field_to_shorten(lead, case):
    given = FactGiven("She was seen again and again. " * 40, visibility=Visibility.PUBLIC)
    story.add_fact(case.id, given, by=case.lead)
    answer = post(lead, _url(case, "/portrait"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'href="/staff/cases/{case.id}/launch#facts"' in page
    assert "too long for the poster" in page
    assert list_posters(case.id) == []


def test_a_link_from_the_timeline_leads_to_the_poster(lead, case):
    post(lead, _url(case, "/portrait"))
    made = list_posters(case.id)[0]
    answer = lead.get(_url(case, f"/{made.id}"))
    assert answer.headers["Location"] == f"{_url(case)}#po-portrait"
    other = make_case(lead=case.lead)
    assert lead.get(_url(other, f"/{made.id}")).status_code == 404


def test_a_case_without_an_appeal_is_shown_the_way(client):
    case = make_case()
    sign_in(client, case.lead)
    assert "No appeal yet." in client.get(_url(case)).get_data(as_text=True)


def test_what_is_not_there_is_not_found(lead, case):
    assert post(lead, _url(case, "/a0")).status_code == 404
    assert lead.get(_url(case, "/a4/file")).status_code == 404


def test_those_who_may_not_change_the_case_only_look(client, case):
    reader = make_user(Role.AUDITOR)
    sign_in(client, reader)
    page = client.get(_url(case)).get_data(as_text=True)
    assert "Make it" not in page
    assert post(client, _url(case, "/portrait")).status_code == 403


def test_strangers_see_nothing(client, case):
    assert client.get(_url(case)).status_code == 302
    sign_in(client, make_user())
    assert client.get(_url(case)).status_code == 404
    assert client.get(_url(case, "/portrait/file")).status_code == 404
