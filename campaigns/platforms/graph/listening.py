"""How a list of the Graph API is heard: newest first, back to a little before what is known.

A row that cannot be read is kept raw, under the name it has or that of its bytes.
"""

import hashlib
import json
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from campaigns.kernel import clock
from campaigns.platforms.base import Incoming
from campaigns.platforms.graph.calls import Graph, Row, moment

OVERLAP = timedelta(hours=1)
PAGES = 50

Reader = Callable[[Row], dict[str, Any]]


def begin_of(since: str | None) -> datetime | None:
    """Return from when on a list is read again."""
    return datetime.fromisoformat(since) - OVERLAP if since else None


def newer(
    graph: Graph, path: str, asked: Row, clock_of: str, begin: datetime | None
) -> tuple[list[Row], str]:
    """Read a list back to a moment; say so if it was longer than could be read."""
    found: list[Row] = []
    for number, rows in enumerate(graph.pages(path, asked), start=1):
        fresh = [row for row in rows if begin is None or at(row, clock_of) >= begin]
        found += fresh
        if is_over(rows, clock_of, begin):
            break
        if number == PAGES:
            return found, f"More came on {graph.label} than could be read at once ({path})."
    return found, ""


def at(row: Any, clock_of: str) -> datetime:
    """Return a row's moment; what has none that can be read is taken as new."""
    try:
        return moment(row[clock_of])
    except (KeyError, TypeError, ValueError):
        return clock.now()


def is_over(rows: Sequence[Any], clock_of: str, begin: datetime | None) -> bool:
    """Say whether the next page holds only what is older; not where a list comes oldest first."""
    if not rows or begin is None:
        return False
    first, last = at(rows[0], clock_of), at(rows[-1], clock_of)
    return last < begin and last <= first


def newest(rows: Iterable[Row], clock_of: str, since: str | None) -> str | None:
    """Return the latest moment of these rows, or the one that was known."""
    known = [datetime.fromisoformat(since)] if since else []
    moments = [*known, *(at(row, clock_of) for row in rows)]
    return max(moments).isoformat() if moments else None


def heard(rows: Sequence[Row], read: Reader) -> tuple[Incoming, ...]:
    """Return rows that came newest first as the house knows them, oldest first."""
    return tuple(sorted((_heard(row, read) for row in reversed(rows)), key=lambda item: item.at))


def _heard(row: Any, read: Reader) -> Incoming:
    raw = json.dumps(row, ensure_ascii=False).encode()
    try:
        return Incoming(raw=raw, **read(row))
    except (KeyError, TypeError, ValueError, AttributeError):
        name = row.get("id") if isinstance(row, dict) else None
        ref = str(name or hashlib.sha256(raw).hexdigest())
        return Incoming(ref, "", "", clock.now(), raw=raw, unreadable=True)
