"""YouTube at HTTP level: channels, films that go up in chunks, comments, and Google's keys.

Every request is first held against the discovery document (`tests.fakes.discovery`); what it does
not describe is refused as YouTube would, so a call that would fail there fails here.
"""

import re
from typing import Any

import pytest

from campaigns.platforms import registry
from campaigns.platforms.base import NoDesk
from tests.fakes.calls import snake
from tests.fakes.discovery import Deed, Unlike, deed_of
from tests.fakes.google import REGISTRATION
from tests.fakes.matrix import Tried
from tests.fakes.world import Answer, Request, World
from tests.fakes.youtube_lists import LISTED, OURS, THEIRS, Lists
from tests.fakes.youtube_talk import no, now

API, UPLOADS, KEYS = "youtube.googleapis.com", "www.googleapis.com", "oauth2.googleapis.com"
_RANGE = re.compile(r"bytes (\d+)-(\d+)/(\d+)")


class YouTube(Lists):
    """The platform. `cooking`: how often a film is still being processed when asked."""

    def __init__(self) -> None:
        self.sessions: dict[str, dict[str, Any]] = {}
        self.captions: dict[str, dict[str, bytes]] = {}
        self.banners: list[bytes] = []
        self.thumbnails: dict[str, bytes] = {}
        self.channels = {
            OURS: {"title": "Help find Mira", "description": "", "customUrl": "@missingmira"},
            THEIRS: {"title": "A passer-by", "description": "", "customUrl": "@passer"},
        }
        self.branding: dict[str, dict[str, Any]] = {OURS: {"channel": {"title": "Help find Mira"}}}
        super().__init__({"refresh-ours": OURS, "refresh-theirs": THEIRS})
        self.mine: dict[str, tuple[str, ...]] = {OURS: (OURS,), THEIRS: (THEIRS,)}
        self.audited = True
        self.cooking = 0
        self.fate: dict[str, str] = {}

    def __call__(self, request: Request) -> Answer:
        if request.host == KEYS:
            return self.answer_key(request)
        who = self.access.get(request.headers.get("authorization", "").removeprefix("Bearer "))
        if who is None:
            return no(401, "authError", "Request had invalid authentication credentials.")
        if request.one("upload_id"):
            return self._chunk(request)
        try:
            deed = deed_of(request)
        except Unlike as unlike:
            return no(400, "badRequest", str(unlike))
        resource, _, verb = deed.name.partition(".")
        return getattr(self, f"{snake(resource)}_{snake(verb)}")(who, deed, request)

    # Films.

    def videos_insert(self, who: str, deed: Deed, request: Request) -> Answer:
        if not deed.body.get("snippet", {}).get("title"):
            return no(400, "invalidTitle", "The request metadata specifies an invalid title.")
        name = self.new("session")
        size = int(request.headers["x-upload-content-length"])
        self.sessions[name] = {"who": who, "body": deed.body, "size": size, "got": 0, "video": None}
        query = f"uploadType=resumable&upload_id={name}"
        return Answer(200, b"", {"Location": f"https://{UPLOADS}/upload/youtube/v3/videos?{query}"})

    def _chunk(self, request: Request) -> Answer:
        session = self.sessions.get(request.one("upload_id"))
        if session is None:
            return no(404, "notFound", "Upload session not found.")
        if session["video"] is None and request.body:
            begin, end, size = map(int, _RANGE.fullmatch(request.headers["content-range"]).groups())
            if (
                begin != session["got"]
                or size != session["size"]
                or end - begin + 1 != len(request.body)
            ):
                return no(400, "badRequest", "The chunk does not follow what is here.")
            session["got"] = end + 1
            if session["got"] == size:
                session["video"] = self._made(session)
        if session["video"]:
            return Answer(200, self._shown(session["video"], "snippet,status"))
        ranges = {"Range": f"bytes=0-{session['got'] - 1}"} if session["got"] else {}
        return Answer(308, b"", ranges)

    def _made(self, session: dict[str, Any]) -> str:
        name = self.new("v")
        body = session["body"]
        at = now()
        self.videos[name] = {
            "who": session["who"],
            "at": at,
            "size": session["size"],
            "snippet": {**body["snippet"], "publishedAt": at, "channelId": session["who"]},
            "status": {"privacyStatus": "public", **body.get("status", {})},
        }
        return name

    def _shown(self, name: str, part: str) -> dict[str, Any]:
        row = self.videos[name]
        upload = self.fate.get(name) or ("uploaded" if self.cooking else "processed")
        talk = [c for c in self.comments.values() if c["film"] == name]
        parts = {
            "snippet": row["snippet"],
            "status": {**row["status"], "uploadStatus": upload},
            "statistics": {"viewCount": "7", "likeCount": "0", "commentCount": str(len(talk))},
        }
        if upload == "failed":
            parts["status"]["failureReason"] = "codec"
        return {"kind": "youtube#video", "id": name} | {
            key: value for key, value in parts.items() if key in part.split(",")
        }

    def videos_list(self, who: str, deed: Deed, request: Request) -> Answer:
        del deed
        names = request.one("id").split(",")
        seen = [
            name
            for name in names
            if name in self.videos
            and (
                self.videos[name]["who"] == who
                or self.videos[name]["status"]["privacyStatus"] != "private"
            )
        ]
        rows = [self._shown(name, request.one("part")) for name in seen]
        self.cooking = max(0, self.cooking - 1)
        return Answer(200, {"items": rows})

    def _film(self, who: str, name: str) -> Answer | None:
        if name not in self.videos:
            return no(
                404, "videoNotFound", "The video that you are trying to change cannot be found."
            )
        if self.videos[name]["who"] != who:
            return no(403, "forbidden", "The request is not properly authorized.")
        return None

    def videos_update(self, who: str, deed: Deed, request: Request) -> Answer:
        name = deed.body["id"]
        if refused := self._film(who, name):
            return refused
        row = self.videos[name]
        for part in request.one("part").split(","):
            row[part] = {**deed.body[part]}
        if "snippet" in request.one("part") and not row["snippet"].get("categoryId"):
            return no(400, "invalidCategoryId", "The snippet.categoryId property is missing.")
        row["snippet"].setdefault("publishedAt", row["at"])
        if not self.audited:
            row["status"]["privacyStatus"] = "private"
        return Answer(200, self._shown(name, request.one("part")))

    def videos_delete(self, who: str, deed: Deed, request: Request) -> Answer:
        del deed
        if refused := self._film(who, request.one("id")):
            return refused
        del self.videos[request.one("id")]
        return Answer(204)

    def thumbnails_set(self, who: str, deed: Deed, request: Request) -> Answer:
        if refused := self._film(who, request.one("videoId")):
            return refused
        self.thumbnails[request.one("videoId")] = deed.file
        return Answer(200, {"items": [{}]})

    def captions_list(self, who: str, deed: Deed, request: Request) -> Answer:
        del deed
        if refused := self._film(who, request.one("videoId")):
            return refused
        kept = self.captions.get(request.one("videoId"), {})
        rows = [{"snippet": {"language": each, "trackKind": "standard"}} for each in kept]
        return Answer(200, {"items": rows})

    def captions_insert(self, who: str, deed: Deed, request: Request) -> Answer:
        del request
        shown = deed.body["snippet"]
        if refused := self._film(who, shown["videoId"]):
            return refused
        kept = self.captions.setdefault(shown["videoId"], {})
        if shown["language"] in kept:
            return no(409, "captionExists", "The video already has such a caption track.")
        kept[shown["language"]] = deed.file
        return Answer(200, {"id": self.new("caption"), "snippet": shown})

    # Channels and lists.

    def channels_list(self, who: str, deed: Deed, request: Request) -> Answer:
        del deed
        if request.one("mine") != "true":
            return no(400, "missingRequiredParameter", "No filter selected.")
        parts = request.one("part").split(",")
        rows = [self._channel(name, parts) for name in self.mine[who]]
        body = {"kind": "youtube#channelListResponse"}
        return Answer(200, {**body, "items": rows} if rows else body)

    def _channel(self, name: str, parts: list[str]) -> dict[str, Any]:
        lists = {"relatedPlaylists": {"uploads": LISTED.get(name, "")}}
        found = {
            "snippet": self.channels[name],
            "contentDetails": lists,
            "brandingSettings": self.branding.get(name, {}),
        }
        return {"id": name} | {part: found[part] for part in parts if part in found}

    def channels_update(self, who: str, deed: Deed, request: Request) -> Answer:
        del request
        if deed.body["id"] != who:
            return no(403, "channelForbidden", "This channel is not yours.")
        self.branding[who] = deed.body["brandingSettings"]
        self.channels[who]["description"] = self.branding[who]["channel"].get("description", "")
        return Answer(200, deed.body)

    def channel_banners_insert(self, who: str, deed: Deed, request: Request) -> Answer:
        del who, request
        self.banners.append(deed.file)
        return Answer(200, {"url": f"https://yt3.ggpht.com/{len(self.banners)}"})


