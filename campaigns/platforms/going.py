"""What goes out through the port: a post and its media, and what a post writes down on its way.

A post may take several calls (a film in chunks, a picture, then the words). Each step saves its
remote id in the post's journey before the next one starts, and the journey says before each step
whether it may still go on. A broken journey is taken up where it broke: nothing is said twice.
"""

import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import BinaryIO, Protocol, runtime_checkable


class Journey(Protocol):
    """What one post writes down on its way; lasting, so that another process can go on from it."""

    def known(self, stage: str, /) -> str | None:
        """Return what an earlier try saved under this stage, if it got so far."""
        ...

    def save(self, stage: str, value: str, /) -> None:
        """Keep a stage's remote id (an upload's address, a container); kept when this returns."""
        ...

    def go_on(self) -> None:
        """Raise Held when a switch has been pulled; call it before each step and chunk."""
        ...

    def wants(self, recipient_id: int, /) -> bool:
        """Say whether someone on the list still wants it; ask before each is spoken to."""
        ...


class Walk:
    """A journey that nobody else needs to know of: kept in memory, stopped by no switch."""

    def __init__(self) -> None:
        self._stages: dict[str, str] = {}

    def known(self, stage: str, /) -> str | None:
        """Return what was saved under this stage."""
        return self._stages.get(stage)

    def save(self, stage: str, value: str, /) -> None:
        """Keep a stage."""
        self._stages[stage] = value

    def go_on(self) -> None:
        """Nothing stops a walk."""

    def wants(self, recipient_id: int, /) -> bool:
        """Nobody says no."""
        del recipient_id
        return True


# What a post may leave besides itself, by the stages under which its journey keeps it: a film that
# went up before its post was public, and the playlist it stands in. To `withdraw` and `look_for`
# the playlist is known as "playlist:" and its name.
FILM, PLAYLIST = "film", "playlist"
# Where one post goes to many: a person says that what was under way when the line broke went out.
VOUCHED = "a person vouched"
WITHOUT = "without its "  # a stage begins so where something was refused: its value says why


@dataclass(frozen=True, slots=True)
class Captions:
    """What is said in a film, for those who cannot hear it; `srt` is a SubRip file."""

    language: str
    srt: str


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or film as it leaves, with the words for those who cannot see it.

    `opens` gives the bytes from the beginning, as often as asked; a film is read in chunks and
    never as a whole. `thumbnail` and `captions` go with a film where a platform takes them. `url`
    is where a platform that fetches for itself may have it while the post is on its way; empty
    where the house has no public address.
    """

    content_type: str
    alt: str
    size_bytes: int
    opens: Callable[[], BinaryIO]
    sha256: str
    file_name: str = ""
    duration_s: float | None = None
    captions: tuple[Captions, ...] = ()
    thumbnail: "Media | None" = None
    url: str = ""

    @property
    def is_film(self) -> bool:
        """Say whether it moves."""
        return self.content_type.startswith("video/")

    @property
    def content(self) -> bytes:
        """Return all bytes at once; for pictures."""
        with self.opens() as file:
            return file.read()


def picture(content: bytes, content_type: str, alt: str) -> Media:
    """Return a picture that is in memory already."""
    digest = hashlib.sha256(content).hexdigest()
    return Media(content_type, alt, len(content), lambda: io.BytesIO(content), digest)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Someone who asked for what we say, on a platform that speaks to addresses.

    `id` names them in what a post writes down on its way: no address is kept there. `stop_url` is
    where they say that they want no more.
    """

    id: int
    address: str
    stop_url: str = ""


@dataclass(frozen=True, slots=True)
class Post:
    """One part of a thread as it leaves. `key` is the same whenever the same part is meant.

    `title` is for platforms whose films have one, `series` names the playlist of the appeal.
    `language` is that of the words (BCP 47).
    `to` is for platforms that speak to addresses: everyone who is to get it.
    """

    text: str
    media: tuple[Media, ...] = ()
    reply_to: str | None = None
    key: str = ""
    title: str = ""
    series: str = ""
    language: str = "en"
    to: tuple[Recipient, ...] = ()
    journey: Journey = field(default_factory=Walk)


@dataclass(frozen=True, slots=True)
class Receipt:
    """Where it landed."""

    ref: str
    url: str


@dataclass(frozen=True, slots=True)
class Found:
    """The platform has it."""

    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Absent:
    """The platform surely does not have it."""


@dataclass(frozen=True, slots=True)
class CannotTell:
    """The platform cannot say; a person decides."""

    why: str


Answer = Found | Absent | CannotTell


@dataclass(frozen=True, slots=True)
class Proof:
    """What the platform said when something that was taken down was looked for again."""

    words: str
    status: int


@runtime_checkable
class LooksBack(Protocol):
    """An account that can look whether what was taken down is still down."""

    def look_for(self, ref: str, /) -> Proof | None:
        """Return the proof that nobody can see a post (any more), or None while it can be seen."""
        ...


@runtime_checkable
class ShowsFilms(Protocol):
    """An account of films that can tell when everyone can watch one."""

    def is_up(self, ref: str, /) -> bool:
        """Say whether a film is processed and public, when read back; Gone when it is not there."""
        ...
