"""What people say to a page: comments beneath its posts, private messages, posts of visitors.

Cursors: of comments the newest moment beneath each post, as JSON; of the rest one moment. Facebook
tells of no edits. Of a conversation it gives the latest twenty messages in full.
"""

import json
from functools import partial
from typing import Any

from campaigns.kernel.errors import Gone
from campaigns.platforms import fetching
from campaigns.platforms.base import Batch, Incoming, IncomingMedia, Scope, Told
from campaigns.platforms.clients.facebook.posting import receipt_of
from campaigns.platforms.graph.calls import Graph, Row, moment, rows_of
from campaigns.platforms.graph.listening import at, begin_of, heard, newer, newest

POSTS_READ = 50  # talks beneath our newest posts
TOLD_OF = 20
SOMEONE = "Someone on Facebook"
COMMENT_FIELDS = "id,message,from,created_time,parent{id},permalink_url,attachment"
VISITOR_FIELDS = "id,message,from,created_time,permalink_url,attachments"
MESSAGE_FIELDS = "id,message,from,created_time,attachments"
_FILES = ("photo", "video", "animated", "album")


def hear(graph: Graph, page: str, stream: str, since: str | None, scope: Scope) -> Batch:
    """Return what is new on a stream, oldest first."""
    if stream == "comments":
        return _comments(graph, page, since, scope)
    if stream == "messages":
        return _messages(graph, page, since)
    asked = {"fields": VISITOR_FIELDS}
    rows, missed = newer(graph, f"{page}/visitor_posts", asked, "created_time", begin_of(since))
    return Batch(heard(_theirs(rows, page), _visit), newest(rows, "created_time", since), missed)


def _comments(graph: Graph, page: str, since: str | None, scope: Scope) -> Batch:
    last: dict[str, str] = json.loads(since) if since else {}
    asked = {"fields": COMMENT_FIELDS, "filter": "stream", "order": "reverse_chronological"}
    kept: dict[str, str] = {}
    items: list[Incoming] = []
    troubles: list[str] = []
    for ref in scope.posts[:POSTS_READ]:
        known = last.get(ref)
        try:
            rows, missed = newer(graph, f"{ref}/comments", asked, "created_time", begin_of(known))
        except Gone:
            continue  # a post that was taken down has no talk beneath it any more
        items += heard(_theirs(rows, page), partial(_comment, on=ref))
        end = newest(rows, "created_time", known)
        kept |= {ref: end} if end else {}
        troubles += [missed] if missed else []
    cursor = json.dumps(kept, sort_keys=True) if kept else since
    return Batch(tuple(sorted(items, key=lambda item: item.at)), cursor, " ".join(troubles))


def _messages(graph: Graph, page: str, since: str | None) -> Batch:
    begin = begin_of(since)
    below = f"messages.limit({TOLD_OF}){{{MESSAGE_FIELDS}}}"
    asked = {"platform": "messenger", "fields": f"id,updated_time,{below}"}
    talks, missed = newer(graph, f"{page}/conversations", asked, "updated_time", begin)
    items: list[Incoming] = []
    for talk in talks:
        rows = rows_of(talk.get("messages"))
        fresh = [row for row in rows if begin is None or at(row, "created_time") >= begin]
        if begin is not None and len(fresh) == len(rows) == TOLD_OF:
            missed = "Someone wrote more messages than Facebook tells of: see the page's inbox."
        items += heard(_theirs(fresh, page), _message)
    cursor = newest(talks, "updated_time", since)
    return Batch(tuple(sorted(items, key=lambda item: item.at)), cursor, missed)


def _theirs(rows: list[Row], page: str) -> list[Row]:
    return [row for row in rows if not isinstance(row, dict) or _author(row).get("id") != page]


def _author(row: Row) -> Row:
    """Return who said it; Facebook keeps the names of some people to itself."""
    found = row.get("from")
    return found if isinstance(found, dict) else {}


def _said(row: Row) -> dict[str, Any]:
    """Return what every row has."""
    author = _author(row)
    return {
        "ref": str(row["id"]),
        "author": str(author.get("name") or SOMEONE),
        "author_ref": str(author.get("id") or ""),
        "text": str(row.get("message") or ""),
        "at": moment(row["created_time"]),
        "url": str(row.get("permalink_url") or receipt_of(str(row["id"])).url),
    }


def _comment(row: Row, on: str) -> dict[str, Any]:
    parent = (row.get("parent") or {}).get("id")
    attached = row.get("attachment")
    media = tuple(_files([attached] if attached else []))
    return _said(row) | {"in_reply_to": str(parent or on), "thread": on, "media": media}


def _visit(row: Row) -> dict[str, Any]:
    return _said(row) | {
        "told": Told.MENTION,
        "media": tuple(_files(rows_of(row.get("attachments")))),
    }


def _message(row: Row) -> dict[str, Any]:
    addresses = [_address_in_message(each) for each in rows_of(row.get("attachments"))]
    return _said(row) | {
        "told": Told.MESSAGE,
        "private": True,
        "url": "",
        "media": tuple(fetching.fetch(each) for each in addresses if each),
    }


def _address_in_message(attached: Row) -> str:
    picture, film = attached.get("image_data") or {}, attached.get("video_data") or {}
    return str(picture.get("url") or film.get("url") or attached.get("file_url") or "")


def _files(attached: list[Row]) -> list[IncomingMedia]:
    """Fetch the pictures and films of a comment or post; a link that was shared is none."""
    found: list[IncomingMedia] = []
    for each in attached:
        below = rows_of(each.get("subattachments"))
        kind = str(each.get("type") or each.get("media_type") or "")
        if below:
            found += _files(below)
        elif kind.startswith(_FILES):
            media = each["media"]
            found.append(fetching.fetch(str(media.get("source") or media["image"]["src"])))
    return found
