"""How much room there is for files: on the disk, in a case, in the house.

A tip comes before everything: below the first mark staff add no more files, below the second tips
are taken without theirs. A tip's words are never refused for want of room; quotas bind staff only.
"""

import shutil

from campaigns.kernel import settings
from campaigns.kernel.errors import Invalid
from campaigns.kernel.states import Labelled
from campaigns.kernel.text import said_size
from campaigns.media.model import MediaKind
from campaigns.media.queries import bytes_kept

UNBOUND = frozenset({MediaKind.EVIDENCE, MediaKind.POSTER})  # tips, and what is small and ours
NEARLY = 0.9


class Room(Labelled):
    """How the disk stands."""

    ENOUGH = "enough", "Enough room"
    LOW = "low", "Little room: only tips bring files", "wait"
    FULL = "full", "No room: tips are taken without files", "life"


def free_bytes() -> int:
    """Return how much is free where files arrive."""
    folder = settings.current().data_dir
    return shutil.disk_usage(folder if folder.is_dir() else folder.parent).free


def standing() -> Room:
    """Return how the disk stands."""
    given, free = settings.current(), free_bytes()
    if free < given.tip_reserve_bytes:
        return Room.FULL
    return Room.LOW if free < given.low_disk_bytes else Room.ENOUGH


def floor_of(kind: MediaKind) -> int:
    """Return how much a file of this kind must leave free."""
    if kind is MediaKind.POSTER:
        return 0
    given = settings.current()
    return given.tip_reserve_bytes if kind is MediaKind.EVIDENCE else given.low_disk_bytes


def check_quota(case_id: int, kind: MediaKind, size_bytes: int) -> None:
    """Refuse a file for which the case, or the house, has no room left."""
    if kind in UNBOUND:
        return
    given = settings.current()
    bounds = ((given.case_quota_bytes, case_id, "case"), (given.house_quota_bytes, None, "house"))
    for quota, within, name in bounds:
        if quota and (held := bytes_kept(within)) + size_bytes > quota:
            raise Invalid(
                f"There is no room for this file: the {name} holds {said_size(held)} of "
                f"{said_size(quota)}, and the file has {said_size(size_bytes)}. "
                "Ask an administrator for more room, or use a smaller file."
            )


def nearly_full(case_id: int | None = None) -> str:
    """Return words where a case, or the house, has nearly used its room; else nothing."""
    given = settings.current()
    quota = given.house_quota_bytes if case_id is None else given.case_quota_bytes
    held = bytes_kept(case_id) if quota else 0
    if not quota or held < quota * NEARLY:
        return ""
    return f"{said_size(held)} of {said_size(quota)} are used."
