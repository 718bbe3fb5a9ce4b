"""What the public is told of an appeal on a given day; page, poster and feeds read this.

Nothing else decides what is public. Facts that are not PUBLIC, people who are not to be published,
dates of birth and exact coordinates never get in here, so they cannot get out. What has become a
withheld detail since it was written is left out, whatever else stands on the page.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from campaigns.appeals.model import Appeal
from campaigns.cases import queries as cases
from campaigns.cases.model import CaseKind, Incident, LastSeen, Person, PersonRole, Visibility
from campaigns.cases.rules import public_age
from campaigns.guard.gate import sieve
from campaigns.kernel import clock, zones
from campaigns.media import queries as media
from campaigns.media.model import MediaAsset

Through = Callable[[str | None, tuple[str, int]], str]
UNSAID = "Can you help?"  # stands where a headline must not be read any more
_M_PER_KM = 1000
_CM_PER_INCH = 2.54
_INCHES_PER_FOOT = 12


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """Someone as the public is told of them; `rows` are (label, words)."""

    name: str
    age: str
    aliases: tuple[str, ...]
    relation: str
    rows: tuple[tuple[str, str], ...]

    @property
    def called(self) -> str:
        """Return name and age as they stand in a sentence: "Tessa Vance, 33"."""
        return ", ".join(part for part in (self.name, self.age) if part)


@dataclass(frozen=True, slots=True)
class ShownPlace:
    """Where and when; `point` is rounded to about a kilometre, `zone` the place's own."""

    place: str
    at: datetime
    zone: str
    point: str
    confirmed: bool


@dataclass(frozen=True, slots=True)
class ShownIncident:
    """What witnesses may have seen."""

    what: str
    from_at: datetime
    until_at: datetime
    place: str
    point: str
    radius: str


@dataclass(frozen=True, slots=True)
class Shown:
    """All that the public is told of an appeal, apart from the posts."""

    headline: str
    ask: str
    hashtag: str
    kind: CaseKind
    timezone: str
    person: ShownPerson | None
    companions: tuple[ShownPerson, ...]
    last_seen: ShownPlace | None
    incident: ShownIncident | None
    facts: tuple[str, ...]
    photos: tuple[MediaAsset, ...]


def today_in(timezone: str) -> date:
    """Return the day it is in a zone."""
    return zones.to_local(clock.now(), timezone).date()


def show(appeal: Appeal, day: date) -> Shown:
    """Return what the public is told of an appeal on that day, which says how old people are."""
    case = appeal.case
    through = sieve(case.id)
    people = [person for person in cases.list_people_of(case.id) if person.publish]
    main = next((each for each in people if each.role is not PersonRole.COMPANION), None)
    person = _shown_person(main, day, through) if main else None
    incident = cases.find_incident(case.id)
    seen = cases.find_last_seen(case.id)
    page = ("appeal", appeal.id)
    return Shown(
        headline=headline_on(through(appeal.headline, page) or UNSAID, person),
        ask=through(appeal.ask, page),
        hashtag=appeal.hashtag,
        kind=case.kind,
        timezone=case.timezone,
        person=person,
        companions=tuple(
            _shown_person(each, day, through)
            for each in people
            if each.role is PersonRole.COMPANION
        ),
        last_seen=_shown_place(seen, through) if seen else None,
        incident=_shown_incident(incident, through) if incident else None,
        facts=tuple(
            fact.text
            for fact in cases.list_facts(case.id, Visibility.PUBLIC)
            if through(fact.text, ("fact", fact.id))
        ),
        photos=tuple(
            photo
            for photo in media.list_photos(case.id, publish_only=True)
            if _may_show(photo, through)
        ),
    )


def headline_on(headline: str, person: ShownPerson | None) -> str:
    """Return the headline with the age as it is on the day: "Have you seen Mira, 7?" grows old.

    The number that stands right behind the name is taken for the age.
    """
    if person is None or not person.name or not person.age.isdecimal():
        return headline
    aged = re.compile(rf"({re.escape(person.name)}\s*[,(]\s*(?:aged?\s+)?)\d{{1,3}}(?!\d)")
    return aged.sub(lambda found: found[1] + person.age, headline)


def _may_show(photo: MediaAsset, through: Through) -> bool:
    """Say whether nothing that is written beside a photo is withheld."""
    said = filter(None, (photo.alt, photo.label))
    return all(through(words, ("media_asset", photo.id)) for words in said)


def _shown_person(person: Person, day: date, through: Through) -> ShownPerson:
    about = ("person", person.id)
    rows = (
        ("Sex", through(person.sex, about).capitalize()),
        ("Height", _height(person.height_cm)),
        ("Build", through(person.build, about)),
        ("Hair", through(person.hair, about)),
        ("Eyes", through(person.eyes, about)),
        ("Speaks", through(person.languages_spoken, about)),
        ("Clothing", through(person.clothing, about)),
    )
    aliases = person.aliases if person.publish_aliases else ()
    return ShownPerson(
        name=through(person.public_name, about),
        age=public_age(person, day),
        aliases=tuple(each for each in aliases if through(each, about)),
        relation=through(person.relation, about),
        rows=tuple((label, words) for label, words in rows if words),
    )


def _height(height_cm: int | None) -> str:
    """Return "121 cm (4 ft 0 in)", or nothing."""
    if not height_cm:
        return ""
    feet, inches = divmod(round(height_cm / _CM_PER_INCH), _INCHES_PER_FOOT)
    return f"{height_cm} cm ({feet} ft {inches} in)"


def _shown_place(seen: LastSeen, through: Through) -> ShownPlace:
    place = through(seen.place, ("last_seen", seen.id))
    return ShownPlace(place, seen.at, seen.timezone, _rounded(seen.lat, seen.lon), seen.confirmed)


def _shown_incident(incident: Incident, through: Through) -> ShownIncident:
    about = ("incident", incident.id)
    return ShownIncident(
        what=through(incident.what, about),
        from_at=incident.from_at,
        until_at=incident.until_at,
        place=through(incident.place, about),
        point=_rounded(incident.lat, incident.lon),
        radius=_distance(incident.radius_m),
    )


def _rounded(lat: float | None, lon: float | None) -> str:
    """Return "43.64, -79.44": two decimals, about a kilometre, are all that the public is given."""
    return "" if lat is None or lon is None else f"{lat:.2f}, {lon:.2f}"


def _distance(radius_m: int | None) -> str:
    if not radius_m:
        return ""
    return f"{radius_m} m" if radius_m < _M_PER_KM else f"{radius_m / _M_PER_KM:g} km"
