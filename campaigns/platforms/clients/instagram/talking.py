"""Comments on Instagram: ours, theirs, and which of them is hidden.

A comment on an old post may be answered today, so a talk is read whole whenever the count of its
comments has changed; its first page is read each time.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from functools import cached_property, partial
from typing import Any

import structlog

from campaigns.kernel import clock
from campaigns.kernel.errors import Gone, Rejected, Unreachable
from campaigns.platforms.base import Batch, Incoming, Post, Receipt, Scope
from campaigns.platforms.graph.calls import Graph, Row, moment, rows_of
from campaigns.platforms.graph.containers import BEGUN, CLOCKS_DIFFER, page_of
from campaigns.platforms.graph.listening import at, heard
from campaigns.platforms.graph.refusals import number
from campaigns.platforms.instagram import LABEL

POSTS_READ = 50  # talks beneath our newest posts
PAGE, PAGES = 50, 100
COMMENT_MAX = 2_200
SAID = "id,text,timestamp,username,from"
_OF_POSTS = frozenset({"media_type", "permalink"})
COMMENTS = f"{SAID},replies.limit({PAGE}){{{SAID}}}"

log = structlog.get_logger()


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
    """Return where an answer goes (beneath a reply nothing can stand), and the post it is on.

    Only posts have a media type and a permalink; of a comment Meta refuses both, or says neither.
    """
    try:
        if graph.get(ref, {"fields": "id,media_type,permalink"}).keys() & _OF_POSTS:
            return f"{ref}/comments", ref
    except Rejected:
        log.debug("it is no post", ref=ref)
    row = graph.get(ref, {"fields": "id,parent_id,media{id}"})
    media = row.get("media")
    on = str(media.get("id") or "") if isinstance(media, dict) else ""
    return f"{row.get('parent_id') or ref}/replies", on


def _receipt(graph: Graph, ref: str, on: str) -> Receipt:
    return Receipt(ref, page_of(graph, on) if on else "")


def find(graph: Graph, ours: "Ours", post: Post, since: datetime) -> Receipt | None:
    """Look for a comment of ours since then."""
    edge, on = _place(graph, post.reply_to or "")
    words = post.text.split()
    for rows in graph.pages(edge, {"fields": SAID}):
        for row in rows:
            fresh = at(row, "timestamp") >= since - CLOCKS_DIFFER
            if fresh and str(row.get("text") or "").split() == words and ours.may_be(row):
                return _receipt(graph, str(row["id"]), on)
    return None


class Ours:
    """Tells what the account itself said: by its number there, or by its name, which is asked for.

    Instagram knows people by other numbers in comments than it knows accounts by.
    """

    def __init__(self, graph: Graph, account: str) -> None:
        self._graph, self._account = graph, account

    @cached_property
    def _name(self) -> str:
        return str(self._graph.get(self._account, {"fields": "id,username"}).get("username") or "")

    def is_it(self, row: Any) -> bool:
        """Say whether the account said this."""
        known, name = _author_of(row)
        return known == self._account or bool(name and name == self._name)

    def may_be(self, row: Any) -> bool:
        """Say whether it may be the account's, for all that is told of who said it."""
        return not any(_author_of(row)) or self.is_it(row)


def _author_of(row: Any) -> tuple[str, str]:
    """Return the number and the name of whoever said something, each empty where it is not told."""
    if not isinstance(row, dict):
        return "", ""
    found = row.get("from")
    author = found if isinstance(found, dict) else {}
    return str(author.get("id") or ""), str(row.get("username") or author.get("username") or "")


def hide(graph: Graph, ref: str) -> None:
    """Hide a comment; it is kept."""
    if graph.post(ref, {"hide": True}).get("success") is not True:
        raise Unreachable(f"{LABEL} did not say that the comment is hidden.")


def hear(graph: Graph, ours: Ours, since: str | None, scope: Scope) -> Batch:
    """Return what was said beneath our newest posts, oldest first."""
    last: dict[str, int] = json.loads(since) if since else {}
    kept: dict[str, int] = {}
    items: list[Incoming] = []
    missed = ""
    for ref in scope.posts[:POSTS_READ]:
        try:
            row = graph.get(ref, {"fields": f"comments_count,comments.limit({PAGE}){{{COMMENTS}}}"})
            count = number(row.get("comments_count"))
            whole = "comments_count" not in row or last.get(ref) != count
            rows, more = _talk(graph, ref) if whole else (_flat(rows_of(row.get("comments"))), "")
        except Gone:
            continue  # a post that was taken down has no talk beneath it any more
        items += heard([each for each in rows if not ours.is_it(each)], partial(_said, on=ref))
        kept[ref], missed = count, missed or more
    cursor = json.dumps(kept, sort_keys=True) if kept else since
    return Batch(tuple(sorted(items, key=lambda item: item.at)), cursor, missed)


def _talk(graph: Graph, ref: str) -> tuple[list[Row], str]:
    """Return a whole talk, every reply beneath its comment; say so if it was too long."""
    found: list[Row] = []
    asked = {"fields": COMMENTS, "limit": PAGE}
    for page, rows in enumerate(graph.pages(f"{ref}/comments", asked), start=1):
        for row in rows:
            replies = row.get("replies") if isinstance(row, dict) else None
            more = isinstance(replies, dict) and (replies.get("paging") or {}).get("next")
            found += _beneath(graph, row) if more else _flat([row])
        if page == PAGES:
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
    author, name = _author_of(row)
    return {
        "ref": str(row["id"]),
        "author": f"@{name}" if name else f"Someone on {LABEL}",
        "author_ref": author,
        "text": str(row["text"]),
        "at": moment(row["timestamp"]),
        "in_reply_to": str(row.get("parent_id") or on),
        "thread": on,
    }
