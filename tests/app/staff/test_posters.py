import io
import zipfile

import pytest

from campaigns.appeals import posters
from campaigns.cases import story_actions as story
from campaigns.cases.given import FactGiven, PersonGiven
from campaigns.cases.model import PersonRole, Visibility
from campaigns.jobs import make_posters
from campaigns.kernel.actor import HOUSE
from campaigns.media import poster_actions
from campaigns.media import poster_queries as kits
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.users import make_user

CHOSEN = {"design": "plain", "languages": ["en", "ar"], "strip": "y"}


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


def _text(client, address):
    return client.get(address).get_data(as_text=True)


def test_posters_are_chosen_drawn_in_the_background_looked_at_and_downloaded(lead, case):
    assert "Not made yet." in _text(lead, _url(case))
    assert post(lead, _url(case), **CHOSEN).status_code == 303
    page = _text(lead, _url(case))
    assert "0 of 16 files drawn" in page
    assert 'hx-get="' + _url(case, "/progress") in page
    assert "0 of 16" in _text(lead, _url(case, "/progress"))
    make_posters.run_asked()
    done = lead.get(_url(case, "/progress"))
    assert (done.status_code, done.headers["HX-Refresh"]) == (204, "true")
    page = _text(lead, _url(case))
    assert "As the appeal says" in page
    assert "Help find: Mira, 7" in page
    kit = kits.find_newest(case.id)
    assert (kit.design, kit.strip, kit.bleed) == ("plain", True, False)
    archive = lead.get(_url(case, f"/kits/{kit.id}/all.zip"))
    with zipfile.ZipFile(io.BytesIO(archive.data)) as inside:
        assert inside.testzip() is None
        names = inside.namelist()
        assert len(names) == 16
        assert "ar/portrait-ar.jpg" in names
        assert inside.read("en/a4-en.pdf").startswith(b"%PDF")
    made = kits.list_posters_of(kit.id)[0][0]
    whole = lead.get(_url(case, f"/{made.id}/file"))
    small = lead.get(_url(case, f"/{made.id}/file?size=thumb"))
    assert (whole.content_type, small.content_type) == ("image/jpeg", "image/jpeg")
    assert len(small.data) < len(whole.data)
    answer = lead.get(_url(case, f"/{made.id}"))
    assert answer.headers["Location"] == f"{_url(case, '/history')}#kit-{kit.id}"
    given = FactGiven("She speaks English.", visibility=Visibility.PUBLIC)
    story.add_fact(case.id, given, by=case.lead)
    page = _text(lead, _url(case))
    assert "Out of date" in page
    assert "She speaks English." in page  # it is said that nobody has given it in Arabic
    history = _text(lead, _url(case, "/history"))
    assert f"Version {kit.id}" in history
    other = make_case(lead=case.lead)
    assert lead.get(_url(other, f"/{made.id}/file")).status_code == 404
    assert lead.get(_url(other, f"/kits/{kit.id}/all.zip")).status_code == 404


def test_what_does_not_fit_leads_to_the_field_to_shorten(lead, case):
    given = FactGiven("She was seen again and again. " * 40, visibility=Visibility.PUBLIC)
    story.add_fact(case.id, given, by=case.lead)
    answer = post(lead, _url(case), **CHOSEN)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert f'href="/staff/cases/{case.id}/launch#facts"' in page
    assert "too long for the poster" in page
    assert kits.list_kits(case.id) == []


def test_choosing_nothing_is_refused_and_what_was_chosen_stays(lead, case):
    answer = post(lead, _url(case), design="plain")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Choose at least one language." in page


def test_a_kit_that_failed_says_why_and_is_tried_again(lead, case):
    kit = posters.ask_for_kit(case.id, actor=HOUSE)
    poster_actions.take(kit.id, "x")
    poster_actions.fail(kit.id, "x", "The disk is full.", {"facts": "This fact is too long."})
    page = _text(lead, _url(case))
    assert "The disk is full." in page
    assert "This fact is too long." in page
    assert post(lead, _url(case, f"/kits/{kit.id}/again")).status_code == 303
    assert "Waiting for its turn" in _text(lead, _url(case))
    answer = lead.get(_url(case, f"/kits/{kit.id}"))
    assert answer.headers["Location"].endswith(f"/history#kit-{kit.id}")
    assert lead.get(_url(case, f"/kits/{kit.id}/all.zip")).status_code == 404


def test_a_case_without_an_appeal_is_shown_the_way(client):
    case = make_case()
    sign_in(client, case.lead)
    for more in ("", "/history", "/words", "/places"):
        assert client.get(_url(case, more)).status_code == 200
    assert "No appeal yet." in _text(client, _url(case))


def test_those_who_may_not_change_the_case_only_look(client, case):
    reader = make_user(Role.AUDITOR)
    sign_in(client, reader)
    assert "Make the posters" not in _text(client, _url(case))
    assert post(client, _url(case), **CHOSEN).status_code == 403


def test_strangers_see_nothing(client, case):
    assert client.get(_url(case)).status_code == 302
    sign_in(client, make_user())
    assert client.get(_url(case)).status_code == 404
    assert client.get(_url(case, "/1/file")).status_code == 404
