"""What people say to a Threads account: replies in the talks beneath its posts, and mentions.

Cursors: of talks the newest moment beneath each post, as JSON; of mentions one moment. A talk is
given flat, replies to replies included, newest first.
"""

import json
from functools import partial
from typing import Any

from campaigns.kernel.errors import Gone
from campaigns.platforms import fetching
from campaigns.platforms.base import Batch, Incoming, IncomingMedia, Scope, Told
from campaigns.platforms.clients.threads.speaking import Speaker
from campaigns.platforms.graph.calls import Row, moment, rows_of
from campaigns.platforms.graph.listening import begin_of, heard, newer, newest

POSTS_READ = 50  # talks beneath our newest posts
CLOCK = "timestamp"
SAID = (
    "id,text,timestamp,username,permalink,media_type,media_url,"
    "children{media_type,media_url},is_reply_owned_by_me,replied_to,root_post"
)
MENTIONED = (
    "id,text,timestamp,username,permalink,media_type,media_url,children{media_type,media_url}"
)
_FILES = frozenset({"IMAGE", "VIDEO"})


def hear(speaker: Speaker, stream: str, since: str | None, scope: Scope) -> Batch:
    """Return what is new on a stream, oldest first."""
    if stream == "replies":
        return _replies(speaker, since, scope)
    path, asked = f"{speaker.account}/mentions", {"fields": MENTIONED}
    rows, missed = newer(speaker.graph, path, asked, CLOCK, begin_of(since))
    return Batch(heard(rows, _mention), newest(rows, CLOCK, since), missed)


def _replies(speaker: Speaker, since: str | None, scope: Scope) -> Batch:
    last: dict[str, str] = json.loads(since) if since else {}
    kept: dict[str, str] = {}
    items: list[Incoming] = []
    troubles: list[str] = []
    for ref in scope.posts[:POSTS_READ]:
        known, path = last.get(ref), f"{ref}/conversation"
        asked = {"fields": SAID, "reverse": "true"}
        try:
            rows, missed = newer(speaker.graph, path, asked, CLOCK, begin_of(known))
        except Gone:
            continue  # a post that was taken down has no talk beneath it any more
        theirs = [row for row in rows if not _is_ours(row)]
        items += heard(theirs, partial(_reply, on=ref))
        end = newest(rows, CLOCK, known)
        kept |= {ref: end} if end else {}
        troubles += [missed] if missed else []
    cursor = json.dumps(kept, sort_keys=True) if kept else since
    return Batch(tuple(sorted(items, key=lambda item: item.at)), cursor, " ".join(troubles))


def _is_ours(row: Any) -> bool:
    return isinstance(row, dict) and row.get("is_reply_owned_by_me") is True


def _said(row: Row) -> dict[str, Any]:
    return {
        "ref": str(row["id"]),
        "author": f"@{row['username']}",
        "author_ref": str(row["username"]),
        "text": str(row.get("text") or ""),
        "at": moment(row["timestamp"]),
        "url": str(row.get("permalink") or ""),
        "media": tuple(_files(row)),
    }


def _reply(row: Row, on: str) -> dict[str, Any]:
    above = (row.get("replied_to") or {}).get("id")
    return _said(row) | {"in_reply_to": str(above or on), "thread": on}


def _mention(row: Row) -> dict[str, Any]:
    return _said(row) | {"told": Told.MENTION}


def _files(row: Row) -> list[IncomingMedia]:
    shown = rows_of(row.get("children")) or [row]
    return [
        fetching.fetch(str(each["media_url"]))
        for each in shown
        if each.get("media_type") in _FILES and each.get("media_url")
    ]
