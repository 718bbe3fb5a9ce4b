"""When a post is counted again: often while it spreads, then less, and after a month no more."""

from datetime import datetime, timedelta

# (younger than, ask again after): posts of an appeal spread in their first hours.
STEPS = (
    (timedelta(hours=6), timedelta(minutes=30)),
    (timedelta(days=2), timedelta(hours=3)),
    (timedelta(days=30), timedelta(days=1)),
)
AFTER_TROUBLE = timedelta(hours=1)


def next_look(sent_at: datetime, now: datetime) -> datetime | None:
    """Return when a post is counted next, or None once it is too old."""
    age = now - sent_at
    return next((now + wait for younger, wait in STEPS if age < younger), None)
