"""Lantern: a platform that exists only here, for what the house must do around every platform.

Its client speaks HTTP through the world like a real one: uploads, renews keys that run out, signs
in in the browser, tells what is left of its allowance. `Lantern` is the other side.
"""

import base64
import hashlib
from dataclasses import replace
from itertools import count

import pytest

from campaigns.kernel import clock, settings
from campaigns.platforms import registry
from campaigns.platforms.base import (
    Bucket,
    Field,
    Limits,
    NoDesk,
    Platform,
    Price,
)
from tests.fakes.lantern_client import HOST, HOSTS, LanternAccount, LanternSignIn
from tests.fakes.matrix import Tried
from tests.fakes.world import Answer, Request, World

CREDENTIALS = {"handle": "missingmira", "access_token": "access-0", "refresh_token": "refresh-0"}
REGISTRATION = {"client_id": "house", "client_secret": "secret-of-the-house"}


ROUTES = {
    "GET /me": "_me",
    "PATCH /me": "_set_me",
    "POST /media": "_begin",
    "PUT /media": "_append",
    "GET /media": "_kept",
    "POST /posts": "_say",
    "GET /posts": "_list",
    "DELETE /posts": "_delete",
    "POST /revoke": "_revoke",
}


def _now() -> str:
    return clock.now().isoformat()


class Lantern:
    """The platform itself: what stands there, which keys open it, what it was asked."""

    def __init__(self) -> None:
        self.posts: dict[str, dict] = {}
        self.media: dict[str, bytearray] = {}
        self.profile = {"name": "Help find Mira", "bio": ""}
        self.access, self.refresh = {"access-0"}, "refresh-0"
        self.renewals = 0
        self.revoked = False
        self.accounts = ["missingmira"]
        self._numbers = count(1)

    def __call__(self, request: Request) -> Answer:
        if request.path == "/token":
            return self._token(request)
        if self.revoked or request.headers.get("authorization", "")[7:] not in self.access:
            return Answer(401, {"error": "expired_token"})
        verb = f"{request.method} /{request.path.split('/')[1]}"
        return getattr(self, ROUTES[verb])(request)

    def _token(self, request: Request) -> Answer:
        form = request.form
        if form.get("code") == "good-code":
            challenge = base64.urlsafe_b64encode(
                hashlib.sha256(form["code_verifier"].encode()).digest()
            )
            assert challenge.decode().rstrip("=") == self.challenge
            return Answer(200, {"accounts": self.accounts, **self._new_keys()})
        if self.revoked or form.get("refresh_token") != self.refresh:
            return Answer(400, {"error": "invalid_grant"})
        self.renewals += 1
        return Answer(200, self._new_keys())

    def _new_keys(self) -> dict[str, str]:
        number = next(self._numbers)
        self.access, self.refresh = {f"access-{number}"}, f"refresh-{number}"
        return {"access_token": f"access-{number}", "refresh_token": self.refresh}

    def _me(self, _request: Request) -> Answer:
        return Answer(200, {"handle": self.accounts[0], **self.profile})

    def _set_me(self, request: Request) -> Answer:
        self.profile |= request.json
        return Answer(200, {})

    def _begin(self, _request: Request) -> Answer:
        ref = f"m{next(self._numbers)}"
        self.media[ref] = bytearray()
        return Answer(200, {"id": ref})

    def _append(self, request: Request) -> Answer:
        kept = self.media[request.path.split("/")[2]]
        at = int(request.one("at", "0"))
        kept[at:] = request.body
        return Answer(200, {"size": len(kept)})

    def _kept(self, request: Request) -> Answer:
        return Answer(200, {"size": len(self.media[request.path.split("/")[2]])})

    def _say(self, request: Request) -> Answer:
        given = request.json
        if len(given["text"]) > 280:
            return Answer(422, {"error": "too long"})
        if given.get("reply_to") and given["reply_to"] not in self.posts:
            return Answer(404, {"error": "no such post"})
        ref = str(next(self._numbers))
        self.posts[ref] = {**given, "id": ref, "at": _now()}
        left = {"x-left": "7", "x-resets-at": clock.after(seconds=900).isoformat()}
        return Answer(200, {"id": ref}, left)

    def _list(self, request: Request) -> Answer:
        ref = request.path.removeprefix("/posts").strip("/")
        if ref:
            found = self.posts.get(ref)
            return Answer(200, found) if found else Answer(404, {"error": "not found"})
        return Answer(200, list(self.posts.values()))

    def _delete(self, request: Request) -> Answer:
        gone = self.posts.pop(request.path.split("/")[2], None)
        return Answer(204) if gone else Answer(404, {"error": "not found"})

    def _revoke(self, _request: Request) -> Answer:
        self.revoked = True
        return Answer(204)

    def reset_keys(self) -> None:
        self.access, self.refresh, self.revoked = {"access-0"}, "refresh-0", False

    def hear(self) -> str:
        ref = f"r{next(self._numbers)}"
        self.posts[ref] = {
            "id": ref,
            "text": "I saw her.",
            "key": "",
            "at": _now(),
        }
        return ref

    def texts(self) -> list[str]:
        return [each["text"] for each in self.posts.values()]


PLATFORM = Platform(
    name="lantern",
    label="Lantern",
    limits=Limits(text_max=280, video=True, video_max_bytes=2_000_000_000, images_max=4),
    credentials=(
        Field("handle", "Name", secret=False),
        Field("access_token", "Key"),
        Field("refresh_token", "Second key"),
    ),
    open=LanternAccount,
    app_fields=(Field("client_id", "Client id", secret=False), Field("client_secret", "Secret")),
    sign_in=LanternSignIn(),
    checklist=("Make an e-mail address for it.", "Make the account on lantern.example."),
    hosts=HOSTS,
    buckets=(
        Bucket("posts", "Posts in 15 minutes", 10, per_s=900, reserve=2, takes={"post": 1}),
        Bucket("calls", "Calls", None, per_s=900),
    ),
    prices=(Price("post", "A post", 1.5, "2026-05"), Price("link", "A link", 20, "2026-05")),
    cost_of=lambda post: ("post", "link") if "https://" in post.text else ("post",),
    terms="Ask before you collect.",
)


TRIED = Tried(
    fixture="lantern",
    credentials=CREDENTIALS,
    says=lambda request: (request.method, request.path) == ("POST", "/posts"),
    uploads=lambda request: request.method == "PUT",
    standing=Lantern.texts,
    expire=lambda lantern: lantern.access.clear(),
    revoke=lambda lantern: (lantern.access.clear(), setattr(lantern, "revoked", True)),
    restore=lambda lantern: lantern.reset_keys(),
    heard=lambda lantern: lantern.hear(),
    deletes=lambda request: request.method == "DELETE",
)


@pytest.fixture
def lantern(world: World, monkeypatch) -> Lantern:
    """The platform on loopback, known to the registry, in a house that speaks for real."""
    known = {**registry.all_platforms(), PLATFORM.name: PLATFORM}
    monkeypatch.setattr(registry, "all_platforms", lambda: known)
    settings.install(replace(settings.current(), rehearsal=False))
    here = Lantern()
    world.serve(here, HOST)
    return here


@pytest.fixture
def lantern_account(lantern):
    """An open account there that nobody keeps."""
    return LanternAccount(CREDENTIALS, NoDesk())
