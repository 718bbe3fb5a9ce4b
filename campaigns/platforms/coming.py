"""What comes in through the port: what people say to us, and what is found on our own account."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol, runtime_checkable


class Told(StrEnum):
    """In what way someone spoke to us."""

    REPLY = "reply"
    MENTION = "mention"
    HASHTAG = "hashtag"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True)
class Scope:
    """What an account listens for: its own posts (refs, newest first), hashtags without #."""

    posts: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class IncomingMedia:
    """A file that came with a reply; `trouble` says why it could not be fetched.

    Where a stream repeats what it said, its files are better fetched only if they are new to us:
    then `fetch` gets them, at once after the batch came.
    """

    file_name: str
    content: bytes
    url: str = ""
    trouble: str = ""
    fetch: "Callable[[], IncomingMedia] | None" = None

    def fetched(self) -> "IncomingMedia":
        """Return the file with its bytes."""
        return self.fetch() if self.fetch is not None else self


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that someone said to us. `raw` is what the platform gave, byte for byte.

    `in_reply_to` is what it answers, `thread` the first post of the talk it belongs to, where the
    platform tells: someone may answer an answer, or the third part of a thread. `edited_at` marks
    another version of what was said before; `gone` says that its author took it back. What could
    not be read has `unreadable` and its raw bytes: it is kept and shown, never dropped.
    """

    ref: str
    author: str
    text: str
    at: datetime
    url: str = ""
    in_reply_to: str | None = None
    thread: str | None = None
    private: bool = False
    media: tuple[IncomingMedia, ...] = ()
    raw: bytes = b""
    told: Told = Told.REPLY
    author_ref: str = ""
    author_since: datetime | None = None
    language: str = ""
    edited_at: datetime | None = None
    gone: bool = False
    unreadable: bool = False


@dataclass(frozen=True, slots=True)
class Batch:
    """What was heard since a cursor, oldest first, and the cursor to go on from.

    `missed` says in words that something may never have been heard (the platform looks back only
    so far, or a page was full of what is new and could not be paged on); an alarm is raised.
    """

    items: tuple[Incoming, ...]
    cursor: str | None
    missed: str = ""


@dataclass(frozen=True, slots=True)
class Own:
    """A post that stands on our own account, whoever put it there."""

    ref: str
    text: str
    at: datetime
    url: str


@dataclass(frozen=True, slots=True)
class Measures:
    """What became of a post, as far as the platform tells."""

    views: int | None = None
    likes: int | None = None
    shares: int | None = None
    replies: int | None = None


@runtime_checkable
class LooksUp(Protocol):
    """An account that can look up again what people said, one by one."""

    def look_up(self, refs: tuple[str, ...], /) -> tuple[Incoming, ...]:
        """Return how these things stand there now; what is there no more comes back as `gone`.

        Of what the platform would not tell just now, nothing comes back.
        """
        ...


@runtime_checkable
class ReadsCalls(Protocol):
    """An account that can read what its platform handed over by calling us (`HandsOver`)."""

    def read_call(self, kept: bytes, /) -> tuple[Incoming, ...]:
        """Return what people said in one call."""
        ...
