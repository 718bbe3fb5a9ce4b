"""The talks beneath YouTube's films, at HTTP level: threads, replies, what is held for review."""

from typing import Any

from campaigns.kernel import clock
from tests.fakes.discovery import Deed
from tests.fakes.google import Keys
from tests.fakes.world import Answer, Request


def no(status: int, reason: str, words: str) -> Answer:
    """Return an error as YouTube puts it."""
    row = {"domain": "youtube", "reason": reason, "message": words}
    return Answer(status, {"error": {"code": status, "message": words, "errors": [row]}})


def now() -> str:
    """Return the moment as YouTube writes it."""
    return clock.now().isoformat(timespec="milliseconds").replace("+00:00", "Z")


def paged(rows: list[dict[str, Any]], request: Request) -> Answer:
    """Return one page of rows."""
    size, begin = int(request.one("maxResults", "20")), int(request.one("pageToken", "0"))
    body: dict[str, Any] = {"items": rows[begin : begin + size]}
    if begin + size < len(rows):
        body["nextPageToken"] = str(begin + size)
    return Answer(200, body)


class Talks(Keys):
    """`comments` by their names; `inline`: how many replies a thread shows at once."""

    def __init__(self, first: dict[str, str]) -> None:
        super().__init__(first)
        self.comments: dict[str, dict[str, Any]] = {}
        self.videos: dict[str, dict[str, Any]] = {}
        self.silent: set[str] = set()
        self.inline = 2

    def say(
        self, who: str, film: str, words: str, above: str = "", state: str = "published"
    ) -> str:
        """Let someone say something beneath a film, or beneath a comment there."""
        name = f"{above}.{self.new('reply')}" if above else self.new("Ugxcomment")
        self.comments[name] = {
            "who": who, "film": film, "words": words, "above": above,
            "state": state, "at": now(), "changed": now(),
        }  # fmt: skip
        return name

    def rewrite(self, name: str, words: str) -> None:
        """Let someone change what they said."""
        self.comments[name] |= {"words": words, "changed": now()}

    def _comment(self, name: str, who: str = "") -> dict[str, Any]:
        row = self.comments[name]
        said = {
            "authorDisplayName": f"@{row['who']}",
            "authorChannelId": {"value": row["who"]},
            "textDisplay": row["words"],
            "publishedAt": row["at"],
            "updatedAt": row["changed"],
        }
        if who == row["who"]:
            said["textOriginal"] = row["words"]
        if row["above"]:
            said["parentId"] = row["above"]
        return {"kind": "youtube#comment", "id": name, "snippet": said}

    def _beneath(self, above: str) -> list[str]:
        rows = self.comments.items()
        return [n for n, row in rows if (row["above"], row["state"]) == (above, "published")]

    def comment_threads_list(self, who: str, deed: Deed, request: Request) -> Answer:
        del deed
        film, state = request.one("videoId"), request.one("moderationStatus", "published")
        if film and film not in self.videos:
            return no(404, "videoNotFound", "The video cannot be found.")
        if film in self.silent:
            return no(403, "commentsDisabled", "The video has disabled comments.")
        if not film and request.one("allThreadsRelatedToChannelId") != who:
            return no(403, "forbidden", "The channel's comments cannot be read.")
        names = [
            name
            for name, row in self.comments.items()
            if not row["above"] and row["state"] == state and film in {"", row["film"]}
        ]
        names.sort(key=lambda name: self.comments[name]["at"], reverse=True)
        return paged([self._thread(name, who) for name in names], request)

    def _thread(self, name: str, who: str) -> dict[str, Any]:
        below = self._beneath(name)
        shown = [self._comment(each, who) for each in below[: self.inline]]
        row = {
            "videoId": self.comments[name]["film"],
            "topLevelComment": self._comment(name, who),
            "totalReplyCount": len(below),
        }
        return {"id": name, "snippet": row} | ({"replies": {"comments": shown}} if shown else {})

    def comments_list(self, who: str, deed: Deed, request: Request) -> Answer:
        del deed
        above = request.one("parentId")
        if above and above not in self.comments:
            return no(404, "commentNotFound", "The comment cannot be found.")
        asked = request.one("id").split(",")
        names = self._beneath(above) if above else [n for n in asked if n in self.comments]
        return paged([self._comment(each, who) for each in names], request)

    def comments_insert(self, who: str, deed: Deed, request: Request) -> Answer:
        del request
        above = self.comments.get(deed.body["snippet"]["parentId"])
        if above is None or above["above"]:
            return no(404, "parentCommentNotFound", "The parent comment cannot be found.")
        name = self.say(
            who,
            above["film"],
            deed.body["snippet"]["textOriginal"],
            deed.body["snippet"]["parentId"],
        )
        return Answer(200, self._comment(name, who))

    def _ours(self, who: str, name: str) -> Answer | None:
        if name not in self.comments:
            return no(404, "commentNotFound", "The comment cannot be found.")
        if self.comments[name]["who"] != who:
            return no(403, "forbidden", "The comment cannot be changed by this channel.")
        return None

    def comments_update(self, who: str, deed: Deed, request: Request) -> Answer:
        del request
        if refused := self._ours(who, deed.body["id"]):
            return refused
        self.rewrite(deed.body["id"], deed.body["snippet"]["textOriginal"])
        return Answer(200, self._comment(deed.body["id"], who))

    def comments_delete(self, who: str, deed: Deed, request: Request) -> Answer:
        del deed
        if refused := self._ours(who, request.one("id")):
            return refused
        del self.comments[request.one("id")]
        return Answer(204)

    def comments_set_moderation_status(self, who: str, deed: Deed, request: Request) -> Answer:
        del who, deed
        row = self.comments.get(request.one("id"))
        if row is None:
            return no(404, "commentNotFound", "The comment cannot be found.")
        row["state"] = request.one("moderationStatus")
        return Answer(204)
