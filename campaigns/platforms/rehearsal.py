"""Rehearsal: a client of the exercise's own network, which can reach nobody outside it.

To everyone above it is a platform like any other; what the network answers (`network.front`) is
turned into the errors of the house here, as a file for a real platform turns HTTP statuses.
"""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from http import HTTPStatus

from campaigns.kernel import clock, errors, settings
from campaigns.platforms.base import (
    Absent,
    Answer,
    Batch,
    CannotTell,
    Credentials,
    Desk,
    Field,
    Found,
    Identity,
    Incoming,
    IncomingMedia,
    Limits,
    Measures,
    Media,
    Platform,
    Post,
    Profile,
    Proof,
    Receipt,
    Scope,
)
from campaigns.platforms.network import front, posts
from campaigns.platforms.network.faults import Operation
from campaigns.platforms.network.front import Front
from campaigns.platforms.network.length import count
from campaigns.platforms.network.store import Store

TIMEOUT_S = 5.0
# A clock on the other side may be a little behind ours.
CLOCKS_DIFFER = timedelta(minutes=1)


def network() -> Store:
    """Return the network's own store, which lies on this machine."""
    return Store(settings.current().data_dir / "rehearsal")


@contextmanager
def _asking() -> Iterator[None]:
    """Turn what the network answers into the errors of the house."""
    try:
        yield
    except (ConnectionError, TimeoutError) as error:
        raise errors.Unreachable(f"The rehearsal network did not answer: {error}") from error
    except posts.Refused as error:
        raise _named(error) from error


def _named(refused: posts.Refused) -> errors.PlatformError:
    if refused.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return errors.Unreachable(f"The rehearsal network answered {refused.status}.")
    if refused.status == HTTPStatus.UNAUTHORIZED:
        return errors.Unauthorised(refused.words)
    if refused.status == HTTPStatus.NOT_FOUND:
        return errors.Gone(refused.words)
    if refused.status == HTTPStatus.TOO_MANY_REQUESTS:
        return errors.Limited(refused.words, clock.after(seconds=refused.retry_after_s))
    return errors.Rejected(refused.words)


def _url(handle: str, ref: object) -> str:
    del handle
    return f"{settings.current().public_url}/rehearsal/post/{ref}"


def _shown(media: Media) -> tuple[bytes, str]:
    """Return a picture as it stands on the wall; the exercise shows a film by its thumbnail."""
    if not media.is_film:
        return media.content, media.alt
    if media.thumbnail is None:
        raise errors.Rejected("This film has no thumbnail, and the exercise shows nothing else.")
    return media.thumbnail.content, f"Film: {media.alt}"[: PLATFORM.limits.alt_max]


