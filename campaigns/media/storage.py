"""The folder of kept bytes: each file lies under its own SHA-256 and is written once.

DATA_DIR/media/ab/<sha256>. Identical bytes share one file. Whatever is read is checked against its
name, so that a byte that turned on the disk is noticed and never shown. File and folder times are
set to the hour, so that they do not tell when an anonymous person sent something. (What a file
system keeps beside them, such as the inode's change time, it does not let us set.)
"""

import errno
import hashlib
import os
import re
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from campaigns.kernel import clock, settings
from campaigns.kernel.errors import Broken, Invalid, NotFound

_MB = 1_000_000
CHUNK_BYTES = 256 * 1024
_KEY = re.compile(r"[0-9a-f]{64}")
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is kept: `key` finds it again; `sha256` is hex."""

    key: str
    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that has come in whole and is not kept yet; it goes when `arriving` ends."""

    path: Path
    sha256: str
    size_bytes: int


def _folder() -> Path:
    return settings.current().data_dir / "media"


def path_of(key: str) -> Path:
    """Return where a file lies; it may not be there."""
    if not _KEY.fullmatch(key):
        raise NotFound("There is no such file.")
    return _folder() / key[:2] / key


def _stamp(path: Path) -> None:
    """Set a file's or folder's times to the hour."""
    moment = clock.hour().timestamp()
    os.utime(path, (moment, moment))


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def said_size(size_bytes: int) -> str:
    """Return a size as people say it: "840 kB", "12.5 MB"."""
    if size_bytes < _MB:
        return f"{max(1, round(size_bytes / 1000)) if size_bytes else 0} kB"
    return f"{size_bytes / _MB:.1f}".removesuffix(".0") + " MB"


def _take(chunks: Iterable[bytes], path: Path, limit_bytes: int) -> Arrived:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        for chunk in chunks:
            size += len(chunk)
            if size > limit_bytes:
                raise Invalid(f"This file is larger than {said_size(limit_bytes)}, the limit.")
            digest.update(chunk)
            file.write(chunk)
        file.flush()
        os.fsync(file.fileno())
    return Arrived(path, digest.hexdigest(), size)


@contextmanager
def arriving(chunks: Iterable[bytes], limit_bytes: int) -> Iterator[Arrived]:
    """Take a file in while hashing it; unless it is kept, nothing of it is left afterwards."""
    folder = _folder() / "arriving"
    path = folder / secrets.token_hex(16)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        yield _take(chunks, path, limit_bytes)
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise Invalid(
            "The disk is full, so this file could not be kept. "
            "Nothing was lost of what was saved before."
        ) from error
    finally:
        if folder.is_dir():
            path.unlink(missing_ok=True)
            _stamp(folder)


def keep(arrived: Arrived) -> Stored:
    """Keep what has arrived, for good; the same bytes are kept only once."""
    place = path_of(arrived.sha256)
    stored = Stored(arrived.sha256, arrived.sha256, arrived.size_bytes)
    if _is_sound(place, arrived):
        return stored
    if not place.parent.is_dir():
        place.parent.mkdir(exist_ok=True)
        _sync_folder(_folder())
        _stamp(_folder())
    _stamp(arrived.path)
    arrived.path.chmod(0o440)
    arrived.path.replace(place)
    _sync_folder(place.parent)
    _stamp(place.parent)
    return stored


def _is_sound(place: Path, arrived: Arrived) -> bool:
    """Say whether these bytes are kept already; a copy that went bad is mended by the new one."""
    if not place.is_file() or place.stat().st_size != arrived.size_bytes:
        return False
    with place.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest() == arrived.sha256


def put(chunks: Iterable[bytes], limit_bytes: int) -> Stored:
    """Keep a file that comes in chunks; Invalid when it is too large or the disk is full."""
    with arriving(chunks, limit_bytes) as arrived:
        return keep(arrived)


def put_bytes(content: bytes) -> Stored:
    """Keep bytes that we made ourselves."""
    return put((content,), len(content))


def stream(key: str) -> Iterator[bytes]:
    """Yield a file's bytes with flat memory; Broken at the end when they are not what was kept.

    The last chunk is held back until the hash is right, so that a damaged file never arrives whole.
    """
    path = path_of(key)
    if not path.is_file():
        raise NotFound("There is no such file.")
    return _checked(path, key)


def _checked(path: Path, key: str) -> Iterator[bytes]:
    digest, held = hashlib.sha256(), b""
    with path.open("rb") as file:
        while chunk := file.read(CHUNK_BYTES):
            digest.update(chunk)
            if held:
                yield held
            held = chunk
    if digest.hexdigest() != key:
        raise Broken("A kept file is not what it was: its SHA-256 differs from its name.")
    yield held


def read(key: str) -> bytes:
    """Return a whole file, checked against its SHA-256."""
    return b"".join(stream(key))


def size(key: str) -> int:
    """Return a file's size in bytes."""
    path = path_of(key)
    if not path.is_file():
        raise NotFound("There is no such file.")
    return path.stat().st_size
