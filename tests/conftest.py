"""The house in a test: a real app on a fresh database, a clock that can be moved, no network."""

import base64
import os
import shutil
import socket
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from app.factory import create_app
from campaigns.kernel import clock
from campaigns.kernel.db import Model, db
from config import load_config
from tests import postgres

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


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory) -> Path:
    """A SQLite file with every table and no row, copied for each test."""
    folder = tmp_path_factory.mktemp("empty")
    app = create_app(load_config(test_env(folder)))
    with app.app_context():
        Model.metadata.create_all(db.engine)
        db.engine.dispose()
    return folder / "searchlight.db"


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
    mine = address.rpartition("/")[0] + f"/test_{worker_id}"
    engine = create_engine(mine)
    Model.metadata.create_all(engine)
    engine.dispose()
    return mine


@pytest.fixture
def data_dir(tmp_path, empty_database) -> Path:
    """The data folder of one test, with an empty database in it."""
    shutil.copy(empty_database, tmp_path / "searchlight.db")
    return tmp_path


@pytest.fixture
def database_url(data_dir, postgres_database):
    """The address of one test's empty database."""
    if postgres_database is None:
        yield f"sqlite:///{data_dir / 'searchlight.db'}"
        return
    yield postgres_database
    engine = create_engine(postgres_database)
    with engine.begin() as connection:
        names = ", ".join(f'"{table}"' for table in Model.metadata.tables)
        connection.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    engine.dispose()


@pytest.fixture
def app(data_dir, database_url, moving_clock):
    """The app of one test, in its context."""
    app = create_app(load_config(test_env(data_dir, DATABASE_URL=database_url)))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


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
