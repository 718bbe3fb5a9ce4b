"""Bluesky at HTTP level: a server with repositories of records, its video service, its directory.

Records are checked against the lexicons in the atproto package before they are kept, so that what
the real network would refuse is refused here.
"""

import base64
import hashlib
import json
from datetime import UTC, datetime

import pytest
from atproto_client import models
from atproto_client.exceptions import ModelError
from atproto_client.models.utils import get_or_create

from campaigns.platforms import registry
from campaigns.platforms.base import NoDesk
from tests.fakes.calls import snake
from tests.fakes.matrix import Tried
from tests.fakes.world import Answer, Request, World

HOST, VIDEO, DIRECTORY = "bsky.social", "video.bsky.app", "plc.directory"
OURS, THEIRS = "did:plc:ours", "did:plc:theirs"
PASSWORDS = {
    "missingmira.bsky.social": (OURS, "app-pass-ours"),
    "passer.bsky.social": (THEIRS, "t"),
}
HANDLES = {did: handle for handle, (did, _) in PASSWORDS.items()}
CREDENTIALS = {"handle": "missingmira.bsky.social", "app_password": "app-pass-ours", "server": HOST}
SHAPES = {
    "app.bsky.feed.post": models.AppBskyFeedPost.Record,
    "app.bsky.feed.threadgate": models.AppBskyFeedThreadgate.Record,
    "app.bsky.actor.profile": models.AppBskyActorProfile.Record,
    "app.bsky.graph.block": models.AppBskyGraphBlock.Record,
}


def no(status: int, name: str, words: str) -> Answer:
    return Answer(status, {"error": name, "message": words})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


