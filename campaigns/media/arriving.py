"""A file on its way in: on this machine's disk, hashed as it comes, and gone unless it is kept.

It lies in DATA_DIR/media/arriving, so that a folder can keep it without copying it again. A file
that grows too large, or meets a full disk, stops growing and only counts on: whoever reads a form
reads it to its end, words and all, and is then told what was wrong with the file.
"""

import errno
import hashlib
import os
import secrets
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from campaigns.kernel import clock, settings
from campaigns.kernel.errors import Invalid
from campaigns.kernel.text import said_size

BLOCK_BYTES = 1024 * 1024
LOOK_EVERY_BYTES = 16 * BLOCK_BYTES  # how often the room that is left is looked at
FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
FULL_WORDS = (
    "The disk is full, so this file could not be kept. Nothing was lost of what was saved before."
)
LOW_WORDS = (
    "There is too little room on the disk for this file; what is left is kept for tips. "
    "Ask an administrator to make room."
)


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that has come in whole and is not kept yet; it goes when what took it in ends.

    `blocks` holds the SHA-256 of each BLOCK_BYTES one after the other, for reading parts of it.
    """

    path: Path
    sha256: str
    size_bytes: int
    blocks: bytes = b""


def stamp(path: Path) -> None:
    """Set a file's or folder's times to the hour."""
    moment = clock.hour().timestamp()
    os.utime(path, (moment, moment))


def waiting_room() -> Path:
    """Return the folder in which files arrive."""
    return settings.current().data_dir / "media" / "arriving"


def clear_left_over(before: datetime) -> int:
    """Clear away what a process that was killed had taken in before a moment; count it."""
    cleared = 0
    for left in waiting_room().glob("*"):
        if left.stat().st_mtime < before.timestamp():
            left.unlink(missing_ok=True)
            cleared += 1
    return cleared


class Incoming:
    """Takes a file in, chunk by chunk; readable as a file once it is there."""

    def __init__(self, limit_bytes: int, keep_free_bytes: int = 0) -> None:
        folder = waiting_room()
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / secrets.token_hex(16)
        self.size_bytes = 0
        self.trouble = ""
        self.limit_bytes = limit_bytes
        self._keep_free_bytes, self._look_at = keep_free_bytes, 0
        self._whole = hashlib.sha256()
        self._block, self._in_block = hashlib.sha256(), 0
        self._blocks = bytearray()
        self._file = self.path.open("x+b")

    def write(self, chunk: bytes) -> int:
        """Take one chunk, or only count it where the file cannot be taken."""
        self.size_bytes += len(chunk)
        self.check_limit(self.limit_bytes)
        if self.size_bytes >= self._look_at:
            self.check_room(self._keep_free_bytes)
            self._look_at = self.size_bytes + LOOK_EVERY_BYTES
        if not self.trouble:
            self._take(chunk)
        return len(chunk)

    def check_limit(self, limit_bytes: int) -> None:
        """Refuse a file that is larger than this."""
        if self.size_bytes > limit_bytes:
            self._refuse(f"This file is larger than {said_size(limit_bytes)}, the limit.")

    def check_room(self, keep_free_bytes: int) -> None:
        """Refuse a file that would not leave so much of the disk free."""
        if keep_free_bytes and shutil.disk_usage(self.path.parent).free < keep_free_bytes:
            self._refuse(LOW_WORDS)

    def _take(self, chunk: bytes) -> None:
        try:
            self._file.write(chunk)
        except OSError as error:
            self._meet(error)
            return
        self._whole.update(chunk)
        rest = memoryview(chunk)
        while rest:
            part = rest[: BLOCK_BYTES - self._in_block]
            self._block.update(part)
            self._in_block += len(part)
            rest = rest[len(part) :]
            if self._in_block == BLOCK_BYTES:
                self._end_block()

    def _end_block(self) -> None:
        self._blocks += self._block.digest()
        self._block, self._in_block = hashlib.sha256(), 0

    def _meet(self, error: OSError) -> None:
        if error.errno not in FULL:
            raise error
        self._refuse(FULL_WORDS)

    def _refuse(self, words: str) -> None:
        """Give the room back at once, for whatever else is coming in."""
        if not self.trouble:
            self.trouble = words
            self._file.truncate(0)

    def finish(self) -> Arrived:
        """Return what has come in, safe on the disk; Invalid when it could not be taken."""
        try:
            self._file.flush()
            os.fsync(self._file.fileno())
        except OSError as error:
            self._meet(error)
        if self.trouble:
            raise Invalid(self.trouble)
        if self._in_block:
            self._end_block()
        blocks = bytes(self._blocks) if self.size_bytes > BLOCK_BYTES else b""
        return Arrived(self.path, self._whole.hexdigest(), self.size_bytes, blocks)

    def seek(self, place: int, whence: int = 0) -> int:
        """Go to a place, as whoever parses a form does at the end."""
        try:
            return self._file.seek(place, whence)
        except OSError as error:  # what was still in the buffer
            self._meet(error)
            return 0

    def tell(self) -> int:
        """Return the place."""
        return self._file.tell()

    def read(self, size: int = -1) -> bytes:
        """Read what was taken; Invalid when it could not be."""
        if self.trouble:
            raise Invalid(self.trouble)
        return self._file.read(size)

    def close(self) -> None:
        """Forget it, unless it was kept; closing twice does no harm."""
        if self._file.closed:
            return
        try:
            self._file.close()
        except OSError as error:  # what was still in the buffer met a full disk
            if error.errno not in FULL:
                raise
        finally:
            if self.path.parent.is_dir():
                self.path.unlink(missing_ok=True)
                stamp(self.path.parent)
