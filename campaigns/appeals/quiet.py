"""Quiet hours: the part of every night in which an appeal says nothing by itself.

They stand on the wall clock of the case's zone, across the nights on which it jumps: a beginning
or end that is skipped comes at the next minute there is, one that comes twice comes the first time.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

from campaigns.appeals.model import Appeal
from campaigns.cases.model import Risk
from campaigns.kernel.errors import Invalid
from campaigns.kernel.zones import to_local, wall

USUAL = (time(22), time(7))
LONGEST = timedelta(hours=16)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Quiet:
    """From when until when, on the clock of a zone; an end before the start is the next day's."""

    start: time
    end: time
    timezone: str

    def when(self, may_go: datetime) -> datetime:
        """Return the first moment from `may_go` on that is not in quiet hours."""
        today = to_local(may_go, self.timezone).date()
        for day in (today - DAY, today):
            begins = datetime.combine(day, self.start)
            ends = datetime.combine(day, self.end) + (DAY if self.end <= self.start else DAY * 0)
            if wall(begins, self.timezone) <= may_go < wall(ends, self.timezone):
                return wall(ends, self.timezone)
        return may_go

    def until(self, may_go: datetime) -> datetime | None:
        """Return when the quiet hours end that this moment lies in; None where it lies in none."""
        goes = self.when(may_go)
        return goes if goes > may_go else None

    def told(self, end: datetime) -> str:
        """Return what is said of something that waits for this end."""
        return f"waits until {to_local(end, self.timezone):%H:%M}: quiet hours"


def usual(risk: Risk) -> tuple[time, time] | None:
    """Return the quiet hours that an appeal begins with: none where a life may hang on a night."""
    return None if risk is Risk.HIGH else USUAL


def put_hours(appeal: Appeal, hours: tuple[time, time] | None) -> None:
    """Put quiet hours on an appeal, or take them off."""
    told = [f"{each:%H:%M}" for each in hours or ()]
    appeal.quiet_from, appeal.quiet_until = told or (None, None)


def check_hours(start: time, end: time) -> None:
    """Refuse quiet hours that are none, or that leave too little of the day to speak."""
    length = (_since_midnight(end) - _since_midnight(start)) % DAY
    if not length:
        raise Invalid("That is no time.", {"end": "Give an end that differs from the beginning."})
    if length > LONGEST:
        most = LONGEST // timedelta(hours=1)
        words = f"These are {length / timedelta(hours=1):.3g} hours; {most} are possible."
        raise Invalid("Quiet hours are too long.", {"end": words})


def _since_midnight(at: time) -> timedelta:
    return timedelta(hours=at.hour, minutes=at.minute)
