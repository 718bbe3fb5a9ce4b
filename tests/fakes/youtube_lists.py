"""The lists on YouTube, at HTTP level: all films of a channel, and playlists that it makes."""

from typing import Any

from tests.fakes.discovery import Deed
from tests.fakes.world import Answer, Request
from tests.fakes.youtube_talk import Talks, no, paged

OURS, THEIRS = "UCours0000000000000000ab", "UCtheirs00000000000000ab"
LISTED = {OURS: "UUours0000000000000000ab", THEIRS: "UUtheirs00000000000000ab"}


class Lists(Talks):
    """`playlists` by their names; `listed`: which film stands in which."""

    def __init__(self, first: dict[str, str]) -> None:
        super().__init__(first)
        self.playlists: dict[str, dict[str, Any]] = {}
        self.listed: list[tuple[str, str]] = []

    def playlist_items_list(self, who: str, deed: Deed, request: Request) -> Answer:
        del deed, who
        place = request.one("playlistId")
        owner = next((name for name, listed in LISTED.items() if listed == place), None)
        if owner:
            names = [n for n, row in reversed(self.videos.items()) if row["who"] == owner]
        elif place in self.playlists:
            names = [film for listed, film in self.listed if listed == place]
        else:
            return no(404, "playlistNotFound", "The playlist cannot be found.")
        wanted = request.one("videoId")
        rows = [self._item(name) for name in names if wanted in {"", name}]
        return paged(rows, request)

    def _item(self, name: str) -> dict[str, Any]:
        shown = self.videos[name]["snippet"]
        keep = {key: shown.get(key, "") for key in ("title", "description")}
        return {
            "snippet": {
                **keep,
                "publishedAt": self.videos[name]["at"],
                "resourceId": {"videoId": name},
            }
        }

    def playlists_list(self, who: str, deed: Deed, request: Request) -> Answer:
        del deed
        wanted = request.one("id")
        rows = [
            {"id": name, "snippet": row["snippet"]}
            for name, row in self.playlists.items()
            if (name == wanted if wanted else row["who"] == who)
        ]
        return paged(rows, request)

    def playlists_insert(self, who: str, deed: Deed, request: Request) -> Answer:
        del request
        name = self.new("PL")
        self.playlists[name] = {"who": who, **deed.body}
        return Answer(200, {"id": name, **deed.body})

    def playlists_delete(self, who: str, deed: Deed, request: Request) -> Answer:
        del deed
        name = request.one("id")
        if self.playlists.get(name, {}).get("who") != who:
            return no(404, "playlistNotFound", "The playlist cannot be found.")
        del self.playlists[name]
        return Answer(204, None)

    def playlist_items_insert(self, who: str, deed: Deed, request: Request) -> Answer:
        del request
        shown = deed.body["snippet"]
        if self.playlists.get(shown["playlistId"], {}).get("who") != who:
            return no(404, "playlistNotFound", "The playlist cannot be found.")
        self.listed.append((shown["playlistId"], shown["resourceId"]["videoId"]))
        return Answer(200, {"id": self.new("item"), "snippet": shown})
