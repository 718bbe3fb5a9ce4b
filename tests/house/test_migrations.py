import re
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from flask_migrate import downgrade, upgrade
from sqlalchemy import create_engine, inspect, text

from app.cli import with_migrations
from app.factory import create_app
from campaigns.kernel.db import Model, db
from campaigns.kernel.schema import check_known
from config import load_config
from tests.conftest import test_env
from tests.house.trees import ROOT

VERSIONS = ROOT / "campaigns" / "migrations" / "versions"


@pytest.fixture
def bare_house(tmp_path, postgres_database, worker_id):
    """An app on a database without any table."""
    url = f"sqlite:///{tmp_path / 'bare.db'}"
    if postgres_database:
        server = create_engine(postgres_database, isolation_level="AUTOCOMMIT")
        with server.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS bare_{worker_id}"))
            connection.execute(text(f"CREATE DATABASE bare_{worker_id}"))
        server.dispose()
        url = postgres_database.rpartition("/")[0] + f"/bare_{worker_id}"
    app = create_app(load_config(test_env(tmp_path, DATABASE_URL=url)))
    with app.app_context():
        with_migrations()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_migrations_are_numbered_without_a_gap():
    names = sorted(path.name for path in VERSIONS.glob("*.py"))
    assert names
    assert [int(re.match(r"(\d{4})_", name)[1]) for name in names] == list(range(1, len(names) + 1))


def test_migrations_go_up_and_down_and_match_the_models(bare_house):
    upgrade()
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Model.metadata) == []
    downgrade(revision="base")
    assert set(inspect(db.engine).get_table_names()) <= {"alembic_version"}
    upgrade()


def test_a_database_of_a_newer_version_is_refused_in_a_sentence(bare_house):
    upgrade()
    migrations = str(Path(ROOT) / "campaigns" / "migrations")
    assert check_known(migrations) is None
    with db.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert "newer version (9999)" in check_known(migrations)
