"""Should we publish? On its page, by those who may, with nothing ticked for them."""

import re

import pytest

from campaigns.cases import actions as cases
from campaigns.cases.model import DecisionKind
from campaigns.cases.publicity import Publicity
from campaigns.families import actions as families
from campaigns.policy.table import Doubt
from campaigns.publicity import actions, queries
from campaigns.publicity.rechecks import request_recheck
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.cases import make_case
from tests.factories.publicity import decide_to_publish, form_answers
from tests.factories.tips import receive_tip
from tests.factories.users import make_user

CHOSEN = re.compile(r'<input[^>]*type="radio"[^>]* checked')


@pytest.fixture
def officer(app):
    return make_user(name="Const. Okafor")


@pytest.fixture
def case(officer):
    return make_case(lead=officer, members=[make_user(Role.TRIAGER, username="novak")])


@pytest.fixture
def browser(client, officer):
    return sign_in(client, officer)


def page_of(case):
    return f"/staff/cases/{case.id}/publicity"


def test_no_answer_is_chosen_beforehand(browser, case):
    page = browser.get(page_of(case)).text
    assert page.count('type="radio"') > 20
    assert not CHOSEN.search(page)
    assert "not legal advice" in page
    assert "Inspector or above decides this. You count as constable." in page


def test_what_was_answered_stays_when_something_is_missing(browser, case):
    answers = {**form_answers("missing"), "note_parent": "", "note_order": "seen it"}
    answer = post(browser, f"{page_of(case)}/check", **answers)
    assert answer.status_code == 422
    assert "Say what this rests on: If this is a child" in answer.text
    assert 'value="seen it"' in answer.text
    assert len(CHOSEN.findall(answer.text)) == 8


def test_the_check_is_answered_and_an_inspector_decides(app, browser, case):
    assert post(browser, f"{page_of(case)}/check", **form_answers("missing")).status_code == 303
    chief = sign_in(app.test_client(), make_user(Role.SUPERVISOR, name="Insp. Duarte"))
    check = queries.find_check(case.id)
    decided = post(chief, f"{page_of(case)}/decide", kind="publish", check_id=check.id)
    assert decided.status_code == 303
    assert case.publicity is Publicity.PUBLISH
    decision = queries.find_decision(case.id)
    page = browser.get(f"{page_of(case)}/decisions/{decision.id}").text
    assert "Insp. Duarte, Inspector at the time" in page
    assert "the father, by phone" in page
    assert "As shipped with Searchlight" in page


def test_a_decision_is_written_down_and_confirmed(app, browser, case):
    post(browser, f"{page_of(case)}/check", **form_answers("missing"))
    duarte = make_user(Role.SUPERVISOR, name="Insp. Duarte")
    given = {"phone-kind": "publish", "phone-check_id": queries.find_check(case.id).id}
    nobody = post(browser, f"{page_of(case)}/by-phone", **given)
    assert "Choose who decided" in nobody.text
    post(browser, f"{page_of(case)}/by-phone", **given, **{"phone-decided_by_id": duarte.id})
    decision = queries.find_decision(case.id)
    assert "not confirmed by them yet" in browser.get(page_of(case)).text
    theirs = sign_in(app.test_client(), duarte)
    where = f"{page_of(case)}/decisions/{decision.id}"
    assert "Yes, I decided this" in theirs.get(where).text
    assert "Yes, I decided this" not in browser.get(where).text
    assert post(theirs, f"{where}/confirm").status_code == 303
    assert queries.find_confirmation(decision.id).agreed


def test_a_constable_who_decides_all_the_same_is_refused(browser, case):
    post(browser, f"{page_of(case)}/check", **form_answers("missing"))
    given = {"kind": "publish", "check_id": queries.find_check(case.id).id}
    assert post(browser, f"{page_of(case)}/decide", **given).status_code == 403
    assert case.publicity is Publicity.UNDECIDED


def test_who_may_not_know_reads_that_it_was_answered_and_not_what(app, browser, case):
    decide_to_publish(case.id, why="The father begged us")
    novak = next(u for u in queries.list_people() if u.username == "novak")
    theirs = sign_in(app.test_client(), novak)
    decision = queries.find_decision(case.id)
    for where in (page_of(case), f"{page_of(case)}/decisions/{decision.id}"):
        page = theirs.get(where).text
        assert "by phone" not in page
        assert "begged" not in page
    asked = post(theirs, f"{page_of(case)}/again", why="They may be hiding", pause="y")
    assert asked.status_code == 303
    assert case.publicity is Publicity.PAUSED
    assert "They may be hiding" in browser.get(page_of(case)).text


