"""My cases, a new one, and one at a glance."""

import pytest

from campaigns.appeals import queries as appeals
from campaigns.cases import queries
from campaigns.cases.actions import close_case_row
from campaigns.cases.model import CaseKind, Outcome
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.users import make_user


@pytest.fixture
def officer(app):
    return make_user(name="Const. Okafor")


@pytest.fixture
def browser(client, officer):
    return sign_in(client, officer)


def new_case(**given):
    return {"kind": "missing", "title": "Help find Mira", "risk": "high", **given}


def test_an_empty_list_teaches(browser):
    page = browser.get("/staff/cases").text
    assert "You work on no case yet" in page
    assert "/staff/cases/new" in page


def test_the_list_has_my_cases_and_no_other(browser, officer):
    mine, other = make_case(lead=officer, title="Mine"), make_case(title="Theirs")
    page = browser.get("/staff/cases").text
    assert mine.reference in page
    assert other.reference not in page


def test_the_list_is_searched_by_reference_and_title(browser, officer):
    mira = make_case(lead=officer, title="Help find Mira")
    car = make_case(lead=officer, title="Did you see 100% of this car?")
    assert mira.reference not in browser.get("/staff/cases?q=100%25").text
    assert car.reference in browser.get("/staff/cases?q=100%25").text
    assert mira.reference in browser.get(f"/staff/cases?q={mira.reference.lower()}").text
    assert "No case of yours fits that" in browser.get("/staff/cases?q=nothing&state=odd").text


def test_opening_a_case_leads_on_to_its_launch_form(browser, officer):
    deputy = make_user()
    answer = post(
        browser, "/staff/cases", **new_case(lead_id=officer.id, deputy_id=deputy.id, liaison_id=0)
    )
    assert answer.status_code == 303
    (case,) = queries.list_cases_of(officer)
    assert answer.location.endswith(f"/staff/cases/{case.id}/launch")
    assert case.reference == f"MP-2026-{case.id:04}"
    assert appeals.find_appeal(case.id) is not None


def test_a_case_needs_a_deputy_who_is_someone_else(browser, officer):
    answer = post(
        browser, "/staff/cases", **new_case(lead_id=officer.id, deputy_id=0, liaison_id=0)
    )
    assert answer.status_code == 422
    assert "someone other than the lead" in answer.text
    assert 'value="Help find Mira"' in answer.text


def test_a_reference_that_is_taken_is_said_so_beside_the_field(browser, officer):
    make_case(reference="MP-2025-0417")
    deputy = make_user()
    answer = post(
        browser,
        "/staff/cases",
        **new_case(lead_id=officer.id, deputy_id=deputy.id, liaison_id=0, reference="mp-2025-0417"),
    )
    assert answer.status_code == 422
    assert "Another case already has this reference" in answer.text


def test_a_triager_cannot_open_a_case(app, client):
    browser = sign_in(client, make_user(Role.TRIAGER))
    assert browser.get("/staff/cases/new").status_code == 403
    assert 'href="/staff/cases/new"' not in browser.get("/staff/cases").text


def test_the_overview_says_where_the_case_stands(browser, officer):
    case = make_case(lead=officer)
    make_appeal(case=case)
    page = browser.get(f"/staff/cases/{case.id}").text
    assert "The appeal is live since" in page
    assert "Case opened" in page
    assert "deputy" in page


@pytest.mark.parametrize("kind", list(CaseKind))
def test_every_kind_has_an_overview(browser, officer, kind):
    case = make_case(lead=officer, kind=kind)
    page = browser.get(f"/staff/cases/{case.id}")
    assert page.status_code == 200
    assert "Begin the appeal" in page.text


def test_the_overview_of_a_strange_case_is_not_there(browser):
    assert browser.get(f"/staff/cases/{make_case().id}").status_code == 404


def test_someone_joins_and_leaves_a_case(browser, officer):
    case, friend = make_case(lead=officer), make_user(Role.TRIAGER, name="Anna")
    post(browser, f"/staff/cases/{case.id}/members", user_id=friend.id)
    assert queries.is_member(case.id, friend.id)
    post(browser, f"/staff/cases/{case.id}/members/{friend.id}/remove")
    assert not queries.is_member(case.id, friend.id)


def test_the_lead_cannot_be_taken_off(browser, officer):
    case = make_case(lead=officer)
    answer = post(browser, f"/staff/cases/{case.id}/members/{officer.id}/remove")
    assert answer.status_code == 409
    assert "hand that over first" in answer.text


def test_who_holds_the_case_can_change(browser, officer):
    case, heir = make_case(lead=officer), make_user()
    url = f"/staff/cases/{case.id}/holders"
    wrong = post(browser, url, lead_id=heir.id, deputy_id=heir.id, liaison_id=0)
    assert wrong.status_code == 422
    post(browser, url, lead_id=heir.id, deputy_id=officer.id, liaison_id=0)
    case = queries.get_case(case.id)
    assert (case.lead_id, case.deputy_id) == (heir.id, officer.id)


def test_a_decision_is_recorded(browser, officer):
    case = make_case(lead=officer)
    post(
        browser,
        f"/staff/cases/{case.id}/decisions",
        what="Publish",
        why="Nobody is fleeing harm",
        decided_by_id=officer.id,
    )
    assert "Publish" in browser.get(f"/staff/cases/{case.id}").text


def test_an_empty_decision_is_refused_and_the_reason_is_kept(browser, officer):
    case = make_case(lead=officer)
    answer = post(
        browser,
        f"/staff/cases/{case.id}/decisions",
        what=" ",
        why="Because",
        decided_by_id=officer.id,
    )
    assert answer.status_code == 422
    assert "Say what was decided" in answer.text
    assert 'value="Because"' in answer.text


def test_the_case_can_be_renamed(browser, officer):
    case = make_case(lead=officer)
    fields = {"risk": "medium", "reference": "NPS 25/417", "timezone": "Europe/London"}
    post(browser, f"/staff/cases/{case.id}/edit", title="Help", partners="A\nB\n", **fields)
    case = queries.get_case(case.id)
    assert (case.title, case.reference, case.partners) == ("Help", "NPS 25/417", ["A", "B"])


def test_a_closed_case_offers_nothing_to_change(browser, officer):
    case = make_case(lead=officer)
    close_case_row(case.id, Outcome.LOCATED_SAFE, actor=officer.actor)
    page = browser.get(f"/staff/cases/{case.id}").text
    assert "Found safe" in page
    assert "Record a decision" not in page
