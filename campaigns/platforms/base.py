"""The port: what a platform is, what goes out, what comes in, what can be asked afterwards.

A platform is one file that offers `PLATFORM`. What an account can do beyond publishing is said by
the protocols it meets (Listens, Withdraws, ...): a page offers only what is there. Every call has
a timeout, sleeps for nobody, and raises the errors of `kernel.errors`:
Rejected (a clean no), Unauthorised, Limited (with `retry_at`), Gone, Unreachable (not known).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a person must give to connect an account."""

    name: str
    label: str
    hint: str = ""
    secret: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """What a platform takes. `count` counts a text as the platform counts it."""

    text_max: int
    count: Callable[[str], int] = len
    images_max: int = 4
    image_max_bytes: int = 5_000_000
    image_types: frozenset[str] = frozenset({"image/jpeg", "image/png"})
    video: bool = False
    thread: bool = True
    alt_max: int = 1_000
    bio_max: int = 160
    name_max: int = 50


@dataclass(frozen=True, slots=True)
class Media:
    """A picture or film as it leaves, with the words for those who cannot see it."""

    content: bytes
    content_type: str
    alt: str


@dataclass(frozen=True, slots=True)
class Post:
    """One part of a thread as it leaves. `key` is the same whenever the same part is meant."""

    text: str
    media: tuple[Media, ...] = ()
    reply_to: str | None = None
    key: str = ""


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


@dataclass(frozen=True, slots=True)
class IncomingMedia:
    """A file that came with a reply, already fetched."""

    file_name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Incoming:
    """One thing that someone said to us. `raw` is what the platform gave, byte for byte.

    `in_reply_to` is what it answers, `thread` the first post of the talk it belongs to, where the
    platform tells: someone may answer an answer, or the third part of a thread.
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


@dataclass(frozen=True, slots=True)
class Batch:
    """What was heard since a cursor, oldest first, and the cursor to go on from."""

    items: tuple[Incoming, ...]
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who an account is, in the platform's own words; `handle` comes without @."""

    handle: str
    display_name: str
    bio: str
    url: str


@dataclass(frozen=True, slots=True)
class Profile:
    """How an account presents itself; None leaves a thing as it is."""

    display_name: str | None = None
    bio: str | None = None
    picture: bytes | None = None
    banner: bytes | None = None


@dataclass(frozen=True, slots=True)
class Measures:
    """What became of a post, as far as the platform tells."""

    views: int | None = None
    likes: int | None = None
    shares: int | None = None
    replies: int | None = None


class Account(Protocol):
    """One open account on one platform."""

    def check(self) -> Identity:
        """Ask the platform who we are; proves that the key opens the door and says nothing."""
        ...

    def publish(self, post: Post, /) -> Receipt:
        """Say one part."""
        ...

    def reconcile(self, post: Post, since: datetime, /) -> Answer:
        """Ask whether this part, sent after `since`, is there; never says anything."""
        ...


@runtime_checkable
class Listens(Protocol):
    """An account that can also hear; `streams` names what it hears ("replies", "messages")."""

    streams: tuple[str, ...]

    def replies(self, stream: str, since: str | None, /) -> Batch:
        """Return what people said on a stream since a cursor (None: from the beginning)."""
        ...


@runtime_checkable
class Answers(Protocol):
    """An account that can answer what it heard."""

    def answer(self, post: Post, /) -> Receipt:
        """Answer `post.reply_to`, publicly or privately as it came."""
        ...


@runtime_checkable
class Edits(Protocol):
    """An account that can change what it said."""

    def edit(self, ref: str, post: Post, /) -> Receipt:
        """Put other words in place of a post's."""
        ...


@runtime_checkable
class Withdraws(Protocol):
    """An account that can take back what it said."""

    def withdraw(self, ref: str, /) -> Proof:
        """Delete a post (one that is gone already counts as done) and prove it by reading back."""
        ...


@runtime_checkable
class Hides(Protocol):
    """An account that can hide what others said beneath its posts."""

    def hide(self, ref: str, /) -> None:
        """Hide a reply; it is kept."""
        ...


@runtime_checkable
class HasProfile(Protocol):
    """An account whose name, bio and pictures can be set."""

    def set_profile(self, profile: Profile, /) -> None:
        """Set what is given."""
        ...


@runtime_checkable
class CanMeasure(Protocol):
    """An account that can tell what became of its posts."""

    def measure(self, ref: str, /) -> Measures:
        """Return the counts of one post."""
        ...


class Opened(Protocol):
    """What turns credentials into an open account; no call leaves before the account is used."""

    def __call__(self, credentials: Mapping[str, str], /) -> Account:
        """Open an account with what its fields asked for."""
        ...


@dataclass(frozen=True, slots=True)
class Platform:
    """All that the house knows of a platform before it opens an account there.

    `rehearsal` means that nothing said there reaches the public. Where accounts can be made by
    program, `is_free` tells whether a handle can be had, and `makes_accounts` makes the account and
    returns the credentials that open it.
    """

    name: str
    label: str
    limits: Limits
    credentials: tuple[Field, ...]
    open: Opened
    rehearsal: bool = False
    is_free: Callable[[str], bool] | None = None
    makes_accounts: Callable[[str], Mapping[str, str]] | None = None
