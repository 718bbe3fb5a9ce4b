"""X at HTTP level: two accounts, the posts of v2, media in pieces, keys of both sorts.

It counts and compares words as X does, and refuses what X would refuse.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs

import pytest
from twitter_text import parse_tweet

from campaigns.platforms import registry
from campaigns.platforms.base import NoDesk
from tests.fakes import x_rules as rules
from tests.fakes.matrix import Tried
from tests.fakes.world import Answer, Request, World
from tests.fakes.x_keys import APP, BY_HAND, CONSUMER, OURS, THEIRS, Keys
from tests.fakes.x_media import PICTURES
from tests.fakes.x_pages import Pages
from tests.fakes.x_posts import EPOCH_MS, Said, view
from tests.fakes.x_rules import invalid, problem

HOST = "api.twitter.com"


class X(Keys, Pages):
    """The network. `bearers` and `refreshers` are OAuth 2 keys by whom they speak for."""

    def __init__(self) -> None:
        super().__init__()
        self.users = {
            OURS: {"id": OURS, "username": "missingmira", "name": "Help find Mira"},
            THEIRS: {"id": THEIRS, "username": "passer", "name": "Passer-by"},
        }
        self.muted: set[tuple[str, str]] = set()
        self.profile_calls: list[tuple[str, dict]] = []
        self.only_if_mentioned = False
        self.world: World | None = None

    def standing(self, author: str = OURS) -> list[Said]:
        return super().standing(author)

    def _who(self, request: Request) -> str | None:
        given = request.headers.get("authorization", "")
        if given.startswith("Bearer "):
            return self.bearers.get(given.removeprefix("Bearer "))
        if not given.startswith("OAuth "):
            return None
        token = rules.signed_by(request, CONSUMER, self.by_hand)
        return token.partition("-")[0] if token else None

    def __call__(self, request: Request) -> Answer:
        if request.path.startswith("/2/oauth2/"):
            return getattr(self, f"do_oauth_{request.path.rpartition('/')[2]}")(request)
        who = self._who(request)
        if who is None:
            return problem(401, "Unauthorized", "Unauthorized")
        deed, ref = self._deed(request)
        if deed is None:
            return problem(404, "Not Found", f"{request.method} {request.path} is not played here")
        said = deed(request, who, ref)
        reset = str(int((datetime.now(UTC) + timedelta(minutes=15)).timestamp()))
        left = {"x-rate-limit-limit": "100", "x-rate-limit-remaining": "99"}
        return Answer(said.status, said.body, left | {"x-rate-limit-reset": reset} | said.headers)

    def _deed(self, request: Request) -> tuple[Callable | None, str]:
        path = request.path.removeprefix("/2/")
        number = next((part for part in path.split("/") if part.isdecimal()), "")
        shape = f"{request.method} {path.replace(number, ':id', 1) if number else path}"
        return {
            "GET users/me": self.do_me,
            "POST tweets": self.do_post,
            "GET tweets": self.do_lookup_many,
            "GET tweets/:id": self.do_lookup,
            "DELETE tweets/:id": self.do_delete,
            "PUT tweets/:id/hidden": self.do_hide,
            "GET users/:id/tweets": self.do_timeline,
            "GET users/:id/mentions": self.do_mentions,
            "GET tweets/search/recent": self.do_search,
            "POST users/:id/muting": self.do_mute,
            "POST media/upload/initialize": self.do_initialize,
            "POST media/upload/:id/append": self.do_append,
            "POST media/upload/:id/finalize": self.do_finalize,
            "GET media/upload": self.do_status,
            "POST media/metadata": self.do_metadata,
            "POST /1.1/account/update_profile.json": self.do_profile,
            "POST /1.1/account/update_profile_image.json": self.do_profile,
            "POST /1.1/account/update_profile_banner.json": self.do_profile,
            "POST /1.1/oauth/invalidate_token.json": self.do_invalidate,
        }.get(shape), number

    def do_me(self, request: Request, who: str, _ref: str) -> Answer:
        return rules.wrong_query(request, "me") or Answer(200, {"data": self.users[who]})

    def do_post(self, request: Request, who: str, _ref: str) -> Answer:
        body = rules.json_of(request)
        wrong = rules.wrong_post(body or {})
        if wrong:
            return wrong
        text, refs = body.get("text", ""), body.get("media", {}).get("media_ids", [])
        parent = body.get("reply", {}).get("in_reply_to_tweet_id")
        no = self._no_to(who, text, refs, parent)
        if no:
            return no
        said = self.say(who, text, parent, refs)
        return Answer(201, {"data": {"id": said.ref, "text": text}})

    def _no_to(self, who: str, text: str, refs: list[str], parent: str | None) -> Answer | None:
        files = [self.media.get(ref) for ref in refs]
        moves = [file for file in files if file and file.kind.startswith("video/")]
        said = any(e.text == text and e.parent == parent and not refs for e in self.standing(who))
        may_not = self.only_if_mentioned and parent and not self._may_answer(who, parent)
        nos = (
            (parse_tweet(text).weightedLength > 280, 403, "Your Tweet text is too long."),
            (not text and not refs, 400, "A post needs text or media"),
            (parent and parent not in self.posts, 403, rules.DELETED),
            (said, 403, rules.DUPLICATE),
            (may_not, 403, rules.NOT_MENTIONED),
            (not all(file and file.closed for file in files), 400, "Your media IDs are invalid."),
            (len(files) > (1 if moves else 4), 400, "media.media_ids: at most 4 items"),
        )
        return next((problem(status, "No", words) for no, status, words in nos if no), None)

    def _may_answer(self, who: str, parent: str) -> bool:
        above = self.posts[parent]
        return above.author == who or f"@{self.users[who]['username']}" in above.text

    def say(
        self, who: str, text: str, parent: str | None = None, media: list[str] | None = None,
        at: datetime | None = None, **more: object,
    ) -> Said:  # fmt: skip
        """Let someone say something, as by the website."""
        at = at or datetime.now(UTC)
        ref = str(((int(at.timestamp() * 1000) - EPOCH_MS) << 22) + len(self.posts))
        root = self.posts[parent].root if parent in self.posts else parent or ref
        said = Said(ref, who, text, at, parent, root, media or [], more=dict(more))
        self.posts[ref] = said
        return said

    def do_lookup(self, request: Request, _who: str, ref: str) -> Answer:
        wrong = rules.wrong_query(request, "lookup")
        if wrong:
            return wrong
        if ref not in self.posts:
            return Answer(200, rules.gone(ref))
        return Answer(200, {"data": view(self.posts[ref])})

    def do_delete(self, _request: Request, who: str, ref: str) -> Answer:
        said = self.posts.get(ref)
        if said is None:
            return problem(404, "Not Found", f"Could not find tweet with id: [{ref}].")
        if said.author != who:
            return problem(403, "Forbidden", "You are not authorized to delete this Tweet.")
        del self.posts[ref]
        return Answer(200, {"data": {"deleted": True}})

    def do_hide(self, request: Request, who: str, ref: str) -> Answer:
        said = self.posts.get(ref)
        if rules.json_of(request) != {"hidden": True}:
            return invalid("$.hidden: is missing but it is required")
        if said is None:
            return problem(404, "Not Found", f"Could not find tweet with id: [{ref}].")
        if said.root not in self.posts or self.posts[said.root].author != who:
            return problem(403, "Forbidden", "You may only hide replies to your own posts.")
        said.hidden = True
        return Answer(200, {"data": {"hidden": True}})

    def do_mute(self, request: Request, who: str, ref: str) -> Answer:
        body = rules.json_of(request)
        if who != ref or set(body) != {"target_user_id"}:
            return invalid("$.target_user_id: is missing but it is required")
        self.muted.add((who, body["target_user_id"]))
        return Answer(200, {"data": {"muting": True}})

    # -- v1.1, with OAuth 1.0a only

    def do_profile(self, request: Request, who: str, _ref: str) -> Answer:
        if not request.headers["authorization"].startswith("OAuth "):
            return problem(403, "Unsupported Authentication", "OAuth 1.0a User Context is needed")
        form = {name: values[0] for name, values in parse_qs(request.body.decode()).items()}
        self.profile_calls.append((request.path, form))
        self.users[who] |= {k: form[k] for k in ("name", "description") if k in form}
        return Answer(200, json.dumps(self.users[who]).encode())

    def do_invalidate(self, _request: Request, who: str, _ref: str) -> Answer:
        self.by_hand = {k: v for k, v in self.by_hand.items() if not k.startswith(who)}
        return Answer(200, {"access_token": "gone"})


TRIED = Tried(
    fixture="x",
    credentials={
        **APP, "access_token": "access-0", "refresh_token": "refresh-0", "user_id": OURS,
    },
    says=lambda request: (request.method, request.path) == ("POST", "/2/tweets"),
    uploads=lambda request: request.path.endswith("/append"),
    standing=lambda network: [each.text for each in network.standing()],
    expire=X.expire,
    revoke=X.revoke,
    restore=X.restore,
    heard=lambda network: network.say(THEIRS, "@missingmira I saw her").ref,
    deletes=lambda request: request.method == "DELETE",
    answer_429=Answer(429, {"title": "Too Many Requests", "status": 429}),
)  # fmt: skip


def keys_by_hand(user: str = OURS) -> dict[str, str]:
    """Return the four keys of an account."""
    token = next(token for token in BY_HAND if token.startswith(user))
    return {
        "consumer_key": CONSUMER[0], "consumer_secret": CONSUMER[1],
        "access_token": token, "access_secret": BY_HAND[token],
    }  # fmt: skip


def opened(credentials: dict[str, str] | None = None, desk=None):
    """Open an account there, with the four keys unless others are given."""
    return registry.platform("x").open(credentials or keys_by_hand(), desk or NoDesk())


@pytest.fixture
def x(world: World) -> X:
    """The network, with our account and a passer-by's."""
    network = X()
    network.world = world
    network.restore()
    world.serve(network, HOST)
    world.serve(lambda request: Answer(200, network.media[
        request.path.rpartition("/")[2].partition(".")[0]].content), PICTURES)  # fmt: skip
    return network


@pytest.fixture
def x_account(x):
    """Our account there, open with the four keys."""
    return opened()
