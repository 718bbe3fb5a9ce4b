"""Who is sitting in front of the page, and which warnings they say they have read.

The face installs how this is found out; a job has nobody in front of it.
"""

from collections.abc import Callable
from dataclasses import dataclass

from campaigns.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class Reader:
    """Someone who can be shown a warning; `read` holds the marks of those they have read."""

    actor: Actor
    read: frozenset[str]


_find: list[Callable[[], Reader | None]] = []


def install(find: Callable[[], Reader | None]) -> None:
    """Say how the reader is found."""
    _find[:] = [find]


def reader() -> Reader | None:
    """Return who would see a warning now, or None where nobody would."""
    return _find[0]() if _find else None
