"""The steps of a case's cadence for which nobody has written an update yet."""

from dataclasses import dataclass
from datetime import datetime

from campaigns.cases.queries import find_incident, find_last_seen, find_main_person
from campaigns.deliveries import queries as deliveries
from campaigns.kernel.errors import Broken
from campaigns.updates import queries
from campaigns.updates.cadence import Anchors, Beat, Step, Template, next_yearly, yearly
from campaigns.updates.model import Cadence


@dataclass(frozen=True, slots=True)
class Upcoming:
    """Something that is to be said: an approved post, or a step that still has to be written."""

    at: datetime
    label: str
    update_id: int | None = None
    step: str | None = None


def anchors_of(case_id: int, starts_at: datetime, timezone: str) -> Anchors:
    """Return what the steps of a case are counted from."""
    incident, last_seen = find_incident(case_id), find_last_seen(case_id)
    event = incident.from_at if incident else last_seen.at if last_seen else None
    person = find_main_person(case_id)
    try:
        birth_date = person.birth_date if person else None
    except Broken:  # the case's key is gone, and with it the date
        birth_date = None
    return Anchors(starts_at, timezone, event, birth_date)


def list_ghosts(case_id: int, since: datetime, until: datetime) -> list[Beat]:
    """Return the unwritten steps in a span of time, in order; none once the cadence is stopped."""
    cadence = queries.find_cadence(case_id)
    if cadence is None or cadence.stopped_at is not None:
        return []
    anchors = anchors_of(case_id, cadence.starts_at, cadence.timezone)
    beats = [each for each in _kept(cadence) if since <= each.at < until]
    beats += yearly(Template(cadence.template), anchors, since, until)
    written = queries.written_steps(case_id)
    return sorted((each for each in beats if each.key not in written), key=lambda each: each.at)


def list_upcoming(case_id: int, now: datetime) -> list[Upcoming]:
    """Return what is next: posts that will go out by themselves, and steps still to be written."""
    planned = [
        Upcoming(each.send_at, "Post", update_id=each.update_id)
        for each in deliveries.list_upcoming(case_id)
        if each.update_id is not None
    ]
    cadence = queries.find_cadence(case_id)
    steps: list[Beat] = []
    if cadence is not None and cadence.stopped_at is None:
        anchors = anchors_of(case_id, cadence.starts_at, cadence.timezone)
        steps = [each for each in _kept(cadence) if each.at > now]
        steps += next_yearly(Template(cadence.template), anchors, now)
    written = queries.written_steps(case_id)
    ghosts = [
        Upcoming(each.at, each.label, step=each.key) for each in steps if each.key not in written
    ]
    return sorted(planned + ghosts, key=lambda each: each.at)


def _kept(cadence: Cadence) -> list[Beat]:
    return [
        Beat(each["key"], Step(each["key"]), datetime.fromisoformat(each["at"]))
        for each in cadence.steps
    ]