def test_an_open_doubt_stands_on_every_page_of_the_case_and_at_home(browser, case, officer):
    decide_to_publish(case.id, inspector=make_user(Role.SUPERVISOR, name="Insp. Duarte"))
    for where in ("", "/updates", "/posts"):
        assert "To be decided again" not in browser.get(f"/staff/cases/{case.id}{where}").text
    request_recheck(case.id, "They may be hiding", actor=officer.actor)
    for where in ("", "/updates", "/posts"):
        page = browser.get(f"/staff/cases/{case.id}{where}").text
        assert "Insp. Duarte decides by" in page
        assert "hiding" not in page
    request_recheck(case.id, "They are", ("tip", 1), pause=True, actor=officer.actor)
    assert "Publishing is paused" in browser.get(f"/staff/cases/{case.id}/updates").text


def test_home_says_what_waits_for_ones_own_decision_or_word(app, browser, case, officer):
    chief = make_user(Role.SUPERVISOR)
    post(browser, f"{page_of(case)}/check", **form_answers("missing"))
    actions.decide(
        case.id,
        DecisionKind.PUBLISH,
        check_id=queries.find_check(case.id).id,
        decided_by_id=chief.id,
        by=officer,
    )
    request_recheck(case.id, "They may be hiding", actor=officer.actor)
    home = sign_in(app.test_client(), chief).get("/staff/").text
    assert "whether to go on publishing" in home
    assert f"what {officer.name} wrote down as your decision" in home
    assert "Yours to decide" not in browser.get("/staff/").text


def test_a_doubt_is_raised_by_hand_from_a_tip_of_this_case_and_of_no_other(app, browser, case):
    decide_to_publish(case.id)
    tip, other = receive_tip(case=case).tip, receive_tip(case=make_case()).tip
    shown = browser.get(f"/staff/cases/{case.id}/tips/{tip.id}").text
    assert f"about=tip:{tip.id}#again" in shown
    assert f"Because of tip T-{tip.id}" in browser.get(f"{page_of(case)}?about=tip:{tip.id}").text
    why = {"why": "She writes that he beats her"}
    strange = post(browser, f"{page_of(case)}/again", about=f"tip:{other.id}", **why)
    assert strange.status_code == 404
    post(browser, f"{page_of(case)}/again", about=f"tip:{tip.id}", **why)
    (opened,) = queries.list_open_rechecks(case.id)
    assert (opened.about_type, opened.about_id) == ("tip", tip.id)


def test_a_doubt_is_raised_by_hand_from_a_message_of_the_family(app, case):
    decide_to_publish(case.id)
    liaison = make_user(Role.FAMILY_LIAISON)
    cases.add_member(case.id, liaison.id, actor=case.lead.actor)
    relative, _ = families.invite_relative(case.id, "Grace", "", "aunt", by=case.lead)
    message = families.hear_family(relative, "I am not sure this is right", key="k")
    browser = sign_in(app.test_client(), liaison)
    about = f"family_message:{message.id}"
    assert f"about={about}#again" in browser.get(f"/staff/cases/{case.id}/family").text
    post(browser, f"{page_of(case)}/again", about=about, why="She doubts it")
    (opened,) = queries.list_open_rechecks(case.id)
    assert (opened.doubt, opened.about_id) == (Doubt.FAMILY, message.id)


def test_a_rank_is_given_by_an_administrator(app, client):
    admin, someone = make_user(Role.ADMINISTRATOR), make_user()
    browser = sign_in(client, admin)
    page = browser.get(f"/staff/people/{someone.id}").text
    assert "counts as constable" in page
    assert post(browser, f"/staff/people/{someone.id}/rank", rank="inspector").status_code == 303
    assert someone.rank == "inspector"
    assert post(browser, f"/staff/people/{someone.id}/rank", rank="tsar").status_code == 404


def test_rules_are_read_by_all_and_a_broken_table_is_shown_again_with_its_row(app, client):
    browser = sign_in(client, make_user(Role.ADMINISTRATOR))
    assert "Could they, or someone with them" in browser.get("/staff/rules").text
    assert "[[question]]" in browser.get("/staff/rules/edit").text
    answer = post(browser, "/staff/rules/edit", text='[[rank]]\nkey = "x"', why="New", seen="0")
    assert answer.status_code == 422
    assert "rank 1: “label” is missing or empty" in answer.text
    assert "key = &#34;x&#34;" in answer.text
    reader = sign_in(app.test_client(), make_user(Role.TRIAGER))
    assert reader.get("/staff/rules").status_code == 200
    assert reader.get("/staff/rules/versions/0").status_code == 200
    assert reader.get("/staff/rules/edit").status_code == 403
