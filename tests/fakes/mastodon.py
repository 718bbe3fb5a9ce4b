"""A Mastodon server that others wrote (mastodon_mock), in the world as social.example.org."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape

import pytest
from mastodon_mock.config import DatabaseConfig, MastodonMockConfig, SeedAccount, SeedConfig
from mastodon_mock.testing.server import MockServer

from campaigns.platforms import registry
from campaigns.platforms.base import NoDesk, Post
from tests.fakes.matrix import Tried
from tests.fakes.relay import relay
from tests.fakes.world import Answer, Request, World

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


class Tampered:
    """The server with a key that can be made void, and eyes of its own for what stands there.

    It does not know `Idempotency-Key`, as some servers do not: this one cannot delete what had one.
    """

    def __init__(self, world: World, server: MockServer) -> None:
        self._ask, self.void = relay(server.port), False
        world.serve(self, HOST)

    def __call__(self, request: Request) -> Answer:
        ours = request.headers.get("authorization", "").endswith(KEY)
        if self.void and ours:
            return Answer(401, {"error": "The access token was revoked"})
        kept = {k: v for k, v in request.headers.items() if k != "idempotency-key"}
        return self._ask(replace(request, headers=kept))

    def _read(self, path: str, **query: str) -> dict | list:
        heads = {"authorization": f"Bearer {KEY}"}
        asked = {name: [value] for name, value in query.items()}
        return json.loads(self._ask(Request("GET", HOST, path, asked, heads, b"")).content)

    def standing(self) -> list[str]:
        me = self._read("/api/v1/accounts/verify_credentials")["id"]
        rows = self._read(f"/api/v1/accounts/{me}/statuses", limit="8")
        return [re.sub(r"<[^>]+>", "", unescape(row["content"])) for row in rows]

    def hear(self) -> str:
        return opened(PUBLIC_KEY).publish(Post("@missingmira I saw her.")).ref


TRIED = Tried(
    fixture="mastodon_tampered",
    handle=f"missingmira@{HOST}",
    credentials=CREDENTIALS,
    says=lambda request: (request.method, request.path) == ("POST", "/api/v1/statuses"),
    uploads=lambda request: request.method == "POST" and request.path.endswith("/media"),
    standing=Tampered.standing,
    revoke=lambda server: setattr(server, "void", True),
    restore=lambda server: setattr(server, "void", False),
    heard=Tampered.hear,
    deletes=lambda request: request.method == "DELETE",
)


@pytest.fixture
def mastodon_tampered(world: World, mastodon_server: MockServer) -> Tampered:
    """The server, as the fault matrix tries it."""
    return Tampered(world, mastodon_server)


def opened(key: str = KEY):
    """Open an account there."""
    return registry.platform("mastodon").open({"server": HOST, "access_token": key}, NoDesk())


@pytest.fixture
def mastodon_account(mastodon_server):
    """Our account there, open."""
    return opened()
