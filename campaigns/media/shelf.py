"""Where kept bytes lie: what a folder and a bucket have in common, and nothing else."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Protocol

CHUNK_BYTES = 256 * 1024


@dataclass(frozen=True, slots=True)
class Lying:
    """Something that lies on a shelf, and when it was last put there."""

    name: str
    size_bytes: int
    put_at: datetime


class Shelf(Protocol):
    """A place for bytes under a name. It knows nothing of what they are and checks no hash."""

    def put(self, path: Path, name: str, *, instead: bool) -> None:
        """Lay a whole file down under a name that is free; `instead` of what lies there if told."""
        ...

    def read(self, name: str, start: int = 0, end: int | None = None) -> Iterator[bytes]:
        """Yield bytes from start up to end (exclusive); NotFound, at once, if there are none."""
        ...

    def size(self, name: str) -> int:
        """Return how many bytes lie under a name, or say NotFound."""
        ...

    def renew(self, name: str) -> bool:
        """Make it count as put here now; say whether it is (still) here."""
        ...

    def remove(self, name: str, unless_put_after: datetime) -> bool:
        """Take it away, unless it was put or renewed after a moment; say whether it went."""
        ...

    def on_disk(self, name: str) -> AbstractContextManager[Path]:
        """Give it as a file of this machine, to read for a while."""
        ...

    def lying(self) -> Iterator[Lying]:
        """Yield all that lies here."""
        ...

    def clear_broken_off(self, before: datetime) -> int:
        """Clear away what began to be put here before a moment and never came whole; count it."""
        ...
