"""The launch form: what each kind asks, what is refused, and that nothing typed is lost."""

import io

import pytest

from campaigns.appeals import actions as appeals
from campaigns.appeals import queries as appeal_queries
from campaigns.cases import publicity_actions as publicity
from campaigns.cases import queries as cases
from campaigns.cases import story_actions as story
from campaigns.cases.given import HoldbackGiven, PersonGiven
from campaigns.cases.model import CaseKind, PersonRole
from campaigns.media import queries as media
from tests.app.staff.launching import STORY_A, fill, mark_in, picture, send
from tests.browsing import sign_in
from tests.factories.cases import make_case
from tests.factories.publicity import decide_to_publish
from tests.factories.users import make_user


@pytest.fixture
def officer(app):
    return make_user(name="Const. Okafor")


@pytest.fixture
def case(officer):
    case = make_case(lead=officer)
    appeals.start_appeal(case.id, actor=officer.actor)
    return case


@pytest.fixture
def browser(client, officer):
    return sign_in(client, officer)


def test_another_row_keeps_everything_that_was_typed(browser, case):
    answer = fill(browser, case.id, do="add-facts", facts__0__text="Red coat", headline="Seen?")
    assert answer.status_code == 200
    assert 'value="Red coat"' in answer.text
    assert 'value="Seen?"' in answer.text
    assert 'name="facts-1-text"' in answer.text
    assert 'data-focus="facts-1-text"' in answer.text
    assert cases.list_facts(case.id) == []


def test_a_time_that_the_clocks_skip_is_refused_beside_its_field(browser, case):
    typed = {**STORY_A, "last_seen__at": "2026-03-08T02:30"}
    answer = fill(browser, case.id, **typed)
    assert answer.status_code == 422
    assert "skip 02:30 on that day" in answer.text
    assert 'href="#last_seen-at"' in answer.text
    assert 'value="Mira Vance-Holloway"' in answer.text
    assert cases.list_people_of(case.id) == []


def test_every_mistake_is_named_at_once_and_nothing_is_saved(browser, case):
    wrong = {
        "person__birth_date": "31.5.2018",
        "last_seen__point": "somewhere",
        "person__height_cm": "tall",
    }
    answer = fill(browser, case.id, **{**STORY_A, **wrong})
    assert answer.status_code == 422
    assert 'href="#person-birth_date"' in answer.text
    assert 'href="#person-height_cm"' in answer.text
    assert 'value="tall"' in answer.text
    answer = fill(
        browser,
        case.id,
        **{**STORY_A, "last_seen__point": "somewhere", "holdbacks__0__terms": "a"},
    )
    assert 'href="#last_seen-point"' in answer.text
    assert cases.list_people_of(case.id) == []


def test_a_withheld_detail_of_one_letter_is_refused_in_words(browser, case):
    answer = fill(browser, case.id, **{**STORY_A, "holdbacks__0__terms": "a"})
    assert answer.status_code == 422
    assert "too short" in answer.text
    assert 'href="#holdbacks-0-terms"' in answer.text


def test_emoji_and_right_to_left_names_stay_as_they_are(browser, case):
    typed = {**STORY_A, "person__public_name": "ميرا 🌟", "person__name": "Μίρα"}
    assert fill(browser, case.id, **typed).status_code == 303
    assert cases.find_main_person(case.id).public_name == "ميرا 🌟"


def test_photos_are_kept_at_once_and_described_later(browser, case):
    typed = {"new_photos": [(picture(), "one.jpg"), (picture(), "two.jpg")], "headline": "Typed"}
    page = browser.get(f"/staff/cases/{case.id}/launch").text
    answer = send(browser, case.id, "upload", {"mark": mark_in(page), **typed})
    assert answer.status_code == 303
    one, two = media.list_photos(case.id)
    page = browser.get(f"/staff/cases/{case.id}/launch").text
    assert 'value="Typed"' in page
    assert f'name="photos-1-id" type="hidden" value="{two.id}"' in page
    saved = {
        "photos-0-id": one.id,
        "photos-0-year": "2023",
        "photos-0-alt": "A smiling girl",
        "photos-0-publish": "y",
        "photos-0-crop": "10, 0, 80, 75",
        "photos-1-id": two.id,
        "photos-1-remove": "y",
    }
    assert send(browser, case.id, "save", {"mark": mark_in(page), **saved}).status_code == 303
    (one,) = media.list_photos(case.id)
    assert (one.year, one.publish, one.crop["width"]) == (2023, True, 0.8)


