"""By keyboard alone: every page's stops in their order, seen and not hidden; the main journeys."""

from pathlib import Path

import pytest

from tests.browser.conftest import DESK, PHONE, carry, sign_in
from tests.browser.everything import CASE, people

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]

AT = f"/staff/cases/{CASE}"
STAFF = ["/staff/", AT, *(f"{AT}/{name}" for name in (
    "launch", "tips", "tips/4", "timeline", "updates", "updates/new", "updates/3", "calendar",
    "posts", "posts/2", "media", "posters", "family", "close",
))]  # fmt: skip
OTHERS = ["/staff/people", "/staff/switches", "/staff/channels", "/staff/trainer"]
SLACK = 40  # stops that the browser adds itself: parts of a date field, boxes that scroll
SCRIPT = Path(__file__).with_name("stops.js").read_text()


def walk(page) -> list[str]:
    """Press Tab through a whole page; return what is wrong with its stops."""
    page.wait_for_load_state("networkidle")
    many = page.evaluate(f"{SCRIPT}; markStops()")
    seen, wrong = [], []
    for _ in range(many + SLACK):
        page.keyboard.press("Tab")
        here = page.evaluate("whereTheFocusIs()")
        if here["stop"] is None or here["stop"] == (seen or [None])[-1]:
            continue
        if here["stop"] in seen:
            break
        seen.append(here["stop"])
        if not here["ring"]:
            wrong.append(f"no ring on {here['words']}")
        if not here["inSight"]:
            wrong.append(f"out of sight: {here['words']}")
    first = seen.index(0) if 0 in seen else 0  # a page may put the focus where one reads on
    if seen[first:] + seen[:first] != list(range(many)):
        missed = [each for each in range(many) if each not in seen]
        wrong.append(f"{many} stops, gone through as {seen}; missed {missed}")
    return wrong


@pytest.fixture
def lead(full, page_at):
    """Open a page of a width, signed in as the one who may most."""

    def enter(width, who="lindqvist"):
        house, app, _ = full
        with app.app_context():
            return sign_in(page_at(width), house, app, people()[who])

    return enter


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_stop_of_a_staff_page_is_reached_in_order_and_in_sight(full, lead, width):
    house = full[0]
    page, admin = lead(width), lead(width, "admin")
    wrong = []
    for path in (*STAFF, *OTHERS):
        here = page if path in STAFF else admin
        answer = here.goto(house.url + path)
        assert answer.ok, path
        wrong += [f"{path}: {words}" for words in walk(here)]
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("width", [PHONE, DESK])
def test_every_stop_of_a_page_for_the_public_is_reached_in_order_and_in_sight(full, page_at, width):
    house, app, stage = full
    page = carry(page_at(width), house, app, family_visit=stage.family)
    paths = ["/", stage.live, f"{stage.live}/tip", "/return", "/rehearsal/", "/rehearsal/post/1"]
    wrong = []
    for path in (*paths, "/family/", "/family/before-you-post"):
        assert page.goto(house.url + path).ok, path
        wrong += [f"{path}: {words}" for words in walk(page)]
    assert not wrong, "\n".join(wrong)


def tab_to(page, words, most=80):
    """Press Tab until the focus is on what is called so."""
    for _ in range(most):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "(document.activeElement.labels?.[0] ?? document.activeElement).textContent.trim()"
        )
        if name.startswith(words):
            return
    raise AssertionError(f"Tab never came to {words}")


def test_a_tip_is_told_without_a_mouse(full, page_at):
    house, _, stage = full
    page = page_at(PHONE)
    page.goto(house.url + stage.live)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent").startswith("Skip to")
    page.keyboard.press("Enter")
    tab_to(page, "Tell us what you know")
    page.keyboard.press("Enter")
    page.wait_for_url("**/tip")
    tab_to(page, "What did you see or hear")
    page.keyboard.type("A girl with a one-eared rabbit, on the tram.")
    tab_to(page, "I am seeing")
    page.keyboard.press("Space")
    tab_to(page, "When was it?")
    page.keyboard.press("Enter")
    tab_to(page, "When")
    page.keyboard.type("Saturday")
    tab_to(page, "Send")
    page.keyboard.press("Enter")
    page.locator("#codename").wait_for()


def test_the_keys_of_triage_stay_out_of_what_someone_types(full, lead):
    house = full[0]
    page = lead(DESK)
    page.goto(f"{house.url}{AT}/tips/1")
    for name in ("note", "text"):
        field = page.locator(f'textarea[name="{name}"]').first
        field.focus()
        page.keyboard.type("cdujklpnax?/")
        assert field.input_value() == "cdujklpnax?/"
    page.locator("#priority").focus()
    page.keyboard.press("c")
    assert page.url.endswith("/tips/1")
    assert "claimed by you" not in page.locator("main").inner_text()
    page.locator("main").focus()
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.name") == "note"


def test_the_keys_of_triage_can_be_switched_off(full, lead):
    house = full[0]
    page = lead(DESK)
    page.goto(f"{house.url}{AT}/tips/1")
    page.locator("[data-tips-keys] summary").press("Enter")
    page.locator("[data-tips-keys-on]").press("Space")
    page.locator("main").focus()
    page.keyboard.press("n")
    assert page.evaluate("document.activeElement.id") == "main"
