"""What stands on an appeal's posters in one language, as plain JSON values.

Everything comes from what the public is told (`showing.show`). Dates, ages, units and fixed words
are said in each language; what people typed freely is shown in another language only where someone
has given it there. What nobody has given is left out and named in `left_out`, never mixed in.
"""

import hashlib
import json
import re
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from campaigns.appeals.model import Appeal
from campaigns.appeals.showing import Shown, ShownIncident, ShownPerson, show
from campaigns.appeals.tongues import Tongue, main_language, tongue
from campaigns.cases.model import CaseKind
from campaigns.kernel import settings, zones
from campaigns.media import brand, files, poster_queries, storage
from campaigns.media import queries as media
from campaigns.media.clearance_queries import cleared_for
from campaigns.media.model import MediaAsset, Use
from campaigns.media.sheet import (
    FACTS_MAX,
    PHOTOS_MAX,
    PosterPhoto,
    PosterSheet,
    Row,
    Scene,
)
from campaigns.media.wording import Wording, wordings

# The rows of `Shown` that posters carry -> (the sheet's field, the wording's label).
ROWS = {
    "Build": "build",
    "Hair": "hair",
    "Eyes": "eyes",
    "Clothing": "clothing",
    "Speaks": "speaks",
}
_AGES = re.compile(r"(\d+) to (\d+)")
_NOT_ON_A_SHEET = frozenset({"also", "left_out", "brand", "photos", "scene", "rows"})


def hash_of(facts: Mapping[str, Any]) -> str:
    """Return the SHA-256 (hex) of what stands on a poster."""
    body = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(body.encode()).hexdigest()


def facts_of(
    appeal: Appeal,
    day: date,
    language: str | None = None,
    use: Use = Use.POSTER,
    unsaid: Collection[str] = (),
) -> dict[str, Any]:
    """Return all that stands on the appeal's posters in a language on a day, as JSON values."""
    spoken = language or main_language(appeal)
    return told_in(appeal, show(appeal, day), spoken, use, unsaid)


def told_in(
    appeal: Appeal,
    shown: Shown,
    language: str,
    use: Use = Use.POSTER,
    unsaid: Collection[str] = (),
) -> dict[str, Any]:
    """Return what stands on posters of what is shown; photos only where cleared for this use."""
    house, says = settings.current(), tongue(appeal, language, unsaid)
    cleared = cleared_for(appeal.case_id, use)
    scene = shown.incident if shown.kind is CaseKind.WITNESS else None
    kicker, headline, age = _title(shown, says)
    usable = [each for each in shown.photos if each.id in cleared][:PHOTOS_MAX]
    photos = sorted(usable, key=lambda photo: photo.age_progressed)
    return {
        "kicker": kicker,
        "headline": headline,
        "age": age,
        "aliases": [says.name(each) for each in shown.person.aliases] if shown.person else [],
        "companion": _companion(shown.companions, says),
        "last_seen": _last_seen(shown, says),
        "rows": _rows(shown, says),
        "facts": _facts(shown, says, scene),
        "scene": _scene(scene, shown.timezone, says) if scene else None,
        "photos": [] if scene else [_photo(each, says) for each in photos],
        "qr_url": f"{house.public_url}/a/{appeal.slug}",
        "code": appeal.code,
        "hashtag": shown.hashtag,
        "agency": house.agency,
        "phone": appeal.contact_phone,
        "email": appeal.contact_email,
        "emergency": house.emergency_number,
        "rehearsal": appeal.case.rehearsal or house.rehearsal,
        "language": language,
        "brand": _brand(),
        "left_out": says.left_out,
    }


def closed_facts(appeal: Appeal, language: str) -> dict[str, Any]:
    """Return what stands on the cards of an appeal that is over: nothing of the case."""
    house = settings.current()
    return {
        "closed": True,
        "agency": house.agency,
        "rehearsal": appeal.case.rehearsal or house.rehearsal,
        "language": language,
        "brand": _brand(),
    }


def sheet_of(case_id: int, facts: Mapping[str, Any], *, bare: bool = False) -> PosterSheet:
    """Return the sheet that these facts make, with the photos read in.

    A `bare` one has photos without a picture: enough to see whether the words fit.
    """
    words: dict[str, Any] = {
        "headline": "", "qr_url": "", "code": "", "phone": "", "emergency": "",
    }  # fmt: skip
    words |= {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in facts.items()
        if name not in _NOT_ON_A_SHEET
    }
    words["photos"] = tuple(
        PosterPhoto(
            b"" if bare else files.bytes_of(media.get_asset(case_id, each["asset_id"]), "clean"),
            each["year"],
            each["label"],
            each["age_progressed"],
        )
        for each in facts.get("photos", ())
    )
    words["rows"] = tuple(Row(**row) for row in facts.get("rows", ()))
    words["scene"] = Scene(**facts["scene"]) if facts.get("scene") else None
    own = facts.get("brand") or {}
    if own:
        words["colours"] = brand.colours_of(own["ink"], own["beam"])
        words["logo"] = storage.read(own["logo"]) if own["logo"] else b""
    return PosterSheet(**words)


