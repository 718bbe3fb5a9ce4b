from datetime import date, datetime

import pytest

from campaigns.appeals import actions, queries
from campaigns.appeals.poster_facts import facts_of
from campaigns.appeals.showing import today_in
from campaigns.cases import story_actions as story
from campaigns.cases.given import FactGiven, IncidentGiven, PersonGiven, SeenGiven
from campaigns.cases.model import CaseKind, PersonRole, Visibility
from campaigns.kernel.actor import HOUSE
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case

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


def _facts(appeal):
    return facts_of(appeal, today_in(appeal.case.timezone))


def test_a_poster_says_what_the_public_is_told():
    appeal = _mira(aliases=("Lena",), publish_aliases=True)
    facts = _facts(appeal)
    assert (facts["headline"], facts["age"], facts["aliases"]) == ("Mira", "7", ["Lena"])
    assert facts["last_seen"] == ["Tuesday 12 May 2026", "Parkdale, Toronto"]
    assert facts["qr_url"] == f"http://localhost/a/{appeal.slug}"
    assert facts["code"] == appeal.code
    assert facts["looks"] == "121 cm · light brown hair"
    assert facts["rehearsal"] is True
    assert "Vance" not in str(facts)


def test_at_most_three_public_facts_stand_on_it():
    appeal = _mira()
    for number in range(5):
        visibility = Visibility.PUBLIC if number else Visibility.WITHHELD
        given = FactGiven(f"Fact {number}", visibility=visibility)
        story.add_fact(appeal.case_id, given, by=appeal.case.lead)
    assert _facts(appeal)["facts"] == ["Fact 1", "Fact 2", "Fact 3"]


def test_a_witness_poster_has_the_scene_where_the_photo_is():
    case = make_case(kind=CaseKind.WITNESS)
    start = datetime.fromisoformat("2026-05-15T22:10")
    end = start.replace(hour=23)
    story.set_incident(
        case.id, IncidentGiven("A car.", start, end, "Cherry Street", None, 1500), actor=HOUSE
    )
    facts = _facts(make_appeal(case=case, headline="Did you see this car?"))
    assert facts["headline"] == "Did you see this car?"
    assert facts["scene"] == {
        "when": "Friday 15 May 2026, 22:10 to 23:10",
        "where": "Cherry Street, up to 1.5 km around",
    }


def test_an_appeal_to_put_a_name_to_someone_asks_who_this_is():
    case = make_case(kind=CaseKind.IDENTIFY)
    person = PersonGiven(age_from=30, age_to=40, build="slim")
    story.add_person(case.id, PersonRole.SOUGHT, person, actor=HOUSE)
    actions.edit_appeal(
        make_appeal(case=case).case_id, actor=HOUSE, headline="Seen at Union Station"
    )
    facts = _facts(queries.get_appeal(case.id))
    assert (facts["kicker"], facts["headline"]) == ("Who is this?", "Seen at Union Station")
    assert facts["looks"] == "30 to 40 · slim"
