"""The network's own store: one SQLite file and a folder of pictures, apart from all other tables.

What was answered was written: WAL with `synchronous=FULL`, so that a killed process loses nothing
that the network said it took. Writers queue on a lock file and nobody sleeps while holding it.
"""

import fcntl
import os
import re
import secrets
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

VERSION = 1
LAYOUT = """
PRAGMA journal_mode=WAL;
CREATE TABLE IF NOT EXISTS account (
    handle TEXT PRIMARY KEY COLLATE NOCASE, key_hash TEXT NOT NULL, name TEXT NOT NULL,
    bio TEXT NOT NULL DEFAULT '', picture TEXT, banner TEXT, made_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS post (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, account TEXT NOT NULL COLLATE NOCASE,
    author TEXT, text TEXT NOT NULL, reply_to INTEGER, root INTEGER, talk TEXT, key TEXT,
    submission TEXT UNIQUE, edited_at TEXT, gone_at TEXT, hidden_at TEXT,
    likes INTEGER NOT NULL DEFAULT 0, shares INTEGER NOT NULL DEFAULT 0,
    views INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX IF NOT EXISTS post_root ON post (root);
CREATE INDEX IF NOT EXISTS post_account ON post (account, id);
CREATE INDEX IF NOT EXISTS post_key ON post (account, key);
CREATE INDEX IF NOT EXISTS post_talk ON post (talk);
CREATE TABLE IF NOT EXISTS file (
    token TEXT PRIMARY KEY, post INTEGER NOT NULL, position INTEGER NOT NULL, name TEXT NOT NULL,
    content_type TEXT NOT NULL, alt TEXT NOT NULL, sha256 TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS file_post ON file (post, position);
CREATE TABLE IF NOT EXISTS accepted (
    id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT NOT NULL, account TEXT NOT NULL,
    key TEXT NOT NULL, kind TEXT NOT NULL, ref TEXT NOT NULL, digest TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS accepted_key ON accepted (account, key, kind);
CREATE TRIGGER IF NOT EXISTS accepted_stays BEFORE UPDATE ON accepted
    BEGIN SELECT RAISE(ABORT, 'What was accepted stays as it was.'); END;
CREATE TRIGGER IF NOT EXISTS accepted_is_kept BEFORE DELETE ON accepted
    BEGIN SELECT RAISE(ABORT, 'What was accepted stays.'); END;
CREATE TABLE IF NOT EXISTS fault (
    id INTEGER PRIMARY KEY AUTOINCREMENT, kind TEXT NOT NULL, operation TEXT NOT NULL,
    account TEXT COLLATE NOCASE, remaining INTEGER, seconds REAL NOT NULL, armed_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS setting (name TEXT PRIMARY KEY, value TEXT NOT NULL);
"""
TYPES = {
    b"\xff\xd8\xff": ("image/jpeg", "jpg"),
    b"\x89PNG\r\n\x1a\n": ("image/png", "png"),
    b"GIF8": ("image/gif", "gif"),
}


@dataclass(frozen=True, slots=True)
class Kept:
    """A picture that lies in the folder: under which name, and what it is."""

    token: str
    content_type: str
    sha256: str
    alt: str
    name: str


def type_of(content: bytes) -> tuple[str, str] | None:
    """Return content type and file ending of a picture by its first bytes, or None."""
    if content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        return "image/webp", "webp"
    return next((kind for magic, kind in TYPES.items() if content.startswith(magic)), None)


class _Anchor:
    """Keeps the store of this process afloat.

    When the last connection to a file closes, SQLite folds the write-ahead log back into it and
    waits for the disk several times. One idle connection, to the store used last, spares that.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: tuple[tuple[int, Path, int | None], sqlite3.Connection] | None = None

    def holds(self, path: Path) -> bool:
        """Say whether this very file is laid and held, by this very process."""
        held = self._held
        return held is not None and held[0] == self._mark(path)

    def cast(self, path: Path) -> None:
        """Hold on to a store that is laid, and let go of another."""
        with self._lock:
            if self.holds(path):
                return
            connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
            connection.execute("SELECT count(*) FROM account").fetchone()
            before, self._held = self._held, (self._mark(path), connection)
            if before is not None and before[0][0] == os.getpid():
                before[1].close()

    @staticmethod
    def _mark(path: Path) -> tuple[int, Path, int | None]:
        return os.getpid(), path, path.stat().st_ino if path.is_file() else None


_anchor = _Anchor()


class Store:
    """Opens the file for one deed at a time; nothing of a deed is held in between."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._path = folder / "network.db"

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection for reading."""
        if not _anchor.holds(self._path):
            with self.writing():
                pass
        with closing(self._open()) as connection:
            connection.execute("BEGIN")
            yield connection

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """Lend a connection for one change, all or nothing, in the writer's turn."""
        with self._turn(), closing(self._open()) as connection:
            if not _anchor.holds(self._path):
                if not _laid(connection):
                    connection.executescript(f"{LAYOUT}PRAGMA user_version={VERSION};")
                _anchor.cast(self._path)
            connection.execute("BEGIN IMMEDIATE")
            yield connection
            connection.execute("COMMIT")

    def put(self, content: bytes, ending: str) -> str:
        """Keep a picture for good and return its random name; a post may point to it after."""
        name = f"{secrets.token_urlsafe(18)}.{ending}"
        folder = self._folder / "media"
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / name).open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        return name

    def get(self, name: str) -> bytes | None:
        """Return a picture by its name; None if it is not (any more) there."""
        if not re.fullmatch(r"[\w-]+\.[a-z]{3,4}", name):
            return None
        path = self._folder / "media" / name
        return path.read_bytes() if path.is_file() else None

    def drop(self, names: list[str]) -> None:
        """Forget pictures."""
        for name in names:
            (self._folder / "media" / name).unlink(missing_ok=True)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        self._folder.mkdir(parents=True, exist_ok=True)
        door = os.open(f"{self._path}.turn", os.O_CREAT | os.O_RDWR, 0o600)
        try:
            fcntl.flock(door, fcntl.LOCK_EX)
            yield
        finally:
            os.close(door)

    def _open(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self._path, isolation_level=None, timeout=15)
        connection.row_factory = sqlite3.Row
        connection.execute("PRAGMA synchronous=FULL")
        return connection


def _laid(connection: sqlite3.Connection) -> bool:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version == VERSION
