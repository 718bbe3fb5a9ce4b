"""How far a stream of X has been heard, and what of it is looked at again.

X tells nobody that a post was taken back, so the newest that were heard are looked up a few times
a day: what is gone then is known to be gone. X charges a post once a day, however often it is read.
"""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from campaigns.kernel import clock
from campaigns.platforms.clients.x.places import LABEL

HORIZON = timedelta(days=7)
SAFELY = timedelta(minutes=10)
EPOCH_MS, ID_SHIFT = 1_288_834_974_657, 22  # an id is milliseconds since then, then 22 bits
OVERLAP_IDS = 10 * 60_000 << ID_SHIFT
HELD, LOOK_EVERY = 100, timedelta(hours=6)  # X takes a hundred ids at a time


@dataclass(frozen=True, slots=True)
class Cursor:
    """How far a stream has been heard."""

    newest: int = 0
    at: datetime | None = None
    of: frozenset[str] = frozenset()
    held: tuple[str, ...] = ()
    looked_at: datetime | None = None

    @classmethod
    def read(cls, kept: str | None) -> "Cursor":
        """Read one that was kept."""
        if kept is None:
            return cls()
        found = json.loads(kept)
        return cls(
            int(found["newest"]),
            datetime.fromisoformat(found["at"]),
            frozenset(found["of"]),
            tuple(found.get("held", ())),
            datetime.fromisoformat(found.get("looked_at", found["at"])),
        )

    def on(
        self, newest: int, heard: Collection[str], gone: Collection[str], of: Iterable[str]
    ) -> str:
        """Return the cursor to keep after a hearing."""
        now = clock.now()
        held = sorted({*self.held, *heard} - {*gone}, key=int)
        looked_at = now if self.is_time_to_look or self.looked_at is None else self.looked_at
        kept = {
            "newest": str(newest),
            "at": now.isoformat(),
            "of": sorted(of),
            "held": held[-HELD:],
            "looked_at": looked_at.isoformat(),
        }
        return json.dumps(kept)

    @property
    def is_time_to_look(self) -> bool:
        """Say whether what was heard should be looked at again."""
        return self.looked_at is not None and clock.now() - self.looked_at >= LOOK_EVERY

    @property
    def since_id(self) -> int | None:
        """Return from which post on a search goes; None where X would not look back so far."""
        begin = self.newest - OVERLAP_IDS
        made_at = ((begin >> ID_SHIFT) + EPOCH_MS) / 1000
        return begin if made_at > (clock.now() - HORIZON + SAFELY).timestamp() else None

    @property
    def missed(self) -> str:
        """Say that we listened too long ago to have heard everything."""
        if self.at is None or clock.now() - self.at < HORIZON:
            return ""
        return f"{LABEL} lets us look back 7 days only, and nobody listened since {self.at:%d %B}."
