from datetime import date, datetime

import pytest

from campaigns.appeals import actions, queries
from campaigns.appeals.poster_facts import closed_facts, facts_of, phrases_of, sheet_of
from campaigns.appeals.showing import show, today_in
from campaigns.cases import story_actions as story
from campaigns.cases.given import FactGiven, IncidentGiven, PersonGiven, SeenGiven
from campaigns.cases.model import CaseKind, PersonRole, Visibility
from campaigns.kernel.actor import HOUSE
from campaigns.media import poster_notes
from campaigns.media.sheet import caption_of
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.media import make_photo

TUESDAY = datetime.fromisoformat("2026-05-12T14:10")
pytestmark = pytest.mark.usefixtures("app")


def _mira(**person):
    case = make_case()
    given = PersonGiven(
        **{
            "name": "Mira Vance-Holloway",
            "public_name": "Mira",
            "birth_date": date(2018, 5, 17),
            "height_cm": 121,
            "hair": "light brown",
            **person,
        }
    )
    story.add_person(case.id, PersonRole.MISSING, given, actor=HOUSE)
    story.record_last_seen(
        case.id,
        SeenGiven(TUESDAY, "America/Toronto", "Parkdale, Toronto"),
        actor=HOUSE,
    )
    return make_appeal(case=case)


def _facts(appeal, language=None):
    return facts_of(appeal, today_in(appeal.case.timezone), language)


def test_a_poster_says_what_the_public_is_told():
    appeal = _mira(aliases=("Lena",), publish_aliases=True)
    facts = _facts(appeal)
    assert (facts["headline"], facts["age"], facts["aliases"]) == ("Mira", "7", ["Lena"])
    assert facts["last_seen"] == ["Tuesday 12 May 2026", "Parkdale, Toronto"]
    assert facts["qr_url"] == f"http://localhost/a/{appeal.slug}"
    assert facts["code"] == appeal.code
    assert facts["rows"] == [
        {"field": "height", "label": "Height", "words": "121 cm (4 ft 0 in)"},
        {"field": "hair", "label": "Hair", "words": "light brown"},
    ]
    assert facts["rehearsal"] is True
    assert "Vance" not in str(facts)


def test_at_most_five_public_facts_stand_on_it():
    appeal = _mira()
    for number in range(8):
        visibility = Visibility.PUBLIC if number else Visibility.WITHHELD
        given = FactGiven(f"Fact {number}", visibility=visibility)
        story.add_fact(appeal.case_id, given, by=appeal.case.lead)
    assert _facts(appeal)["facts"] == [f"Fact {number}" for number in range(1, 6)]


def test_a_witness_poster_has_the_scene_where_the_photo_is():
    case = make_case(kind=CaseKind.WITNESS)
    start = datetime.fromisoformat("2026-05-15T22:10")
    end = start.replace(hour=23)
    story.set_incident(
        case.id, IncidentGiven("A car.", start, end, "Cherry Street", None, 1500), actor=HOUSE
    )
    facts = _facts(make_appeal(case=case, headline="Did you see this car?"))
    assert (facts["kicker"], facts["headline"]) == ("Did you see this?", "Did you see this car?")
    assert facts["facts"] == ["A car."]
    assert facts["scene"] == {
        "when": "Friday 15 May 2026, 22:10 to 23:10",
        "where": "Cherry Street, up to 1.5 km around",
    }


def test_an_appeal_to_put_a_name_to_someone_asks_who_knows_them():
    case = make_case(kind=CaseKind.IDENTIFY)
    person = PersonGiven(age_from=30, age_to=40, build="slim")
    story.add_person(case.id, PersonRole.SOUGHT, person, actor=HOUSE)
    actions.edit_appeal(
        make_appeal(case=case).case_id, actor=HOUSE, headline="Seen at Union Station"
    )
    facts = _facts(queries.get_appeal(case.id))
    assert (facts["kicker"], facts["headline"]) == (
        "Do you know this person?",
        "Seen at Union Station",
    )
    assert [row["words"] for row in facts["rows"]] == ["30 to 40", "slim"]


def test_dates_units_and_fixed_words_are_said_in_each_language():
    appeal = _mira()
    tessa = PersonGiven(public_name="Tessa Vance", age_from=30, age_to=35)
    story.add_person(appeal.case_id, PersonRole.COMPANION, tessa, actor=HOUSE)
    french, arabic = _facts(appeal, "fr"), _facts(appeal, "ar")
    assert french["last_seen"] == ["mardi 12 mai 2026", "Parkdale, Toronto"]
    assert french["companion"] == "Peut-être avec Tessa Vance, 30 à 35 ans"
    assert french["kicker"] == "Aidez-nous à retrouver"
    assert french["rows"] == [{"field": "height", "label": "Taille", "words": "121 cm"}]
    assert arabic["companion"] == "قد يكون برفقة Tessa Vance، من 30 إلى 35"
    assert arabic["rows"][0]["words"] == "121 سم"


def test_what_nobody_has_given_in_a_language_is_left_out_and_named():
    appeal = _mira()
    story.add_fact(
        appeal.case_id, FactGiven("Red coat", visibility=Visibility.PUBLIC), by=appeal.case.lead
    )
    french = _facts(appeal, "fr")
    assert french["facts"] == []
    assert set(french["left_out"]) == {"Red coat", "light brown"}
    given = {"Red coat": "Manteau rouge", "light brown": "châtains", "Parkdale, Toronto": ""}
    poster_notes.give_phrases(appeal.case_id, "fr", given, actor=HOUSE)
    french = _facts(appeal, "fr")
    assert (french["facts"], french["left_out"]) == (["Manteau rouge"], [])
    assert _facts(appeal, "es")["left_out"]
    assert _facts(appeal)["facts"] == ["Red coat"]


def test_shorter_words_for_posters_stand_in_the_cases_own_language():
    appeal = _mira()
    long = "A coat of a strong red with large wooden buttons and a hood"
    story.add_fact(
        appeal.case_id, FactGiven(long, visibility=Visibility.PUBLIC), by=appeal.case.lead
    )
    poster_notes.give_phrases(appeal.case_id, "en", {long: "Red coat"}, actor=HOUSE)
    assert _facts(appeal)["facts"] == ["Red coat"]
    assert show(appeal, today_in("UTC")).facts == (long,)


def test_words_that_changed_need_new_words_in_other_languages():
    appeal = _mira(hair="black")
    poster_notes.give_phrases(appeal.case_id, "fr", {"light brown": "châtains"}, actor=HOUSE)
    assert _facts(appeal, "fr")["left_out"] == ["black"]
    assert "light brown" not in phrases_of(show(appeal, today_in("UTC")))


def test_age_progressed_photos_come_last_and_keep_their_label():
    appeal = _mira()
    older = make_photo(appeal.case, publish=True, alt="a", age_progressed=True, label="Sketch")
    young = make_photo(appeal.case, publish=True, alt="b", year=2023)
    photos = _facts(appeal)["photos"]
    assert [each["asset_id"] for each in photos] == [young.id, older.id]
    sheet = sheet_of(appeal.case_id, _facts(appeal))
    assert caption_of(sheet.photos[1], sheet) == "Age-progressed picture"


def test_nothing_of_the_case_stands_on_a_closed_card():
    appeal = _mira()
    facts = closed_facts(appeal, "fr")
    assert set(facts) == {"closed", "agency", "rehearsal", "language", "brand"}
    assert sheet_of(appeal.case_id, facts).headline == ""
