"""Facebook at HTTP level: pages with posts, comments, photos and films, and the sign-in to them."""

import re

import pytest

from campaigns.kernel import clock
from campaigns.platforms import registry
from campaigns.platforms.base import NoDesk
from tests.fakes.graph import RATE, Door, fields_of, listed, loaded, no, nothing, stamp
from tests.fakes.graph_sign_in import SignIn
from tests.fakes.matrix import Tried
from tests.fakes.world import Answer, Request, World

HOST, FILMS = "graph.facebook.com", "graph-video.facebook.com"
FILES = "scontent.xx.fbcdn.net"
PAGE, PASSER = "1001", "7001"
KEY = "page-key"
CREDENTIALS = {"page_id": PAGE, "access_token": KEY}
TEXT_MAX, CHUNK = 63_206, 1_000_000


class Facebook(Door):
    """`things` are posts, comments and photos by id, each with its `kind` and maker."""

    def __init__(self) -> None:
        super().__init__()
        self.keys = {KEY: PAGE}
        self.page = {"id": PAGE, "name": "Missing Mira", "username": "missingmira", "about": ""}
        self.page["is_published"] = True
        self.things: dict[str, dict] = {}
        self.blocked: list[str] = []
        self.picture: tuple[bytes, str] | None = None
        self.sign_in = SignIn(
            self.keys,
            [
                {"id": PAGE, "name": "Missing Mira", "access_token": KEY},
                {"id": "1002", "name": "Northbank Police", "access_token": "other-key"},
            ],
        )
        self.cooking = False
        self.late_s = 0  # how long a post is not shown after it was made

    def of(self, kind: str) -> list[dict]:
        return [each for each in self.things.values() if each["kind"] == kind]

    def __call__(self, request: Request) -> Answer:
        path = re.sub(r"^/v26\.0/", "", request.path)
        if path == "oauth/access_token":
            return self.sign_in.exchange(request)
        who = self.who(request)
        if isinstance(who, Answer):
            return who
        if path.startswith(("me/", "debug_token")):
            return self.sign_in.of_person(path, request)
        ref, _, edge = path.partition("/")
        deed = getattr(self, f"{request.method.lower()}_{edge or 'thing'}", None)
        if deed is None:
            return no(2500, f"Unknown path components: /{edge}")
        if ref != PAGE and ref not in self.things:
            return nothing(ref)
        return deed(ref, request)

    def get_thing(self, ref: str, request: Request) -> Answer:
        if ref == PAGE:
            return Answer(200, self.page)
        if self.things[ref]["kind"] == "post" and "parent" in request.one("fields"):
            return no(100, "(#100) Tried accessing nonexisting field (parent)")
        if self.things[ref]["kind"] == "comment" and "shares" in request.one("fields"):
            return no(100, "(#100) Tried accessing nonexisting field (shares)")
        return Answer(200, self.shown(self.things[ref]))

    @staticmethod
    def shown(thing: dict) -> dict:
        none = {"summary": {"total_count": 0}}
        kept = {
            n: value for n, value in thing.items() if n not in {"kind", "on", "content", "thumb"}
        }
        return {"reactions": none, "comments": none, "likes": none, **kept}

    def post_thing(self, ref: str, request: Request) -> Answer:
        given, _ = fields_of(request)
        thing = self.page if ref == PAGE else self.things[ref]
        thing |= {n: given[n] for n in ("message", "about", "cover", "is_hidden") if n in given}
        return Answer(200, {"success": True})

    def post_picture(self, ref: str, request: Request) -> Answer:
        self.picture = fields_of(request)[1]["source"]
        return Answer(200, {"success": True})

    def post_blocked(self, ref: str, request: Request) -> Answer:
        who = loaded(fields_of(request)[0]["user"], [])
        self.blocked += who
        return Answer(200, dict.fromkeys(who, True))

    def get_insights(self, ref: str, request: Request) -> Answer:
        if request.one("metric") != "post_total_media_view_unique":
            return no(100, "(#100) The value must be a valid insights metric")
        row = {"name": request.one("metric"), "period": "lifetime", "values": [{"value": 12}]}
        return Answer(200, {"data": [row]})

    def get_visitor_posts(self, ref: str, request: Request) -> Answer:
        return listed([self.shown(each) for each in reversed(self.of("visit"))], request)

    def message(self, words: str, maker: str = PASSER, **more: object) -> dict:
        """Let someone write to the page, or the page to someone."""
        ref = f"m_{self.next_id()}"
        return self.keep("message", maker, ref, message=words, on=more.pop("on", maker), **more)

    def get_conversations(self, ref: str, request: Request) -> Answer:
        whom = {each["on"]: each["created_time"] for each in self.of("message")}
        wanted = request.one("user_id")
        talks = [
            {"id": f"t_{who}", "updated_time": at, "messages": {"data": self.latest(who)}}
            for who, at in sorted(whom.items(), key=lambda pair: pair[1], reverse=True)
            if wanted in {"", who}
        ]
        return listed(talks, request)

    def latest(self, who: str) -> list[dict]:
        rows = [self.shown(each) for each in reversed(self.of("message")) if each["on"] == who]
        return rows[:20]

    def post_messages(self, ref: str, request: Request) -> Answer:
        given, _ = fields_of(request)
        who = loaded(given["recipient"], {})["id"]
        theirs = [e for e in self.of("message") if e["from"]["id"] == who]
        last = max((each["created_time"] for each in theirs), default="")
        if last < stamp(clock.after(days=-1)):
            return no(10, "(#10) This message is sent outside of allowed window.", 2_018_278)
        made = self.message(loaded(given["message"], {})["text"], PAGE, on=who)
        return Answer(200, {"recipient_id": who, "message_id": made["id"]})

    def delete_thing(self, ref: str, request: Request) -> Answer:
        del self.things[ref]
        return Answer(200, {"success": True})

    def keep(self, kind: str, maker: str, ref: str = "", **more: object) -> dict:
        ref = ref or f"{PAGE}_{self.next_id()}"
        who = {"id": maker, "name": self.page["name"] if maker == PAGE else "A passer-by"}
        made = {"kind": kind, "id": ref, "from": who, "created_time": stamp(), **more}
        self.things[ref] = made
        return made

    def post_photos(self, ref: str, request: Request) -> Answer:
        given, files = fields_of(request)
        content, kind = files["source"]
        if kind not in {"image/jpeg", "image/png"} or not content:
            return no(100, "(#100) Invalid image", 1)
        alt, hidden = given.get("alt_text_custom", ""), given["published"] == "false"
        photo = self.keep("photo", PAGE, self.next_id(), alt=alt, hidden=hidden, content=content)
        return Answer(200, {"id": photo["id"]})

    def post_feed(self, ref: str, request: Request) -> Answer:
        given, _ = fields_of(request)
        words = given.get("message", "")
        if len(words) > TEXT_MAX:
            return no(100, "(#100) The status update is too long")
        named = sorted(name for name in given if name.startswith("attached_media"))
        photos = [loaded(given[name], {})["media_fbid"] for name in named]
        if any(photo not in self.things for photo in photos) or not (words or photos):
            return no(100, "(#100) Invalid parameter")
        if words and any(each["message"] == words for each in self.of("post")):
            return no(506, "Duplicate status message", 1_455_006)
        below = [{"target": {"id": photo}} for photo in photos]
        top = {"media_type": "album", "subattachments": {"data": below}}
        if len(below) == 1:
            top = {"media_type": "photo", **below[0]}
        attached = {"attachments": {"data": [top]}} if photos else {}
        return Answer(200, {"id": self.keep("post", PAGE, message=words, **attached)["id"]})

    def post_videos(self, ref: str, request: Request) -> Answer:
        given, files = fields_of(request)
        if given["upload_phase"] == "start":
            film = self.keep("film", PAGE, self.next_id(), size=int(given["file_size"]))
            film |= {"content": b"", "session": self.next_id(), "published": False, "status": {}}
            return Answer(
                200,
                {"upload_session_id": film["session"], "video_id": film["id"], **self.next(film)},
            )
        film = next(e for e in self.of("film") if e["session"] == given["upload_session_id"])
        if given["upload_phase"] == "transfer":
            if int(given["start_offset"]) != len(film["content"]):
                words = "Your video upload went to the wrong place"
                return no(6001, words, 1_363_037, error_data=self.next(film))
            film["content"] += files["video_file_chunk"][0]
            return Answer(200, self.next(film))
        if len(film["content"]) != film["size"]:
            return no(6000, "There was a problem uploading your video file", 1_363_019)
        done = {"uploading_phase": {"status": "complete"}}
        if not self.cooking:
            done["publishing_phase"] = {"status": "complete"}
        film["thumb"] = files.get("thumb")
        film |= {"published": not self.cooking, "message": given["description"], "status": done}
        return Answer(200, {"success": True})

    @staticmethod
    def next(film: dict) -> dict[str, str]:
        begin = len(film["content"])
        end = min(begin + CHUNK, film["size"])
        return {"start_offset": str(begin), "end_offset": str(end)}

    def get_published_posts(self, ref: str, request: Request) -> Answer:
        said = [*self.of("post"), *(self._told_of(each) for each in self.of("film"))]
        latest = stamp(clock.after(seconds=-self.late_s))
        shown = [self.shown(each) for each in reversed(said) if each["created_time"] <= latest]
        return listed(shown, request)

    @staticmethod
    def _told_of(film: dict) -> dict:
        """Return the post by which a page shows a film; its name is another than the film's."""
        shown = {"media_type": "video", "target": {"id": film["id"]}}
        return {
            "kind": "post",
            "id": f"{PAGE}_9{film['id']}",
            "message": film.get("message", ""),
            "created_time": film["created_time"],
            "attachments": {"data": [shown]},
        }

    def post_comments(self, ref: str, request: Request) -> Answer:
        given, _ = fields_of(request)
        return Answer(200, {"id": self.comment(ref, given["message"], PAGE)["id"]})

    def comment(self, ref: str, words: str, maker: str = PASSER, **more: object) -> dict:
        """Let someone say something beneath a post or a comment."""
        on = self.things[ref]
        above = {"parent": {"id": ref}} if on["kind"] == "comment" else {}
        name = f"{self.next_id()}_{self.next_id()}"
        return self.keep("comment", maker, name, message=words, on=ref, **above, **more)

    def get_comments(self, ref: str, request: Request) -> Answer:
        rows = [each for each in self.of("comment") if self._beneath(each, ref, request)]
        if request.one("order") == "reverse_chronological":
            rows.reverse()
        return listed([self.shown(each) for each in rows], request)

    def _beneath(self, each: dict, ref: str, request: Request) -> bool:
        if each["on"] == ref:
            return True
        above = self.things.get(each["on"], {})
        return request.one("filter") == "stream" and above.get("on") == ref


