"""What people say to a Bluesky account: notifications, talks beneath its posts, hashtags.

Notifications come newest first; they are paged until one is known. The cursor is the newest moment
heard of; each hearing begins ten minutes before it, for the network indexes late. A talk is read
whole each time. What cannot be read is kept raw.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from atproto_client.models.utils import get_model_as_dict

from campaigns.kernel import clock
from campaigns.kernel.errors import Gone, Unreachable
from campaigns.platforms import fetching
from campaigns.platforms.base import Batch, Incoming, IncomingMedia, Scope, Told
from campaigns.platforms.bluesky import LABEL
from campaigns.platforms.clients.bluesky.records import address_of
from campaigns.platforms.clients.bluesky.speaking import Speaker

PAGE, PAGES = 100, 20
DEPTH = 10
POSTS_READ = 20
DIRECTORY = "https://plc.directory"
DOCUMENT_BYTES = 100_000
OVERLAP = timedelta(minutes=10)
SAID = {"reply": Told.REPLY, "mention": Told.MENTION, "quote": Told.MENTION}


def hear(speaker: Speaker, stream: str, since: str | None, scope: Scope) -> Batch:
    """Return what is new on a stream, oldest first."""
    if stream == "notifications":
        return _notifications(speaker, since)
    if stream == "threads":
        return _threads(speaker, scope)
    return _hashtags(speaker, since, scope)


def _notifications(speaker: Speaker, since: str | None) -> Batch:
    begin = datetime.fromisoformat(since) - OVERLAP if since else None
    rows, cursor, missed = [], None, ""
    for page in range(PAGES + 1):
        if page == PAGES:
            missed = f"More than {PAGE * PAGES:,} notifications came at once; the oldest were left."
            break
        asked = {"limit": PAGE, "cursor": cursor, "reasons": list(SAID)}
        found = speaker.read("app.bsky.notification.listNotifications", asked)
        told = _rows(found.notifications)
        fresh = [row for row in told if begin is None or _at(row) >= begin]
        rows += fresh
        cursor = found.cursor
        if not cursor or len(fresh) < len(told):
            break
    items = tuple(
        sorted(
            (_incoming(row, SAID[row.reason]) for row in rows if row.reason in SAID),
            key=lambda item: item.at,
        )
    )
    return Batch(items, _later(since, _newest(rows)), missed)


def _rows(given: Any) -> list[Any]:
    """Return what is a list of rows; anything else is no answer, and is asked for again."""
    if not isinstance(given, list):
        raise Unreachable(f"{LABEL} answered with what is no list.")
    return given


def _newest(rows: Iterable[Any]) -> str | None:
    """Return the newest moment that rows were listed under; one without a moment moves nothing."""
    told = [row.indexed_at for row in rows if _is_moment(row.indexed_at)]
    return max(told, default=None, key=datetime.fromisoformat)


def _is_moment(given: Any) -> bool:
    try:
        return datetime.fromisoformat(given).tzinfo is not None
    except (TypeError, ValueError):
        return False


def _later(one: str | None, other: str | None) -> str | None:
    given = [each for each in (one, other) if each]
    return max(given, key=datetime.fromisoformat) if given else None


def _at(row: Any) -> datetime:
    """Return when a row was listed; one that does not say counts as new, so that it is heard."""
    told = row.indexed_at
    return datetime.fromisoformat(told) if _is_moment(told) else clock.now()


def _author(row: Any) -> str:
    return str(getattr(row.author, "did", ""))


def _threads(speaker: Speaker, scope: Scope) -> Batch:
    items: list[Incoming] = []
    for ref in scope.posts[:POSTS_READ]:
        asked = {"uri": ref, "depth": DEPTH, "parentHeight": 0}
        try:
            top = speaker.read("app.bsky.feed.getPostThread", asked).thread
        except Gone:
            continue  # a post that was taken down has no talk beneath it any more
        said = (row for row in _beneath(top) if _author(row) != speaker.did)
        items += [_incoming(row, Told.REPLY) for row in said]
    return Batch(tuple(sorted(items, key=lambda item: item.at)), None)


def _beneath(node: Any) -> Iterator[Any]:
    """Yield every post beneath one; what was deleted or blocked has no `post`."""
    for child in getattr(node, "replies", None) or []:
        if getattr(child, "post", None) is not None:
            yield child.post
            yield from _beneath(child)


def _hashtags(speaker: Speaker, since: str | None, scope: Scope) -> Batch:
    begin = (datetime.fromisoformat(since) - OVERLAP).isoformat() if since else None
    rows: dict[str, Any] = {}
    missed = ""
    for tag in scope.hashtags:
        cursor = None
        for page in range(PAGES + 1):
            if page == PAGES:
                missed = f"#{tag} has more posts than {LABEL} lets us read at once."
                break
            asked = {"q": f"#{tag}", "tag": [tag], "sort": "latest", "limit": PAGE}
            asked |= {"since": begin, "cursor": cursor}
            found = speaker.read("app.bsky.feed.searchPosts", asked)
            told = _rows(found.posts)
            rows |= {str(row.uri): row for row in told if _author(row) != speaker.did}
            cursor = found.cursor
            if not cursor or not told:
                break
    items = tuple(sorted((_incoming(r, Told.HASHTAG) for r in rows.values()), key=lambda i: i.at))
    return Batch(items, _later(since, _newest(rows.values())), missed)


def _incoming(row: Any, told: Told) -> Incoming:
    """Return a post as the house knows it; what cannot be read is kept raw."""
    raw = json.dumps(get_model_as_dict(row), ensure_ascii=False, default=str).encode()
    try:
        return _read(row, told, raw)
    except (KeyError, TypeError, ValueError, AttributeError, Gone):
        return Incoming(str(row.uri), "", "", clock.now(), raw=raw, unreadable=True)


def _read(row: Any, told: Told, raw: bytes) -> Incoming:
    record = get_model_as_dict(row.record)
    reply = record.get("reply") or {}
    return Incoming(
        ref=row.uri,
        author=f"@{row.author.handle}",
        text=record["text"],
        at=_at(row),
        url=address_of(row.uri).page,
        in_reply_to=(reply.get("parent") or {}).get("uri"),
        thread=(reply.get("root") or {}).get("uri"),
        media=tuple(_media(row.author.did, record.get("embed") or {})),
        raw=raw,
        told=told,
        author_ref=row.author.did,
        author_since=_since(getattr(row.author, "created_at", None)),
        language=(record.get("langs") or [""])[0],
    )


def _since(given: str | None) -> datetime | None:
    return datetime.fromisoformat(given) if given else None


def _media(did: str, embed: dict[str, Any]) -> Iterator[IncomingMedia]:
    """Fetch what came with a post as it was uploaded, from the server of whoever wrote it."""
    inner = embed.get("media") or embed
    blobs = [image["image"] for image in inner.get("images") or []]
    blobs += [inner["video"]] if "video" in inner else []
    for blob in blobs:
        ref = blob["ref"]
        cid = (ref.get("$link") or ref.get("link")) if isinstance(ref, dict) else ref
        query = urlencode({"did": did, "cid": cid})
        yield fetching.fetch(f"{_home_of(did)}/xrpc/com.atproto.sync.getBlob?{query}")


def _home_of(did: str) -> str:
    """Return the server where someone's records lie, by the document behind their name."""
    web = did.removeprefix("did:web:")
    place = f"https://{web}/.well-known/did.json" if web != did else f"{DIRECTORY}/{did}"
    try:
        document = json.loads(fetching.fetch(place, limit_bytes=DOCUMENT_BYTES).content)
        return str(document["service"][0]["serviceEndpoint"]).rstrip("/")
    except (ValueError, KeyError, IndexError, TypeError):
        return DIRECTORY  # it answers 404, and that is what is said of the file