def _standing(platform: YouTube) -> list[str]:
    """Return our words where everyone can see them, a film's once for each film that has them."""
    rows = [(row["snippet"]["description"], row["status"]) for row in platform.videos.values()]
    public = {words for words, status in rows if status["privacyStatus"] == "public"}
    said = [row["words"] for row in platform.comments.values() if row["who"] == OURS]
    return [words for words, _ in rows if words in public] + said


def _says(request: Request) -> bool:
    opens = request.method == "PUT" and request.path == "/youtube/v3/videos"
    return opens or (request.method == "POST" and request.path == "/youtube/v3/comments")


def _heard(platform: YouTube) -> str:
    """Let a passer-by say something beneath a film; return what an answer goes to."""
    return platform.say(THEIRS, "v0000000000", "Where was she?")


TRIED = Tried(
    fixture="youtube",
    credentials={**REGISTRATION, "refresh_token": "refresh-ours"},
    says=_says,
    uploads=lambda request: request.method == "PUT" and request.path.startswith("/upload/"),
    standing=_standing,
    expire=YouTube.expire,
    revoke=YouTube.withdraw_consent,
    heard=_heard,
    restore=YouTube.consent_again,
    deletes=lambda request: request.method == "DELETE",
    answer_429=no(403, "rateLimitExceeded", "Too many requests."),
)


def opened(key: str = "refresh-ours", desk=None, **more: str):
    """Open a channel there."""
    given = {**REGISTRATION, "refresh_token": key, **more}
    return registry.platform("youtube").open(given, desk or NoDesk())


@pytest.fixture
def youtube(world: World) -> YouTube:
    """YouTube, with our channel and a passer-by's."""
    platform = YouTube()
    world.serve(platform, API, UPLOADS, KEYS)
    return platform


@pytest.fixture
def youtube_account(youtube):
    """Our channel there, open."""
    return opened()
