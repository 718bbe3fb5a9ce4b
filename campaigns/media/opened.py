"""A kept file as Python's own kind of file: read and sought in, never held as a whole.

What is read is checked block by block (`storage.open_range`), so memory stays flat however large
the film is.
"""

import io
from typing import TYPE_CHECKING, BinaryIO, cast

from campaigns.media import storage

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer  # exists for those who check types alone

READ_BYTES = 1024 * 1024


class _Kept(io.RawIOBase):
    """The bytes of one kept file, from wherever they are asked for."""

    def __init__(self, key: str) -> None:
        self._key, self._size, self._at = key, storage.size(key), 0

    def readable(self) -> bool:
        """It is only ever read."""
        return True

    def seekable(self) -> bool:
        """It can be read again from any place."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place in the file."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._size}[whence]
        self._at = max(base + offset, 0)
        return self._at

    def tell(self) -> int:
        """Return the place that is read from next."""
        return self._at

    def readinto(self, buffer: "WriteableBuffer", /) -> int:
        """Read as much as fits."""
        room = memoryview(buffer).cast("B")
        end = min(self._at + len(room), self._size)
        if end <= self._at:
            return 0
        start = self._at
        for chunk in storage.open_range(self._key, start, end):
            room[self._at - start : self._at - start + len(chunk)] = chunk
            self._at += len(chunk)
        return self._at - start


def open_kept(key: str) -> BinaryIO:
    """Open a kept file for reading, from its beginning."""
    return cast("BinaryIO", io.BufferedReader(_Kept(key), READ_BYTES))