def _heard(page: Facebook) -> str:
    """Let a passer-by say something beneath our post; return what an answer goes to."""
    post = page.keep("post", PAGE, message="Somebody asks beneath this")
    return str(page.comment(post["id"], "Where was she?")["id"])


def _says(request: Request) -> bool:
    return request.method == "POST" and request.path.rpartition("/")[2] in {"feed", "comments"}


TRIED = Tried(
    fixture="facebook",
    credentials=CREDENTIALS,
    says=_says,
    uploads=lambda request: request.method == "POST" and request.path.endswith("/photos"),
    standing=lambda page: [
        each["message"] for kind in ("post", "comment") for each in page.of(kind)
    ],
    revoke=lambda page: page.void.update({KEY: 460}),
    restore=lambda page: page.void.clear(),
    heard=_heard,
    deletes=lambda request: request.method == "DELETE",
    answer_429=RATE,
)


def opened(key: str = KEY, desk=None, **more: str):
    """Open the page."""
    given = {"page_id": PAGE, "access_token": key, **more}
    return registry.platform("facebook").open(given, desk or NoDesk())


@pytest.fixture
def facebook(world: World) -> Facebook:
    """Facebook, with our page and a passer-by."""
    here = Facebook()
    world.serve(here, HOST, FILMS)
    world.serve(lambda request: Answer(200, request.path.encode()), FILES)
    return here


@pytest.fixture
def facebook_account(facebook):
    """Our page, open."""
    return opened()
