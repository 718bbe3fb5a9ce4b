"""What people write to a bot: one stream of updates; asking for the next forgets those before.

The cursor is the number of the next update, and it is kept in the transaction that keeps the
messages: what was not kept is told again.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from campaigns.kernel import clock
from campaigns.kernel.errors import PlatformError, Rejected
from campaigns.platforms import fetching
from campaigns.platforms.base import Batch, Incoming, IncomingMedia, Told
from campaigns.platforms.clients.telegram.speaking import Speaker

PAGE = 100
KINDS = ("message", "edited_message")
ASKED = [*KINDS, "channel_post", "edited_channel_post"]
FILES = ("video", "animation", "audio", "voice", "video_note", "document")


def hear(speaker: Speaker, since: str | None) -> Batch:
    """Return the updates from a number on, oldest first."""
    asked = {"offset": int(since) if since else None, "limit": PAGE, "allowed_updates": ASKED}
    try:
        rows = speaker.ask("getUpdates", asked)
    except Rejected as error:
        if "webhook" not in error.message.lower():
            raise
        # While a webhook is set there is no asking; what waits for it stays and comes to us.
        speaker.ask("deleteWebhook", {"drop_pending_updates": False})
        rows = speaker.ask("getUpdates", asked)
    items = tuple(item for row in rows for item in said_in(speaker, row))
    return Batch(items, str(rows[-1]["update_id"] + 1) if rows else since)


def brought(speaker: Speaker, kept: bytes) -> tuple[Incoming, ...]:
    """Return what people said in a call of Telegram's; a call that cannot be read is kept raw."""
    try:
        return said_in(speaker, json.loads(kept))
    except (ValueError, AttributeError):
        ref = f"call:{hashlib.sha256(kept).hexdigest()[:32]}"
        return (Incoming(ref, "", "", clock.now(), raw=kept, unreadable=True),)


def said_in(speaker: Speaker, row: dict[str, Any]) -> tuple[Incoming, ...]:
    """Return what people said in one update."""
    return tuple(_incoming(speaker, row, kind) for kind in KINDS if row.get(kind))


def _incoming(speaker: Speaker, row: dict[str, Any], kind: str) -> Incoming:
    """Return a message as the house knows it; what cannot be read is kept raw."""
    raw = json.dumps(row, ensure_ascii=False).encode()
    try:
        return _read(speaker, row[kind], raw, edited=kind.startswith("edited"))
    except (KeyError, TypeError, ValueError):
        ref = f"update:{row.get('update_id')}"
        return Incoming(ref, "", "", clock.now(), raw=raw, unreadable=True)


def _read(speaker: Speaker, message: dict[str, Any], raw: bytes, *, edited: bool) -> Incoming:
    chat, sender = message["chat"], message.get("from") or message.get("sender_chat") or {}
    private = chat["type"] == "private"
    above = message.get("reply_to_message") or {}
    edited_at = _moment(message["edit_date"]) if edited and "edit_date" in message else None
    return Incoming(
        ref=f"{chat['id']}:{message['message_id']}",
        author=_named(sender),
        text=message.get("text") or message.get("caption") or _place(message),
        at=_moment(message["date"]),
        url="" if private or "username" not in chat
        else f"https://t.me/{chat['username']}/{message['message_id']}",
        in_reply_to=_answers(above),
        private=private,
        media=tuple(_files(speaker, message)),
        raw=raw,
        told=Told.MESSAGE if private else Told.REPLY,
        author_ref=str(sender.get("id", "")),
        language=str(sender.get("language_code", "")),
        edited_at=edited_at,
    )  # fmt: skip


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)


def _named(sender: dict[str, Any]) -> str:
    if "username" in sender:
        return f"@{sender['username']}"
    return " ".join(filter(None, (sender.get("first_name"), sender.get("last_name")))) or str(
        sender.get("title", "")
    )


def _place(message: dict[str, Any]) -> str:
    """Return a place that someone sent, in words and numbers."""
    if "location" not in message:
        return ""
    spot, venue = message["location"], message.get("venue") or {}
    named = " ".join(filter(None, (venue.get("title"), venue.get("address"))))
    return f"{named} {spot['latitude']:.5f}, {spot['longitude']:.5f}".strip()


def _answers(above: dict[str, Any]) -> str | None:
    """Return what a message answers: our post on the channel, or a message in the same chat."""
    if not above:
        return None
    origin = above.get("forward_origin") or {}
    if origin.get("type") == "channel":
        return f"{origin['chat']['id']}:{origin['message_id']}"
    return f"{above['chat']['id']}:{above['message_id']}"


def _files(speaker: Speaker, message: dict[str, Any]) -> list[IncomingMedia]:
    """Fetch what came with a message: the largest of a picture's sizes, and every file."""
    found = [message["photo"][-1]] if message.get("photo") else []
    found += [message[kind] for kind in FILES if message.get(kind)]
    return [_fetched(speaker, each) for each in found]


def _fetched(speaker: Speaker, file: dict[str, Any]) -> IncomingMedia:
    name = str(file.get("file_name") or "")
    try:
        path = speaker.ask("getFile", {"file_id": file["file_id"]})["file_path"]
    except PlatformError as error:
        return IncomingMedia(name or "file", b"", trouble=f"{name or 'A file'}: {error.message}")
    got = fetching.fetch(speaker.file_address(path))
    return IncomingMedia(name or got.file_name, got.content, trouble=got.trouble)
