"""The network's front: where those who hold an account's key say, ask, change and take back.

Answers are plain rows; a no is `Refused` with a status as in HTTP; a line that breaks is a
ConnectionError and one that stays silent a TimeoutError, whether or not the network took it.
Publishing is not idempotent: who says a thing twice has said it twice.
"""

import hashlib
import hmac
import json
import re
import secrets
import sqlite3
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TypeVar

from campaigns.kernel import clock
from campaigns.platforms.network import faults, record
from campaigns.platforms.network.faults import FaultKind, Operation
from campaigns.platforms.network.length import count
from campaigns.platforms.network.posts import (
    Refused,
    account_of,
    attach,
    check_words,
    keep,
    lose,
    need,
    own,
    remove,
    standing,
)
from campaigns.platforms.network.store import Store, type_of

T = TypeVar("T")
NAME_MAX, BIO_MAX = 50, 160
PAGE = 100
HANDLE = re.compile(r"[A-Za-z0-9_]{3,30}")


def is_free(store: Store, handle: str) -> bool:
    """Say whether an account of this name could be made."""
    if not HANDLE.fullmatch(handle):
        return False
    with store.reading() as db:
        return account_of(db, handle) is None


def make_account(store: Store, handle: str, key: str | None = None) -> str:
    """Make an account and return the key that opens it."""
    key = key or secrets.token_urlsafe(24)
    if not HANDLE.fullmatch(handle):
        raise Refused(422, "A name here is 3 to 30 letters, digits or underscores.")
    with store.writing() as db:
        if account_of(db, handle) is not None:
            raise Refused(409, f"@{handle} is taken.")
        db.execute(
            "INSERT INTO account (handle, key_hash, name, made_at) VALUES (?, ?, ?, ?)",
            (handle, _key_hash(key), handle, clock.now().isoformat()),
        )
        record.write(db, handle, "account", ref=handle)
    return key


