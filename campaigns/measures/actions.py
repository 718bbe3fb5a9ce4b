"""Keep what a platform counted of a post, or why it did not."""

from datetime import datetime

from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db
from campaigns.measures import queries
from campaigns.measures.model import Measure
from campaigns.platforms.base import Measures


@atomic
def keep_counts(delivery_id: int, counted: Measures, next_at: datetime | None) -> Measure:
    """Keep the newest counts; a count that is not told any more stays as it was last told."""
    row = _row_of(delivery_id)
    for name in ("views", "likes", "shares", "replies"):
        value = getattr(counted, name)
        if value is not None:
            setattr(row, name, value)
    row.measured_at, row.next_at, row.trouble = clock.now(), next_at, None
    return row


@atomic
def keep_trouble(delivery_id: int, words: str | None, next_at: datetime | None) -> Measure:
    """Keep why there are no new counts; without a moment nobody asks again."""
    row = _row_of(delivery_id)
    row.trouble, row.next_at = words, next_at
    return row


def _row_of(delivery_id: int) -> Measure:
    row = queries.find_measure(delivery_id) or Measure(delivery_id=delivery_id)
    db.session.add(row)
    return row
