"""What will be sent, frozen: the same words give the same bytes, and the bytes the same hash."""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Letter:
    """What goes out on one channel; `snapshot` is shaped as `Delivery.snapshot`.

    `film_on` is the channel whose film it links to, of a letter that follows another one.
    """

    channel_id: int
    snapshot: dict[str, Any]
    film_on: int | None = None

    @property
    def hash(self) -> str:
        """Return the seal of the snapshot."""
        return seal(self.snapshot)


ALWAYS = ("asset_id", "sha256", "type", "alt")
SOMETIMES = ("width", "height", "duration_s", "captions", "thumbnail")


def freeze(parts: Sequence[Mapping[str, Any]], reply_to: str | None = None) -> dict[str, Any]:
    """Return the snapshot of a thread; a part is {text, media: [{asset_id, sha256, type, alt}]}.

    `sha256` names the very bytes that leave (a derivative), `type` their content type. A picture
    has its `width` and `height` too, a film its `duration_s`, its `captions` [{language, srt}] and
    its `thumbnail` {sha256, type, alt}; a part with a film may have a `title`,
    and a `series`: the playlist that it goes into.
    """
    kept = []
    for part in parts:
        media = [_frozen(each) for each in part["media"]]
        named = {name: part[name] for name in ("title", "series") if part.get(name)}
        kept.append({"text": part["text"], "media": media, **named})
    return {"parts": kept, "reply_to": reply_to}


def _frozen(media: Mapping[str, Any]) -> dict[str, Any]:
    known = {name: media[name] for name in SOMETIMES if media.get(name) is not None}
    return {**{name: media[name] for name in ALWAYS}, **known}


def seal(value: Any) -> str:
    """Return the SHA-256 (hex) of a JSON value written the one canonical way."""
    body = json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def seal_of_all(letters: Iterable[tuple[int, str]], send_at: datetime | None) -> str:
    """Return one hash over (channel id, snapshot hash) pairs and the time; None is "at once"."""
    when = send_at.isoformat() if send_at else "at once"
    return seal({"letters": sorted([channel_id, each] for channel_id, each in letters), "at": when})
