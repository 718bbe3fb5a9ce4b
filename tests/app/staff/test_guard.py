import pytest

from campaigns.cases.queries import list_members
from campaigns.guard import queries
from campaigns.guard.model import FindingState
from campaigns.jobs import make_rounds
from campaigns.timeline import queries as timeline
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.deliveries import make_speaking_case
from tests.factories.holdbacks import withhold
from tests.factories.updates import make_approved, make_update
from tests.factories.users import make_user

BEADS = "Officers recovered a green rosary at the scene"
DETAIL = "dropped beneath the rear wheel"


@pytest.fixture
def case(app):
    case, case.channels = make_speaking_case(members=(make_user(Role.PRESS_OFFICER),))
    withhold(case, detail=DETAIL)
    return case


def press_officer(case):
    return next(each for each in list_members(case.id) if each.role is Role.PRESS_OFFICER)


def page(client, address):
    return client.get(address).get_data(as_text=True)


def test_who_may_know_reads_which_detail_and_others_only_that_it_is_one(case, client):
    writer = press_officer(case)
    update = make_update(case, case.channels, BEADS, by=writer)
    address = f"/staff/cases/{case.id}/updates/{update.id}"
    sign_in(client, writer)
    shown = page(client, address)
    assert "gives away a withheld detail" in shown
    assert DETAIL not in shown
    sign_in(client, case.lead)
    assert DETAIL in page(client, address)


def test_a_stopped_update_stays_a_draft_with_its_words_and_says_why(case, client):
    writer = press_officer(case)
    update = make_update(case, case.channels, BEADS, by=writer)
    sign_in(client, writer)
    answer = post(client, f"/staff/cases/{case.id}/updates/{update.id}/submit")
    words = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "There is a problem" in words
    assert BEADS in words
    assert DETAIL not in words


def test_a_warning_is_ticked_before_an_update_goes_on_and_the_approver_sees_it(case, client):
    writer = press_officer(case)
    update = make_update(case, case.channels, "She was born 14 May 2018.", by=writer)
    address = f"/staff/cases/{case.id}/updates/{update.id}"
    sign_in(client, writer)
    shown = page(client, address)
    mark = shown.partition('name="guard-read" value="')[2].partition('"')[0]
    assert mark
    assert post(client, f"{address}/submit").status_code == 422
    assert post(client, f"{address}/submit", **{"guard-read": mark}).status_code == 303
    assert any("I have read this" in each.summary for each in timeline.page(case.id))
    sign_in(client, case.lead)
    assert "Read this" in page(client, address)
    seen = {"seen_hash": update.content_hash}
    assert post(client, f"{address}/approve", **seen).status_code == 303


def test_a_supervisor_decides_on_the_page_and_the_author_goes_on(case, client):
    writer, supervisor = press_officer(case), make_user(Role.SUPERVISOR)
    update = make_update(case, case.channels, BEADS, by=writer)
    sign_in(client, writer)
    asked = post(client, f"/staff/cases/{case.id}/guard/ask", update=update.id)
    assert asked.status_code == 303
    sign_in(client, supervisor)
    shown = page(client, f"/staff/cases/{case.id}/guard?update={update.id}")
    assert "Decide: it may leave" in shown
    given = {"update": update.id, "what": "holdback|1", "scope": "about", "text": "",
             "author_id": writer.id}  # fmt: skip
    address = f"/staff/cases/{case.id}/guard/releases"
    refused = post(client, address, **given, reason="")
    assert refused.status_code == 422
    assert "Say why" in refused.get_data(as_text=True)
    assert post(client, address, **given, reason="The family told the press").status_code == 303
    sign_in(client, writer)
    submit = f"/staff/cases/{case.id}/updates/{update.id}/submit"
    assert post(client, submit).status_code == 303
    shown = page(client, f"/staff/cases/{case.id}/guard")
    assert "May leave" in shown
    assert "told the press" not in shown


def test_an_author_cannot_decide_about_their_own_words(case, client):
    supervisor = make_user(Role.SUPERVISOR)
    update = make_update(case, case.channels, BEADS, by=supervisor)
    sign_in(client, supervisor)
    address = f"/staff/cases/{case.id}/guard"
    assert "another supervisor" in page(client, f"{address}?update={update.id}")
    given = {"update": update.id, "what": "holdback|1", "scope": "about", "reason": "So",
             "author_id": supervisor.id}  # fmt: skip
    assert post(client, f"{address}/releases", **given).status_code == 403
    assert queries.list_releases(case.id) == []


def test_what_a_round_found_stands_on_its_page_the_overview_and_the_first_page(case, client):
    other, channels = make_speaking_case("findlena", lead=case.lead)
    make_approved(other, channels, BEADS)
    withhold(other, detail=DETAIL)
    make_rounds.run()
    assert [each.state for each in queries.list_findings(other.id)] == [FindingState.HELD]
    sign_in(client, other.lead)
    assert DETAIL in page(client, f"/staff/cases/{other.id}/guard")
    assert "The guard found 1 thing" in page(client, f"/staff/cases/{other.id}")
    assert "Held by the guard" in page(client, "/staff/")
    auditor = make_user(Role.AUDITOR)
    sign_in(client, auditor)
    shown = page(client, f"/staff/cases/{other.id}/guard")
    assert "a withheld detail" in shown
    assert DETAIL not in shown
