"""How a triage list is chosen, ordered and leafed through."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Self

from campaigns.kernel.states import Labelled
from campaigns.kernel.text import fold, words
from campaigns.tips.model import Tip, TipSource, TipState

EXCERPT_CHARS = 140


class TipOrder(Labelled):
    """What stands first in a triage list."""

    NEWEST = "newest", "Newest first"
    OLDEST_UNREAD = "oldest-unread", "Oldest unread first"
    PRIORITY = "priority", "Highest priority first"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which tips a list shows; nothing chosen means all of them."""

    order: TipOrder = TipOrder.NEWEST
    states: tuple[TipState, ...] = ()
    source: TipSource | None = None
    claimed_by_id: int | None = None
    unclaimed: bool = False
    restricted: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A tip's place in a list, whatever comes in above or below; written `rank.id` in addresses."""

    rank: int
    tip_id: int

    @classmethod
    def of(cls, tip: Tip) -> Self:
        """Return the place of a tip."""
        return cls(tip.priority_rank, tip.id)

    @classmethod
    def read(cls, written: str | None) -> Self | None:
        """Return the place that an address names, or None if it names none."""
        rank, dot, tip_id = (written or "").partition(".")
        if not (dot and rank.isdecimal() and tip_id.isdecimal() and len(tip_id) < len(str(2**63))):
            return None
        return cls(int(rank), int(tip_id))

    def __str__(self) -> str:
        return f"{self.rank}.{self.tip_id}"


@dataclass(frozen=True, slots=True)
class TipPage:
    """One page of a list; `earlier` and `later` are the places to go on from, if there is more."""

    tips: list[Tip]
    earlier: Place | None
    later: Place | None


def excerpt(text: str, chars: int = EXCERPT_CHARS) -> str:
    """Return the beginning of a text on one line, for a list; the text itself is never cut."""
    line = " ".join(text.split())
    if len(line) <= chars:
        return line
    head = line[:chars]
    return (head.rpartition(" ")[0] or head) + " …"


def saying(query: str) -> Callable[[Tip], bool]:
    """Return a test for tips in which every word of a query occurs, accents and case aside."""
    wanted = words(query)

    def fits(tip: Tip) -> bool:
        parts = (tip.text, tip.sender, tip.contact, tip.when_words, tip.where_words)
        said = fold(" ".join(part for part in parts if part))
        return all(word in said for word in wanted)

    return fits
