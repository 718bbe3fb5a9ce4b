"""Making an account by hand: ticked step by step, kept for whoever goes on, then connected."""

from dataclasses import replace

import pytest

from campaigns.cases import story_actions as story
from campaigns.cases.given import PersonGiven
from campaigns.cases.model import PersonRole
from campaigns.channels import desk_queries, plans
from campaigns.kernel import settings
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.errors import WrongState
from campaigns.platforms import registry
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.cases import make_case
from tests.factories.users import make_user
from tests.fakes import bluesky as there


@pytest.fixture
def press(app):
    settings.install(replace(settings.current(), rehearsal=False))
    return make_user(Role.PRESS_OFFICER, name="Lou Press")


@pytest.fixture
def browser(client, press):
    return sign_in(client, press)


def begin(browser, case_id=0):
    given = {"plan-platform_name": "bluesky", "plan-case_id": case_id}
    done = post(browser, "/staff/channels/plans", **given)
    assert done.status_code == 303
    return done.location


def test_steps_are_ticked_and_kept_with_who_did_them(browser):
    assert "step by step" in browser.get("/staff/channels/new/bluesky").text
    address = begin(browser)
    step = registry.platform("bluesky").checklist[0]
    post(browser, f"{address}/tick", step=step, done="yes")
    page = browser.get(address).text
    assert "1 of 4 done" in page
    assert "by Lou Press" in page
    assert "1 step done" in browser.get("/staff/channels").text
    post(browser, f"{address}/tick", step=step, done="no")
    assert "0 of 4 done" in browser.get(address).text


def test_names_are_proposed_from_the_case_and_asked_for(browser, press, bluesky):
    case = make_case(rehearsal=False, members=[press])
    mira = PersonGiven(public_name="Mira", age_from=7)
    story.add_person(case.id, PersonRole.MISSING, mira, actor=HOUSE)
    address = begin(browser, case.id)
    assert "@missingmira" in browser.get(address).text
    page = browser.get(f"{address}?check=1").text
    assert "taken" in page
    assert "free" in page
    assert post(browser, f"{address}/name", handle="find mira").status_code == 422
    post(browser, f"{address}/name", handle="@findmira")
    assert desk_queries.list_open_plans()[0].handle == "findmira"


def test_an_account_that_is_connected_ends_its_plan(browser, press, bluesky):
    plan_id = int(begin(browser).rpartition("/")[2])
    deputy = make_user()
    done = post(
        browser,
        "/staff/channels/connect/bluesky",
        **there.CREDENTIALS,
        owner=press.id,
        deputy=deputy.id,
        plan=plan_id,
    )
    assert done.status_code == 303
    plan = desk_queries.get_plan(plan_id)
    assert plan.channel_id is not None
    assert "Made and connected" in browser.get(f"/staff/channels/plans/{plan_id}").text
    with pytest.raises(WrongState):
        plans.give_up(plan_id, by=press)


def test_a_plan_of_a_case_is_not_there_for_others(browser):
    case = make_case(rehearsal=False)
    plan = plans.start("bluesky", case.id, by=make_user(Role.PRESS_OFFICER))
    assert browser.get(f"/staff/channels/plans/{plan.id}").status_code == 404
