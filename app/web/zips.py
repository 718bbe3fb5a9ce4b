"""An archive that is sent while it is being made: memory stays flat, whatever its size."""

import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime

from campaigns.media import storage


class _Outlet:
    """A file that only grows, and hands on what was written since it was last asked."""

    def __init__(self) -> None:
        self._written: list[bytes] = []
        self._length = 0

    def write(self, part: bytes) -> int:
        """Take a part."""
        self._written.append(bytes(part))
        self._length += len(part)
        return len(part)

    def flush(self) -> None:
        """Keep nothing back: there is nothing to flush."""

    def close(self) -> None:
        """Stay open: what was written is still to be handed on."""

    def tell(self) -> int:
        """Return how far it has grown."""
        return self._length

    def taken(self) -> bytes:
        """Return what was written since the last time."""
        whole = b"".join(self._written)
        self._written.clear()
        return whole


def zipped(parts: Iterable[tuple[str, str]], at: datetime) -> Iterator[bytes]:
    """Yield a zip of kept files: (name in it, storage key). Pictures are small already: stored."""
    outlet = _Outlet()
    with zipfile.ZipFile(outlet, "w", zipfile.ZIP_STORED) as archive:
        for name, key in parts:
            entry = zipfile.ZipInfo(name, at.timetuple()[:6])
            with archive.open(entry, "w") as inside:
                for chunk in storage.stream(key):
                    inside.write(chunk)
                    yield outlet.taken()
    yield outlet.taken()