class Bluesky:
    """The network: `records` by (did, collection, key); `old` holds tokens that have run out."""

    def __init__(self) -> None:
        self.odd: list[dict] = []  # rows that are not as the lexicon says
        self.records: dict[tuple[str, str, str], dict] = {}
        self.blobs: dict[str, bytes] = {}
        self.films, self.cooking = {}, 0
        self.tokens: dict[str, str] = {}
        self.old: set[str] = set()
        self.shut = False
        self.sign_ins = 0

    def posts(self, did: str = OURS) -> list[dict]:
        return [
            r for (who, sort, _), r in self.records.items() if (who, sort[-4:]) == (did, "post")
        ]

    def __call__(self, request: Request) -> Answer:
        method = request.path.removeprefix("/xrpc/").rpartition(".")[2]
        if request.host == DIRECTORY:
            return Answer(200, {"service": [{"serviceEndpoint": f"https://{HOST}"}]})
        deed = getattr(self, f"do_{snake(method)}", None)
        if deed is None:
            return no(501, "MethodNotImplemented", f"{request.path} is not played here")
        return deed(request)

    def _who(self, request: Request) -> str | Answer:
        token = request.headers.get("authorization", "").removeprefix("Bearer ")
        if token in self.old:
            return no(400, "ExpiredToken", "Token has expired")
        if token not in self.tokens:
            return no(401, "AuthMissing", "Authentication Required")
        return self.tokens[token]

    def _session(self, did: str) -> Answer:
        token, again = f"access-{len(self.tokens)}-{did}", f"refresh-{len(self.tokens)}-{did}"
        self.tokens |= {token: did, again: did}
        body = {"did": did, "handle": HANDLES[did], "accessJwt": token, "refreshJwt": again}
        return Answer(200, body)

    def do_create_session(self, request: Request) -> Answer:
        self.sign_ins += 1
        did, password = PASSWORDS.get(request.json["identifier"], ("", None))
        if self.shut:
            return no(401, "AccountTakedown", "Account has been taken down")
        if password is None or request.json["password"] != password:
            return no(401, "AuthenticationRequired", "Invalid identifier or password")
        return self._session(did)

    def do_refresh_session(self, request: Request) -> Answer:
        who = self._who(request)
        return who if isinstance(who, Answer) else self._session(who)

    def do_delete_session(self, request: Request) -> Answer:
        who = self._who(request)
        return who if isinstance(who, Answer) else Answer(200, b"")

    def do_get_profile(self, request: Request) -> Answer:
        did = request.one("actor")
        kept = self.records.get((did, "app.bsky.actor.profile", "self"), {})
        body = {"did": did, "handle": HANDLES[did]}
        return Answer(200, body | {k: kept[k] for k in ("displayName", "description") if k in kept})

    def do_resolve_handle(self, request: Request) -> Answer:
        did, _ = PASSWORDS.get(request.one("handle"), ("", ""))
        return Answer(200, {"did": did}) if did else no(400, "InvalidRequest", "Unable to resolve")

    def do_upload_blob(self, request: Request) -> Answer:
        who = self._who(request)
        if isinstance(who, Answer):
            return who
        return Answer(200, {"blob": self._keep(request.body, request.headers["content-type"])})

    def _keep(self, content: bytes, kind: str) -> dict:
        digest = hashlib.sha256(content).digest()
        cid = "b" + base64.b32encode(b"\x01\x55\x12\x20" + digest).decode().lower().rstrip("=")
        self.blobs[cid] = content
        return {"$type": "blob", "ref": {"$link": cid}, "mimeType": kind, "size": len(content)}

    def do_get_blob(self, request: Request) -> Answer:
        content = self.blobs.get(request.one("cid"))
        return Answer(200, content) if content else no(400, "BlobNotFound", "Blob not found")

    def do_put_record(self, request: Request) -> Answer:
        who = self._who(request)
        if isinstance(who, Answer):
            return who
        given, record = request.json, request.json["record"]
        try:
            get_or_create(record, SHAPES[given["collection"]], strict=True)
        except (ModelError, ValueError, KeyError) as error:
            return no(400, "InvalidRequest", f"Invalid record: {error}")
        if len(record.get("text", "").encode()) > 3_000 or len(record.get("text", "")) > 300:
            return no(400, "InvalidRequest", "Record/text must not be longer than 300 graphemes")
        key = given.get("rkey") or f"made{len(self.records)}"
        self.records[(who, given["collection"], key)] = record
        return Answer(200, self._named(who, given["collection"], key))

    do_create_record = do_put_record

    def _named(self, did: str, collection: str, key: str) -> dict:
        body = json.dumps(self.records[(did, collection, key)], sort_keys=True).encode()
        return {
            "uri": f"at://{did}/{collection}/{key}",
            "cid": "bafyrei" + hashlib.sha256(body).hexdigest()[:40],
        }

    def do_get_record(self, request: Request) -> Answer:
        place = (request.one("repo"), request.one("collection"), request.one("rkey"))
        if place not in self.records:
            return no(400, "RecordNotFound", f"Could not locate record: {place[2]}")
        return Answer(200, self._named(*place) | {"value": self.records[place]})

    def do_list_records(self, request: Request) -> Answer:
        did, sort = request.one("repo"), request.one("collection")
        keys = sorted((k for d, s, k in self.records if (d, s) == (did, sort)), reverse=True)
        rows = [self._named(did, sort, k) | {"value": self.records[(did, sort, k)]} for k in keys]
        return Answer(200, {"records": rows})

    def do_delete_record(self, request: Request) -> Answer:
        who = self._who(request)
        if isinstance(who, Answer):
            return who
        self.records.pop((who, request.json["collection"], request.json["rkey"]), None)
        return Answer(200, {})

    def _view(self, place: tuple[str, str, str]) -> dict:
        record = self.records[place]
        return self._named(*place) | {
            "author": {"did": place[0], "handle": HANDLES[place[0]]},
            "record": record,
            "indexedAt": record["createdAt"],
            "likeCount": 0,
            "repostCount": 0,
            "replyCount": 0,
        }

    def _places(self) -> list[tuple[str, str, str]]:
        return [place for place in self.records if place[1] == "app.bsky.feed.post"]

    def do_list_notifications(self, request: Request) -> Answer:
        who = self._who(request)
        if isinstance(who, Answer):
            return who
        rows = []
        for place in self._places():
            record = self.records[place]
            parent = record.get("reply", {}).get("parent", {}).get("uri", "")
            if place[0] != who and parent.startswith(f"at://{who}/"):
                rows.append(self._view(place) | {"reason": "reply", "isRead": False})
        rows.sort(key=lambda row: row["indexedAt"], reverse=True)
        return Answer(200, {"notifications": [*rows, *self.odd]})

    def do_get_posts(self, request: Request) -> Answer:
        wanted = set(request.query["uris"])
        rows = [self._view(p) for p in self._places() if self._named(*p)["uri"] in wanted]
        return Answer(200, {"posts": rows})

    def do_search_posts(self, request: Request) -> Answer:
        word = request.one("q")
        rows = [self._view(p) for p in self._places() if word in self.records[p]["text"]]
        return Answer(200, {"posts": rows})

    def do_get_post_thread(self, request: Request) -> Answer:
        for place in self._places():
            if self._named(*place)["uri"] == request.one("uri"):
                return Answer(200, {"thread": self._thread(place)})
        return no(400, "NotFound", f"Post not found: {request.one('uri')}")

    def _thread(self, place: tuple[str, str, str]) -> dict:
        uri = self._named(*place)["uri"]
        below = [
            p for p in self._places()
            if self.records[p].get("reply", {}).get("parent", {}).get("uri") == uri
        ]  # fmt: skip
        return {
            "$type": "app.bsky.feed.defs#threadViewPost",
            "post": self._view(place),
            "replies": [self._thread(each) for each in below],
        }

    def do_get_service_auth(self, request: Request) -> Answer:
        who = self._who(request)
        return who if isinstance(who, Answer) else Answer(200, {"token": "a-pass"})

    def do_upload_video(self, request: Request) -> Answer:
        job = request.one("name")
        if job in self.films:
            return Answer(
                409, {"jobId": job, "error": "already_exists", "message": "Already there"}
            )
        self.films[job] = self._keep(request.body, "video/mp4")
        return Answer(200, {"jobId": job, "did": OURS, "state": "JOB_STATE_CREATED"})

    def do_get_job_status(self, request: Request) -> Answer:
        status = {"jobId": request.one("jobId"), "did": OURS, "state": "JOB_STATE_ENCODING"}
        if self.cooking:
            self.cooking -= 1
        else:
            film = self.films[request.one("jobId")]
            status |= {"state": "JOB_STATE_COMPLETED", "blob": film}
        return Answer(200, {"jobStatus": status})

    def expire(self) -> None:
        """Let every access token run out."""
        self.old |= {token for token in self.tokens if token.startswith("access")}

    def revoke(self) -> None:
        """Let every token run out, and the password too."""
        self.old |= set(self.tokens)
        self.shut = True

    def hear(self) -> str:
        """Let a passer-by say something to us; return its ref."""
        key, kind = f"heard{len(self.records)}", "app.bsky.feed.post"
        record = {"$type": kind, "text": "I saw her.", "createdAt": _now()}
        self.records[(THEIRS, kind, key)] = record
        return f"at://{THEIRS}/{kind}/{key}"


TRIED = Tried(
    fixture="bluesky",
    handle="missingmira.bsky.social",
    credentials=CREDENTIALS,
    says=lambda request: request.path.endswith(("putRecord", "createRecord")),
    uploads=lambda request: request.path.endswith("uploadBlob"),
    standing=lambda network: [each["text"] for each in network.posts()],
    expire=Bluesky.expire,
    revoke=Bluesky.revoke,
    restore=lambda network: setattr(network, "shut", False),
    heard=Bluesky.hear,
    deletes=lambda request: request.path.endswith("deleteRecord"),
)


def opened(handle: str = CREDENTIALS["handle"], desk=None):
    """Open an account there."""
    given = {"handle": handle, "app_password": PASSWORDS[handle][1], "server": HOST}
    return registry.platform("bluesky").open(given, desk or NoDesk())


@pytest.fixture
def bluesky(world: World) -> Bluesky:
    """The network, with our account and a passer-by's."""
    network = Bluesky()
    world.serve(network, HOST, VIDEO, DIRECTORY)
    return network


@pytest.fixture
def bluesky_account(bluesky):
    """Our account there, open."""
    return opened()
