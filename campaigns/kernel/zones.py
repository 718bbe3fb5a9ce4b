"""Wall-clock time and moments: what a clock on a wall in some zone shows, and when that is.

Two nights a year a wall clock skips an hour or shows it twice. A time that was skipped does not
exist and is refused where a person typed it, and moves on to the next minute where a schedule
meets it (`wall`); a time that comes twice is taken as the first.
"""

from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from campaigns.kernel.errors import Invalid


@cache
def zone(name: str) -> ZoneInfo:
    """Return an IANA zone by its name, or Invalid."""
    if name not in available_timezones():
        raise Invalid(f"There is no time zone called {name}.", {"timezone": "Choose a time zone."})
    return ZoneInfo(name)


def exists(local: datetime, name: str) -> bool:
    """Say whether a wall clock in the zone ever shows this naive local time."""
    moment = local.replace(tzinfo=zone(name))
    return moment.astimezone(UTC).astimezone(zone(name)).replace(tzinfo=None) == local


def to_utc(local: datetime, name: str, field: str = "time") -> datetime:
    """Return the moment (UTC) at which a wall clock in the zone shows this naive local time."""
    if not exists(local, name):
        raise Invalid(
            "That time does not exist.",
            {field: f"The clocks in {name} skip {local:%H:%M} on that day. Use another time."},
        )
    return local.replace(tzinfo=zone(name)).astimezone(UTC)


def to_local(moment: datetime, name: str) -> datetime:
    """Return the moment as a wall clock in the zone shows it (aware)."""
    return moment.astimezone(zone(name))


def wall(local: datetime, name: str) -> datetime:
    """Return the moment (UTC) of a local time: skipped ones move on, double ones come first."""
    while not exists(local, name):
        local += timedelta(minutes=1)
    return local.replace(tzinfo=zone(name)).astimezone(UTC)
