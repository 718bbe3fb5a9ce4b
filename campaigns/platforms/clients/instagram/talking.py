"""Comments on Instagram: ours, theirs, and which of them is hidden.

A comment on an old post may be answered today, so a talk is read whole whenever the count of its
comments has changed; its first page is read each time.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import Any

from campaigns.kernel import clock
from campaigns.kernel.errors import Gone, Rejected, Unreachable
from campaigns.platforms.base import Batch, Incoming, Post, Receipt, Scope
from campaigns.platforms.graph.calls import Graph, Row, moment, rows_of
from campaigns.platforms.graph.containers import BEGUN, CLOCKS_DIFFER
from campaigns.platforms.graph.listening import heard
from campaigns.platforms.instagram import LABEL

POSTS_READ = 50  # talks beneath our newest posts
PAGE, PAGES = 50, 100
COMMENT_MAX = 2_200
SAID = "id,text,timestamp,username,from"
COMMENTS = f"{SAID},replies.limit({PAGE}){{{SAID}}}"


def say(graph: Graph, post: Post) -> Receipt:
    """Put a comment beneath a post, or a reply beneath a comment."""
    if len(post.text) > COMMENT_MAX:
        count = f"{len(post.text):,} of {COMMENT_MAX:,}"
        raise Rejected(f"{count} characters for a comment on {LABEL}: too long.")
    if post.media:
        raise Rejected(
            f"A comment on {LABEL} carries no picture or film: the second part of a thread is a"
            " comment there. Move them into the first part."
        )
    edge, on = _place(graph, post.reply_to or "")
    if post.journey.known(BEGUN) is None:
        post.journey.save(BEGUN, clock.now().isoformat())
    post.journey.go_on()
    ref = graph.ref_of(graph.post(edge, {"message": post.text}))
    return _receipt(graph, ref, on)


def _place(graph: Graph, ref: str) -> tuple[str, str]:
    """Return where an answer goes (beneath a reply nothing can stand), and the post it is on."""
    try:
        graph.get(ref, {"fields": "id,media_type"})
    except Rejected:
        row = graph.get(ref, {"fields": "id,parent_id,media{id}"})  # only posts have a media type
        on = str((row.get("media") or {}).get("id") or "")
        return f"{row.get('parent_id') or ref}/replies", on
    return f"{ref}/comments", ref


def _receipt(graph: Graph, ref: str, on: str) -> Receipt:
    page = str(graph.get(on, {"fields": "id,permalink"}).get("permalink") or "") if on else ""
    return Receipt(ref, page)


def find(graph: Graph, account: str, post: Post, since: datetime) -> Receipt | None:
    """Look for a comment of ours since then."""
    edge, on = _place(graph, post.reply_to or "")
    for rows in graph.pages(edge, {"fields": SAID}):
        for row in rows:
            fresh = moment(row["timestamp"]) >= since - CLOCKS_DIFFER
            if fresh and _is_ours(row, account) and row.get("text") == post.text:
                return _receipt(graph, str(row["id"]), on)
    return None


def _is_ours(row: Any, account: str) -> bool:
    author = row.get("from") if isinstance(row, dict) else None
    return isinstance(author, dict) and str(author.get("id")) == account


def hide(graph: Graph, ref: str) -> None:
    """Hide a comment; it is kept."""
    if graph.post(ref, {"hide": True}).get("success") is not True:
        raise Unreachable(f"{LABEL} did not say that the comment is hidden.")


def hear(graph: Graph, account: str, since: str | None, scope: Scope) -> Batch:
    """Return what was said beneath our newest posts, oldest first."""
    last: dict[str, int] = json.loads(since) if since else {}
    kept: dict[str, int] = {}
    items: list[Incoming] = []
    missed = ""
    for ref in scope.posts[:POSTS_READ]:
        try:
            row = graph.get(ref, {"fields": f"comments_count,comments.limit({PAGE}){{{COMMENTS}}}"})
            count = int(row.get("comments_count") or 0)
            whole = last.get(ref) != count
            rows, more = _talk(graph, ref) if whole else (_flat(rows_of(row.get("comments"))), "")
        except Gone:
            continue  # a post that was taken down has no talk beneath it any more
        items += heard(
            [each for each in rows if not _is_ours(each, account)], partial(_said, on=ref)
        )
        kept[ref], missed = count, missed or more
    cursor = json.dumps(kept, sort_keys=True) if kept else since
    return Batch(tuple(sorted(items, key=lambda item: item.at)), cursor, missed)


def _talk(graph: Graph, ref: str) -> tuple[list[Row], str]:
    """Return a whole talk, every reply beneath its comment; say so if it was too long."""
    found: list[Row] = []
    asked = {"fields": COMMENTS, "limit": PAGE}
    for number, rows in enumerate(graph.pages(f"{ref}/comments", asked), start=1):
        for row in rows:
            replies = row.get("replies") if isinstance(row, dict) else None
            more = isinstance(replies, dict) and (replies.get("paging") or {}).get("next")
            found += _beneath(graph, row) if more else _flat([row])
        if number == PAGES:
            return found, f"A talk on {LABEL} is longer than can be read at once ({ref})."
    return found, ""


def _beneath(graph: Graph, row: Row) -> Iterator[Row]:
    yield row
    for replies in graph.pages(f"{row['id']}/replies", {"fields": SAID}):
        yield from ({**each, "parent_id": row["id"]} for each in replies)


def _flat(rows: list[Row]) -> list[Row]:
    """Return comments with the replies that came with them, each naming what it is beneath."""
    found: list[Row] = []
    for row in rows:
        found.append(row)
        below = rows_of(row.get("replies")) if isinstance(row, dict) else []
        found += [{**each, "parent_id": row["id"]} for each in below]
    return found


def _said(row: Row, on: str) -> dict[str, Any]:
    author = row.get("from") or {}
    name = row.get("username") or author.get("username")
    return {
        "ref": str(row["id"]),
        "author": f"@{name}" if name else f"Someone on {LABEL}",
        "author_ref": str(author.get("id") or ""),
        "text": str(row["text"]),
        "at": moment(row["timestamp"]),
        "in_reply_to": str(row.get("parent_id") or on),
        "thread": on,
    }
