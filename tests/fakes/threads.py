"""Threads at HTTP level: an account with containers, posts and replies, and its own sign-in."""

import re
from dataclasses import replace

import pytest

from campaigns.kernel import clock, settings
from campaigns.platforms import registry
from campaigns.platforms.base import NoDesk
from campaigns.platforms.threads import count
from tests.fakes.containers import Shelf
from tests.fakes.graph import RATE, Door, fields_of, listed, no, nothing, stamp
from tests.fakes.matrix import Tried
from tests.fakes.world import Answer, Request, World

HOST, FILES = "graph.threads.net", "scontent.cdninstagram.com"
ACCOUNT, PASSER, KEY = "9001", "passer_by", "threads-key"
APP, SECRET, LASTS_S = "901", "threads-secret", 5_184_000
CREDENTIALS = {"account_id": ACCOUNT, "access_token": KEY}
SAID = ("id", "text", "timestamp", "username", "permalink", "media_type", "media_url", "children")


class Threads(Door):
    """`posts` by id, replies among them; `renewed` counts how often a key was."""

    def __init__(self) -> None:
        super().__init__()
        self.keys = {KEY: ACCOUNT}
        self.posts: dict[str, dict] = {}
        self.mentions: list[dict] = []
        self.shelf = Shelf(self, "status", "error_message")
        self.renewed = 0

    def __call__(self, request: Request) -> Answer:
        path = re.sub(r"^/v1\.0/", "", request.path).strip("/")
        if path == "oauth/access_token":
            return self._exchanged(request)
        who = self.who(request)
        if isinstance(who, Answer):
            return who
        if path in {"access_token", "refresh_access_token"}:
            return self._lasting(path, request)
        ref, _, edge = path.partition("/")
        deed = getattr(self, f"{request.method.lower()}_{edge or 'thing'}", None)
        if deed is None:
            return no(2500, f"Unknown path components: /{edge}")
        known = {"me", ACCOUNT, *self.posts, *self.shelf.containers}
        return deed(ref, request) if ref in known else nothing(ref)

    def _exchanged(self, request: Request) -> Answer:
        given, _ = fields_of(request)
        if (given["code"], given["client_secret"]) != ("the-code", SECRET):
            return no(100, "Invalid verification code format.")
        self.keys["short"] = ACCOUNT
        return Answer(200, {"access_token": "short", "user_id": int(ACCOUNT)})

    def _lasting(self, path: str, request: Request) -> Answer:
        self.renewed += path.startswith("refresh")
        key = f"long-{self.next_id()}"
        self.keys[key] = ACCOUNT
        body = {"access_token": key, "token_type": "bearer", "expires_in": LASTS_S}
        return Answer(200, body)

    def get_thing(self, ref: str, request: Request) -> Answer:
        if ref in {"me", ACCOUNT}:
            me = {"id": ACCOUNT, "username": "missingmira", "name": "Missing Mira"}
            return Answer(200, me | {"threads_biography": "Police appeal"})
        if ref in self.shelf.containers:
            return self.shelf.show(ref)
        return Answer(200, self._shown(self.posts[ref]))

    @staticmethod
    def _shown(post: dict) -> dict:
        kept = {name: post[name] for name in SAID if name in post}
        if post.get("on"):
            ours = post["username"] == "missingmira"
            kept |= {"replied_to": {"id": post["on"]}, "is_reply_owned_by_me": ours}
        return kept

    def delete_thing(self, ref: str, request: Request) -> Answer:
        del self.posts[ref]
        return Answer(200, {"success": True, "deleted_id": ref})

    def get_threads_publishing_limit(self, ref: str, request: Request) -> Answer:
        row = {"quota_usage": 4, "config": {"quota_total": 250}}
        row |= {"reply_quota_usage": 1, "reply_config": {"quota_total": 1000}}
        return Answer(200, {"data": [row]})

    def post_threads(self, ref: str, request: Request) -> Answer:
        given, _ = fields_of(request)
        if count(given.get("text", "")) > 500:
            return no(100, "Param text must be at most 500 characters long.")
        above = given.get("reply_to_id")
        if above and above not in self.posts:
            return nothing(above)
        return self.shelf.make(given)

    def post_threads_publish(self, ref: str, request: Request) -> Answer:
        return self.shelf.publish(fields_of(request)[0]["creation_id"], self._publish)

    def _publish(self, container: dict) -> str:
        on = container.get("reply_to_id", "")
        made = self.say(on, container.get("text", ""), "missingmira")
        made["container"] = container
        return made["id"]

    def say(self, on: str, words: str, maker: str = PASSER, **more: object) -> dict:
        """Let someone post, or answer a post."""
        ref = self.next_id()
        made = {"id": ref, "text": words, "timestamp": stamp(), "username": maker, "on": on}
        made |= {"permalink": f"https://www.threads.com/@{maker}/post/{ref}"}
        self.posts[ref] = made | {"media_type": "TEXT_POST"} | more
        return self.posts[ref]

    def _list(self, request: Request, wanted) -> Answer:
        rows = [self._shown(each) for each in reversed(self.posts.values()) if wanted(each)]
        return listed(rows, request)

    def get_threads(self, ref: str, request: Request) -> Answer:
        ours = "missingmira"
        return self._list(request, lambda each: each["username"] == ours and not each["on"])

    def get_replies(self, ref: str, request: Request) -> Answer:
        ours = "missingmira"
        return self._list(request, lambda each: each["username"] == ours and each["on"])

    def get_conversation(self, ref: str, request: Request) -> Answer:
        return self._list(request, lambda each: self._root(each) == ref and each["id"] != ref)

    def _root(self, post: dict) -> str:
        while post["on"] in self.posts:
            post = self.posts[post["on"]]
        return post["on"] or post["id"]

    def get_mentions(self, ref: str, request: Request) -> Answer:
        return listed(list(reversed(self.mentions)), request)

    def post_manage_reply(self, ref: str, request: Request) -> Answer:
        self.posts[ref]["hidden"] = fields_of(request)[0]["hide"] == "true"
        return Answer(200, {"success": True})

    def get_insights(self, ref: str, request: Request) -> Answer:
        counts = {"views": 9, "likes": 0, "replies": 2, "reposts": 3, "quotes": 1}
        names = request.one("metric").split(",")
        return Answer(200, {"data": [{"name": n, "values": [{"value": counts[n]}]} for n in names]})


