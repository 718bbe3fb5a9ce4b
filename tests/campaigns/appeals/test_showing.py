from datetime import date, datetime

import pytest

from campaigns.appeals.showing import ShownPerson, headline_on, show, today_in
from campaigns.cases import story_actions as story
from campaigns.cases.given import FactGiven, IncidentGiven, PersonGiven, SeenGiven
from campaigns.cases.model import CaseKind, PersonRole, Visibility
from campaigns.kernel.actor import HOUSE
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case

TUESDAY = datetime.fromisoformat("2026-05-12T14:10")
pytestmark = pytest.mark.usefixtures("app")
SUNDAY = date(2026, 5, 17)


@pytest.fixture
def case():
    return make_case()


def _person(case, role=PersonRole.MISSING, **given):
    given = {"name": "Mira Vance-Holloway", "public_name": "Mira", **given}
    return story.add_person(case.id, role, PersonGiven(**given), actor=HOUSE)


def test_only_public_facts_and_public_names_are_shown(case):
    _person(case, birth_date=date(2018, 5, 14))
    for visibility in Visibility:
        story.add_fact(
            case.id, FactGiven(f"Told {visibility}", visibility=visibility), by=case.lead
        )
    shown = show(make_appeal(case=case), SUNDAY)
    assert shown.facts == ("Told public",)
    assert shown.person.name == "Mira"
    assert "Vance" not in repr(shown)
    assert "2018" not in repr(shown)


def test_the_age_is_that_of_the_day(case):
    _person(case, birth_date=date(2018, 5, 14))
    appeal = make_appeal(case=case)
    assert show(appeal, date(2026, 5, 13)).person.age == "7"
    assert show(appeal, date(2026, 5, 14)).person.age == "8"
    assert show(appeal, date(2026, 5, 14)).headline == "Have you seen Mira, 8?"


@pytest.mark.parametrize(
    ("headline", "expected"),
    [
        ("Have you seen Mira, 7?", "Have you seen Mira, 8?"),
        ("Have you seen Mira, aged 7?", "Have you seen Mira, aged 8?"),
        ("Mira (7) is missing", "Mira (8) is missing"),
        ("7 days without Mira", "7 days without Mira"),
        ("Mira, 7000 posters", "Mira, 7000 posters"),
        ("Help find Mira", "Help find Mira"),
    ],
)
def test_only_the_number_behind_the_name_grows_old(headline, expected):
    assert headline_on(headline, ShownPerson("Mira", "8", (), "", ())) == expected


def test_a_headline_about_nobody_stays_as_it_was_typed():
    assert headline_on("Mira, 7", None) == "Mira, 7"
    assert headline_on("Mira, 7", ShownPerson("Mira", "30 to 40", (), "", ())) == "Mira, 7"


def test_aliases_and_companion_are_shown_only_when_published(case):
    _person(case, aliases=("Lena",))
    _person(
        case, PersonRole.COMPANION, public_name="Tessa", age_from=33,
        aliases=("Nora",), publish_aliases=True, relation="mother",
    )  # fmt: skip
    _person(case, PersonRole.COMPANION, public_name="Secret", publish=False)
    shown = show(make_appeal(case=case), SUNDAY)
    assert shown.person.aliases == ()
    assert [each.called for each in shown.companions] == ["Tessa, 33"]
    assert shown.companions[0].aliases == ("Nora",)


def test_a_main_person_who_is_not_published_is_not_there(case):
    _person(case, publish=False)
    assert show(make_appeal(case=case), SUNDAY).person is None


def test_looks_are_told_in_the_readers_measures(case):
    _person(case, height_cm=121, hair="light brown", sex="female")
    assert show(make_appeal(case=case), SUNDAY).person.rows == (
        ("Sex", "Female"),
        ("Height", "121 cm (4 ft 0 in)"),
        ("Hair", "light brown"),
    )


def test_places_are_rounded_to_about_a_kilometre(case):
    story.record_last_seen(
        case.id,
        SeenGiven(
            TUESDAY,
            "America/Toronto",
            "Parkdale",
            (43.6401, -79.439),
        ),
        actor=HOUSE,
    )
    seen = show(make_appeal(case=case), SUNDAY).last_seen
    assert (seen.place, seen.point, seen.zone) == ("Parkdale", "43.64, -79.44", "America/Toronto")


@pytest.mark.parametrize(("radius_m", "words"), [(1500, "1.5 km"), (300, "300 m"), (None, "")])
def test_an_incident_says_how_far_around(radius_m, words):
    case = make_case(kind=CaseKind.WITNESS)
    at = datetime.fromisoformat("2026-05-15T22:10")
    story.set_incident(
        case.id, IncidentGiven("A car.", at, at, "Cherry Street", None, radius_m), actor=HOUSE
    )
    assert show(make_appeal(case=case), SUNDAY).incident.radius == words


def test_today_is_a_matter_of_the_zone(moving_clock):
    moving_clock.go("2026-05-16T02:00:00+00:00")
    assert today_in("America/Toronto") == date(2026, 5, 15)
    assert today_in("Europe/London") == date(2026, 5, 16)
