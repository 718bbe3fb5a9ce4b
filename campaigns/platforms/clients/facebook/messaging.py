"""Private messages of a page: an answer goes to whoever wrote, within a day of their last one."""

from datetime import datetime

from campaigns.kernel.errors import Gone, Rejected, Unreachable
from campaigns.platforms.base import Post, Receipt
from campaigns.platforms.clients.facebook.posting import CLOCKS_DIFFER, begin
from campaigns.platforms.facebook import LABEL
from campaigns.platforms.graph.calls import Graph, moment, rows_of

MESSAGE_MAX = 2_000
LATEST = 20


def is_message(ref: str) -> bool:
    """Say whether a ref is that of a private message."""
    return ref.startswith("m_")


def answer(graph: Graph, page: str, post: Post) -> Receipt:
    """Answer whoever wrote a message."""
    if len(post.text) > MESSAGE_MAX:
        count = f"{len(post.text):,} of {MESSAGE_MAX:,}"
        raise Rejected(f"{count} characters for a private message on {LABEL}: too long.")
    if post.media:
        raise Rejected(f"A private message on {LABEL} carries words only, from here.")
    form = {
        "recipient": {"id": _writer(graph, post.reply_to or "")},
        "messaging_type": "RESPONSE",
        "message": {"text": post.text},
    }
    begin(post)
    post.journey.go_on()
    row = graph.post(f"{page}/messages", form)
    return _receipt(page, graph.ref_of(row, "message_id"))


def find(graph: Graph, page: str, post: Post, since: datetime) -> Receipt | None:
    """Look for an answer among what the page wrote to this person since then."""
    fields = f"messages.limit({LATEST}){{id,message,from,created_time}}"
    who = _writer(graph, post.reply_to or "")
    asked = {"platform": "messenger", "user_id": who, "fields": fields}
    talks = rows_of(graph.get(f"{page}/conversations", asked))
    rows = [row for talk in talks for row in rows_of(talk.get("messages"))]
    for row in rows:
        ours = str((row.get("from") or {}).get("id")) == page
        fresh = moment(row["created_time"]) >= since - CLOCKS_DIFFER
        if ours and fresh and row.get("message") == post.text:
            return _receipt(page, str(row["id"]))
    oldest = min((moment(row["created_time"]) for row in rows), default=None)
    if len(rows) >= LATEST and oldest and oldest > since:
        raise Unreachable(f"{LABEL} does not show all that was written since then.")
    return None


def _writer(graph: Graph, ref: str) -> str:
    found = graph.get(ref, {"fields": "id,from"}).get("from") or {}
    if not found.get("id"):
        raise Gone(f"{LABEL} does not say who wrote this message.")
    return str(found["id"])


def _receipt(page: str, ref: str) -> Receipt:
    return Receipt(ref, f"https://business.facebook.com/latest/inbox/all?asset_id={page}")
