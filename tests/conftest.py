"""The house in a test: a real app on a fresh database, a clock that can be moved, no network."""

import base64
import os
import shutil
import socket
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from app.factory import create_app
from app.web import cache
from campaigns.kernel import clock, settings, vault, work
from campaigns.kernel.db import Model, db
from config import Config, load_config
from tests import postgres

pytest_plugins = [
    "tests.fakes.world",
    "tests.fakes.rehearsal",
    "tests.fakes.beacon",
    "tests.fakes.lantern",
    "tests.fakes.mastodon",
    "tests.fakes.bluesky",
    "tests.fakes.email",
    "tests.fakes.sms",
    "tests.fakes.telegram",
    "tests.fakes.graph",
    "tests.fakes.facebook",
    "tests.fakes.instagram",
    "tests.fakes.threads",
    "tests.fakes.x",
    "tests.fakes.youtube",
]
SATURDAY = datetime(2026, 5, 16, 12, 0, tzinfo=UTC)


def test_env(data_dir: Path, **more: str) -> dict[str, str]:
    """Return the environment of a test house; override any setting by name."""
    given = {
        "DATA_DIR": str(data_dir),
        "SECRET_KEY": "a secret only for tests",
        "VAULT_KEYS": base64.b64encode(b"v" * 32).decode(),
        "PAGE_FRESH_S": "0",
        "PUBLIC_URL": "http://localhost",
        **more,
    }
    return {f"SEARCHLIGHT_{name}": value for name, value in given.items()}


test_env.__test__ = False


class MovingClock:
    """The time in a test: stands still until it is moved."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **span: float) -> datetime:
        """Move on by a timedelta's arguments."""
        self.at += timedelta(**span)
        return self.at

    def go(self, to: datetime | str) -> datetime:
        """Go to a moment (aware, or ISO with an offset)."""
        moment = datetime.fromisoformat(to) if isinstance(to, str) else to
        self.at = moment.astimezone(UTC)
        return self.at


@pytest.fixture
def moving_clock():
    """A clock that stands at SATURDAY until it is moved."""
    moving = MovingClock(SATURDAY)
    clock.use(moving)
    yield moving
    clock.use(None)


def pytest_collection_modifyitems(config, items):
    """Run again on PostgreSQL what stands on a database; the rest has been tried already."""
    if postgres.ADDRESS not in os.environ:
        return
    again = [item for item in items if "postgres_database" in item.fixturenames]
    config.hook.pytest_deselected(items=[item for item in items if item not in set(again)])
    items[:] = again


@dataclass(frozen=True)
class Ground:
    """What one worker's tests stand on: a folder, a database without rows, an app over both."""

    folder: Path
    empty: Path
    address: str
    config: Config
    app: Flask


@pytest.fixture(scope="session")
def postgres_database(worker_id) -> str | None:
    """The address of this worker's own PostgreSQL database, or None in a run on SQLite."""
    address = os.environ.get(postgres.ADDRESS)
    if not address:
        return None
    server = create_engine(address, isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f"CREATE DATABASE test_{worker_id}"))
    server.dispose()
    return address.rpartition("/")[0] + f"/test_{worker_id}"


@pytest.fixture(scope="session")
def ground(tmp_path_factory, postgres_database) -> Ground:
    """Make the ground once a worker: laying out an app for every test would take longer than it."""
    folder = tmp_path_factory.mktemp("house") / "data"
    address = postgres_database or f"sqlite:///{folder / 'searchlight.db'}"
    config = load_config(test_env(folder, DATABASE_URL=address))
    folder.mkdir()
    app = create_app(config)
    with app.app_context():
        Model.metadata.create_all(db.engine)
        db.engine.dispose()
    empty = folder.parent / "empty.db"
    if postgres_database is None:
        shutil.copy(folder / "searchlight.db", empty)
    return Ground(folder, empty, address, config, app)


@pytest.fixture(scope="session")
def empty_database(ground) -> Path:
    """A SQLite file with every table and no row."""
    return ground.empty


@pytest.fixture
def data_dir(ground) -> Path:
    """The data folder of one test, empty but for a database without rows."""
    shutil.rmtree(ground.folder, ignore_errors=True)  # a test may have taken it away
    ground.folder.mkdir()
    if ground.empty.exists():
        shutil.copy(ground.empty, ground.folder / "searchlight.db")
    return ground.folder


@pytest.fixture
def database_url(ground, data_dir):
    """The address of one test's empty database."""
    yield ground.address
    if ground.address.startswith("postgresql"):
        _empty_again(ground.address)


def _empty_again(address: str) -> None:
    """Take every row out and start the numbers again: faster than to truncate."""
    tables = [f'DELETE FROM "{table.name}"' for table in reversed(Model.metadata.sorted_tables)]
    numbers = "SELECT setval(oid::regclass, 1, false) FROM pg_class WHERE relkind = 'S'"
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.exec_driver_sql("; ".join([*tables, numbers]))
    engine.dispose()


@pytest.fixture
def app(ground, data_dir, database_url, moving_clock):
    """The app of one test, in its context, as if it had just been made."""
    settings.install(ground.config.settings)
    vault.install(ground.config.vault_keys)
    work.install(ground.app.app_context)
    kept = dict(ground.app.config)
    with ground.app.app_context():
        yield ground.app
        db.session.remove()
        db.engine.dispose()
    ground.app.config.clear()
    ground.app.config.update(kept)
    ground.app.extensions[cache._SHELF]._pages.clear()


@pytest.fixture
def client(app):
    """A browser that has no cookie yet."""
    return app.test_client()


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch):
    """Refuse every connection that would leave this machine."""
    real = socket.socket.connect

    def connect(self, address):
        if self.family in {socket.AF_INET, socket.AF_INET6} and address[0] not in {
            "127.0.0.1",
            "::1",
            "localhost",
        }:
            raise OSError(f"A test tried to reach {address}: only loopback is allowed.")
        return real(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect)
