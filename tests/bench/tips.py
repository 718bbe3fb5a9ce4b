"""How many whole tips a second, and how long a triage list takes at 15,000 tips."""

import http.client
import re
import statistics
import tempfile
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from flask import Flask

from app.factory import create_app
from campaigns.kernel import clock
from campaigns.kernel.db import Model, atomic, db
from campaigns.tips.model import PRIORITY_RANK, Priority, Tip, TipSource, TipState
from campaigns.users.model import Role
from config import load_config
from tests.bench.table import Row
from tests.browsing import sign_in
from tests.conftest import test_env
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.users import make_user
from tests.serving import serving

CLIENTS, SECONDS = 8, 6
TIPS, LOOKS = 15_000, 30
FORM = {"Content-Type": "application/x-www-form-urlencoded"}
TEXT = "I work the desk at a drop-in on Queen West. A woman comes with a girl, about 7. " * 4


@contextmanager
def _house(folder: Path) -> Iterator[Flask]:
    app = create_app(load_config(test_env(folder, PAGE_FRESH_S="1")))
    with app.app_context():
        Model.metadata.create_all(db.engine)
        yield app
        db.session.remove()
        db.engine.dispose()


def _each_client(work: Callable[[], None]) -> None:
    clients = [threading.Thread(target=work) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    for client in clients:
        client.join()


def _ask(line: http.client.HTTPConnection, method: str, path: str, **fields: str) -> str:
    line.request(method, path, urllib.parse.urlencode(fields) if fields else None, FORM)
    answer = line.getresponse()
    page = answer.read().decode()
    if answer.status != 200:
        raise SystemExit(f"{method} {path} answered {answer.status}.")
    return page


def _flow(line: http.client.HTTPConnection, path: str) -> None:
    form = _ask(line, "GET", path)
    key = re.search(r'name="key"[^>]*value="([^"]+)"', form)[1]
    receipt = _ask(line, "POST", path, text=TEXT, where="Queen West", key=key)
    words = re.search(r'id="codename"[^>]*>([^<]+)<', receipt)[1]
    if "There is no answer yet" not in _ask(line, "POST", "/return", codename=words):
        raise SystemExit("The words did not lead back to the tip.")


def _flows(port: int, path: str) -> tuple[float, float]:
    """Return flows a second and the 95th percentile of one flow, in milliseconds."""
    took: list[float] = []
    end = time.monotonic() + SECONDS

    def work() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while (start := time.monotonic()) < end:
            _flow(line, path)
            took.append(time.monotonic() - start)

    begun = time.monotonic()
    _each_client(work)
    return len(took) / (time.monotonic() - begun), statistics.quantiles(took, n=20)[18] * 1000


def _posts_per_second(port: int) -> float:
    """Return how many wrong codenames a second are turned away: the floor of three requests."""
    many: list[int] = []
    end = time.monotonic() + SECONDS / 2

    def work() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < end:
            line.request("GET", "/return")
            line.getresponse().read()
            many.append(1)

    begun = time.monotonic()
    _each_client(work)
    return len(many) / (time.monotonic() - begun)


@atomic
def _fill(case_id: int) -> None:
    """Put many tips in, past `receive`: what is measured here is the list."""
    now = clock.now()
    sealed = Tip(case_id=case_id, text=TEXT).text_sealed
    for number in range(TIPS):
        priority = list(Priority)[number % 4]
        db.session.add(
            Tip(
                case_id=case_id,
                source=list(TipSource)[number % 8],
                anonymous=True,
                received_at=now,
                changed_at=now,
                text_sealed=sealed,
                state=list(TipState)[number % 3],
                priority=priority,
                priority_rank=PRIORITY_RANK[priority],
                unread=number % 7 == 0,
            )
        )


def _list_ms(folder: Path, query: str) -> tuple[float, float]:
    """Return how long the list takes (median, milliseconds) and its size (kilobytes)."""
    with _house(folder) as app:
        user = make_user(Role.TRIAGER)
        case = make_case(members=[user])
        _fill(case.id)
        client = sign_in(app.test_client(), user)
        address = f"/staff/cases/{case.id}/tips{query}"
        took, size = [], 0
        for _ in range(LOOKS):
            db.session.remove()
            start = time.perf_counter()
            page = client.get(address)
            took.append(time.perf_counter() - start)
            size = len(page.data)
    return statistics.median(took) * 1000, size / 1000


def rows() -> list[Row]:
    """Measure."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with _house(folder):
            slug = make_appeal().slug
        with serving(test_env(folder, PAGE_FRESH_S="1")) as port:
            floor = _posts_per_second(port)
            flows, p95_ms = _flows(port, f"/a/{slug}/tip")
    with tempfile.TemporaryDirectory() as name:
        list_ms, list_kb = _list_ms(Path(name), "")
    with tempfile.TemporaryDirectory() as name:
        ranked_ms, _ = _list_ms(Path(name), "?order=priority&state=all&source=phone")
    return [
        Row("tip flow, 8 clients", flows, "flows/s", ">= 100", floor / 3, "3 plain pages"),
        Row("tip flow, 95 of 100", p95_ms, "ms", "<= 120"),
        Row("triage list of 15,000", list_ms, "ms", "<= 60"),
        Row("triage list, filtered by priority", ranked_ms, "ms", "<= 60"),
        Row("triage list, size", list_kb, "kB", "<= 80"),
    ]
