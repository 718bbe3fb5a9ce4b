"""Real sending at the level of HTTP: an unmodified client, TLS, a proxy on loopback, one process.

1,500 posts that are due at once on 300 accounts; 10,000 posts that come due over an hour whose idle
moments are left out (what is measured is real: the clock only jumps while nothing is due); and the
memory of a process that uploads a film of 1 GB from where files are kept.
"""

import hashlib
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from app.factory import create_app
from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.jobs import send_deliveries
from campaigns.kernel import clock, settings
from campaigns.kernel.db import Model, atomic, db
from campaigns.platforms import http
from config import load_config
from tests.bench.outside import Outside, outside
from tests.bench.table import Row
from tests.conftest import test_env
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.factories.deliveries import make_delivery
from tests.factories.users import make_user

ACCOUNTS, COUNT, SENDERS, LATENCY_MS = 300, 1_500, 48, 300
HOUR, POSTS, HOUR_LATENCY_MS = timedelta(hours=1), int(os.environ.get("BENCH_POSTS", "10000")), 5
FILM_BYTES = 1_000_000_000


def rows() -> list[Row]:
    """Measure all three."""
    return [_at_once(), _over_an_hour(), _film()]


@contextmanager
def _house(there: Outside) -> Iterator[Path]:
    """Open a house that speaks for real, and only to the world of the bench."""
    before = dict(os.environ)
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(there.env)
        app = create_app(load_config(test_env(Path(folder))))
        settings.install(
            replace(settings.current(), rehearsal=False, trusted=(there.bundle,), late_after_s=9e9)
        )
        try:
            with app.app_context():
                Model.metadata.create_all(db.engine)
                yield Path(folder)
                db.session.remove()
                db.engine.dispose()
        finally:
            http.hang_up()
            os.environ.clear()
            os.environ.update(before)


@atomic
def _plan(count: int, spread: timedelta) -> None:
    """Plan posts on all accounts, due at once or at any moment of a span."""
    owner, deputy = make_user(), make_user()
    channels = [
        make_channel(
            platform="telegram",
            handle=f"mira{number}",
            credentials={"chat": f"@mira{number}", "token": f"{number:06}:key-of-the-bot"},
            owner=owner,
            deputy=deputy,
        )
        for number in range(ACCOUNTS)
    ]
    case, now = make_case(rehearsal=False, lead=owner, deputy=deputy), clock.now()
    make_appeal(case=case, channels=channels)
    for number in range(count):
        due = now + spread * _part(number)
        channel = channels[number % ACCOUNTS]
        make_delivery(case, channel, f"Post {number}", send_at=due, not_before=due)


def _part(number: int) -> float:
    """Return where in its hour a post lies, from 0 to 1: scattered, and the same each time."""
    return int.from_bytes(hashlib.sha256(str(number).encode()).digest()[:4]) / 2**32


def _sent(count: int) -> list[float]:
    """Return how late each post was, in seconds; refuse to call it a result unless all are out."""
    rows = db.session.query(Delivery).filter_by(state=DeliveryState.SENT).all()
    refs = {each.remote_id for each in rows}
    if (len(rows), len(refs)) != (count, count):
        raise AssertionError(f"{len(rows)} sent under {len(refs)} numbers, of {count}.")
    return sorted((each.settled_at - each.send_at).total_seconds() for each in rows)


def _at_once() -> Row:
    with outside(LATENCY_MS) as there, _house(there):
        _plan(COUNT, timedelta(0))
        began = time.perf_counter()
        send_deliveries.run(SENDERS)
        took = time.perf_counter() - began
        _sent(COUNT)
    waiting = COUNT * LATENCY_MS / 1_000 / SENDERS
    words = f"waiting alone, {SENDERS} at a time"
    return Row("1,500 real posts, 300 accounts", took, "s", "≤ 20", waiting, words)


class _Hour:
    """A clock that goes on as the real one does, and jumps over what nobody would wait for."""

    def __init__(self) -> None:
        self._began, self._skipped = time.monotonic(), timedelta(0)
        self._from = datetime(2026, 5, 16, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self._from + timedelta(seconds=time.monotonic() - self._began) + self._skipped

    def skip(self, span: timedelta) -> None:
        """Leave a while out."""
        self._skipped += max(span, timedelta(0))


def _over_an_hour() -> Row:
    hour = _Hour()
    clock.use(hour)
    try:
        with outside(HOUR_LATENCY_MS) as there, _house(there):
            _plan(POSTS, HOUR)
            tick, end = timedelta(seconds=1), hour() + HOUR + timedelta(seconds=5)
            while hour() < end:
                begun = hour()
                send_deliveries.run(SENDERS)
                hour.skip(tick - (hour() - begun))
            late = _sent(POSTS)
    finally:
        clock.use(None)
    worst = late[int(len(late) * 0.99)]
    floor = tick.total_seconds()
    return Row(f"lateness of {POSTS:,} posts, p99", worst, "s", "≤ 2", floor, "one beat")


def _film() -> Row:
    with outside(0) as there, tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "tests.bench.film_upload", folder, str(FILM_BYTES)]
        bare = [*command, "bare"]
        env = {**os.environ, **there.env, "BENCH_BUNDLE": there.bundle}
        peak, floor = (
            float(subprocess.run(each, check=True, capture_output=True, text=True, env=env).stdout)
            for each in (command, bare)
        )
    return Row("memory, a film of 1 GB going out", peak, "MB", "≤ 350", floor, "the house idle")
