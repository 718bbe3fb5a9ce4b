"""What a post on X says, as it was meant: links whole again, signs decoded, nothing added."""

import html
import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from campaigns.platforms.clients.x.weighing import has_link

_NAMED = re.compile(r"^(?:\s*@\w{1,20})+\s+")
_SCHEME = re.compile(r"https?://", re.IGNORECASE)


def text_of(row: Mapping[str, Any]) -> str:
    """Return a post's words; X shortens links, writes & as &amp;, and adds a link a picture."""
    long = row.get("note_tweet") or {}
    text: str = long.get("text") or row["text"]
    entities = (long if long.get("text") else row).get("entities") or {}
    for link in entities.get("urls") or []:
        short = link.get("url") or ""
        is_picture = "media_key" in link or str(link.get("display_url", "")).startswith("pic.")
        meant = "" if is_picture else link.get("expanded_url") or short
        text = text.replace(short, meant) if short else text
    return html.unescape(text).strip()


def same(said: str, wanted: str, *, beneath: bool) -> bool:
    """Say whether two texts are one to X; beneath another post it may put names before it."""
    one, other = _bare(said), _bare(wanted)
    return one == other or (beneath and _NAMED.sub("", one) == _NAMED.sub("", other))


def alike(said: str, wanted: str) -> bool:
    """Say whether two texts differ in nothing but their links, which X may write in its own way."""
    return _NAMED.sub("", _linkless(said)) == _NAMED.sub("", _linkless(wanted))


def _linkless(text: str) -> str:
    return " ".join("link" if has_link(word) else word for word in _bare(text).split())


def _bare(text: str) -> str:
    """Return what X leaves of a text: no scheme before a link, spaces and letters made equal."""
    plain = _SCHEME.sub("", unicodedata.normalize("NFC", text)).casefold()
    return " ".join(word.rstrip("/") for word in plain.split())
