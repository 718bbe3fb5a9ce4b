"""Who a case is about and what happened."""

from datetime import date, datetime

import pytest

from campaigns.cases import queries
from campaigns.cases import story_actions as story
from campaigns.cases.given import FactGiven, IncidentGiven, PersonGiven, SeenGiven
from campaigns.cases.model import CaseKind, PersonRole, Visibility
from campaigns.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from campaigns.timeline import queries as timeline
from campaigns.users.model import Role
from tests.factories.cases import make_case
from tests.factories.users import make_user

MIRA = PersonGiven(
    name="Mira Vance-Holloway",
    public_name="Mira",
    aliases=("Lena Dunmore", "Lena Dunmore", " "),
    birth_date=date(2018, 5, 14),
)
PARKDALE = SeenGiven(
    datetime.fromisoformat("2025-07-12T14:10"), "America/Toronto", "Parkdale", (43.64, -79.43)
)
CHERRY = IncidentGiven(
    "A car was found",
    datetime.fromisoformat("2026-05-15T22:10"),
    datetime.fromisoformat("2026-05-15T23:10"),
    "Cherry Street",
    radius_m=1500,
)


@pytest.fixture
def case(app):
    return make_case()


@pytest.fixture
def lead(case):
    return case.lead


def lines_of(case) -> list[str]:
    return [entry.summary for entry in reversed(timeline.page(case.id))][1:]


def test_a_person_is_kept_sealed_and_the_timeline_names_nobody(case, lead):
    person = story.add_person(case.id, PersonRole.MISSING, MIRA, actor=lead.actor)
    assert person.aliases == ["Lena Dunmore"]
    assert person.birth_date == date(2018, 5, 14)
    assert b"Vance" not in person.name_sealed
    story.edit_person(case.id, person.id, MIRA, actor=lead.actor)
    changed = PersonGiven(**{**_dict(MIRA), "birth_date": None, "hair": "brown"})
    story.edit_person(case.id, person.id, changed, actor=lead.actor)
    assert lines_of(case) == ["Person added: missing", "Person changed: missing"]
    assert timeline.page(case.id)[0].detail == {"parts": ["birth_date", "hair"]}
    assert PersonGiven.of(person) == PersonGiven(**{**_dict(changed), "aliases": ("Lena Dunmore",)})


def _dict(given: PersonGiven) -> dict:
    return {name: getattr(given, name) for name in PersonGiven.__dataclass_fields__}


def test_a_case_is_about_one_person_and_any_number_of_companions(case, lead):
    story.add_person(case.id, PersonRole.COMPANION, MIRA, actor=lead.actor)
    assert queries.find_main_person(case.id) is None
    main = story.add_person(case.id, PersonRole.MISSING, MIRA, actor=lead.actor)
    assert queries.list_people_of(case.id)[0].id == main.id
    with pytest.raises(WrongState):
        story.add_person(case.id, PersonRole.MISSING, MIRA, actor=lead.actor)


@pytest.mark.parametrize("role", [PersonRole.MISSING, PersonRole.COMPANION])
def test_a_witness_appeal_is_about_nobody(app, role):
    case = make_case(kind=CaseKind.WITNESS)
    with pytest.raises(Invalid):
        story.add_person(case.id, role, MIRA, actor=case.lead.actor)


def test_a_person_of_another_case_is_not_there(case, lead):
    other = make_case()
    person = story.add_person(other.id, PersonRole.MISSING, MIRA, actor=lead.actor)
    with pytest.raises(NotFound):
        story.edit_person(case.id, person.id, MIRA, actor=lead.actor)
    with pytest.raises(NotFound):
        story.remove_person(case.id, person.id, actor=lead.actor)


def test_a_removed_person_is_gone(case, lead):
    person = story.add_person(case.id, PersonRole.COMPANION, MIRA, actor=lead.actor)
    story.remove_person(case.id, person.id, actor=lead.actor)
    assert queries.list_people_of(case.id) == []


