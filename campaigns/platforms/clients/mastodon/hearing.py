"""What people say to a Mastodon account: mentions, talks beneath its posts, hashtags.

Cursors: of mentions the last notification's id; of hashtags the last status of each tag, as JSON.
A server hears of others' posts late and files them under the time they were written, so a hashtag
is read again from an hour before. Talks are read whole each time: that is how edits are seen.
"""

import json
from datetime import datetime
from typing import Any

from campaigns.kernel import clock
from campaigns.kernel.errors import Gone
from campaigns.platforms import fetching
from campaigns.platforms.base import Batch, Incoming, IncomingMedia, Scope, Told
from campaigns.platforms.clients.mastodon.speaking import Speaker
from campaigns.platforms.markup import words_of

PAGE = 40
POSTS_READ = 20  # talks beneath our newest posts; older ones are still heard as mentions
HOUR_OF_IDS = 3_600_000 << 16  # Mastodon's ids are milliseconds, then 16 bits
FIRST = "0"


def hear(speaker: Speaker, stream: str, since: str | None, scope: Scope) -> Batch:
    """Return what is new on a stream, oldest first."""
    if stream == "mentions":
        return _mentions(speaker, since)
    if stream == "threads":
        return _threads(speaker, scope)
    return _hashtags(speaker, since, scope)


def _mentions(speaker: Speaker, since: str | None) -> Batch:
    with speaker.asking() as api:
        rows = api.notifications(types=["mention"], min_id=since or FIRST, limit=PAGE)
    ordered = sorted(rows, key=lambda row: int(row["id"]))
    items = tuple(_incoming(row["status"], None) for row in ordered if row.get("status"))
    return Batch(items, str(ordered[-1]["id"]) if ordered else since)


def _threads(speaker: Speaker, scope: Scope) -> Batch:
    with speaker.asking() as api:
        own = str(api.account_verify_credentials()["id"])
    found: list[Incoming] = []
    for ref in scope.posts[:POSTS_READ]:
        try:
            with speaker.asking() as api:
                talk = api.status_context(ref)["descendants"]
        except Gone:
            continue  # a post that was taken down has no talk beneath it any more
        found += [_incoming(row, ref) for row in talk if str(row["account"]["id"]) != own]
    return Batch(tuple(sorted(found, key=lambda item: item.at)), None)


def _hashtags(speaker: Speaker, since: str | None, scope: Scope) -> Batch:
    last: dict[str, str] = json.loads(since) if since else {}
    found: dict[str, Incoming] = {}
    for tag in scope.hashtags:
        begin = max(int(last.get(tag, FIRST)) - HOUR_OF_IDS, 0)
        rows = _all_since(speaker, tag, begin)
        found |= {str(row["id"]): _incoming(row, None, Told.HASHTAG) for row in rows}
        if rows:
            last[tag] = str(max(int(row["id"]) for row in rows))
    items = tuple(sorted(found.values(), key=lambda item: item.at))
    return Batch(items, json.dumps(last, sort_keys=True) if last else since)


def _all_since(speaker: Speaker, tag: str, begin: int) -> list[Any]:
    """Read a hashtag page by page, oldest first, until a page is not full."""
    rows: list[Any] = []
    while True:
        with speaker.asking() as api:
            page = api.timeline_hashtag(tag, min_id=str(begin), limit=PAGE)
        rows += page
        newest = max((int(row["id"]) for row in page), default=begin)
        if len(page) < PAGE or newest == begin:
            return rows
        begin = newest


def _incoming(row: Any, thread: str | None, told: Told | None = None) -> Incoming:
    """Return a status as the house knows it; what cannot be read is kept raw."""
    raw = json.dumps(row, default=str, ensure_ascii=False).encode()
    try:
        return _read(row, thread, told, raw)
    except (KeyError, TypeError, ValueError, AttributeError):
        ref = str(row.get("id", "")) if isinstance(row, dict) else ""
        return Incoming(ref, "", "", clock.now(), raw=raw, unreadable=True)


def _read(row: Any, thread: str | None, told: Told | None, raw: bytes) -> Incoming:
    private = row["visibility"] == "direct"
    parent = row["in_reply_to_id"]
    sort = told or (Told.MESSAGE if private else Told.REPLY if parent else Told.MENTION)
    author = row["account"]
    return Incoming(
        ref=str(row["id"]),
        author=f"@{author['acct']}",
        text=words_of(row["content"]),
        at=_moment(row["created_at"]) or clock.now(),
        url=row.get("url") or row.get("uri") or "",
        in_reply_to=str(parent) if parent else None,
        thread=thread,
        private=private,
        media=tuple(_fetched(each) for each in row.get("media_attachments") or []),
        raw=raw,
        told=sort,
        author_ref=str(author["id"]),
        author_since=_moment(author.get("created_at")),
        language=row.get("language") or "",
        edited_at=_moment(row.get("edited_at")),
    )


def _moment(given: Any) -> datetime | None:
    """Return a moment that the library could read; it hands on what it could not."""
    return given if isinstance(given, datetime) else None


def _fetched(media: Any) -> IncomingMedia:
    place = media.get("remote_url") or media.get("url")
    if not place:
        words = "A file that came with this is not ready at its server yet; open it there."
        return IncomingMedia("file", b"", trouble=words)
    return fetching.later(str(place))
