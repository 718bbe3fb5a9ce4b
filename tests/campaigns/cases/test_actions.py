"""Opening a case, who holds it, and its end."""

import pytest

from campaigns.cases import actions, queries
from campaigns.cases.model import CaseKind, CaseState, Outcome, Risk
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.errors import Invalid, NotFound, WrongState
from campaigns.timeline import queries as timeline
from campaigns.users.model import Role
from tests.factories.cases import make_case
from tests.factories.users import make_user


@pytest.fixture
def lead(app):
    return make_user(name="Const. Okafor")


@pytest.fixture
def deputy(app):
    return make_user(name="Sgt. Lindqvist")


def open_case(lead, deputy, **given):
    fixed = {"kind": CaseKind.MISSING, "title": "Help find Mira", "risk": Risk.HIGH}
    more = {"lead_id": lead.id, "deputy_id": deputy.id, "actor": lead.actor}
    return actions.open_case(**{**fixed, **more, **given})


def lines_of(case) -> list[str]:
    return [entry.summary for entry in reversed(timeline.page(case.id))]


def test_a_case_is_open_with_a_reference_of_its_own_and_its_people_on_it(lead, deputy):
    liaison = make_user(Role.FAMILY_LIAISON)
    opener = make_user(Role.SUPERVISOR)
    case = open_case(lead, deputy, liaison_id=liaison.id, actor=opener.actor)
    assert case.reference == f"MP-2026-{case.id:04}"
    assert case.rehearsal is True
    assert case.timezone == "America/Toronto"
    members = {user.id for user in queries.list_members(case.id)}
    assert members == {lead.id, deputy.id, liaison.id, opener.id}
    assert "lead Const. Okafor, deputy Sgt. Lindqvist" in lines_of(case)[0]


@pytest.mark.parametrize(
    ("kind", "prefix"),
    [("missing", "MP"), ("witness", "WA"), ("identify", "ID"), ("remains", "UR")],
)
def test_the_reference_tells_the_kind(lead, deputy, kind, prefix):
    assert open_case(lead, deputy, kind=CaseKind(kind)).reference.startswith(f"{prefix}-2026-")


def test_the_year_of_a_reference_is_that_of_the_case_s_own_zone(moving_clock, lead, deputy):
    moving_clock.go("2026-12-31T23:30:00+00:00")
    assert open_case(lead, deputy, timezone="Asia/Tokyo").reference.startswith("MP-2027-")


def test_a_force_can_bring_its_own_reference(lead, deputy):
    assert open_case(lead, deputy, reference=" MP-2025-0417 ").reference == "MP-2025-0417"


@pytest.mark.parametrize("reference", ["MP_", "-1", "a" * 41, "MP<script>", "MP\N{BULLET}1"])
def test_a_reference_that_cannot_be_said_is_refused(lead, deputy, reference):
    with pytest.raises(Invalid) as refused:
        open_case(lead, deputy, reference=reference)
    assert "reference" in refused.value.fields


def test_a_reference_is_given_once_whatever_its_capitals(lead, deputy):
    open_case(lead, deputy, reference="Nps 1")
    with pytest.raises(Invalid, match="taken"):
        open_case(lead, deputy, reference="NPS 1")


def test_a_reference_that_someone_typed_before_us_is_stepped_around(lead, deputy):
    first = open_case(lead, deputy)
    open_case(lead, deputy, reference=f"MP-2026-{first.id + 2:04}")
    assert open_case(lead, deputy).reference == f"MP-2026-{first.id + 2:04}-B"


def test_lead_and_deputy_are_two_people(lead):
    with pytest.raises(Invalid) as refused:
        open_case(lead, lead)
    assert "deputy_id" in refused.value.fields


def test_who_has_left_or_may_not_change_a_case_cannot_hold_one(lead):
    gone, triager = make_user(active=False), make_user(Role.TRIAGER)
    with pytest.raises(Invalid, match="holds"):
        open_case(lead, gone)
    with pytest.raises(Invalid, match="holds"):
        open_case(triager, lead)


def test_a_title_must_say_something_short(lead, deputy):
    for title in ("  ", "x" * 121):
        with pytest.raises(Invalid) as refused:
            open_case(lead, deputy, title=title)
        assert "title" in refused.value.fields