def test_what_is_no_picture_is_refused_and_the_rest_stays(browser, case):
    typed = {"new_photos": [(io.BytesIO(b"MZ not a picture"), "virus.jpg")], "headline": "Typed"}
    page = browser.get(f"/staff/cases/{case.id}/launch").text
    answer = send(browser, case.id, "save", {"mark": mark_in(page), **typed})
    assert answer.status_code == 422
    assert "virus.jpg" in answer.text
    assert appeal_queries.get_appeal(case.id).headline == ""
    assert 'value="Typed"' in answer.text


def test_an_unread_photo_must_be_described_before_it_is_shown(browser, case):
    page = browser.get(f"/staff/cases/{case.id}/launch").text
    send(browser, case.id, "upload", {"mark": mark_in(page), "new_photos": (picture(), "a.jpg")})
    (photo,) = media.list_photos(case.id)
    answer = fill(browser, case.id, photos__0__id=photo.id, photos__0__publish="y")
    assert answer.status_code == 422
    assert 'href="#photos-0-alt"' in answer.text


def test_a_witness_appeal_asks_for_no_person(client, officer):
    case = make_case(lead=officer, kind=CaseKind.WITNESS, title="Cherry Street")
    appeals.start_appeal(case.id, actor=officer.actor)
    browser = sign_in(client, officer)
    page = browser.get(f"/staff/cases/{case.id}/launch").text
    assert 'name="person-name"' not in page
    assert 'name="last_seen-at"' not in page
    decide_to_publish(case.id)
    answer = fill(
        browser,
        case.id,
        do="launch",
        incident__what="A silver Lexus was found stopped with bullet damage.",
        incident__from_at="2026-05-15T22:10",
        incident__until_at="2026-05-15T23:10",
        incident__place="Cherry Street",
        incident__point="43.6462, -79.3535",
        incident__radius_m="1500",
        hashtag="CherryStreetWitness",
        headline="Did you see this car?",
        ask="Check your dashcam.",
        contact_phone="416-555-0143",
    )
    assert answer.status_code == 303, answer.text
    incident = cases.find_incident(case.id)
    assert incident.from_at.isoformat() == "2026-05-16T02:10:00+00:00"
    assert incident.radius_m == 1500


@pytest.mark.parametrize("kind", list(CaseKind))
def test_every_kind_shows_its_own_form(client, officer, kind):
    case = make_case(lead=officer, kind=kind)
    appeals.start_appeal(case.id, actor=officer.actor)
    page = sign_in(client, officer).get(f"/staff/cases/{case.id}/launch")
    assert page.status_code == 200
    assert ('name="person-birth_date"' in page.text) is (kind is CaseKind.MISSING)


def test_a_withheld_detail_is_shown_to_its_readers_only(app, case, officer):
    other = case.deputy
    given = HoldbackGiven("one-eared rabbit", ("rabbit",), "", (other.id,))
    publicity.add_holdback(case.id, given, by=other)
    page = sign_in(app.test_client(), officer).get(f"/staff/cases/{case.id}/launch").text
    assert "rabbit" not in page
    assert "not for you to know" in page
    assert "rabbit" in sign_in(app.test_client(), other).get(f"/staff/cases/{case.id}/launch").text


def test_a_row_of_another_case_is_not_there(browser, case, officer):
    strange = make_case(lead=officer)
    person = story.add_person(
        strange.id, PersonRole.MISSING, PersonGiven(public_name="Ann"), actor=officer.actor
    )
    answer = fill(browser, case.id, person__id=person.id, person__public_name="Eve")
    assert answer.status_code == 404
    assert cases.find_main_person(strange.id).public_name == "Ann"
