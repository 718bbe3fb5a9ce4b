"""Every page of a house where everything has happened once, in a real browser.

A new page is walked without being named here: the addresses come from the app's own map.
"""

import pytest

from campaigns.users.model import Role
from tests.browser.conftest import DESK, PHONE, axe, carry, screenshot, sign_in, spills
from tests.browser.everything import addresses, people
from tests.factories.users import make_user

VIEWS = [(PHONE, "light"), (DESK, "dark")]
FORBIDDEN = 403
# Who opens a page: the first of these who may.
WALKERS = ("lindqvist", "admin", "auditor", "marsh")
SEP = "\n"

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]


def look(page, house, stage, path, view) -> list[str]:
    """Open a page as it is for people, and return what is wrong with it."""
    answer = page.goto(house.url + path)
    if answer.status >= 400 and path not in stage.refused:
        return [f"{path}: answered {answer.status}"]
    name = path.strip("/").replace("/", "-").replace("?", "-") or "front"
    screenshot(page, f"{name[:60]}-{view[0]}-{view[1]}")
    wrong = [f"{path}: {words}" for words in (*axe(page), *page.complaints)]
    page.complaints.clear()
    if spills(page):
        wrong.append(f"{path}: {spills(page)} px wider than its window")
    return wrong


@pytest.mark.parametrize("view", VIEWS)
def test_every_staff_page_is_readable_for_everyone_and_fits_its_window(full, page_at, view):
    house, app, stage = full
    with app.app_context():
        cast = people()
        pages = [sign_in(page_at(*view), house, app, cast[each]) for each in WALKERS]
    wrong = []
    for path in addresses(app, stage, "staff", "trainer"):
        found = []
        for page in pages:
            found = look(page, house, stage, path, view)
            if found != [f"{path}: answered {FORBIDDEN}"]:
                break
        wrong += found
    assert not wrong, SEP.join(wrong)


@pytest.mark.parametrize("view", VIEWS)
def test_every_page_of_the_public_and_the_wall_is_readable_and_sets_no_cookie(full, page_at, view):
    house, app, stage = full
    page = page_at(*view)
    wrong = []
    for path in addresses(app, stage, "public", "rehearsal"):
        if path == "/rehearsal/trainer":  # leads to where people sign in
            continue
        wrong += look(page, house, stage, path, view)
        if page.context.cookies():
            wrong.append(f"{path}: set a cookie")
            page.context.clear_cookies()
    assert not wrong, SEP.join(wrong)


@pytest.mark.parametrize("view", VIEWS)
def test_every_page_of_the_family_is_readable_for_everyone(full, page_at, view):
    house, app, stage = full
    page = page_at(*view)
    carry(page, house, app, family_visit=stage.family)
    wrong = []
    for path in addresses(app, stage, "family"):
        wrong += look(page, house, stage, path, view)
    assert not wrong, SEP.join(wrong)


@pytest.mark.parametrize("view", VIEWS)
def test_the_pages_before_signing_in_are_readable_for_everyone(full, page_at, view):
    house, app, stage = full
    page = page_at(*view)
    wrong = look(page, house, stage, "/staff/sign-in", view)
    with app.app_context():
        fresh = make_user(Role.TRIAGER, totp_confirmed_at=None)
        sign_in(page, house, app, fresh, second_factor=False)
    wrong += look(page, house, stage, "/staff/enrol", view)
    assert not wrong, SEP.join(wrong)
