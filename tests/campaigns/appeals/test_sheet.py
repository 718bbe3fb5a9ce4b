"""The launch sheet is saved whole or not at all."""

import pytest

from campaigns.appeals import actions as appeals
from campaigns.appeals import queries
from campaigns.appeals.sheet import CHANGED, Row, Sheet, mark_of, save_sheet
from campaigns.cases import queries as cases
from campaigns.cases.given import FactGiven, HoldbackGiven, PersonGiven
from campaigns.cases.model import CaseState
from campaigns.kernel.db import atomic
from campaigns.kernel.errors import Invalid, WrongState
from tests.factories.cases import make_case
from tests.factories.channels import make_channel


@pytest.fixture
def case(app):
    case = make_case()
    appeals.start_appeal(case.id, actor=case.lead.actor)
    return case


def save(case, **given):
    save_sheet(case.id, Sheet(**{"mark": mark_of(case.id), **given}), by=case.lead)


def test_one_mistake_keeps_everything_out_and_every_mistake_is_named(case):
    with pytest.raises(Invalid) as refused:
        save(
            case,
            person=Row("person", PersonGiven(public_name="Mira", height_cm=5)),
            facts=(Row("facts-0", FactGiven("Red coat")), Row("facts-1", FactGiven("", "x"))),
            holdbacks=(Row("holdbacks-0", HoldbackGiven("scar", ("a",))),),
            headline="Seen?",
        )
    assert set(refused.value.fields) == {"person-height_cm", "facts-1-text", "holdbacks-0-terms"}
    assert cases.list_people_of(case.id) == []
    assert cases.list_facts(case.id) == []
    assert queries.get_appeal(case.id).headline == ""


def test_what_changed_meanwhile_is_said_instead_of_overwritten(case):
    seen = mark_of(case.id)
    save(case, facts=(Row("facts-0", FactGiven("Red coat")),))
    with pytest.raises(Invalid) as refused:
        save(case, mark=seen, headline="Mine")
    assert refused.value.message == CHANGED


def test_rows_left_blank_are_no_rows_and_removed_ones_go(case):
    save(
        case,
        facts=(Row("facts-0", FactGiven("Red coat")), Row("facts-1", FactGiven(""))),
    )
    (fact,) = cases.list_facts(case.id)
    save(case, facts=(Row("facts-0", FactGiven(""), fact.id, remove=True),))
    assert cases.list_facts(case.id) == []


def test_a_blank_hashtag_and_headline_are_made_from_the_name(case):
    save(
        case,
        person=Row(
            "person", PersonGiven(name="Mira Vance-Holloway", public_name="Mira", age_from=7)
        ),
        hashtag="",
        headline="",
    )
    appeal = queries.get_appeal(case.id)
    assert (appeal.hashtag, appeal.headline) == ("FindMiraV", "Have you seen Mira, 7?")


def test_a_channel_that_was_made_for_another_appeal_is_refused(case):
    strange = make_channel(dedicated_case_id=make_case().id)
    with pytest.raises(Invalid) as refused:
        save(case, channel_ids=(strange.id,))
    assert "channels" in refused.value.fields


def test_a_closed_case_takes_no_sheet(case):
    @atomic
    def close():
        cases.get_case(case.id).state = CaseState.CLOSED

    close()
    with pytest.raises(WrongState):
        save(case, headline="x")
