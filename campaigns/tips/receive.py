"""What comes in by the one door, and what is handed back over the counter."""

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from campaigns.kernel.actor import PUBLIC, Actor
from campaigns.media.files import Prepared
from campaigns.tips.model import Priority, Sure, Tip, TipSource


@dataclass(frozen=True, slots=True)
class NewTip:
    """What someone told us, as it came.

    `files` are stored already (`media.files.prepare`); `refused_files` says which were not taken.
    `idempotency_key` is the form's random key; (`channel_id`, `remote_ref`) names a reply.
    `captured_at` is when a public post was made or copied, `edited_at` when its author last
    changed it. What is `backlog` stood there before we listened, and calls nobody. `entered_by` is
    who wrote it down for the sender. `codename` asks for one or not; None gives one to web tips and
    to anonymous ones that staff enter.
    """

    case_id: int
    source: TipSource
    text: str
    anonymous: bool = False
    sender: str | None = None
    contact: str | None = None
    when_words: str | None = None
    where_words: str | None = None
    seen_at: datetime | None = None
    lat: float | None = None
    lon: float | None = None
    sure: Sure | None = None
    still_there: bool = False
    files: tuple[Prepared, ...] = ()
    refused_files: tuple[str, ...] = ()
    idempotency_key: str | None = None
    channel_id: int | None = None
    remote_ref: str | None = None
    remote_url: str | None = None
    captured_at: datetime | None = None
    answers_delivery_id: int | None = None
    raw: bytes | None = None
    entered_by: Actor | None = None
    codename: bool | None = None
    priority: Priority | None = None
    edited_at: datetime | None = None
    backlog: bool = False
    author: str | None = None

    @property
    def wants_codename(self) -> bool:
        """Say whether the sender is to get words to come back with."""
        if self.codename is not None:
            return self.codename
        return self.source is TipSource.WEB or (self.anonymous and self.entered_by is not None)

    @property
    def has_key(self) -> bool:
        """Say whether it is told from others by a form's key (and not only by its remote name)."""
        return self.idempotency_key is not None or self.wants_codename

    @property
    def actor(self) -> Actor:
        """Return who the timeline names for it."""
        return self.entered_by or PUBLIC

    def digest(self) -> str:
        """Return one line (hex SHA-256) for all that the sender gave: the same for a retry."""
        given = [
            self.case_id,
            self.source.value,
            self.text,
            self.sender,
            self.contact,
            self.when_words,
            self.where_words,
            self.seen_at.isoformat() if self.seen_at else None,
            self.lat,
            self.lon,
            self.sure.value if self.sure else None,
            self.still_there,
            [file.stored.sha256 for file in self.files],
            self.remote_url,
        ]
        return hashlib.sha256(json.dumps(given, ensure_ascii=False).encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Received:
    """The receipt: the tip, the words to come back with, and whether it was here already."""

    tip: Tip
    codename: str | None
    already: bool
