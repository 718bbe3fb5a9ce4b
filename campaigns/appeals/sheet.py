"""The launch sheet: one form that makes a case into an appeal, saved whole or not at all.

The form keeps what it saw of the case when it was opened (`mark_of`). If someone else, or another
tab, has changed the case since, saving says so instead of winning.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from campaigns.appeals import actions as appeals
from campaigns.appeals import already, propose, queries
from campaigns.appeals.model import AppealState
from campaigns.cases import publicity_actions as publicity
from campaigns.cases import queries as cases
from campaigns.cases import rules as case_rules
from campaigns.cases import story_actions as story
from campaigns.cases.given import (
    FactGiven,
    HoldbackGiven,
    IncidentGiven,
    PersonGiven,
    SeenGiven,
)
from campaigns.cases.model import PersonRole, Visibility
from campaigns.kernel.db import atomic
from campaigns.kernel.errors import Invalid
from campaigns.media import actions as media
from campaigns.media.files import Recut
from campaigns.media.queries import get_asset
from campaigns.users.model import User

G = TypeVar("G")
CHANGED = (
    "Someone changed this case after you opened this page (or you did, in another tab). "
    "What you typed is still here. Look at it beside the case, then save again to keep yours."
)


@dataclass(frozen=True, slots=True)
class Row(Generic[G]):
    """One row of the form: its place there, the id of what it changes (if any), what it gives."""

    place: str
    given: G
    id: int | None = None
    remove: bool = False


@dataclass(frozen=True, slots=True)
class PhotoGiven:
    """What is said of a photo; `recut` has the new derivatives where the crop was changed."""

    year: int | None
    label: str
    alt: str
    age_progressed: bool
    publish: bool
    recut: Recut | None = None


@dataclass(frozen=True, slots=True)
class ConsentGiven:
    """Who agreed to what, or refused."""

    given_by: str
    scope: str
    how: str = ""
    refused: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything the form gives at once. None and () leave things as they are."""

    mark: str
    person: Row[PersonGiven] | None = None
    companions: tuple[Row[PersonGiven], ...] = ()
    last_seen: SeenGiven | None = None
    incident: IncidentGiven | None = None
    facts: tuple[Row[FactGiven], ...] = ()
    photos: tuple[Row[PhotoGiven], ...] = ()
    holdbacks: tuple[Row[HoldbackGiven], ...] = ()
    consents: tuple[Row[ConsentGiven], ...] = ()
    headline: str | None = None
    ask: str | None = None
    hashtag: str | None = None
    contact_phone: str | None = None
    contact_email: str | None = None
    channel_ids: tuple[int, ...] | None = None


@dataclass(slots=True)
class _Problems:
    """Tries one part after another, and remembers what was wrong with each."""

    fields: dict[str, str] = field(default_factory=dict)

    @contextmanager
    def at(self, place: str) -> Iterator[None]:
        """Do a part; what is wrong with it is remembered at its place in the form."""
        try:
            yield
        except Invalid as error:
            for name, words in (error.fields or {"": error.message}).items():
                self.fields[f"{place}-{name}".strip("-")] = words


def mark_of(case_id: int) -> str:
    """Return a mark that changes whenever something that the sheet holds is changed."""
    case, appeal = cases.get_case(case_id), queries.find_appeal(case_id)
    seen, incident = cases.find_last_seen(case_id), cases.find_incident(case_id)
    parts = [
        case.timezone,
        appeal.version if appeal else 0,
        seen.id if seen else 0,
        incident.version if incident else 0,
        [(person.id, person.version) for person in cases.list_people_of(case_id)],
        [(fact.id, fact.version) for fact in cases.list_facts(case_id, *Visibility)],
        [(detail.id, detail.version) for detail in cases.list_holdbacks(case_id)],
    ]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


@atomic
def save_sheet(case_id: int, sheet: Sheet, *, by: User) -> None:
    """Save everything the form gives, or nothing: Invalid names each place that is wrong."""
    case_rules.check_open(cases.get_case(case_id))
    if sheet.mark != mark_of(case_id):
        raise Invalid(CHANGED)
    problems = _Problems()
    _save_people(case_id, sheet, by, problems)
    _save_story(case_id, sheet, by, problems)
    for photo in sheet.photos:
        with problems.at(photo.place):
            _save_photo(case_id, photo, by)
    _save_publicity(case_id, sheet, by, problems)
    _save_appeal(case_id, sheet, by, problems)
    if problems.fields:
        raise Invalid("Some of this cannot be saved yet.", problems.fields)


