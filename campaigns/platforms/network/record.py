"""What the network accepted: an append-only log, to be compared with what its clients believe."""

import hashlib
import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from campaigns.kernel import clock
from campaigns.platforms.network.store import Store


@dataclass(frozen=True, slots=True)
class Accepted:
    """One thing that was taken: by which account, with which client key, and what came of it."""

    id: int
    at: datetime
    account: str
    key: str
    kind: str
    ref: str
    digest: str


@dataclass(frozen=True, slots=True)
class Twice:
    """One key under which an account said something more than once."""

    account: str
    key: str
    times: int


def digest_of(text: str, sha256s: Iterable[str], reply_to: str | None) -> str:
    """Return the hash of what was said: text, pictures and what it answers."""
    body = json.dumps([text, list(sha256s), reply_to], ensure_ascii=False)
    return hashlib.sha256(body.encode()).hexdigest()


def write(
    db: sqlite3.Connection, account: str, kind: str, *, ref: str, key: str = "", digest: str = ""
) -> None:
    """Add one line, in the transaction of what it speaks of."""
    db.execute(
        "INSERT INTO accepted (at, account, key, kind, ref, digest) VALUES (?, ?, ?, ?, ?, ?)",
        (clock.now().isoformat(), account, key, kind, ref, digest),
    )


def list_accepted(
    store: Store, *, account: str | None = None, kind: str | None = None, newest: int | None = None
) -> list[Accepted]:
    """Return what was taken, oldest first; `newest` of them only, then newest first."""
    with store.reading() as db:
        rows = db.execute(
            "SELECT * FROM accepted WHERE (:account IS NULL OR account = :account)"
            " AND (:kind IS NULL OR kind = :kind)"
            " ORDER BY CASE WHEN :newest IS NULL THEN id ELSE -id END LIMIT coalesce(:newest, -1)",
            {"account": account, "kind": kind, "newest": newest},
        ).fetchall()
    return [Accepted(**{**dict(row), "at": datetime.fromisoformat(row["at"])}) for row in rows]


def count(store: Store, account: str | None = None) -> dict[str, int]:
    """Return how many of each kind were taken."""
    with store.reading() as db:
        rows = db.execute(
            "SELECT kind, count(*) AS times FROM accepted"
            " WHERE (:account IS NULL OR account = :account) GROUP BY kind ORDER BY kind",
            {"account": account},
        ).fetchall()
    return {row["kind"]: row["times"] for row in rows}


def list_twice(store: Store) -> list[Twice]:
    """Return whatever was said more than once under one key: it should be nothing."""
    with store.reading() as db:
        rows = db.execute(
            "SELECT account, key, count(*) AS times FROM accepted"
            " WHERE kind IN ('publish', 'answer') AND key <> ''"
            " GROUP BY account, key HAVING count(*) > 1 ORDER BY min(id)"
        ).fetchall()
    return [Twice(row["account"], row["key"], row["times"]) for row in rows]
