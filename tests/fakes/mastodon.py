"""A Mastodon server that others wrote (mastodon_mock), in the world as social.example.org."""

from collections.abc import Iterator

import pytest
from mastodon_mock.config import DatabaseConfig, MastodonMockConfig, SeedAccount, SeedConfig
from mastodon_mock.testing.server import MockServer

from campaigns.platforms import registry
from campaigns.platforms.base import NoDesk
from tests.fakes.relay import relay
from tests.fakes.world import World

HOST = "social.example.org"
KEY = "missingmira_token"
PUBLIC_KEY = "passer_by_token"
CREDENTIALS = {"server": HOST, "access_token": KEY}
SEED = SeedConfig(
    accounts=[
        SeedAccount(username="missingmira", display_name="Help find Mira", access_token=KEY),
        SeedAccount(username="passer_by", display_name="A passer-by", access_token=PUBLIC_KEY),
    ]
)


@pytest.fixture
def mastodon_server(world: World) -> Iterator[MockServer]:
    """The server, with our account and a passer-by's."""
    config = MastodonMockConfig(database=DatabaseConfig(path=":memory:"), seed=SEED)
    with MockServer(config=config, log_level="error") as server:
        world.serve(relay(server.port), HOST)
        yield server


def opened(key: str = KEY):
    """Open an account there."""
    return registry.platform("mastodon").open({"server": HOST, "access_token": key}, NoDesk())


@pytest.fixture
def mastodon_account(mastodon_server):
    """Our account there, open."""
    return opened()
