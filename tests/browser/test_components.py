"""Every component and layout, looked at in a real browser."""

import shutil

import pytest

from tests.browser.conftest import DESK, PHONE, axe, screenshot, serve, spills
from tests.browser.gallery_pages import OPEN_PAGES, STAFF_PAGES

PAGES = (*STAFF_PAGES, "form-with-errors", *OPEN_PAGES, "family", "failing", "refusing")


@pytest.fixture(scope="module")
def gallery(tmp_path_factory, empty_database):
    folder = tmp_path_factory.mktemp("gallery")
    shutil.copy(empty_database, folder / "searchlight.db")
    served = serve(folder, "tests.browser.gallery:app")
    yield served.url + "/gallery"
    served.stop()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [PHONE, DESK])
@pytest.mark.parametrize("name", PAGES)
def test_it_is_readable_for_everyone_and_fits_its_window(gallery, page_at, name, width, scheme):
    page = page_at(width, scheme)
    page.goto(f"{gallery}/{name}")
    page.wait_for_load_state("networkidle")
    screenshot(page, f"{name}-{width}-{scheme}")
    assert spills(page) == 0
    assert axe(page) == []
    assert page.complaints == []


@pytest.mark.parametrize("name", OPEN_PAGES)
def test_a_public_page_sets_no_cookie_and_needs_no_script(gallery, page_at, name):
    page = page_at(PHONE, script=False)
    page.goto(f"{gallery}/{name}")
    assert page.context.cookies() == []
    assert page.locator("script").count() == 0
    assert page.locator("link[rel=stylesheet]").count() == 1
    assert page.get_by_role("main").inner_text().strip()


def test_the_skip_link_is_the_first_stop_of_the_keyboard_and_leads_to_the_content(gallery, page_at):
    page = page_at(DESK)
    page.goto(f"{gallery}/console")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()").startswith("Skip to")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_the_error_summary_takes_the_focus_and_its_links_lead_to_the_fields(gallery, page_at):
    page = page_at(DESK)
    page.goto(f"{gallery}/form-with-errors")
    page.wait_for_function("document.activeElement.classList.contains('govuk-error-summary')")
    page.get_by_role("link", name="Write a name.").click()
    assert page.evaluate("document.activeElement.id") == "name"


def test_a_slash_goes_to_the_search_unless_someone_is_typing(gallery, page_at):
    page = page_at(DESK)
    page.goto(f"{gallery}/form")
    page.locator("body").press("/")
    assert page.evaluate("document.activeElement.id") == "sl-search"
    page.locator("#story").press("/")
    assert page.locator("#story").input_value() == "/"


def test_a_click_on_the_map_fills_the_fields_and_the_fields_move_the_pin(gallery, page_at):
    page = page_at(DESK)
    page.goto(f"{gallery}/maps")
    picker = page.locator("[data-sl-map=pick]")
    picker.locator(".sl-map-pin").wait_for()
    picker.click(position={"x": 60, "y": 60})
    assert page.locator("#lat").input_value() != "43.64050"
    page.locator("#lat").fill("not a number")
    assert picker.locator(".sl-map-pin").count() == 0
    page.locator("#lat").fill("45,5")
    assert picker.locator(".sl-map-pin").count() == 1


def test_a_map_without_script_is_its_fields_and_its_coordinates(gallery, page_at):
    page = page_at(PHONE, script=False)
    page.goto(f"{gallery}/maps")
    assert page.locator(".sl-map:visible").count() == 0
    assert page.get_by_text("43.6405° N, 79.4365° W").is_visible()
    assert page.locator("#lat").is_visible()
