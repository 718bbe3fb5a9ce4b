"""What the launch page shows before anything is typed: the case as it stands, and what it lacks."""

from dataclasses import dataclass, field
from typing import Any

from app.staff.launch_form import Around, LaunchForm
from campaigns.appeals import propose
from campaigns.appeals import queries as appeal_queries
from campaigns.appeals.lacks import lacks_of
from campaigns.appeals.model import Appeal, AppealState
from campaigns.appeals.sheet import mark_of
from campaigns.cases import queries as cases
from campaigns.cases.given import PersonGiven
from campaigns.cases.model import Case, Person, PersonRole, Visibility
from campaigns.cases.places import show_point
from campaigns.cases.rules import may_read
from campaigns.channels import queries as channels
from campaigns.channels.model import ChannelState
from campaigns.kernel.zones import to_local
from campaigns.media import queries as media
from campaigns.media.model import MediaAsset
from campaigns.users.model import User
from campaigns.users.rules import Permission, can

SECTIONS = (
    ("who", "Who"),
    ("what", "What happened"),
    ("photos", "Photos"),
    ("withheld", "Withheld details"),
    ("consent", "Consent and decisions"),
    ("accounts", "Hashtag and accounts"),
    ("poster", "Poster"),
    ("words", "First words"),
    ("check", "Check and launch"),
)
ASK = "Tell us what you know, even if you are not sure. You can stay anonymous."


@dataclass(slots=True)
class Section:
    """One line of the task list: `must` waits, `may` is advice."""

    name: str
    title: str
    must: list[str] = field(default_factory=list)
    may: list[str] = field(default_factory=list)


def around(case: Case, user: User) -> Around:
    """Return what the form needs to know of the case."""
    usable = {
        channel.id: f"@{channel.handle} on {channel.platform.capitalize()}"
        for channel in channels.list_channels()
        if channel.state is not ChannelState.DISCONNECTED
        and channel.dedicated_case_id in {None, case.id}
        and (channel.platform == "rehearsal" or not case.rehearsal)
    }
    photos = {photo.id: photo for photo in media.list_photos(case.id)}
    return Around(case, cases.list_members(case.id), user, photos, usable)


def form_of(about: Around) -> LaunchForm:
    """Return the form as the case stands."""
    return LaunchForm(about, formdata=None, data=_filled(about))


def photo_rows(about: Around) -> list[dict[str, Any]]:
    """Return what is kept of each photo, as rows of the form."""
    return [_photo(photo) for photo in about.photos.values()]


def _filled(about: Around) -> dict[str, Any]:
    case = about.case
    appeal = appeal_queries.get_appeal(case.id)
    people = cases.list_people_of(case.id)
    main = cases.find_main_person(case.id)
    return {
        "mark": mark_of(case.id),
        "person": _person(main) if main else {},
        "companions": [_person(each) for each in people if each.role is PersonRole.COMPANION],
        "last_seen": _last_seen(case),
        "incident": _incident(case),
        "facts": _facts(about),
        "photos": photo_rows(about),
        "holdbacks": _holdbacks(about),
        **_appeal(case, appeal),
    }


def _person(person: Person) -> dict[str, Any]:
    given = PersonGiven.of(person)
    values = {name: getattr(given, name) for name in PersonGiven.__dataclass_fields__}
    return {**values, "id": person.id, "aliases": "\n".join(given.aliases)}


def _last_seen(case: Case) -> dict[str, Any]:
    seen = cases.find_last_seen(case.id)
    if seen is None:
        return {"timezone": case.timezone}
    return {
        "at": to_local(seen.at, seen.timezone).replace(tzinfo=None),
        "timezone": seen.timezone,
        "place": seen.place,
        "point": show_point(seen.lat, seen.lon),
        "confirmed": seen.confirmed,
        "source": seen.source,
    }


def _incident(case: Case) -> dict[str, Any]:
    incident = cases.find_incident(case.id)
    if incident is None:
        return {}
    return {
        "what": incident.what,
        "from_at": to_local(incident.from_at, case.timezone).replace(tzinfo=None),
        "until_at": to_local(incident.until_at, case.timezone).replace(tzinfo=None),
        "place": incident.place,
        "point": show_point(incident.lat, incident.lon),
        "radius_m": incident.radius_m,
    }


def _facts(about: Around) -> list[dict[str, Any]]:
    may = can(about.user, Permission.SEE_WITHHELD)
    seen = [each for each in Visibility if may or each is not Visibility.WITHHELD]
    return [
        {
            "id": fact.id,
            "text": fact.text,
            "source": fact.source or "",
            "visibility": fact.visibility.value,
        }
        for fact in cases.list_facts(about.case.id, *seen)
    ]


def _photo(photo: MediaAsset) -> dict[str, Any]:
    crop = photo.crop or {}
    parts = [crop[name] * 100 for name in ("left", "top", "width", "height") if name in crop]
    return {
        "id": photo.id,
        "year": photo.year,
        "label": photo.label or "",
        "alt": photo.alt,
        "age_progressed": photo.age_progressed,
        "publish": photo.publish,
        "crop": ", ".join(f"{part:g}" for part in parts) if parts != [0, 0, 100, 100] else "",
    }


def _holdbacks(about: Around) -> list[dict[str, Any]]:
    return [
        {
            "id": detail.id,
            "detail": detail.detail,
            "terms": "\n".join(detail.terms),
            "translations": "\n".join(detail.translations or ()),
            "loose": "\n".join(detail.loose or ()),
            "reason": detail.reason or "",
            "reader_ids": detail.reader_ids,
        }
        for detail in cases.list_holdbacks(about.case.id)
        if may_read(detail, about.user)
    ]


def _appeal(case: Case, appeal: Appeal) -> dict[str, Any]:
    untold = appeal.state is AppealState.DRAFT and not propose.named_for(case)
    return {
        "hashtag": "" if untold else appeal.hashtag,
        "headline": appeal.headline or propose.headline(case),
        "ask": appeal.ask or ASK,
        "contact_phone": appeal.contact_phone,
        "contact_email": appeal.contact_email,
        "channels": [channel.id for channel in appeal_queries.channels_of(appeal.id)],
        "account_handle": propose.handle(case),
        "account_name": propose.account_name(case),
        "account_bio": "",
    }


def sections(case: Case) -> list[Section]:
    """Return the task list: each section of the form with what it still lacks."""
    made = {name: Section(name, title) for name, title in SECTIONS}
    for lack in lacks_of(case):
        section = made[lack.section]
        kept = section.must if lack.must else section.may
        if lack.words not in kept:
            kept.append(lack.words)
    waiting = sum(len(section.must) for section in made.values())
    if waiting:
        made["check"].may.append("The launch waits for what is missing above.")
    return list(made.values())


def unreadable(about: Around) -> int:
    """Return how many withheld details of the case are not for this person to know."""
    details = cases.list_holdbacks(about.case.id)
    return sum(not may_read(detail, about.user) for detail in details)
