"""One post of someone else's on X, as the house keeps it."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from campaigns.kernel import clock
from campaigns.platforms import fetching
from campaigns.platforms.base import Incoming, IncomingMedia, Told
from campaigns.platforms.clients.x.places import LABEL
from campaigns.platforms.clients.x.words import text_of

PICTURES = "pbs.twimg.com"
READING: Mapping[str, list[str]] = {
    "tweet_fields": [
        "attachments",
        "author_id",
        "conversation_id",
        "created_at",
        "edit_history_tweet_ids",
        "entities",
        "in_reply_to_user_id",
        "lang",
        "note_tweet",
        "referenced_tweets",
    ],
    "expansions": ["author_id", "attachments.media_keys"],
    "user_fields": ["name", "username", "created_at"],
    "media_fields": ["media_key", "type", "url", "variants", "preview_image_url"],
}


def incoming(row: Any, includes: Mapping[str, Any], told: Told, own_id: str) -> Incoming | None:
    """Return a post as the house knows it, None for our own; what cannot be read is kept raw."""
    raw = _raw(row)
    try:
        if str(row["author_id"]) == own_id:
            return None
        return _read(row, includes, told, own_id, raw)
    except (KeyError, TypeError, ValueError, AttributeError):
        return _unread(str(row.get("id", "")) if isinstance(row, dict) else "", raw)


def lost(error: Mapping[str, Any]) -> Incoming:
    """Return what X names without showing it: deleted, protected, or withheld from us."""
    raw = _raw(error)
    ref = str(error.get("resource_id") or error.get("value") or "")
    return replace(_unread(ref, raw), gone=b"not-found" in raw)


def _raw(row: Any) -> bytes:
    return json.dumps(row, ensure_ascii=False).encode()


def _unread(ref: str, raw: bytes) -> Incoming:
    known = ref or f"unread-{hashlib.sha256(raw).hexdigest()[:20]}"
    return Incoming(known, "", "", clock.now(), raw=raw, unreadable=True)


def _read(
    row: Mapping[str, Any], includes: Mapping[str, Any], told: Told, own_id: str, raw: bytes
) -> Incoming:
    said_at = datetime.fromisoformat(row["created_at"])
    versions = [str(each) for each in row.get("edit_history_tweet_ids") or [row["id"]]]
    who = _named(includes.get("users"), "id", row["author_id"])
    handle = who.get("username", "")
    to_us = str(row.get("in_reply_to_user_id", "")) == own_id
    return Incoming(
        ref=versions[0],
        author=f"@{handle}" if handle else f"{LABEL} user {row['author_id']}",
        text=text_of(row),
        at=said_at,
        url=f"https://x.com/{handle or 'i/web'}/status/{row['id']}",
        in_reply_to=_parent(row),
        thread=str(row["conversation_id"]) if row.get("conversation_id") else None,
        media=tuple(_media(row, includes)),
        raw=raw,
        told=Told.REPLY if to_us and told is Told.MENTION else told,
        author_ref=str(int(row["author_id"])),
        author_since=datetime.fromisoformat(who["created_at"]) if "created_at" in who else None,
        language=row.get("lang") or "",
        edited_at=said_at if str(row["id"]) != versions[0] else None,
    )


def _parent(row: Mapping[str, Any]) -> str | None:
    above = row.get("referenced_tweets") or []
    return next((str(each["id"]) for each in above if each.get("type") == "replied_to"), None)


def _named(rows: Any, name: str, value: Any) -> Mapping[str, Any]:
    return next((row for row in rows or [] if str(row.get(name)) == str(value)), {})


def _media(row: Mapping[str, Any], includes: Mapping[str, Any]) -> Iterator[IncomingMedia]:
    """Name what came with a post, as large as X has it; it is fetched if it is new to us."""
    for key in (row.get("attachments") or {}).get("media_keys") or []:
        url = _address(_named(includes.get("media"), "media_key", key))
        if url:
            yield fetching.later(url)
        else:
            yield IncomingMedia(key, b"", trouble=f"{LABEL} did not say where this file is.")


def _address(media: Mapping[str, Any]) -> str:
    films = [
        each for each in media.get("variants") or [] if each.get("content_type") == "video/mp4"
    ]
    if films:
        return str(max(films, key=lambda each: each.get("bit_rate") or 0)["url"])
    url = str(media.get("url") or media.get("preview_image_url") or "")
    return f"{url}?name=orig" if urlsplit(url).netloc == PICTURES and "?" not in url else url