@dataclass(frozen=True, slots=True)
class Front:
    """One account holder at the network's front; waits no longer than `timeout_s` for an answer."""

    store: Store
    handle: str
    key: str
    timeout_s: float

    def check(self) -> sqlite3.Row:
        """Return the account itself."""
        return self._call(Operation.CHECK, lambda db: need(account_of(db, self.handle)))

    def say(
        self,
        operation: Operation,
        text: str,
        pictures: Sequence[tuple[bytes, str]],
        reply_to: str | None,
        key: str,
    ) -> int:
        """Publish a post, or answer someone, and return its number. Pictures come with alt text."""

        def do(db: sqlite3.Connection) -> int:
            parent = None if reply_to is None else need(standing(db, self.handle, reply_to))
            made = db.execute(
                "INSERT INTO post (at, account, text, reply_to, root, talk, key)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    clock.now().isoformat(),
                    self.handle,
                    text,
                    parent["id"] if parent else None,
                    parent["root"] if parent else None,
                    parent["talk"] if parent else None,
                    key,
                ),
            )
            number = int(made.lastrowid or 0)
            db.execute("UPDATE post SET root = id WHERE id = ? AND root IS NULL", (number,))
            kept = attach(db, number, keep(self.store, pictures))
            digest = record.digest_of(text, (each.sha256 for each in kept), reply_to)
            record.write(db, self.handle, operation, ref=str(number), key=key, digest=digest)
            return number

        check_words(text, pictures)
        return self._call(operation, do, about=reply_to)

    def find(self, key: str, since: datetime) -> sqlite3.Row | None:
        """Return this account's post with a client's key from `since` on, gone ones included."""

        def do(db: sqlite3.Connection) -> sqlite3.Row | None:
            found: sqlite3.Row | None = db.execute(
                "SELECT * FROM post WHERE account = ? AND author IS NULL AND key = ? AND at >= ?"
                " ORDER BY gone_at IS NOT NULL, id LIMIT 1",
                (self.handle, key, since.astimezone(UTC).isoformat()),
            ).fetchone()
            return found

        return self._call(Operation.RECONCILE, do)

    def edit(self, ref: str, text: str, pictures: Sequence[tuple[bytes, str]]) -> None:
        """Put other words (and, if any are given, other pictures) in place of a post's."""

        def do(db: sqlite3.Connection) -> None:
            post = need(own(db, self.handle, ref))
            db.execute(
                "UPDATE post SET text = ?, edited_at = ? WHERE id = ?",
                (text, clock.now().isoformat(), post["id"]),
            )
            if pictures:
                db.execute("DELETE FROM file WHERE post = ?", (post["id"],))
            kept = attach(db, post["id"], keep(self.store, pictures))
            digest = record.digest_of(text, (each.sha256 for each in kept), None)
            record.write(db, self.handle, "edit", ref=ref, key=post["key"] or "", digest=digest)

        check_words(text, pictures)
        self._call(Operation.EDIT, do, about=ref)

    def delete(self, ref: str) -> None:
        """Take a post down: its words and pictures are gone from here for good."""

        def do(db: sqlite3.Connection) -> list[str]:
            post = need(own(db, self.handle, ref))
            record.write(db, self.handle, "withdraw", ref=ref, key=post["key"] or "")
            return remove(db, post["id"])

        self.store.drop(self._call(Operation.WITHDRAW, do, about=ref))

    def read(self, ref: str) -> sqlite3.Row:
        """Return a post that stands, as anyone would see it; no fault strikes here."""
        with self.store.reading() as db:
            self._check_key(db)
            return need(standing(db, self.handle, ref))

    def hide(self, ref: str) -> None:
        """Hide what someone said beneath this account's posts."""

        def do(db: sqlite3.Connection) -> None:
            post = need(standing(db, self.handle, ref))
            db.execute(
                "UPDATE post SET hidden_at = ? WHERE id = ?", (clock.now().isoformat(), post["id"])
            )
            record.write(db, self.handle, "hide", ref=ref)

        self._call(Operation.HIDE, do, about=ref)

    def set_profile(self, **what: str | bytes) -> None:
        """Set name, bio, picture or banner; what is not given stays."""
        pictures = {name: value for name, value in what.items() if isinstance(value, bytes)}
        if any(type_of(content) is None for content in pictures.values()):
            raise Refused(422, "Only JPEG, PNG, GIF and WebP pictures are taken.")
        if count(str(what.get("name", ""))) > NAME_MAX or count(str(what.get("bio", ""))) > BIO_MAX:
            raise Refused(422, f"A name has {NAME_MAX} characters at most, a bio {BIO_MAX}.")
        tokens = {
            name: keep(self.store, [(content, "")])[0].token for name, content in pictures.items()
        }

        def do(db: sqlite3.Connection) -> None:
            given = {"name": None, "bio": None, "picture": None, "banner": None, **what, **tokens}
            db.execute(
                "UPDATE account SET name = coalesce(:name, name), bio = coalesce(:bio, bio),"
                " picture = coalesce(:picture, picture), banner = coalesce(:banner, banner)"
                " WHERE handle = :handle",
                {**given, "handle": self.handle},
            )
            record.write(db, self.handle, "profile", ref=self.handle)

        self._call(Operation.PROFILE, do)

    def heard(self, *, private: bool, after: int) -> tuple[list[sqlite3.Row], list[sqlite3.Row]]:
        """Return what the public said to this account after a number, and the files with it."""

        def do(db: sqlite3.Connection) -> tuple[list[sqlite3.Row], list[sqlite3.Row]]:
            posts = db.execute(
                "SELECT * FROM post WHERE account = ? AND author IS NOT NULL AND id > ?"
                " AND (talk IS NOT NULL) = ? AND gone_at IS NULL ORDER BY id LIMIT ?",
                (self.handle, after, private, PAGE),
            ).fetchall()
            files = db.execute(
                "SELECT * FROM file WHERE post IN (SELECT value FROM json_each(?))"
                " ORDER BY post, position",
                (json.dumps([post["id"] for post in posts]),),
            ).fetchall()
            return posts, files

        return self._call(Operation.REPLIES, do)

    def counts(self, ref: str) -> sqlite3.Row:
        """Return a post with its counts and the number of replies beneath it."""

        def do(db: sqlite3.Connection) -> sqlite3.Row:
            post = need(own(db, self.handle, ref))
            found: sqlite3.Row = db.execute(
                "SELECT likes, shares, views, (SELECT count(*) FROM post AS reply WHERE"
                " reply.reply_to = post.id AND reply.author IS NOT NULL AND reply.gone_at IS NULL)"
                " AS replies FROM post WHERE id = ?",
                (post["id"],),
            ).fetchone()
            return found

        return self._call(Operation.MEASURE, do, about=ref)

    def _call(
        self,
        operation: Operation,
        do: Callable[[sqlite3.Connection], T],
        about: str | None = None,
    ) -> T:
        """Do one thing, with whatever fault is armed for it; nothing is held while waiting."""
        fault, latency_ms = faults.weather(self.store, self.handle, operation)
        kind = fault.kind if fault else None
        half = latency_ms / 2_000
        patience = _wait(half, self.timeout_s)
        _refuse(kind, fault.seconds if fault else 0)
        if kind is FaultKind.POST_GONE and about is not None:
            with self.store.writing() as db:
                lose(db, self.handle, about)
        lend = self.store.reading if operation in faults.ONLY_READS else self.store.writing
        with lend() as db:
            self._check_key(db)
            result = do(db)
        late = fault.seconds if fault and kind is FaultKind.SLOW else 0
        _wait(half + late, patience)
        if kind is FaultKind.DROP_AFTER:
            raise ConnectionResetError("The connection was dropped.")
        if kind is FaultKind.ERROR_AFTER:
            raise Refused(500, "Something went wrong here.")
        return result

    def _check_key(self, db: sqlite3.Connection) -> None:
        account = account_of(db, self.handle)
        if account is None or not hmac.compare_digest(account["key_hash"], _key_hash(self.key)):
            raise Refused(401, "This key does not open the account.")


def _refuse(kind: FaultKind | None, seconds: float) -> None:
    """Misbehave before anything was taken."""
    if kind is FaultKind.DROP_BEFORE:
        raise ConnectionRefusedError("The connection was refused.")
    if kind is FaultKind.ERROR_BEFORE:
        raise Refused(500, "Something went wrong here.")
    if kind is FaultKind.LIMITED:
        raise Refused(429, "Too many requests.", seconds or 60)
    if kind is FaultKind.EXPIRED_KEY:
        raise Refused(401, "This key has expired.")
    if kind is FaultKind.CANNOT_TELL:
        raise Refused(423, "The search is being rebuilt; nobody can say.")


def _wait(seconds: float, patience: float) -> float:
    """Sleep, but no longer than the caller has patience for; return what is left of it."""
    if seconds > patience:
        time.sleep(patience)
        raise TimeoutError("No answer in time.")
    if seconds > 0:
        time.sleep(seconds)
    return patience - seconds


def _key_hash(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