def test_last_seen_is_kept_in_utc_and_what_was_known_before_stays(case, lead):
    seen = story.record_last_seen(case.id, PARKDALE, actor=lead.actor)
    assert seen.at.isoformat() == "2025-07-12T18:10:00+00:00"
    story.record_last_seen(case.id, PARKDALE, actor=lead.actor)
    bristol = SeenGiven(datetime.fromisoformat("2023-12-05T15:30"), "Europe/London", "Bristol")
    story.record_last_seen(case.id, bristol, actor=lead.actor)
    assert [each.place for each in queries.list_last_seen(case.id)] == ["Bristol", "Parkdale"]
    assert queries.find_last_seen(case.id).place == "Bristol"


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (SeenGiven(datetime.fromisoformat("2026-03-08T02:30"), "America/Toronto", "x"), "at"),
        (SeenGiven(datetime.fromisoformat("2026-05-17T02:30"), "America/Toronto", "x"), "at"),
        (SeenGiven(datetime.fromisoformat("2026-03-07T02:30"), "Nowhere", "x"), "timezone"),
        (SeenGiven(datetime.fromisoformat("2026-03-07T02:30"), "America/Toronto"), "place"),
    ],
)
def test_a_sighting_that_cannot_be_is_refused_at_its_field(case, lead, given, field):
    with pytest.raises(Invalid) as refused:
        story.record_last_seen(case.id, given, actor=lead.actor)
    assert field in refused.value.fields


def test_an_incident_is_written_once_and_changed_after(case, lead):
    story.set_incident(case.id, CHERRY, actor=lead.actor)
    story.set_incident(case.id, CHERRY, actor=lead.actor)
    incident = queries.find_incident(case.id)
    assert incident.from_at.isoformat() == "2026-05-16T02:10:00+00:00"
    assert lines_of(case) == ["Incident written down"]


def test_a_window_that_ends_before_it_begins_is_refused(case, lead):
    turned = IncidentGiven("x", CHERRY.until_at, CHERRY.from_at, "y", radius_m=0)
    with pytest.raises(Invalid) as refused:
        story.set_incident(case.id, turned, actor=lead.actor)
    assert set(refused.value.fields) == {"until_at", "radius_m"}


def test_withheld_facts_are_given_only_when_asked_for(case, lead):
    story.add_fact(case.id, FactGiven("Red coat", "father", Visibility.PUBLIC), by=lead)
    story.add_fact(case.id, FactGiven("A scar", "father", Visibility.WITHHELD), by=lead)
    assert [fact.text for fact in queries.list_facts(case.id)] == ["Red coat"]
    assert [fact.text for fact in queries.list_facts(case.id, Visibility.WITHHELD)] == ["A scar"]
    assert lines_of(case) == ["Fact added: public", "Fact added: withheld"]


def test_only_those_who_may_see_withheld_facts_write_change_or_remove_them(case, lead):
    press = make_user(Role.PRESS_OFFICER)
    secret = story.add_fact(case.id, FactGiven("A scar", "", Visibility.WITHHELD), by=lead)
    plain = story.add_fact(case.id, FactGiven("Red coat"), by=press)
    for deed in (
        lambda: story.add_fact(case.id, FactGiven("x", "", Visibility.WITHHELD), by=press),
        lambda: story.edit_fact(case.id, secret.id, FactGiven("x"), by=press),
        lambda: story.edit_fact(
            case.id, plain.id, FactGiven("x", "", Visibility.WITHHELD), by=press
        ),
        lambda: story.remove_fact(case.id, secret.id, by=press),
    ):
        with pytest.raises(NotAllowed):
            deed()


def test_a_fact_that_changes_hands_says_from_whom_to_whom(case, lead):
    fact = story.add_fact(case.id, FactGiven("Red coat"), by=lead)
    before = queries.get_case(case.id).public_version
    story.edit_fact(case.id, fact.id, FactGiven("Red coat", "", Visibility.PUBLIC), by=lead)
    assert lines_of(case)[-1] == "Fact changed, staff → public"
    story.remove_fact(case.id, fact.id, by=lead)
    assert queries.list_facts(case.id) == []
    assert queries.get_case(case.id).public_version > before


def test_an_empty_fact_is_refused(case, lead):
    with pytest.raises(Invalid):
        story.add_fact(case.id, FactGiven(" ", "father"), by=lead)
