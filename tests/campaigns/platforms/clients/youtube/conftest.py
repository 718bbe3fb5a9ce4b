"""Our channel, with chunks as small as YouTube allows."""

import pytest

from campaigns.platforms.clients.youtube import reel
from tests.factories.youtube import CHUNK


@pytest.fixture
def account(youtube_account, monkeypatch):
    monkeypatch.setattr(reel, "CHUNK_BYTES", CHUNK)  # the least that YouTube takes
    return youtube_account
