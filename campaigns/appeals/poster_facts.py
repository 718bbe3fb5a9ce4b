"""What stands on an appeal's poster: made from what the public is told, as plain JSON values."""

import hashlib
import json
from datetime import date, datetime
from typing import Any

from campaigns.appeals.model import Appeal
from campaigns.appeals.showing import Shown, ShownIncident, ShownPerson, show
from campaigns.cases.model import CaseKind
from campaigns.kernel import settings, zones
from campaigns.media import files
from campaigns.media import queries as media
from campaigns.media.clearance_queries import cleared_for
from campaigns.media.model import MediaAsset, Use
from campaigns.media.sheet import PosterPhoto, PosterSheet, Scene

FACTS_MOST = 3
PHOTOS_MOST = 3


def hash_of(facts: dict[str, Any]) -> str:
    """Return the SHA-256 (hex) of what stands on a poster."""
    body = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def facts_of(appeal: Appeal, day: date) -> dict[str, Any]:
    """Return all that stands on the appeal's poster on a day, as JSON values."""
    house, shown = settings.current(), show(appeal, day)
    cleared = cleared_for(appeal.case_id, Use.POSTER)
    photos = [each for each in shown.photos if each.id in cleared]
    scene = shown.incident if shown.kind is CaseKind.WITNESS else None
    kicker, headline, age = _title(shown)
    return {
        "kicker": kicker,
        "headline": headline,
        "age": age,
        "aliases": list(shown.person.aliases) if shown.person else [],
        "companion": _companion(shown.companions),
        "last_seen": _last_seen(shown),
        "facts": list(shown.facts[:FACTS_MOST]),
        "looks": _looks(shown),
        "scene": _scene(scene, shown.timezone) if scene else None,
        "photos": [] if scene else [_photo(each) for each in photos[:PHOTOS_MOST]],
        "qr_url": f"{house.public_url}/a/{appeal.slug}",
        "code": appeal.code,
        "agency": house.agency,
        "phone": appeal.contact_phone,
        "email": appeal.contact_email,
        "emergency": house.emergency_number,
        "rehearsal": appeal.case.rehearsal or house.rehearsal,
        "language": appeal.case.languages[0] if appeal.case.languages else "en",
    }


def sheet_of(case_id: int, facts: dict[str, Any]) -> PosterSheet:
    """Return the sheet that these facts make, with the photos read in."""
    photos = tuple(
        PosterPhoto(
            files.bytes_of(media.get_asset(case_id, each["asset_id"]), "clean"),
            each["year"],
            each["label"],
            each["age_progressed"],
        )
        for each in facts["photos"]
    )
    words: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in facts.items()
    }
    scene = Scene(**facts["scene"]) if facts["scene"] else None
    words.update(photos=photos, scene=scene)
    del words["looks"]
    return PosterSheet(**words)


def _title(shown: Shown) -> tuple[str, str, str]:
    """Return the line above, the name or event, and the age behind a name."""
    if shown.kind is CaseKind.MISSING and shown.person and shown.person.name:
        return "", shown.person.name, shown.person.age
    kickers = {
        CaseKind.MISSING: "Missing",
        CaseKind.IDENTIFY: "Who is this?",
        CaseKind.REMAINS: "Help us find a name",
    }
    return kickers.get(shown.kind, ""), shown.headline, ""


def _companion(companions: tuple[ShownPerson, ...]) -> str:
    names = [
        f"{each.called} ({'/'.join(each.aliases)})" if each.aliases else each.called
        for each in companions
        if each.called
    ]
    return f"May be with {' and '.join(names)}" if names else ""


def _last_seen(shown: Shown) -> list[str]:
    seen = shown.last_seen
    return [line for line in (_day(seen.at, seen.zone), seen.place) if line] if seen else []


def _looks(shown: Shown) -> str:
    """Return what the person looks like in one line: "121 cm · light brown hair · hazel eyes"."""
    if shown.person is None:
        return ""
    rows = dict(shown.person.rows)
    named = {
        each: words if each.lower() in words.lower() else f"{words} {each.lower()}"
        for each in ("Hair", "Eyes")
        if (words := rows.get(each, ""))
    }
    age = "" if shown.kind is CaseKind.MISSING else shown.person.age
    parts = (age, rows.get("Height", "").partition(" (")[0], rows.get("Build", ""), *named.values())
    return " · ".join(part for part in parts if part)


def _scene(incident: ShownIncident, zone: str) -> dict[str, str]:
    start, end = (zones.to_local(each, zone) for each in (incident.from_at, incident.until_at))
    until = f"{end:%H:%M}" if start.date() == end.date() else f"{_day(end, zone)} {end:%H:%M}"
    when = f"{_day(start, zone)}, {start:%H:%M}"
    around = f", up to {incident.radius} around" if incident.radius else ""
    return {
        "when": when if start == end else f"{when} to {until}",
        "where": f"{incident.place or incident.point}{around}",
    }


def _photo(photo: MediaAsset) -> dict[str, Any]:
    return {
        "asset_id": photo.id,
        "key": files.key_of(photo, "clean"),
        "year": photo.year,
        "label": photo.label or "",
        "age_progressed": photo.age_progressed,
    }


def _day(moment: datetime, zone: str) -> str:
    local = zones.to_local(moment, zone)
    return f"{local:%A} {local.day} {local:%B %Y}"