def _save_people(case_id: int, sheet: Sheet, by: User, problems: _Problems) -> None:
    main = case_rules.SHAPES[cases.get_case(case_id).kind].main
    if sheet.person is not None and main is not None:
        _save_person(case_id, main, sheet.person, by, problems)
    for row in sheet.companions:
        _save_person(case_id, PersonRole.COMPANION, row, by, problems)


def _save_person(
    case_id: int, role: PersonRole, row: Row[PersonGiven], by: User, problems: _Problems
) -> None:
    if row.id is None and (row.given.empty or row.remove):
        return
    person_id = row.id or already.find_person(case_id, role, row.given)
    with problems.at(row.place):
        if person_id is None:
            story.add_person(case_id, role, row.given, actor=by.actor)
        elif row.remove:
            story.remove_person(case_id, person_id, actor=by.actor)
        else:
            story.edit_person(case_id, person_id, row.given, actor=by.actor)


def _save_story(case_id: int, sheet: Sheet, by: User, problems: _Problems) -> None:
    if sheet.last_seen is not None:
        with problems.at("last_seen"):
            story.record_last_seen(case_id, sheet.last_seen, actor=by.actor)
    if sheet.incident is not None:
        with problems.at("incident"):
            story.set_incident(case_id, sheet.incident, actor=by.actor)
    for row in sheet.facts:
        with problems.at(row.place):
            if row.id is None:
                told = (row.given.text or row.given.source) and not row.remove
                if told and not already.has_fact(case_id, row.given):
                    story.add_fact(case_id, row.given, by=by)
            elif row.remove:
                story.remove_fact(case_id, row.id, by=by)
            else:
                story.edit_fact(case_id, row.id, row.given, by=by)


def _save_photo(case_id: int, row: Row[PhotoGiven], by: User) -> None:
    photo, given = get_asset(case_id, row.id or 0), row.given
    if photo.withdrawn_at is not None:
        return
    if row.remove:
        media.withdraw_asset(case_id, photo.id, actor=by.actor)
        return
    if given.recut is not None:
        media.crop_asset(case_id, photo.id, given.recut, actor=by.actor)
    kept = (photo.year, photo.label or "", photo.alt, photo.age_progressed, photo.publish)
    if kept != (given.year, given.label, given.alt, given.age_progressed, given.publish):
        media.edit_asset(
            case_id,
            photo.id,
            actor=by.actor,
            year=given.year,
            label=given.label or None,
            alt=given.alt,
            age_progressed=given.age_progressed,
            publish=given.publish,
        )


def _save_publicity(case_id: int, sheet: Sheet, by: User, problems: _Problems) -> None:
    for holdback in sheet.holdbacks:
        with problems.at(holdback.place):
            _save_holdback(case_id, holdback, by)
    for consent in sheet.consents:
        asked = consent.given
        known = already.has_consent(case_id, asked.given_by, asked.scope, refused=asked.refused)
        if (asked.given_by or asked.scope) and not known:
            with problems.at(consent.place):
                publicity.record_consent(
                    case_id,
                    asked.given_by,
                    asked.scope,
                    how=asked.how,
                    refused=asked.refused,
                    actor=by.actor,
                )


def _save_holdback(case_id: int, row: Row[HoldbackGiven], by: User) -> None:
    given = row.given
    if row.id is None:
        told = (given.detail or any(given.terms) or given.reason) and not row.remove
        if told and not already.has_holdback(case_id, given):
            publicity.add_holdback(case_id, given, by=by)
    elif row.remove:
        publicity.remove_holdback(case_id, row.id, by=by)
    else:
        publicity.edit_holdback(case_id, row.id, given, by=by)


def _save_appeal(case_id: int, sheet: Sheet, by: User, problems: _Problems) -> None:
    appeal, case = queries.get_appeal(case_id), cases.get_case(case_id)
    headline, hashtag = sheet.headline, sheet.hashtag
    if appeal.state is AppealState.DRAFT:
        headline = propose.headline(case) if headline == "" else headline
        if hashtag == "" and propose.named_for(case):
            hashtag = appeals.propose_hashtag(case_id)
    with problems.at(""):
        appeals.edit_appeal(
            case_id,
            actor=by.actor,
            headline=headline,
            ask=sheet.ask,
            hashtag=hashtag,
            contact_phone=sheet.contact_phone,
            contact_email=sheet.contact_email,
        )
    if sheet.channel_ids is None:
        return
    used = {channel.id for channel in queries.channels_of(appeal.id)}
    for channel_id in sorted(set(sheet.channel_ids) - used):
        with problems.at(""):
            appeals.use_channel(case_id, channel_id, actor=by.actor)
    for channel_id in sorted(used - set(sheet.channel_ids)):
        appeals.drop_channel(case_id, channel_id, actor=by.actor)
