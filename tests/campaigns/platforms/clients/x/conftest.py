"""Our account on X, open with keys of either sort."""

import pytest

from tests.fakes.x import APP, OURS, opened


@pytest.fixture
def account(x_account):
    return x_account


@pytest.fixture
def in_browser(x):
    """Our account there, open with an OAuth 2 key."""
    return opened({**APP, **x.grant(), "user_id": OURS})
