"""Beacon: a platform that exists only here, for all that the house hears of one.

Its client speaks HTTP through the world; `Beacon` is the other side, where a test says what people
said, changed and took back. It calls us with a signature, as platforms do.
"""

import hashlib
import hmac
import json
from dataclasses import replace
from datetime import datetime

import pytest

from campaigns.kernel import clock, settings
from campaigns.kernel.errors import Rejected
from campaigns.platforms import http, registry
from campaigns.platforms.base import (
    Absent,
    Batch,
    Bucket,
    Field,
    Identity,
    Incoming,
    Limits,
    Own,
    Platform,
    Post,
    Proof,
    Receipt,
    Told,
)
from campaigns.platforms.doors import Call, Reply
from tests.fakes.world import Answer, Request, World

HOST = "api.beacon.example"
CREDENTIALS = {"handle": "missingmira", "access_token": "access-0", "hook_secret": "only we know"}
DAY_S = 86_400


class Beacon:
    """The other side: what is said there, batch by batch, and who asked for what."""

    def __init__(self) -> None:
        self.batches: dict[str, list[dict]] = {"answers": [], "tags": []}
        self.own: list[dict] = []
        self.standing: dict[str, dict] = {}
        self.asked: list[tuple[str, dict]] = []

    def says(
        self, *items: dict, stream: str = "answers", cursor: str = "", missed: str = ""
    ) -> None:
        """Let the next hearing of a stream bring these."""
        told = {"items": list(items), "cursor": cursor, "missed": missed}
        self.batches[stream].append(told)
        self.standing |= {item["ref"]: item for item in items if item.get("ref")}

    def __call__(self, request: Request) -> Answer:
        name = request.path.strip("/")
        if name == "said":
            given = {key: values[0] for key, values in request.query.items()}
            self.asked.append((given["stream"], given))
            waiting = self.batches[given["stream"]]
            quiet = {"items": [], "cursor": given.get("after", ""), "missed": ""}
            return Answer(200, waiting.pop(0) if waiting else quiet)
        if name == "own":
            return Answer(200, self.own)
        if request.method == "DELETE":
            self.own = [each for each in self.own if each["ref"] != name]
            return Answer(204)
        if name == "look":
            refs = request.one("refs").split(",")
            return Answer(200, [self.standing.get(ref, {"ref": ref, "gone": True}) for ref in refs])
        if name == "me":
            return Answer(200, {})
        return Answer(404, {"error": "not found"})

    def streams_asked(self) -> list[str]:
        return [stream for stream, _given in self.asked]


def said(ref: str, text: str, **more: object) -> dict:
    """Return something that someone said, as Beacon gives it."""
    return {"ref": ref, "author": "@sam", "text": text, "at": clock.now().isoformat(), **more}


class BeaconAccount:
    """One open account there."""

    streams: tuple[str, ...] = ("answers", "tags")

    def __init__(self, credentials, desk) -> None:
        self._desk = desk
        self._line = http.client(f"https://{HOST}", frozenset({HOST}), read_s=0.5)

    def _ask(self, path: str, **query: str):
        with http.asking("Beacon"):
            answer = self._line.get(path, params=query)
        if answer.status_code >= 300:
            raise http.refusal("Beacon", answer.status_code, answer.text)
        return answer.json()

    def check(self) -> Identity:
        self._ask("/me")
        return Identity("missingmira", "Help find Mira", "", f"https://{HOST}/missingmira")

    def publish(self, post: Post, /) -> Receipt:
        raise Rejected("Beacon lets no program speak: it only tells what was said.")

    def reconcile(self, post: Post, since: datetime, /):
        return Absent()

    def replies(self, stream, since, scope, /) -> Batch:
        query = {"stream": stream, "posts": ",".join(scope.posts), "tags": ",".join(scope.hashtags)}
        told = self._ask("/said", **query, **({"after": since} if since else {}))
        self._desk.spent("calls")
        items = tuple(_incoming(each) for each in told["items"])
        return Batch(items, told["cursor"] or None, told["missed"])

    def own_posts(self, since: datetime, /) -> tuple[Own, ...]:
        rows = [{**each, "at": datetime.fromisoformat(each["at"])} for each in self._ask("/own")]
        return tuple(Own(**each) for each in rows if each["at"] >= since)

    def withdraw(self, ref: str, /) -> Proof:
        with http.asking("Beacon"):
            self._line.delete(f"/{ref}")
        return Proof("404", 404)

    def look_up(self, refs: tuple[str, ...], /) -> tuple[Incoming, ...]:
        return tuple(_incoming(each) for each in self._ask("/look", refs=",".join(refs)))


def _incoming(row: dict) -> Incoming:
    given = dict(row)
    raw = json.dumps(row, sort_keys=True).encode()
    if given.pop("broken", False):
        return Incoming(given.get("ref", ""), "", "", clock.now(), raw=raw, unreadable=True)
    given["at"] = datetime.fromisoformat(given.get("at", clock.now().isoformat()))
    if "edited_at" in given:
        given["edited_at"] = datetime.fromisoformat(given["edited_at"])
    given["told"] = Told(given.pop("told", "reply"))
    return Incoming(**{"author": "", "text": "", **given}, raw=raw)


class BeaconHook:
    """Its calls: a question to begin with, then signed events."""

    def challenge(self, call: Call, credentials, /) -> Reply | None:
        asked = call.query.get("challenge")
        return Reply(200, asked.encode()) if call.method == "GET" and asked else None

    def is_genuine(self, call: Call, credentials, /) -> bool:
        given = call.headers.get("x-beacon-signature", "")
        return hmac.compare_digest(given, sign(call.body, credentials.get("hook_secret", "")))

    def once(self, call: Call, /) -> str:
        return json.loads(call.body)["event"]


def sign(body: bytes, secret: str = CREDENTIALS["hook_secret"]) -> str:
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


PLATFORM = Platform(
    name="beacon",
    label="Beacon",
    limits=Limits(text_max=280),
    credentials=(
        Field("handle", "Name", secret=False),
        Field("access_token", "Key"),
        Field("hook_secret", "Secret of its calls"),
    ),
    open=BeaconAccount,
    hook=BeaconHook(),
    hosts=frozenset({HOST}),
    buckets=(
        Bucket("calls", "Calls in an hour", None, per_s=3600, reserve=10, takes={"collect": 1}),
    ),
    keeps_days=30,
    looks_back_s=DAY_S,
)


@pytest.fixture
def beacon(world: World, monkeypatch) -> Beacon:
    """The platform on loopback, known to the registry, in a house that speaks for real."""
    known = {**registry.all_platforms(), PLATFORM.name: PLATFORM}
    monkeypatch.setattr(registry, "all_platforms", lambda: known)
    settings.install(replace(settings.current(), rehearsal=False))
    here = Beacon()
    world.serve(here, HOST)
    return here
