"""How moments and numbers read on a page.

`{{ moment|at(zone) }}` gives "today 14:20" or "Tue 3 Mar 09:05"; the component `time` wraps it in
<time> with the full date and zone for hover and screen readers.
"""

import hashlib
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask

from campaigns.kernel import clock
from campaigns.kernel.text import said_cents
from campaigns.kernel.zones import to_local


def at(moment: datetime | None, zone: str) -> str:
    """Return a moment as people say it, in the zone."""
    if moment is None:
        return "—"
    local, today = to_local(moment, zone), to_local(clock.now(), zone)
    days = (local.date() - today.date()).days
    named = {-1: "yesterday", 0: "today", 1: "tomorrow"}
    if days in named:
        return f"{named[days]} {local:%H:%M}"
    year = "" if local.year == today.year else f" {local.year}"
    return f"{local:%a} {local.day} {local:%b}{year} {local:%H:%M}"


def full(moment: datetime | None, zone: str) -> str:
    """Return the whole date, time and zone."""
    if moment is None:
        return ""
    local = to_local(moment, zone)
    return f"{local:%A} {local.day} {local:%B %Y}, {local:%H:%M:%S} {local.tzname()} ({zone})"


def ago(moment: datetime | None) -> str:
    """Return how long ago it was, in one unit: "2 min", "3 h", "4 d"."""
    if moment is None:
        return "—"
    seconds = max(0, int((clock.now() - moment).total_seconds()))
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return "now"


def day(moment: datetime, zone: str) -> str:
    """Return the day as the public reads it: "Saturday 12 July", with the year if it is past."""
    local, today = to_local(moment, zone), to_local(clock.now(), zone)
    year = "" if local.year == today.year else f" {local.year}"
    return f"{local:%A} {local.day} {local:%B}{year}"


def wall(moment: datetime, zone: str) -> str:
    """Return the time as a clock on the wall there shows it: "14:20"."""
    return f"{to_local(moment, zone):%H:%M}"


def zone_words(zone: str) -> str:
    """Return a zone as people say it: "Toronto time"."""
    return f"{zone.rpartition('/')[2].replace('_', ' ')} time"


@lru_cache(maxsize=512)
def _version(path: Path, _changed_ns: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


def version_static(app: Flask) -> None:
    """Put a file's version into its address, so that browsers may keep it for good."""

    def add(endpoint: str, values: dict[str, Any]) -> None:
        if endpoint != "static" or "v" in values:
            return
        path = Path(app.static_folder or "") / values["filename"]
        if path.is_file():
            values["v"] = _version(path, path.stat().st_mtime_ns)

    app.url_defaults(add)


def init_app(app: Flask) -> None:
    """Teach the templates these words."""
    version_static(app)
    app.jinja_env.filters.update(
        at=at, full=full, ago=ago, day=day, wall=wall, zone_words=zone_words, cents=said_cents
    )
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
