"""Whether the house can do its work: the database answers, files can be kept, the clock ticks."""

import tempfile
from pathlib import Path

from sqlalchemy.exc import SQLAlchemyError

from campaigns.jobs.queries import scheduler_seen
from campaigns.kernel import clock, settings


def check() -> dict[str, bool]:
    """Return what works, by name; without a database nobody knows of the scheduler either."""
    scheduler = _scheduler()
    return {
        "database": scheduler is not None,
        "storage": _can_write(settings.current().data_dir),
        "scheduler": bool(scheduler),
    }


def _scheduler() -> bool | None:
    """Say whether a scheduler is at work; None where the database does not answer."""
    try:
        return scheduler_seen(clock.now())
    except SQLAlchemyError:
        return None


def _can_write(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"?")
    except OSError:
        return False
    return True
