"""Instagram at HTTP level: an account with containers, posts and comments; it fetches pictures."""

import re
from dataclasses import replace

import pytest

from campaigns.kernel import settings
from campaigns.platforms import registry
from campaigns.platforms.base import NoDesk
from tests.fakes.containers import Shelf
from tests.fakes.graph import RATE, Door, fields_of, listed, no, nothing, stamp
from tests.fakes.graph_sign_in import SignIn
from tests.fakes.matrix import Tried
from tests.fakes.world import Answer, Request, World

HOST, UPLOADS = "graph.facebook.com", "rupload.facebook.com"
ACCOUNT, PASSER, KEY = "17841400", "7001", "page-key"
CREDENTIALS = {"account_id": ACCOUNT, "access_token": KEY}
CAPTION_MAX = 2_200


class Instagram(Door):
    """`posts` and `comments` by id; `shelf` holds the containers."""

    def __init__(self) -> None:
        super().__init__()
        self.keys = {KEY: ACCOUNT}
        self.account = {"id": ACCOUNT, "username": "missingmira", "name": "Missing Mira"}
        self.posts: dict[str, dict] = {}
        self.comments: dict[str, dict] = {}
        self.made_of: dict[str, dict] = {}
        self.shelf = Shelf(self, "status_code", "status")
        self.deletes = True
        self.sign_in = SignIn(
            self.keys,
            [
                {
                    "id": "1001",
                    "name": "Missing Mira",
                    "access_token": KEY,
                    "instagram_business_account": {"id": ACCOUNT, "username": "missingmira"},
                },
                {"id": "1002", "name": "Northbank Police", "access_token": "other-key"},
            ],
        )

    def __call__(self, request: Request) -> Answer:
        path = re.sub(r"^/v26\.0/", "", request.path)
        if path == "oauth/access_token":
            return self.sign_in.exchange(request)
        who = self.who(request)
        if isinstance(who, Answer):
            return who
        if request.host == UPLOADS:
            return self.shelf.take_bytes(path.rpartition("/")[2], request)
        if path.startswith(("me/", "debug_token")):
            return self.sign_in.of_person(path, request)
        ref, _, edge = path.partition("/")
        deed = getattr(self, f"{request.method.lower()}_{edge or 'thing'}", None)
        if deed is None:
            return no(2500, f"Unknown path components: /{edge}")
        known = {ACCOUNT, *self.posts, *self.comments, *self.shelf.containers}
        return deed(ref, request) if ref in known else nothing(ref)

    def get_thing(self, ref: str, request: Request) -> Answer:
        if ref == ACCOUNT:
            return Answer(200, self.account)
        if ref in self.shelf.containers:
            return self.shelf.show(ref)
        if ref in self.posts:
            return Answer(200, self._shown(ref))
        if "media_type" in request.one("fields"):
            return no(100, "(#100) Tried accessing nonexisting field (media_type)")
        return Answer(200, self._comment_shown(self.comments[ref]))

    def _shown(self, ref: str) -> dict:
        of_it = [each for each in self.comments.values() if each["media"]["id"] == ref]
        tops = [each for each in reversed(of_it) if "parent_id" not in each]
        rows = [self._comment_shown(each) for each in tops[:50]]
        return self.posts[ref] | {"comments_count": len(of_it), "comments": {"data": rows}}

    def _comment_shown(self, comment: dict) -> dict:
        below = [e for e in self.comments.values() if e.get("parent_id") == comment["id"]]
        rows = [{n: v for n, v in each.items() if n != "parent_id"} for each in below]
        return comment | ({"replies": {"data": rows}} if rows else {})

    def post_thing(self, ref: str, request: Request) -> Answer:
        if ref not in self.comments:
            return no(100, "(#100) Unsupported post request.")
        self.comments[ref]["hidden"] = fields_of(request)[0]["hide"] == "true"
        return Answer(200, {"success": True})

    def delete_thing(self, ref: str, request: Request) -> Answer:
        if not self.deletes:
            return no(3, "(#3) Application does not have the capability to make this API call.")
        self.posts.pop(ref, None)
        self.comments.pop(ref, None)
        return Answer(200, {"success": True})

    def get_content_publishing_limit(self, ref: str, request: Request) -> Answer:
        row = {"quota_usage": len(self.posts), "config": {"quota_total": 100}}
        return Answer(200, {"data": [row]})

    def post_media(self, ref: str, request: Request) -> Answer:
        given, _ = fields_of(request)
        if len(given.get("caption", "")) > CAPTION_MAX:
            return no(100, "The caption was too long.", 2_207_010)
        return self.shelf.make(given)

    def get_media(self, ref: str, request: Request) -> Answer:
        return listed(list(reversed(self.posts.values())), request)

    def post_media_publish(self, ref: str, request: Request) -> Answer:
        return self.shelf.publish(fields_of(request)[0]["creation_id"], self._post)

    def _post(self, container: dict) -> str:
        ref = self.next_id()
        self.posts[ref] = {
            "id": ref,
            "caption": container.get("caption", ""),
            "timestamp": stamp(),
            "permalink": f"https://www.instagram.com/p/{ref}/",
            "media_type": container.get("media_type", "IMAGE"),
            "like_count": 0,
        }
        self.made_of[ref] = container
        return ref

    def get_insights(self, ref: str, request: Request) -> Answer:
        rows = [{"name": n, "values": [{"value": 5}]} for n in request.one("metric").split(",")]
        return Answer(200, {"data": rows})

    def say(self, on: str, words: str, maker: str = PASSER, **more: object) -> dict:
        """Let someone comment on a post, or reply to a comment."""
        ref, name = self.next_id(), "missingmira" if maker == ACCOUNT else "passer_by"
        above = self.comments.get(on)
        made = {"id": ref, "text": words, "timestamp": stamp(), "username": name}
        made |= {"from": {"id": maker, "username": name}, "media": {"id": on}}
        if above:
            made |= {"media": above["media"], "parent_id": above.get("parent_id", on)}
        self.comments[ref] = made | more
        return self.comments[ref]

    def post_comments(self, ref: str, request: Request) -> Answer:
        return Answer(200, {"id": self.say(ref, fields_of(request)[0]["message"], ACCOUNT)["id"]})

    post_replies = post_comments

    def get_comments(self, ref: str, request: Request) -> Answer:
        tops = [
            each for each in self.comments.values()
            if each["media"]["id"] == ref and "parent_id" not in each
        ]  # fmt: skip
        return listed([self._comment_shown(each) for each in reversed(tops)], request)

    def get_replies(self, ref: str, request: Request) -> Answer:
        rows = [each for each in self.comments.values() if each.get("parent_id") == ref]
        return listed(rows, request)


