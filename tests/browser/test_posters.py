"""A newsroom's kit in a real browser: chosen, drawn while one watches, taken along as one file."""

import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import expect

from campaigns.cases import story_actions as story
from campaigns.cases.given import FactGiven, PersonGiven
from campaigns.cases.model import PersonRole, Visibility
from campaigns.jobs import make_posters
from campaigns.kernel.db import let_go
from campaigns.media import poster_actions, poster_queries
from campaigns.users.model import Role
from tests.browser.conftest import DESK, PHONE, axe, screenshot, spills
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.media import make_photo
from tests.factories.users import make_user

pytestmark = pytest.mark.browser


@pytest.fixture
def appeal(desk):
    case = make_case(lead=make_user(Role.INVESTIGATOR))
    mira = PersonGiven(public_name="Mira", age_from=7, hair="light brown", height_cm=121)
    story.add_person(case.id, PersonRole.MISSING, mira, actor=case.lead.actor)
    coat = FactGiven("Red coat", visibility=Visibility.PUBLIC)
    story.add_fact(case.id, coat, by=case.lead)
    made = make_appeal(case=case)
    make_photo(case, publish=True, alt="A girl smiles", year=2023)
    return made


def test_a_kit_is_chosen_drawn_with_progress_looked_at_and_taken_along(
    house, page_at, signed_in, appeal, tmp_path
):
    page = signed_in(page_at(DESK), appeal.case.lead)
    page.goto(f"{house.url}/staff/cases/{appeal.case_id}/posters")
    page.get_by_label("Plain").check()
    page.get_by_label("العربية").check()
    page.get_by_label("Strip to tear off").check()
    page.get_by_role("button", name="Make the posters").click()
    bar = page.locator("progress")
    expect(bar).to_have_attribute("value", "0")
    expect(bar).to_have_attribute("max", "16")
    let_go()  # what the page has asked for meanwhile is to be seen from here
    kit = poster_queries.find_next()
    assert poster_actions.take(kit, "another:1")
    assert poster_actions.move(kit, "another:1", 5)
    expect(bar).to_have_attribute("value", "5", timeout=10_000)
    poster_actions.take_up_again(kit)
    make_posters.run_asked()
    everything = page.get_by_role("link", name="Download all (16 files)")
    expect(everything).to_be_visible(timeout=10_000)
    seen = page.locator(".po-one img")
    expect(seen).to_have_count(16)
    assert page.evaluate(
        "async () => { for (const each of document.querySelectorAll('.po-one img'))"
        " { each.loading = 'eager'; await each.decode(); } return true; }"
    )
    screenshot(page, "posters-made-1280")
    assert (axe(page), page.complaints, spills(page)) == ([], [], 0)
    with page.expect_download() as coming:
        everything.click()
    archive = Path(tmp_path / "all.zip")
    coming.value.save_as(archive)
    with zipfile.ZipFile(archive) as files:
        assert files.testzip() is None
        assert len(files.namelist()) == 16
        assert {"en/a4-en.pdf", "ar/portrait-ar.jpg"} <= set(files.namelist())
    phone = signed_in(page_at(PHONE, "dark"), appeal.case.lead)
    phone.goto(f"{house.url}/staff/cases/{appeal.case_id}/posters")
    screenshot(phone, "posters-made-360")
    assert (axe(phone), spills(phone)) == ([], 0)