def test_an_unknown_zone_is_refused(lead, deputy):
    with pytest.raises(Invalid) as refused:
        open_case(lead, deputy, timezone="Mars/Olympus")
    assert "timezone" in refused.value.fields


def test_a_change_is_one_line_and_no_change_is_none(lead, deputy):
    case = open_case(lead, deputy)
    before = case.public_version
    actions.edit_case(case.id, title="Find Mira", partners=["A", " ", "A"], actor=lead.actor)
    actions.edit_case(case.id, title="Find Mira", actor=lead.actor)
    assert lines_of(case)[1:] == ["Case changed"]
    case = queries.get_case(case.id)
    assert (case.title, case.partners) == ("Find Mira", ["A"])
    assert case.public_version > before


def test_a_reference_can_be_changed_to_a_free_one_only(lead, deputy):
    case = open_case(lead, deputy)
    open_case(lead, deputy, reference="NPS 1")
    with pytest.raises(Invalid):
        actions.edit_case(case.id, reference="nps 1", actor=lead.actor)
    assert actions.edit_case(case.id, reference="NPS 2", actor=lead.actor).reference == "NPS 2"


def test_new_holders_join_the_case(lead, deputy):
    case, heir = open_case(lead, deputy), make_user(name="Heir")
    actions.change_holders(case.id, heir.id, deputy.id, actor=lead.actor)
    assert queries.get_case(case.id).lead_id == heir.id
    assert queries.is_member(case.id, heir.id)
    assert queries.is_member(case.id, lead.id)


def test_someone_who_has_left_cannot_join(lead, deputy):
    with pytest.raises(Invalid):
        actions.add_member(open_case(lead, deputy).id, make_user(active=False).id, actor=lead.actor)


def test_joining_twice_is_one_line(lead, deputy):
    case, friend = open_case(lead, deputy), make_user(Role.TRIAGER, name="Anna")
    actions.add_member(case.id, friend.id, actor=lead.actor)
    actions.add_member(case.id, friend.id, actor=lead.actor)
    assert lines_of(case)[1:] == ["Anna joined the case"]


def test_holders_cannot_be_taken_off(lead, deputy):
    case = open_case(lead, deputy)
    for user in (lead, deputy):
        with pytest.raises(WrongState, match="hand that over first"):
            actions.remove_member(case.id, user.id, actor=HOUSE)


def test_a_leaver_s_places_go_to_the_heir(lead, deputy):
    heir = make_user(name="Heir")
    led, joined = open_case(lead, deputy), make_case(reference="WA 1")
    actions.add_member(joined.id, lead.id, actor=HOUSE)
    assert actions.hand_over(lead.id, heir.id, actor=HOUSE) == 2
    assert queries.get_case(led.id).lead_id == heir.id
    for case in (led, joined):
        assert queries.is_member(case.id, heir.id)
        assert not queries.is_member(case.id, lead.id)
        assert lines_of(case)[-1] == "Const. Okafor handed over to Heir"


def test_nobody_becomes_lead_and_deputy_by_a_hand_over(lead, deputy):
    case = open_case(lead, deputy)
    with pytest.raises(WrongState, match="lead and deputy"):
        actions.hand_over(lead.id, deputy.id, actor=HOUSE)
    assert queries.get_case(case.id).lead_id == lead.id


def test_an_heir_must_be_allowed_what_the_leaver_did(lead, deputy):
    open_case(lead, deputy)
    with pytest.raises(Invalid) as refused:
        actions.hand_over(lead.id, make_user(Role.TRIAGER).id, actor=HOUSE)
    assert "to_id" in refused.value.fields


def test_a_closed_case_keeps_its_outcome_and_cannot_be_changed(lead, deputy):
    case = open_case(lead, deputy)
    actions.close_case_row(case.id, Outcome.LOCATED_SAFE, actor=lead.actor)
    case = queries.get_case(case.id)
    assert (case.state, case.outcome) == (CaseState.CLOSED, Outcome.LOCATED_SAFE)
    assert lines_of(case)[-1] == "Case closed: found safe"
    with pytest.raises(WrongState):
        actions.edit_case(case.id, title="Again", actor=lead.actor)
    with pytest.raises(WrongState):
        actions.close_case_row(case.id, Outcome.SOLVED, actor=lead.actor)


def test_there_is_no_such_case(app):
    with pytest.raises(NotFound):
        actions.edit_case(404, title="x", actor=HOUSE)
