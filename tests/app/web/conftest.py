"""What every surface shares is tried on an app of its own, which a test may add routes to."""

import pytest

from app.factory import create_app
from campaigns.kernel.db import db
from config import load_config
from tests.conftest import test_env


@pytest.fixture
def app(data_dir, database_url, moving_clock):
    """An app that has answered nothing yet, in its context."""
    app = create_app(load_config(test_env(data_dir, DATABASE_URL=database_url)))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