class RehearsalAccount:
    """One open account on the rehearsal network."""

    streams: tuple[str, ...] = ("replies", "messages")

    def __init__(self, credentials: Credentials, desk: Desk) -> None:
        del desk  # nothing here costs anything, and its keys do not age
        self._handle = credentials.get("handle", "").strip().removeprefix("@")
        self._front = Front(network(), self._handle, credentials.get("key", ""), TIMEOUT_S)

    def check(self) -> Identity:
        """Ask who we are."""
        with _asking():
            row = self._front.check()
        base = settings.current().public_url
        return Identity(
            row["handle"], row["name"], row["bio"], f"{base}/rehearsal/@{row['handle']}"
        )

    def publish(self, post: Post, /) -> Receipt:
        """Say one part."""
        return self._say(Operation.PUBLISH, post)

    def answer(self, post: Post, /) -> Receipt:
        """Answer what someone said, where they said it."""
        return self._say(Operation.ANSWER, post)

    def _say(self, operation: Operation, post: Post) -> Receipt:
        pictures = [_shown(media) for media in post.media]
        with _asking():
            number = self._front.say(operation, post.text, pictures, post.reply_to, post.key)
        return Receipt(str(number), _url(self._handle, number))

    def reconcile(self, post: Post, since: datetime, /) -> Answer:
        """Look for our own post with this key."""
        if not post.key:
            return CannotTell("The post carries no key by which it could be found.")
        try:
            with _asking():
                row = self._front.find(post.key, since - CLOCKS_DIFFER)
        except errors.Rejected as error:
            return CannotTell(error.message)
        if row is None:
            return Absent()
        if row["gone_at"] is not None:
            return CannotTell("It was there, and has been taken down since.")
        return Found(Receipt(str(row["id"]), _url(self._handle, row["id"])))

    def edit(self, ref: str, post: Post, /) -> Receipt:
        """Put other words in place of a post's."""
        with _asking():
            self._front.edit(ref, post.text, [_shown(media) for media in post.media])
        return Receipt(ref, _url(self._handle, ref))

    def withdraw(self, ref: str, /) -> Proof:
        """Take a post down, and look for it again."""
        try:
            with _asking():
                self._front.delete(ref)
        except errors.Gone:
            pass
        proof = self.look_for(ref)
        if proof is None:
            raise errors.Unreachable("The post is still there after it was taken down.")
        return proof

    def look_for(self, ref: str, /) -> Proof | None:
        """Look whether a post is there."""
        try:
            with _asking():
                self._front.read(ref)
        except errors.Gone as gone:
            return Proof(f"404: {gone.message}", HTTPStatus.NOT_FOUND)
        return None

    def hide(self, ref: str, /) -> None:
        """Hide a reply; it is kept."""
        with _asking():
            self._front.hide(ref)

    def set_profile(self, profile: Profile, /) -> None:
        """Set what is given."""
        what = {
            "name": profile.display_name,
            "bio": profile.bio,
            "picture": profile.picture,
            "banner": profile.banner,
        }
        with _asking():
            self._front.set_profile(**{k: v for k, v in what.items() if v is not None})

    def measure(self, ref: str, /) -> Measures:
        """Return the counts of one post."""
        with _asking():
            row = self._front.counts(ref)
        return Measures(row["views"], row["likes"], row["shares"], row["replies"])

    def replies(self, stream: str, since: str | None, scope: Scope, /) -> Batch:
        """Return what people said on a stream since a cursor."""
        del scope  # everything that is said to an account here is said on its own posts
        after = int(since) if since and since.isdecimal() else 0
        with _asking():
            rows, files = self._front.heard(private=stream == "messages", after=after)
        items = tuple(
            self._incoming(row, [file for file in files if file["post"] == row["id"]])
            for row in rows
        )
        return Batch(items, items[-1].ref if items else since)

    def _incoming(self, row: sqlite3.Row, files: list[sqlite3.Row]) -> Incoming:
        store = network()
        media = ((file["name"], store.get(file["token"])) for file in files)
        raw = {**dict(row), "files": [dict(file) for file in files]}
        return Incoming(
            ref=str(row["id"]),
            author=row["author"],
            text=row["text"],
            at=datetime.fromisoformat(row["at"]),
            url=_url(self._handle, row["id"]),
            in_reply_to=str(row["reply_to"]) if row["reply_to"] else None,
            thread=str(row["root"]) if row["root"] != row["id"] else None,
            private=row["talk"] is not None,
            media=tuple(IncomingMedia(name, kept) for name, kept in media if kept is not None),
            raw=json.dumps(raw, ensure_ascii=False, sort_keys=True).encode(),
        )


def is_free(handle: str) -> bool:
    """Say whether a handle can be had."""
    return front.is_free(network(), handle)


def make_account(handle: str) -> Mapping[str, str]:
    """Make an account; return what opens it."""
    with _asking():
        return {"handle": handle, "key": front.make_account(network(), handle)}


PLATFORM = Platform(
    name="rehearsal",
    label="Rehearsal network",
    limits=Limits(
        text_max=posts.TEXT_MAX,
        count=count,
        images_max=posts.IMAGES_MAX,
        image_max_bytes=posts.IMAGE_MAX_BYTES,
        image_types=frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"}),
        video=True,
        video_max_bytes=200_000_000,
        video_types=frozenset({"video/mp4", "video/webm"}),
        thread=True,
        alt_max=posts.ALT_MAX,
        bio_max=front.BIO_MAX,
        name_max=front.NAME_MAX,
    ),
    credentials=(
        Field("handle", "Name of the account", "As on the rehearsal wall, without @", secret=False),
        Field("key", "Key of the account", "Shown once when the account was made"),
    ),
    open=RehearsalAccount,
    rehearsal=True,
    is_free=is_free,
    makes_accounts=make_account,
)
