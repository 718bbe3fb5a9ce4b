"""A real browser on a real server: granian in its own process, Debian's Chromium, axe.

`house` is a running Searchlight with its own data folder; `desk` is the same house from inside, to
arrange rows and run jobs; `page_at(width, scheme)` opens a page; `signed_in(page, user)` signs it
in; `full` is a served house in which everything has happened once; `axe`, `spills` and `screenshot`
look at a page.
Screenshots go to a folder outside the tree.
"""

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from flask import Flask
from playwright.sync_api import Browser, Page, Response, sync_playwright

from app.factory import create_app
from campaigns.kernel.db import Model, db
from campaigns.users import signin
from campaigns.users.model import User
from config import load_config
from tests.browser.everything import Stage, arrange
from tests.conftest import test_env

ROOT = Path(__file__).parents[2]
SCREENS = Path(tempfile.gettempdir()) / "searchlight-screens"
QUIET = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
PHONE, DESK = 360, 1280
WAIT_S = 30


@dataclass
class House:
    """A Searchlight that is being served."""

    url: str
    data_dir: Path
    env: dict[str, str]
    process: subprocess.Popen[bytes]

    def stop(self) -> None:
        """End the server."""
        self.process.terminate()
        self.process.wait(WAIT_S)


def free_port() -> int:
    """Return a port of loopback that nobody uses."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/static/img/favicon.svg", timeout=1):
            return True
    except (urllib.error.URLError, OSError):
        return False


def serve(data_dir: Path, target: str = "wsgi:app", **settings: str) -> House:
    """Start granian on a free port of loopback; `target` is the WSGI app to serve."""
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    env = test_env(data_dir, PUBLIC_URL=url, **{"TOTP": "off", **settings})
    command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
    command += ["--port", str(port), "--blocking-threads", "4", "--no-log", target]
    process = subprocess.Popen(
        command, cwd=ROOT, env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), **env}
    )
    until = time.monotonic() + WAIT_S
    while not _answers(url):
        if process.poll() is not None or time.monotonic() > until:
            process.kill()
            process.wait()
            raise RuntimeError(f"The server of {target} did not start.")
        time.sleep(0.1)
    return House(url, data_dir, env, process)


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory) -> Path:
    """A SQLite file with every table and no row: what a served house begins with."""
    folder = tmp_path_factory.mktemp("empty")
    app = create_app(load_config(test_env(folder)))
    with app.app_context():
        Model.metadata.create_all(db.engine)
        db.engine.dispose()
    return folder / "searchlight.db"


@pytest.fixture(scope="session")
def house(tmp_path_factory, empty_database) -> Iterator[House]:
    """A house for the whole session, with an empty database."""
    folder = tmp_path_factory.mktemp("house")
    shutil.copy(empty_database, folder / "searchlight.db")
    served = serve(folder)
    yield served
    served.stop()


@pytest.fixture
def desk(house) -> Iterator[Flask]:
    """The served house from inside: the same database, in an app context."""
    app = create_app(load_config(house.env))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Debian's Chromium, without a window."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=list(QUIET)
        )
        yield chromium
        chromium.close()


@pytest.fixture
def page_at(browser) -> Iterator[Callable[..., Page]]:
    """Open a page of a width in px and a colour scheme, with or without script."""
    contexts = []

    def open_page(width: int = DESK, scheme: str = "light", *, script: bool = True) -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 780 if width < 700 else 900},
            color_scheme=scheme,
            java_script_enabled=script,
            reduced_motion="reduce",
            locale="en-CA",
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.complaints = []
        page.on("console", lambda said: _note(page, said.type, said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        page.on("response", lambda answer: _note_missing(page, answer))
        return page

    yield open_page
    for context in contexts:
        context.close()


def _note_missing(page: Page, answer: Response) -> None:
    if answer.status >= 400 and answer.request.resource_type not in {"document", "fetch"}:
        page.complaints.append(f"{answer.url} answered {answer.status}")


def _note(page: Page, kind: str, words: str) -> None:
    if kind == "error" and "Failed to load resource" not in words:
        page.complaints.append(words)


@pytest.fixture(scope="session")
def full(tmp_path_factory, empty_database) -> Iterator[tuple[House, Flask, Stage]]:
    """A served house where everything has happened, and what there is to open in it."""
    folder = tmp_path_factory.mktemp("full")
    shutil.copy(empty_database, folder / "searchlight.db")
    served = serve(folder)
    app = create_app(load_config(served.env))
    try:
        with app.app_context():
            stage = arrange()
            db.session.remove()
        yield served, app, stage
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
    finally:
        served.stop()


def carry(page: Page, house: House, app: Flask, **session: str) -> Page:
    """Give this page's browser a signed session, as the house itself would."""
    value = app.session_interface.get_signing_serializer(app).dumps(session)
    page.context.add_cookies([{"name": "session", "value": value, "url": house.url}])
    return page


def sign_in(
    page: Page, house: House, app: Flask, user: User, *, second_factor: bool = True
) -> Page:
    """Sign this page's browser in as a user, by a real row."""
    token = signin.start_sign_in(user.id, second_factor=second_factor)
    return carry(page, house, app, sign_in=token)


@pytest.fixture
def signed_in(house, desk) -> Callable[[Page, User], Page]:
    """Sign a page in as a user of the empty house."""
    return lambda page, user: sign_in(page, house, desk, user)


def axe(page: Page) -> list[str]:
    """Return what axe calls serious or critical on this page, each with where it is."""
    found = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {each['help']} at {node['target']} ({node.get('failureSummary', '')[:300]})"
        for each in found
        if each["impact"] in {"serious", "critical"}
        for node in each["nodes"]
    ]


def spills(page: Page) -> int:
    """Return by how many px the page is wider than its window; 0 is right."""
    return int(
        page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    )


def screenshot(page: Page, name: str) -> Path:
    """Keep a picture of the whole page outside the tree."""
    SCREENS.mkdir(exist_ok=True)
    path = SCREENS / f"{name}.png"
    page.screenshot(path=path, full_page=True)
    return path
