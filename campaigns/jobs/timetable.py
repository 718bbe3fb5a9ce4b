"""The timetable: every job, and how often the scheduler looks whether it has something to do.

A job finds what is due in the tables and calls actions; running one twice does no harm.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Job:
    """One line of the timetable; `at_start` runs it once before the first tick."""

    name: str
    run: Callable[[], None]
    every_s: float
    at_start: bool = False


def timetable(tick_s: float, senders: int) -> tuple[Job, ...]:
    """Return the jobs; `tick_s` is the beat of the sending, `senders` how many at once."""
    del tick_s, senders
    return ()
