"""What people say beneath our films: comments, answers to them, and what YouTube held back.

Comments come newest first and are paged until one is older than what is known; each hearing begins
ten minutes before the newest of the last. A comment may be answered or changed much later without
moving up, so the talks beneath our films are read as well (`replies`): what changed since is told,
and a talk longer than YouTube shows at once is read whole when it grew. What YouTube took for spam
or held for review is heard too: a tip may be among it. What cannot be read is kept raw.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from campaigns.kernel import clock
from campaigns.kernel.errors import Gone
from campaigns.platforms.base import Batch, Incoming, Scope
from campaigns.platforms.clients.youtube import talk
from campaigns.platforms.clients.youtube.refusals import CommentsOff
from campaigns.platforms.clients.youtube.speaking import Speaker, api
from campaigns.platforms.youtube import LABEL

STREAMS = ("comments", "replies", "held")
HELD_BACK = (talk.HELD, "likelySpam")
PAGE, PAGES = 100, 20
FILMS_READ = 20
OVERLAP = timedelta(minutes=10)
FIRST = datetime.min.replace(tzinfo=UTC)
MISSED = f"More comments came at once than {LABEL} lets us read; the oldest were left."


class Ear:
    """One hearing: what came since a moment, the newest moment heard of, and whether all was."""

    def __init__(self, speaker: Speaker, since: str | None) -> None:
        self._speaker = speaker
        kept = json.loads(since) if since else {}
        self._newest: str = kept.get("at", "")
        self._long: dict[str, int] = kept.get("long", {})
        self._begin = datetime.fromisoformat(self._newest) - OVERLAP if self._newest else FIRST
        self._found: dict[str, Incoming] = {}
        self._missed = ""

    def batch(self) -> Batch:
        """Return what was heard, oldest first."""
        items = tuple(sorted(self._found.values(), key=lambda item: item.at))
        told = [item.edited_at or item.at for item in items if not item.unreadable]
        newest = max((moment.isoformat() for moment in told), default="")
        at = max(self._newest, newest, key=lambda each: _moment(each) if each else FIRST)
        kept = {"at": at, **({"long": self._long} if self._long else {})}
        return Batch(items, json.dumps(kept, sort_keys=True) if at else None, self._missed)

    def hear_new(self, **narrower: str) -> None:
        """Hear what is new on the whole channel."""
        ours = self._speaker.channel
        for rows in self._pages(allThreadsRelatedToChannelId=ours, **narrower):
            old = [row for row in rows if _began(row) < self._begin]
            for row in rows:
                if row not in old:
                    self._take_talk(row)
            if old:
                return

    def hear_talks(self, film: str) -> None:
        """Hear what changed in the talks beneath a film."""
        with suppress(Gone, CommentsOff):  # a film that is gone or silent has no talks
            for rows in self._pages(videoId=film):
                for row in rows:
                    self._take_talk(row)

    def _pages(self, **asked: str) -> Iterator[list[dict[str, Any]]]:
        page: str | None = None
        for _ in range(PAGES):
            found = self._speaker.page(
                api()
                .commentThreads()
                .list(
                    part="snippet,replies",
                    order="time",
                    maxResults=PAGE,
                    pageToken=page,
                    textFormat="plainText",
                    **asked,
                )
            )
            yield found["items"]
            page = found.get("nextPageToken")
            if page is None:
                return
        self._missed = MISSED

    def _take_talk(self, row: dict[str, Any]) -> None:
        """Take a comment and what was said beneath it."""
        try:
            above, film = row["snippet"]["topLevelComment"], row["snippet"].get("videoId", "")
            shown = row.get("replies", {}).get("comments", [])
            count = int(row["snippet"].get("totalReplyCount", 0))
        except (KeyError, TypeError, ValueError, AttributeError):
            self._keep(_unread(row))
            return
        self._take(above, film)
        if count > len(shown) and self._long.get(row["id"]) != count:
            with suppress(Gone):  # taken back between two questions
                shown = talk.beneath(self._speaker, row["id"])
                self._long[row["id"]] = count
        for each in shown:
            self._take(each, film)

    def _take(self, row: dict[str, Any], film: str) -> None:
        try:
            if row["snippet"].get("authorChannelId", {}).get("value") == self._speaker.channel:
                return
            item = _read(row, film)
        except (KeyError, TypeError, ValueError, AttributeError):
            item = _unread(row)
        if item.unreadable or (item.edited_at or item.at) >= self._begin:
            self._keep(item)

    def _keep(self, item: Incoming) -> None:
        self._found[item.ref] = item


def hear(speaker: Speaker, stream: str, since: str | None, scope: Scope) -> Batch:
    """Return what is new on a stream, oldest first."""
    ear = Ear(speaker, since)
    if stream == "replies":
        for film in scope.posts[:FILMS_READ]:
            ear.hear_talks(film)
    elif stream == "held":
        for state in HELD_BACK:
            ear.hear_new(moderationStatus=state)
    else:
        ear.hear_new()
    return ear.batch()


def _began(row: Any) -> datetime:
    """Return when a talk began; one that does not say is taken for new."""
    try:
        return _moment(row["snippet"]["topLevelComment"]["snippet"]["publishedAt"])
    except (KeyError, TypeError, ValueError):
        return clock.now()


def _moment(given: str) -> datetime:
    return datetime.fromisoformat(given)


def _read(row: dict[str, Any], film: str) -> Incoming:
    said, ref = row["snippet"], str(row["id"])
    at, changed = _moment(said["publishedAt"]), _moment(said["updatedAt"])
    return Incoming(
        ref=ref,
        author=said["authorDisplayName"],
        text=said["textDisplay"],
        at=at,
        url=talk.page_of(ref, film),
        in_reply_to=said.get("parentId") or film or None,
        thread=film or None,
        raw=_raw(row),
        author_ref=said.get("authorChannelId", {}).get("value", ""),
        edited_at=changed if changed > at else None,
    )


def _raw(row: Any) -> bytes:
    return json.dumps(row, ensure_ascii=False, sort_keys=True).encode()


def _unread(row: Any) -> Incoming:
    ref = str(row.get("id", "")) if isinstance(row, dict) else ""
    return Incoming(ref, "", "", clock.now(), raw=_raw(row), unreadable=True)
