"""The only file that reads the time.

A story told in tests moves the clock with `use`; everything else only asks `now`.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def _real() -> datetime:
    return datetime.now(UTC)


class _Hand:
    """Where this process takes the time from."""

    source: Callable[[], datetime] = staticmethod(_real)


_HAND = _Hand()


def now() -> datetime:
    """Return the present moment, in UTC."""
    return _HAND.source()


def hour() -> datetime:
    """Return the present hour: the finest time that is kept of an anonymous person."""
    return now().replace(minute=0, second=0, microsecond=0)


def after(**span: float) -> datetime:
    """Return the moment that lies `span` (as timedelta takes it) from now."""
    return now() + timedelta(**span)


def use(source: Callable[[], datetime] | None) -> None:
    """Take the time from `source`; None goes back to the real clock."""
    _HAND.source = source or _real
