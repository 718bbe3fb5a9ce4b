"""What a post on the network is: what it may hold, how it is kept, found and taken away."""

import hashlib
import sqlite3
from collections.abc import Sequence

from campaigns.kernel import clock
from campaigns.platforms.network import record
from campaigns.platforms.network.length import count
from campaigns.platforms.network.store import Kept, Store, type_of

TEXT_MAX, IMAGES_MAX, IMAGE_MAX_BYTES, ALT_MAX = 500, 4, 5_000_000, 1_000
NO_SUCH_POST = "There is no such post."


class Refused(Exception):
    """A no, with its status and words; `retry_after_s` says when it may be tried again.

    `about` names the part that is wrong ("text", "pictures", "author"), where one is.
    """

    def __init__(
        self, status: int, words: str, retry_after_s: float = 0, *, about: str = ""
    ) -> None:
        super().__init__(words)
        self.status, self.words, self.retry_after_s = status, words, retry_after_s
        self.about = about


def check_words(text: str, pictures: Sequence[tuple[bytes, str]]) -> None:
    """Refuse what the network does not take; nothing is ever shortened."""
    if not text.strip() and not pictures:
        raise Refused(422, "A post needs words or a picture.", about="text")
    if count(text) > TEXT_MAX:
        words = f"A post has at most {TEXT_MAX} characters; this has {count(text)}."
        raise Refused(422, words, about="text")
    _check_pictures(pictures)


def _check_pictures(pictures: Sequence[tuple[bytes, str]]) -> None:
    words = ""
    if len(pictures) > IMAGES_MAX:
        words = f"A post has at most {IMAGES_MAX} pictures."
    elif any(len(content) > IMAGE_MAX_BYTES for content, _ in pictures):
        words = f"A picture has at most {IMAGE_MAX_BYTES // 1_000_000} MB."
    elif any(type_of(content) is None for content, _ in pictures):
        words = "Only JPEG, PNG, GIF and WebP pictures are taken."
    elif any(len(alt) > ALT_MAX for _, alt in pictures):
        words = f"Words for a picture have at most {ALT_MAX} characters."
    if words:
        raise Refused(422, words, about="pictures")


def keep(
    store: Store, pictures: Sequence[tuple[bytes, str]], names: Sequence[str] = ()
) -> list[Kept]:
    """Lay pictures (content, alt text) in the folder, before any row speaks of them."""
    kept = []
    for position, (content, alt) in enumerate(pictures):
        content_type, ending = type_of(content) or ("application/octet-stream", "bin")
        token = store.put(content, ending)
        sha256 = hashlib.sha256(content).hexdigest()
        name = names[position] if position < len(names) else f"picture.{ending}"
        kept.append(Kept(token, content_type, sha256, alt, name))
    return kept


def attach(db: sqlite3.Connection, post: int, kept: list[Kept]) -> list[Kept]:
    """Hang pictures on a post."""
    for position, each in enumerate(kept):
        db.execute(
            "INSERT INTO file (token, post, position, name, content_type, alt, sha256)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (each.token, post, position, each.name, each.content_type, each.alt, each.sha256),
        )
    return kept


def remove(db: sqlite3.Connection, post: int) -> list[str]:
    """Empty a post that goes; return the pictures to be dropped once this is committed."""
    rows = db.execute("DELETE FROM file WHERE post = ? RETURNING token", (post,)).fetchall()
    db.execute(
        "UPDATE post SET text = '', gone_at = ? WHERE id = ?", (clock.now().isoformat(), post)
    )
    return [row["token"] for row in rows]


def lose(db: sqlite3.Connection, handle: str, ref: str) -> None:
    """Let a post vanish, as one that a platform's own moderators removed."""
    post = standing(db, handle, ref)
    if post is not None:
        record.write(db, handle, "lost", ref=ref, key=post["key"] or "")
        remove(db, post["id"])


def account_of(db: sqlite3.Connection, handle: str) -> sqlite3.Row | None:
    """Return the account of this name, or None."""
    found: sqlite3.Row | None = db.execute(
        "SELECT * FROM account WHERE handle = ?", (handle,)
    ).fetchone()
    return found


def standing(db: sqlite3.Connection, handle: str, ref: str) -> sqlite3.Row | None:
    """Return a post on this account's wall that stands, whoever said it."""
    found: sqlite3.Row | None = db.execute(
        "SELECT * FROM post WHERE account = ? AND id = ? AND gone_at IS NULL", (handle, ref)
    ).fetchone()
    return found


def own(db: sqlite3.Connection, handle: str, ref: str) -> sqlite3.Row | None:
    """Return a post that stands and that the account itself said, or None."""
    post = standing(db, handle, ref)
    return post if post is not None and post["author"] is None else None


def need(row: sqlite3.Row | None) -> sqlite3.Row:
    """Return what was looked for, or say that it is not there."""
    if row is None:
        raise Refused(404, NO_SUCH_POST)
    return row
