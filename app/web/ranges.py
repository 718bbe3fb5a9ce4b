"""Kept files given in parts: a film starts at once, and a phone can jump in it.

Range and If-Range are answered as the standard says (206, 200, 416); memory stays flat however long
the file is, and each block is checked against its hash before it leaves.
"""

from collections.abc import Iterator

from flask import Response, request

from campaigns.media import storage


class _Kept:
    """A kept file as a range of it is read: wound forward, then given block after block."""

    def __init__(self, key: str, size_bytes: int) -> None:
        self._key, self._size, self._place = key, size_bytes, 0
        self._blocks: Iterator[bytes] | None = None

    def seekable(self) -> bool:
        """Say that it can be wound."""
        return True

    def seek(self, place: int) -> int:
        """Begin at a place."""
        self._place, self._blocks = place, None
        return place

    def tell(self) -> int:
        """Return where it begins."""
        return self._place

    def __iter__(self) -> "_Kept":
        return self

    def __next__(self) -> bytes:
        if self._blocks is None:
            self._blocks = iter(storage.open_range(self._key, self._place, self._size))
        return next(self._blocks)


def answer(key: str, content_type: str, headers: dict[str, str]) -> Response:
    """Return a kept file, or the part of it that was asked for."""
    size = storage.size(key)
    given = Response(_Kept(key, size), content_type=content_type, headers=headers)
    given.content_length = size
    given.set_etag(key)
    given.make_conditional(request, accept_ranges=True, complete_length=size)
    return given