def opened(key: str = KEY, desk=None, **more: str):
    """Open the account."""
    given = {"account_id": ACCOUNT, "access_token": key, **more}
    return registry.platform("threads").open(given, desk or NoDesk())


def _expire(here: Threads) -> None:
    here.void[KEY] = 463


TRIED = Tried(
    fixture="threads_fetching",
    credentials=CREDENTIALS,
    says=lambda request: request.path.endswith("/threads_publish"),
    uploads=lambda request: request.method == "POST" and request.path.endswith("/threads"),
    standing=lambda here: [each["text"] for each in here.posts.values()],
    revoke=_expire,
    restore=lambda here: here.void.clear(),
    heard=lambda here: here.say(here.say("", "asked", "missingmira")["id"], "Where was she?")["id"],
    deletes=lambda request: request.method == "DELETE",
    answer_429=RATE,
)


@pytest.fixture
def threads(world: World) -> Threads:
    """Threads, with our account and a passer-by."""
    here = Threads()
    world.serve(here, HOST)
    world.serve(lambda request: Answer(200, request.path.encode()), FILES)
    return here


@pytest.fixture
def threads_fetching(threads) -> Threads:
    """Threads, and a house with a public address that it can fetch pictures from."""
    settings.install(replace(settings.current(), public_url="https://appeals.example.org"))
    return threads


@pytest.fixture
def threads_account(threads):
    """Our account, open."""
    return opened()


def ends_in(days: float) -> str:
    """Return when a key ends, as credentials say it."""
    return str(int(clock.after(days=days).timestamp()))