def _heard(here: Instagram) -> str:
    """Let a passer-by say something beneath our post; return what an answer goes to."""
    ref = here.next_id()
    here.posts[ref] = {"id": ref, "media_type": "IMAGE", "caption": "asked", "timestamp": stamp()}
    return str(here.say(ref, "Where was she?")["id"])


SAYS = frozenset({"media_publish", "comments", "replies"})
TRIED = Tried(
    fixture="instagram_fetching",
    credentials=CREDENTIALS,
    says=lambda request: request.method == "POST" and request.path.rpartition("/")[2] in SAYS,
    uploads=lambda request: request.method == "POST" and request.path.endswith("/media"),
    standing=lambda here: [
        *(each["caption"] for each in here.posts.values()),
        *(each["text"] for each in here.comments.values()),
    ],
    revoke=lambda here: here.void.update({KEY: 460}),
    restore=lambda here: here.void.clear(),
    heard=_heard,
    deletes=lambda request: request.method == "DELETE",
    answer_429=RATE,
    needs_picture=True,
)


def opened(key: str = KEY, desk=None, **more: str):
    """Open the account."""
    given = {"account_id": ACCOUNT, "access_token": key, **more}
    return registry.platform("instagram").open(given, desk or NoDesk())


@pytest.fixture
def instagram(world: World) -> Instagram:
    """Instagram, with our account and a passer-by."""
    here = Instagram()
    world.serve(here, HOST, UPLOADS)
    return here


@pytest.fixture
def instagram_fetching(instagram) -> Instagram:
    """Instagram, and a house with a public address that it can fetch pictures from."""
    settings.install(replace(settings.current(), public_url="https://appeals.example.org"))
    return instagram


@pytest.fixture
def instagram_account(instagram):
    """Our account, open."""
    return opened()
