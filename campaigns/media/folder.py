"""The shelf that is a folder of this machine: DATA_DIR/media/ab/<name>.

File and folder times are set to the hour, so that they do not tell when an anonymous person sent
something. (What a file system keeps beside them, such as the inode's change time, it does not let
us set.)
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from campaigns.kernel.errors import NotFound
from campaigns.media.arriving import stamp
from campaigns.media.shelf import CHUNK_BYTES, Lying

NOTHING = "There is no such file."


class Folder:
    """A folder, spread over 256 folders by the first two signs of a name."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def _place(self, name: str) -> Path:
        return self._root / name[:2] / name

    def put(self, path: Path, name: str, *, instead: bool) -> None:
        """Move a file of the same disk here; it replaces its like, whole, so `instead` is free."""
        del instead
        place = self._place(name)
        if not place.parent.is_dir():
            place.parent.mkdir(parents=True, exist_ok=True)
            _sync(self._root)
            stamp(self._root)
        stamp(path)
        path.chmod(0o440)
        path.replace(place)
        _sync(place.parent)
        stamp(place.parent)

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield bytes from start up to end (exclusive)."""
        place = self._place(name)
        if not place.is_file():
            raise NotFound(NOTHING)
        return _read(place, start, end)

    def size(self, name: str) -> int:
        """Return how many bytes lie under a name."""
        try:
            return self._place(name).stat().st_size
        except FileNotFoundError:
            raise NotFound(NOTHING) from None

    def renew(self, name: str) -> bool:
        """Set its time to this hour."""
        try:
            stamp(self._place(name))
        except FileNotFoundError:
            return False
        return True

    def remove(self, name: str, unless_put_after: datetime) -> bool:
        """Take it away. It is set aside first: who renews it in this very moment finds it again."""
        place, aside = self._place(name), self._root / "leaving" / name
        aside.parent.mkdir(exist_ok=True)
        try:
            place.rename(aside)
        except FileNotFoundError:
            return False
        if _put_at(aside) > unless_put_after:
            aside.replace(place)
            return False
        aside.unlink()
        stamp(aside.parent)
        stamp(place.parent)
        return True

    @contextmanager
    def on_disk(self, name: str) -> Iterator[Path]:
        """Give the file itself."""
        place = self._place(name)
        if not place.is_file():
            raise NotFound(NOTHING)
        yield place

    def lying(self) -> Iterator[Lying]:
        """Yield all that lies here."""
        for place in self._root.glob("[0-9a-f][0-9a-f]/*"):
            found = place.stat()
            yield Lying(place.name, found.st_size, datetime.fromtimestamp(found.st_mtime, UTC))

    def clear_broken_off(self, before: datetime) -> int:
        """Put back what a sweep that was cut short had set aside: it is looked at again."""
        del before
        for aside in (self._root / "leaving").glob("*"):
            aside.replace(self._place(aside.name))
        return 0


def _put_at(path: Path) -> datetime:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _read(place: Path, start: int, end: int | None) -> Iterator[bytes]:
    with place.open("rb") as file:
        file.seek(start)
        left = end - start if end is not None else None
        while left is None or left > 0:
            chunk = file.read(CHUNK_BYTES if left is None else min(CHUNK_BYTES, left))
            if not chunk:
                return
            if left is not None:
                left -= len(chunk)
            yield chunk


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
