"""The kept bytes: each file lies under its own SHA-256 and is written once.

They lie on a shelf: a folder, or any S3. Identical bytes share one file. Whatever is read is
checked against its name, so that a byte that turned is noticed and never shown. To read a part of
a large file, its hash cannot be asked without reading all of it; so the hash of every block (1 MiB)
lies beside it, taken as the file came in, and a part is checked block by block. That list carries a
seal of its own; where it is missing or damaged it is made anew from the whole file, checked.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from campaigns.kernel import settings
from campaigns.kernel.errors import Broken, Invalid, NotFound
from campaigns.kernel.settings import S3
from campaigns.media.arriving import BLOCK_BYTES, FULL, FULL_WORDS, Arrived, Incoming
from campaigns.media.bucket import Bucket
from campaigns.media.folder import NOTHING, Folder
from campaigns.media.shelf import Shelf

_KEY = re.compile(r"[0-9a-f]{64}")
_DIGEST_BYTES = 32
BLOCKS = ".blocks"
TURNED = "A kept file is not what it was: its SHA-256 differs from its name."


@dataclass(frozen=True, slots=True)
class Stored:
    """A file that is kept: `key` finds it again; `sha256` is hex."""

    key: str
    sha256: str
    size_bytes: int


@lru_cache(maxsize=4)
def _bucket(given: S3) -> Bucket:
    return Bucket(given)


def shelf() -> Shelf:
    """Return where files are kept."""
    given = settings.current()
    return _bucket(given.s3) if given.s3 else Folder(given.data_dir / "media")


def _named(key: str) -> str:
    if not _KEY.fullmatch(key):
        raise NotFound(NOTHING)
    return key


@contextmanager
def arriving(
    source: Iterable[bytes] | Incoming, limit_bytes: int, keep_free_bytes: int = 0
) -> Iterator[Arrived]:
    """Take a file in while hashing it; unless it is kept, nothing of it is left afterwards.

    What has come in already (`Incoming`, by way of a form) is not copied again. It must leave
    `keep_free_bytes` of the disk free.
    """
    try:
        incoming = (
            source if isinstance(source, Incoming) else Incoming(limit_bytes, keep_free_bytes)
        )
    except OSError as error:
        raise _full(error) from error
    try:
        if not isinstance(source, Incoming):
            _fill(incoming, source)
        else:
            incoming.check_limit(limit_bytes)
            incoming.check_room(keep_free_bytes)
        yield incoming.finish()
    except OSError as error:
        raise _full(error) from error
    finally:
        incoming.close()


def _fill(incoming: Incoming, chunks: Iterable[bytes]) -> None:
    for chunk in chunks:
        incoming.write(chunk)
        if incoming.trouble:
            return


def _full(error: OSError) -> Exception:
    """Return a full disk in plain words, and anything else as it is."""
    return Invalid(FULL_WORDS) if error.errno in FULL else error


def keep(arrived: Arrived) -> Stored:
    """Keep what has arrived, for good; the same bytes are kept only once.

    A copy that went bad is mended by the new one. One that lies here already counts as put here
    now, so that nobody sweeps it before the row that names it is written.
    """
    place, key = shelf(), arrived.sha256
    here = place.renew(key)
    if not (here and _is_sound(place, arrived)):
        if arrived.blocks:
            _keep_blocks(place, key, arrived.blocks)
        place.put(arrived.path, key, instead=here)
    return Stored(key, key, arrived.size_bytes)


def _is_sound(place: Shelf, arrived: Arrived) -> bool:
    """Say whether these very bytes are kept already."""
    if place.size(arrived.sha256) != arrived.size_bytes:
        return False
    digest = hashlib.sha256()
    for chunk in place.read(arrived.sha256):
        digest.update(chunk)
    return digest.hexdigest() == arrived.sha256


def _keep_blocks(place: Shelf, key: str, blocks: bytes) -> None:
    """Lay the blocks' hashes beside the file, under a seal."""
    sealed = hashlib.sha256(blocks).digest() + blocks
    with arriving((sealed,), len(sealed)) as arrived:
        place.put(arrived.path, key + BLOCKS, instead=True)


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
    return _checked(shelf().read(_named(key)), key)


def _checked(chunks: Iterable[bytes], key: str) -> Iterator[bytes]:
    digest, held = hashlib.sha256(), b""
    for chunk in chunks:
        digest.update(chunk)
        if held:
            yield held
        held = chunk
    if digest.hexdigest() != key:
        raise Broken(TURNED)
    yield held


def read(key: str) -> bytes:
    """Return a whole file, checked against its SHA-256."""
    return b"".join(stream(key))


def size(key: str) -> int:
    """Return a file's size in bytes."""
    return shelf().size(_named(key))


def open_range(key: str, start: int, end: int) -> Iterator[bytes]:
    """Yield the bytes from start up to end (exclusive), each block checked before it is given.

    NotFound at once if there is no such file; Invalid if it has no such part.
    """
    whole = size(key)
    if not 0 <= start <= end <= whole:
        raise Invalid("The file has no such part.")
    if whole <= BLOCK_BYTES:
        return iter((read(key)[start:end],))
    return _part(key, _blocks_of(key, whole), (start, end, whole))


def _part(key: str, blocks: bytes, asked: tuple[int, int, int]) -> Iterator[bytes]:
    start, end, whole = asked
    first, last = start // BLOCK_BYTES, -(-end // BLOCK_BYTES)
    held, at = bytearray(), first
    for chunk in shelf().read(key, first * BLOCK_BYTES, min(last * BLOCK_BYTES, whole)):
        held += chunk
        while len(held) >= BLOCK_BYTES or (held and at * BLOCK_BYTES + len(held) == whole):
            block, held = bytes(held[:BLOCK_BYTES]), held[BLOCK_BYTES:]
            if hashlib.sha256(block).digest() != _digest_at(blocks, at):
                raise Broken(TURNED)
            begins = at * BLOCK_BYTES
            yield block[max(0, start - begins) : end - begins]
            at += 1
    if at != last:
        raise Broken(TURNED)


def _digest_at(blocks: bytes, at: int) -> bytes:
    return blocks[at * _DIGEST_BYTES : (at + 1) * _DIGEST_BYTES]


def _blocks_of(key: str, whole: int) -> bytes:
    """Return the hashes of a file's blocks; made anew where they are missing or damaged."""
    try:
        kept = b"".join(shelf().read(key + BLOCKS))
    except NotFound:
        kept = b""
    seal, blocks = kept[:_DIGEST_BYTES], kept[_DIGEST_BYTES:]
    count = -(-whole // BLOCK_BYTES)
    if len(blocks) == count * _DIGEST_BYTES and hashlib.sha256(blocks).digest() == seal:
        return blocks
    with arriving(stream(key), whole) as arrived:
        _keep_blocks(shelf(), key, arrived.blocks)
        return arrived.blocks


@contextmanager
def on_disk(key: str) -> Iterator[Path]:
    """Give a file, checked, as one of this machine for as long as it is needed; do not change it.

    For what can only be read by seeking in it: a picture, a film.
    """
    with shelf().on_disk(_named(key)) as path:
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != key:
                raise Broken(TURNED)
        yield path
