"""The port: what a platform is, what goes out, what comes in, what can be asked afterwards.

A platform is one file that offers `PLATFORM`. What an account can do beyond publishing is said by
the protocols it meets (Listens, Withdraws, ...): a page offers only what is there. Every call has
a timeout, sleeps for nobody, and raises the errors of `kernel.errors`:
Rejected (a clean no), Unauthorised, Limited (with `retry_at`), Gone, Unreachable (not known).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol, runtime_checkable

from campaigns.platforms.coming import Batch, Incoming, IncomingMedia, Measures, Own, Scope, Told
from campaigns.platforms.desk import Bucket, Credentials, Desk, NoDesk, Price
from campaigns.platforms.doors import Hook, SignIn
from campaigns.platforms.going import (
    Absent,
    Answer,
    CannotTell,
    Captions,
    Found,
    Journey,
    LooksBack,
    Media,
    Post,
    Proof,
    Receipt,
    Recipient,
    Walk,
    picture,
)

__all__ = [
    "Absent",
    "Account",
    "Answer",
    "Answers",
    "Batch",
    "Blocks",
    "Bucket",
    "CanMeasure",
    "CannotTell",
    "Captions",
    "Credentials",
    "Desk",
    "Edits",
    "Field",
    "Found",
    "HasProfile",
    "Hides",
    "Identity",
    "Incoming",
    "IncomingMedia",
    "Journey",
    "Limits",
    "Listens",
    "LooksBack",
    "Measures",
    "Media",
    "NoDesk",
    "Opened",
    "Own",
    "Platform",
    "Post",
    "Price",
    "Profile",
    "Proof",
    "Receipt",
    "Recipient",
    "Revokes",
    "Scope",
    "ShowsOwn",
    "Told",
    "Walk",
    "Withdraws",
    "picture",
]


@dataclass(frozen=True, slots=True)
class Field:
    """One thing that a person must give to connect an account."""

    name: str
    label: str
    hint: str = ""
    secret: bool = True


@dataclass(frozen=True, slots=True)
class Limits:
    """What a platform takes. `count` counts a text as the platform counts it.

    `needs` is what a post must carry ("film", "picture or film"); "" where words are enough.
    `text_max_bytes` is a second limit, in UTF-8; `most` of "hashtags" and "mentions". A picture's
    width is `image_ratio` (least, most) of its height. `title_max` 0: films have no title. Words
    hold none of `never`. `playlists`: an appeal's films are gathered under its `series`.
    """

    text_max: int
    count: Callable[[str], int] = len
    text_max_bytes: int | None = None
    caption_max: int | None = None
    most: Mapping[str, int] = field(default_factory=dict)
    images_max: int = 4
    image_max_bytes: int = 5_000_000
    image_types: frozenset[str] = frozenset({"image/jpeg", "image/png"})
    image_ratio: tuple[float, float] | None = None
    video: bool = False
    video_max_bytes: int = 0
    video_s: tuple[float, float] | None = None
    video_types: frozenset[str] = frozenset({"video/mp4"})
    mixes_media: bool = False
    needs: str = ""
    title_max: int = 0
    never: str = ""
    playlists: bool = False
    thread: bool = True
    alt_max: int = 1_000
    bio_max: int = 160
    name_max: int = 50
    handle_max: int = 30


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

    def replies(self, stream: str, since: str | None, scope: Scope, /) -> Batch:
        """Return what people said on a stream since a cursor (None: from the beginning).

        Looks back a little before the cursor: the same item may come again, none is left out.
        """
        ...


@runtime_checkable
class ShowsOwn(Protocol):
    """An account that can list what stands on it, so that a stranger's post there is noticed."""

    def own_posts(self, since: datetime, /) -> tuple[Own, ...]:
        """Return every post on the account since then, oldest first."""
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
class Blocks(Protocol):
    """An account that can keep someone from speaking to it."""

    def block(self, author_ref: str, /) -> None:
        """Block (or mute, where a platform cannot) the author of something incoming."""
        ...


@runtime_checkable
class Revokes(Protocol):
    """An account whose key can be given back, so that it opens nothing any more."""

    def revoke(self) -> None:
        """Tell the platform that our key is void."""
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

    def __call__(self, credentials: Credentials, desk: Desk, /) -> Account:
        """Open an account with what its fields asked for; `desk` is the house's side of it."""
        ...


@dataclass(frozen=True, slots=True)
class Platform:
    """All that the house knows of a platform before it opens an account there.

    `rehearsal` means that nothing said there reaches the public. Where accounts can be made by
    program, `is_free` tells whether a handle can be had, and `makes_accounts` makes the account and
    returns the credentials that open it; elsewhere `checklist` guides a person through making one.
    Accounts are connected by typing `credentials` in, or (`sign_in`) in the browser with our own
    registration there, which is asked for once (`app_fields`). `terms` says what a platform's rules
    ask of those who collect from it; collecting waits for a person to record its legal basis.
    `keeps_days` is after how many days what was collected must be looked up again or forgotten.
    `addresses` names what it speaks to ("phone", "email") where it speaks to those who asked for it
    and not to a public of its own: a post there goes to `Post.to`.
    `looks_back_s` is how far back collecting can hear: who was away longer has missed something.
    """

    name: str
    label: str
    limits: Limits
    credentials: tuple[Field, ...]
    open: Opened
    rehearsal: bool = False
    is_free: Callable[[str], bool] | None = None
    makes_accounts: Callable[[str], Mapping[str, str]] | None = None
    checklist: tuple[str, ...] = ()
    app_fields: tuple[Field, ...] = ()
    sign_in: SignIn | None = None
    hook: Hook | None = None
    hosts: frozenset[str] = frozenset()
    buckets: tuple[Bucket, ...] = ()
    prices: tuple[Price, ...] = ()
    cost_of: Callable[[Post], tuple[str, ...]] | None = None
    terms: str = ""
    keeps_days: int | None = None
    looks_back_s: int | None = None
    addresses: str = ""