def phrases_of(shown: Shown) -> dict[str, str]:
    """Return what has to be given in another language: the words -> what they are."""
    found: dict[str, str] = {}
    if shown.kind is not CaseKind.MISSING:
        found[shown.headline] = "Headline"
    if shown.person:
        rows = dict(shown.person.rows)
        found |= {rows[name]: name for name in ROWS if rows.get(name)}
    if shown.last_seen and shown.last_seen.place:
        found[shown.last_seen.place] = "Place last seen (a name may stay as it is)"
    if shown.incident and shown.kind is CaseKind.WITNESS:
        found[shown.incident.what] = "What happened"
        found[shown.incident.place] = "Place (a name may stay as it is)"
    found |= dict.fromkeys(shown.facts[:FACTS_MAX], "Public fact")
    found |= {photo.label: "Label of a photo" for photo in shown.photos if photo.label}
    return {words: what for words, what in found.items() if words.strip()}


def _brand() -> dict[str, Any] | None:
    own = poster_queries.find_brand()
    return {"ink": own.ink, "beam": own.beam, "logo": own.logo_key or ""} if own else None


def _age(said: str, words: Wording) -> str:
    """Return an age as the language says it: two numbers with its own word between them."""
    both = _AGES.fullmatch(said)
    return words.said_age(int(both[1]), int(both[2])) if both else said


def _title(shown: Shown, says: Tongue) -> tuple[str, str, str]:
    """Return the line above, the name or event, and the age behind a name."""
    words = says.words
    if shown.kind is CaseKind.MISSING and shown.person and shown.person.name:
        name = says.name(shown.person.name)
        return words.help_find, name, _age(shown.person.age, words)
    kickers = {
        CaseKind.MISSING: words.missing,
        CaseKind.WITNESS: words.witness,
        CaseKind.IDENTIFY: words.identify,
        CaseKind.REMAINS: words.remains,
    }
    kicker = kickers[shown.kind]
    headline = says.say(shown.headline)
    if headline and headline.casefold() != kicker.casefold():
        return kicker, headline, ""
    ask = shown.incident.place if shown.incident else shown.last_seen and shown.last_seen.place
    return (kicker, says.name(ask), "") if ask else (words.missing, kicker, "")


def _companion(companions: tuple[ShownPerson, ...], says: Tongue) -> str:
    words = says.words
    names = []
    for each in companions:
        called = words.comma.join(
            part for part in (says.name(each.name), _age(each.age, words)) if part
        )
        if called and each.aliases:
            called = f"{called} ({'/'.join(says.name(alias) for alias in each.aliases)})"
        names += [called] if called else []
    return words.companion.format(names=words.both.join(names)) if names else ""


def _last_seen(shown: Shown, says: Tongue) -> list[str]:
    seen = shown.last_seen
    if seen is None:
        return []
    day = says.words.said_day(zones.to_local(seen.at, seen.zone))
    return [line for line in (day, says.name(seen.place)) if line]


def _rows(shown: Shown, says: Tongue) -> list[dict[str, str]]:
    """Return what someone looks like: label and words, in the language."""
    if shown.person is None:
        return []
    words, said = says.words, dict(shown.person.rows)
    rows = []
    if shown.kind is not CaseKind.MISSING and shown.person.age:
        age = _age(shown.person.age, words)
        rows.append({"field": "age", "label": words.age, "words": age})
    if said.get("Height"):
        number = said["Height"].partition(" ")[0]
        height = words.cm.format(number=number)
        feet = said["Height"].partition(" (")[2].rstrip(")")
        if words is wordings()["en"] and feet:
            height = f"{height} ({feet})"
        rows.append({"field": "height", "label": words.height, "words": height})
    for name, place in ROWS.items():
        spoken = says.say(said.get(name, ""))
        if spoken:
            rows.append({"field": place, "label": getattr(words, place), "words": spoken})
    return rows


def _facts(shown: Shown, says: Tongue, scene: ShownIncident | None) -> list[str]:
    typed = [*([scene.what] if scene else []), *shown.facts]
    return [said for each in typed[:FACTS_MAX] if (said := says.say(each))]


def _scene(incident: ShownIncident, zone: str, says: Tongue) -> dict[str, str]:
    words = says.words
    start, end = (zones.to_local(each, zone) for each in (incident.from_at, incident.until_at))
    place = says.name(incident.place) or incident.point
    if incident.radius:
        number, _, unit = incident.radius.partition(" ")
        metres = round(float(number) * (1000 if unit == "km" else 1))
        place = words.around.format(place=place, distance=words.said_distance(metres))
    return {"when": words.said_span(start, end), "where": place}


def _photo(photo: MediaAsset, says: Tongue) -> dict[str, Any]:
    return {
        "asset_id": photo.id,
        "key": files.key_of(photo, "clean"),
        "year": photo.year,
        "label": "" if photo.age_progressed else says.say(photo.label or ""),
        "age_progressed": photo.age_progressed,
    }
