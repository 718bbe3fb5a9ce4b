"""Every page that staff can open with a case alone, and the public ones, in a real browser."""

from collections.abc import Iterator

import pytest

from campaigns.appeals import actions as appeals
from campaigns.kernel.db import atomic
from campaigns.users.model import Role
from tests.browser.conftest import DESK, PHONE, axe, screenshot, spills
from tests.factories.cases import make_case
from tests.factories.users import make_user

NOT_PAGES = (".json", ".csv", ".atom", ".rss", ".xml", "/metrics", "/api/", "/static/", "/docs")
NOT_PAGES += ("/healthz", "/readyz", "/sign-out", "openapi", "/redoc", "/export", "/tips/list")


def open_routes(app, prefixes: tuple[str, ...]) -> Iterator[str]:
    """Return the path of each page that needs no more than a case."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" not in rule.methods or any(part in rule.rule for part in NOT_PAGES):
            continue
        if rule.rule.startswith(prefixes) and set(rule.arguments) <= {"case_id"}:
            yield rule.rule.replace("<int:case_id>", "{case_id}")


@atomic
def arrange():
    """Make a supervisor who works on a case whose appeal is a draft."""
    lead = make_user(Role.SUPERVISOR, name="Kim Ode")
    case = make_case(lead=lead, title="Help find Mira, 7")
    appeals.start_appeal(case.id, actor=lead.actor)
    return lead, case


def look(page, path: str, name: str) -> list[str]:
    """Return what is wrong with the page that is open."""
    screenshot(page, name)
    wrong = [f"{path}: {words}" for words in (*axe(page), *page.complaints)]
    page.complaints.clear()
    if spills(page):
        wrong.append(f"{path}: {spills(page)} px wider than its window")
    return wrong


@pytest.mark.parametrize("view", [(PHONE, "light"), (DESK, "dark")])
def test_every_staff_page_is_readable_for_everyone_and_fits_its_window(
    house, desk, page_at, signed_in, view
):
    lead, case = arrange()
    page = signed_in(page_at(*view), lead)
    wrong = []
    for route in open_routes(desk, ("/staff",)):
        path = route.format(case_id=case.id)
        answer = page.goto(house.url + path)
        if answer.status >= 500:
            wrong.append(f"{path}: answered {answer.status}")
            continue
        name = route.strip("/").replace("/", "-").replace("{case_id}", "case")
        wrong += look(page, path, f"real-{name}-{view[0]}")
    assert wrong == []


@pytest.mark.parametrize("view", [(PHONE, "dark"), (DESK, "light")])
def test_every_public_page_is_readable_for_everyone_and_sets_no_cookie(house, desk, page_at, view):
    page = page_at(*view)
    wrong = []
    for path in open_routes(desk, ("/", "/rehearsal")):
        if path.startswith(("/staff", "/family")):
            continue
        answer = page.goto(house.url + path)
        if answer.status >= 500:
            wrong.append(f"{path}: answered {answer.status}")
            continue
        if page.url.startswith(f"{house.url}/staff"):  # sent on to where people sign in
            page.context.clear_cookies()
            continue
        if page.context.cookies():
            wrong.append(f"{path}: set a cookie")
        wrong += look(page, path, f"real-public{path.replace('/', '-')}-{view[0]}")
    assert wrong == []
