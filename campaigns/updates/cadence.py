"""When an appeal speaks again: templates of steps, worked out by APScheduler's triggers.

Steps that are counted in hours are so many hours on. All others keep to the clock on the wall in
the case's zone, across the nights on which it jumps: a time that is skipped is taken at the next
minute there is, a time that comes twice is taken the first time. Whoever was born on 29 February
has a birthday on 28 February in other years.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from apscheduler.triggers.cron import CronTrigger

from campaigns.cases.model import CaseKind, Risk
from campaigns.kernel.states import Labelled
from campaigns.kernel.zones import to_local, wall, zone

EVENING, BIRTHDAY_HOUR, ANNIVERSARY_HOUR = 19, 8, 10
FEBRUARY, LEAP_DAY = 2, 29


class Step(Labelled):
    """One beat of a cadence."""

    NOW = "now", "At once"
    HOURS_3 = "t+3h", "3 hours on"
    EVENING = "evening", "That evening"
    HOURS_24 = "t+24h", "24 hours on"
    HOURS_72 = "t+72h", "72 hours on"
    DAYS_7 = "t+7d", "A week on: same weekday, same hour"
    DAYS_30 = "t+30d", "30 days on"
    BIRTHDAY = "birthday", "Birthday"
    ANNIVERSARY = "anniversary", "Anniversary"


YEARLY = frozenset({Step.BIRTHDAY, Step.ANNIVERSARY})
ALL = tuple(Step)


class Template(Labelled):
    """A rhythm that suits a kind of case."""

    MISSING_HIGH = "missing_high", "Missing, high risk: eight steps and every year"
    MISSING = "missing", "Missing: from the evening on, and every year"
    WITNESS = "witness", "Witnesses: back at the same weekday and hour"
    SLOW = "slow", "Identification: a day, a week, a month, every year"


STEPS: dict[Template, tuple[Step, ...]] = {
    Template.MISSING_HIGH: ALL,
    Template.MISSING: tuple(step for step in ALL if step is not Step.HOURS_3),
    Template.WITNESS: (
        Step.NOW,
        Step.HOURS_3,
        Step.HOURS_24,
        Step.HOURS_72,
        Step.DAYS_7,
        Step.DAYS_30,
        Step.ANNIVERSARY,
    ),
    Template.SLOW: (Step.NOW, Step.HOURS_24, Step.DAYS_7, Step.DAYS_30, Step.ANNIVERSARY),
}


@dataclass(frozen=True, slots=True)
class Anchors:
    """What the steps are counted from: the start, what happened, and a date of birth."""

    starts_at: datetime
    timezone: str
    event_at: datetime | None = None
    birth_date: date | None = None


@dataclass(frozen=True, slots=True)
class Beat:
    """A step with its moment; `key` tells one year's birthday from the next."""

    key: str
    step: Step
    at: datetime

    @property
    def label(self) -> str:
        """Return the step in words."""
        return self.step.label


def template_for(kind: CaseKind, risk: Risk) -> Template:
    """Return the template that suits a kind of case and its risk."""
    if kind is CaseKind.MISSING:
        return Template.MISSING_HIGH if risk is Risk.HIGH else Template.MISSING
    return Template.WITNESS if kind is CaseKind.WITNESS else Template.SLOW


def once(template: Template, anchors: Anchors) -> list[Beat]:
    """Return the steps that come once, in order of time; a step that makes no sense is left out."""
    beats = []
    for step in STEPS[template]:
        at = None if step in YEARLY else _at(step, anchors)
        if at is not None:
            beats.append(Beat(step.value, step, at))
    return sorted(beats, key=lambda beat: beat.at)


def _at(step: Step, anchors: Anchors) -> datetime | None:
    start = anchors.starts_at
    local = to_local(start, anchors.timezone).replace(tzinfo=None)
    days = {Step.HOURS_24: 1, Step.HOURS_72: 3, Step.DAYS_30: 30}
    if step in days:
        return wall(local + timedelta(days=days[step]), anchors.timezone)
    if step is Step.EVENING:
        evening = wall(
            local.replace(hour=EVENING, minute=0, second=0, microsecond=0), anchors.timezone
        )
        return evening if evening > start else None
    if step is Step.DAYS_7:
        return _same_weekday_and_hour(anchors)
    return start + timedelta(hours=3 if step is Step.HOURS_3 else 0)


def _same_weekday_and_hour(anchors: Anchors) -> datetime:
    """Return when, nearest to a week from the start, the week stands where it stood at the event.

    People keep to their week: who came by on a Friday at 22:40 comes by on the next one.
    """
    event = to_local(anchors.event_at or anchors.starts_at, anchors.timezone)
    start = to_local(anchors.starts_at, anchors.timezone).replace(tzinfo=None)
    earliest = start + timedelta(days=3, hours=12)
    ahead = (event.weekday() - earliest.weekday()) % 7
    local = datetime.combine(earliest.date() + timedelta(days=ahead), event.time())
    if local < earliest:
        local += timedelta(days=7)
    return wall(local, anchors.timezone)


def yearly(
    template: Template, anchors: Anchors, since: datetime, until: datetime
) -> Iterator[Beat]:
    """Yield birthdays and anniversaries in a span of time, after the start of the cadence."""
    zone_name = anchors.timezone
    event = to_local(anchors.event_at, zone_name).date() if anchors.event_at else None
    days = {
        Step.BIRTHDAY: (anchors.birth_date, BIRTHDAY_HOUR),
        Step.ANNIVERSARY: (event, ANNIVERSARY_HOUR),
    }
    for step in STEPS[template]:
        day, hour = days.get(step, (None, 0))
        if day is None:
            continue
        for at in _each_year(day, hour, zone_name, max(since, anchors.starts_at)):
            if at >= until:
                break
            year = to_local(at, zone_name).year
            if year > day.year:
                yield Beat(f"{step.value}-{year}", step, at)


def _each_year(day: date, hour: int, timezone: str, since: datetime) -> Iterator[datetime]:
    leap = (day.month, day.day) == (FEBRUARY, LEAP_DAY)
    trigger = CronTrigger(
        month=day.month, day="last" if leap else day.day, hour=hour, timezone=zone(timezone)
    )
    at = trigger.get_next_fire_time(None, since)
    while at is not None:
        yield at.astimezone(UTC)
        at = trigger.get_next_fire_time(at, at + timedelta(days=1))


def next_yearly(template: Template, anchors: Anchors, now: datetime) -> list[Beat]:
    """Return the next birthday and the next anniversary, each once."""
    found: dict[Step, Beat] = {}
    for beat in yearly(template, anchors, now, now + timedelta(days=366 + 1)):
        found.setdefault(beat.step, beat)
    return sorted(found.values(), key=lambda beat: beat.at)
