"""The exercise's public: reads the wall, answers, writes to an account, likes and shares.

Nobody signs in here; a name is whatever someone types. A form sent twice says a thing once, by the
`submission` it carries.
"""

import json
import secrets
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from campaigns.kernel import clock
from campaigns.platforms.network import posts, record
from campaigns.platforms.network.posts import Refused
from campaigns.platforms.network.store import Store

AUTHOR_MAX = 60


@dataclass(frozen=True, slots=True)
class Holder:
    """An account as the wall shows it."""

    handle: str
    name: str
    bio: str
    picture: str | None
    posts: int


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as the wall shows it; `token` is its name under /rehearsal/media."""

    token: str
    alt: str


@dataclass(frozen=True, slots=True)
class Said:
    """One post as the wall shows it; `author` None means that the account itself speaks."""

    id: int
    at: datetime
    account: str
    name: str
    picture: str | None
    author: str | None
    text: str
    reply_to: int | None
    root: int
    talk: str | None
    edited: bool
    hidden: bool
    likes: int
    shares: int
    views: int
    answers: int
    files: tuple[Picture, ...]


_SAID = (
    "SELECT post.*, account.name, account.picture, (SELECT count(*) FROM post AS below"
    " WHERE below.root = post.root AND below.id <> post.id AND below.gone_at IS NULL) AS answers"
    " FROM post JOIN account ON account.handle = post.account WHERE post.gone_at IS NULL"
)


@dataclass(frozen=True, slots=True)
class _Words:
    """What someone of the public wants to say; pictures are (content, file name)."""

    author: str
    text: str
    pictures: Sequence[tuple[bytes, str]]
    submission: str | None

    @property
    def contents(self) -> list[tuple[bytes, str]]:
        """Return the pictures without their names, and without words for them."""
        return [(content, "") for content, _ in self.pictures]

    def check(self) -> None:
        """Refuse what the network does not take."""
        if not self.author.strip() or len(self.author) > AUTHOR_MAX:
            words = f"Enter a name of at most {AUTHOR_MAX} characters."
            raise Refused(422, words, about="author")
        posts.check_words(self.text, self.contents)


def list_holders(store: Store) -> list[Holder]:
    """Return every account, with how many posts of its own stand."""
    with store.reading() as db:
        rows = db.execute(
            "SELECT handle, name, bio, picture, (SELECT count(*) FROM post WHERE"
            " post.account = account.handle AND author IS NULL AND talk IS NULL"
            " AND gone_at IS NULL) AS posts FROM account ORDER BY handle"
        ).fetchall()
    return [Holder(**dict(row)) for row in rows]


def find_holder(store: Store, handle: str) -> Holder | None:
    """Return one account, or None."""
    folded = handle.lower()
    return next((each for each in list_holders(store) if each.handle.lower() == folded), None)


def feed(
    store: Store, *, account: str | None = None, before: int | None = None, limit: int = 20
) -> list[Said]:
    """Return what accounts said (first parts only), newest first."""
    with store.reading() as db:
        rows = db.execute(
            f"{_SAID} AND post.author IS NULL AND post.reply_to IS NULL AND post.talk IS NULL"
            " AND (:account IS NULL OR post.account = :account)"
            " AND (:before IS NULL OR post.id < :before) ORDER BY post.id DESC LIMIT :limit",
            {"account": account, "before": before, "limit": limit},
        ).fetchall()
        return _said(db, rows)


def thread(store: Store, post_id: int) -> list[Said]:
    """Return the whole public talk that a post belongs to, oldest first; empty if it is gone."""
    whole = "post.root = (SELECT root FROM post WHERE id = ? AND gone_at IS NULL)"
    with store.reading() as db:
        rows = db.execute(
            f"{_SAID} AND post.talk IS NULL AND {whole} ORDER BY post.id", (post_id,)
        ).fetchall()
        return _said(db, rows)


def talk(store: Store, token: str) -> list[Said]:
    """Return a private talk by the token that its sender holds, oldest first."""
    with store.reading() as db:
        rows = db.execute(f"{_SAID} AND post.talk = ? ORDER BY post.id", (token,)).fetchall()
        return _said(db, rows)


def answer(
    store: Store,
    post_id: int,
    author: str,
    text: str,
    pictures: Sequence[tuple[bytes, str]] = (),
    *,
    submission: str | None = None,
) -> int:
    """Answer a post beneath it, under any name; pictures are (content, file name)."""
    said = _Words(author, text, pictures, submission)
    said.check()
    with store.writing() as db:
        parent = db.execute(
            "SELECT * FROM post WHERE id = ? AND gone_at IS NULL AND talk IS NULL", (post_id,)
        ).fetchone()
        if parent is None:
            raise Refused(404, posts.NO_SUCH_POST)
        where = (parent["account"], parent["id"], parent["root"], None)
        return _add(store, db, where, said, "reply")


def write_to(
    store: Store,
    handle: str,
    author: str,
    text: str,
    pictures: Sequence[tuple[bytes, str]] = (),
    *,
    token: str | None = None,
    submission: str | None = None,
) -> str:
    """Write to an account privately (or go on, with the talk's token); return the token."""
    said = _Words(author, text, pictures, submission)
    said.check()
    with store.writing() as db:
        account = posts.need(posts.account_of(db, handle))
        first = db.execute(
            "SELECT id, root FROM post WHERE account = ? AND talk = ? ORDER BY id DESC LIMIT 1",
            (account["handle"], token),
        ).fetchone()
        talk_token = token if first is not None and token else secrets.token_urlsafe(18)
        reply_to, root = (first["id"], first["root"]) if first is not None else (None, None)
        where = (account["handle"], reply_to, root, talk_token)
        number = _add(store, db, where, said, "message")
        found: str = db.execute("SELECT talk FROM post WHERE id = ?", (number,)).fetchone()["talk"]
        return found


def unsay(store: Store, post_id: int) -> None:
    """Delete what someone of the public said, as people do; what was collected stays collected."""
    with store.writing() as db:
        row = db.execute(
            "SELECT * FROM post WHERE id = ? AND author IS NOT NULL AND gone_at IS NULL", (post_id,)
        ).fetchone()
        gone = posts.remove(db, posts.need(row)["id"])
        record.write(db, row["account"], "unsaid", ref=str(post_id))
    store.drop(gone)


def like(store: Store, post_id: int) -> None:
    """Like a post."""
    _count_up(store, post_id, "likes")


def share(store: Store, post_id: int) -> None:
    """Share a post."""
    _count_up(store, post_id, "shares")


def view(store: Store, post_id: int) -> None:
    """Count that someone opened a post."""
    _count_up(store, post_id, "views")


def _count_up(store: Store, post_id: int, what: str) -> None:
    with store.writing() as db:
        db.execute(
            "UPDATE post SET likes = likes + ?, shares = shares + ?, views = views + ?"
            " WHERE id = ? AND gone_at IS NULL",
            (what == "likes", what == "shares", what == "views", post_id),
        )


def _add(
    store: Store,
    db: sqlite3.Connection,
    where: tuple[str, int | None, int | None, str | None],
    said: _Words,
    kind: str,
) -> int:
    """Keep one thing that the public said; `where` is account, parent, root and talk."""
    account, reply_to, root, talk_token = where
    known = db.execute("SELECT id FROM post WHERE submission = ?", (said.submission,)).fetchone()
    if known is not None:
        return int(known["id"])
    now = clock.now().isoformat()
    made = db.execute(
        "INSERT INTO post (at, account, author, text, reply_to, root, talk, submission)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        (now, account, said.author, said.text, reply_to, root, talk_token, said.submission),
    )
    number = int(made.lastrowid or 0)
    db.execute("UPDATE post SET root = id WHERE id = ? AND root IS NULL", (number,))
    kept = posts.keep(store, said.contents, [name for _, name in said.pictures])
    posts.attach(db, number, kept)
    digest = record.digest_of(said.text, (each.sha256 for each in kept), str(reply_to or ""))
    record.write(db, account, kind, ref=str(number), digest=digest)
    return number


def _said(db: sqlite3.Connection, rows: list[sqlite3.Row]) -> list[Said]:
    """Dress rows of _SAID with their pictures."""
    pictures: dict[int, list[Picture]] = {}
    for file in db.execute(
        "SELECT * FROM file WHERE post IN (SELECT value FROM json_each(?)) ORDER BY position",
        (json.dumps([row["id"] for row in rows]),),
    ):
        pictures.setdefault(file["post"], []).append(Picture(file["token"], file["alt"]))
    return [
        Said(
            id=row["id"],
            at=datetime.fromisoformat(row["at"]),
            account=row["account"],
            name=row["name"],
            picture=row["picture"],
            author=row["author"],
            text=row["text"],
            reply_to=row["reply_to"],
            root=row["root"],
            talk=row["talk"],
            edited=row["edited_at"] is not None,
            hidden=row["hidden_at"] is not None,
            likes=row["likes"],
            shares=row["shares"],
            views=row["views"],
            answers=row["answers"],
            files=tuple(pictures.get(row["id"], ())),
        )
        for row in rows
    ]
