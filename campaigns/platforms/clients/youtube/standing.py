"""What stands on our own channel: the list of all its films, newest first."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from campaigns.kernel.errors import Unreachable
from campaigns.platforms.base import Own
from campaigns.platforms.clients.youtube.speaking import Speaker, api
from campaigns.platforms.youtube import LABEL

PAGE, PAGES = 50, 20


def films_since(speaker: Speaker, since: datetime) -> Iterator[dict[str, Any]]:
    """Yield every film that went up since then, newest first, whoever can see it."""
    lists = speaker.mine("contentDetails")["contentDetails"]["relatedPlaylists"]
    page: str | None = None
    for _ in range(PAGES):
        asked = (
            api()
            .playlistItems()
            .list(part="snippet", playlistId=lists["uploads"], maxResults=PAGE, pageToken=page)
        )
        found = speaker.page(asked)
        rows = [row for row in found["items"] if moment_of(row) >= since]
        yield from rows
        page = found.get("nextPageToken")
        if page is None or len(rows) < len(found["items"]):
            return
    raise Unreachable(f"{LABEL} has more films since then than can be read.")


def moment_of(row: dict[str, Any]) -> datetime:
    """Return when a film went up."""
    return datetime.fromisoformat(row["snippet"]["publishedAt"])


def own(row: dict[str, Any]) -> Own:
    """Return a film as a post on our own channel."""
    shown, film = row["snippet"], row["snippet"]["resourceId"]["videoId"]
    words = f"{shown['title']}\n\n{shown['description']}".strip()
    return Own(film, words, moment_of(row), f"https://www.youtube.com/watch?v={film}")
