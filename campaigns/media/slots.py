"""The words of a sheet by the names under which designs place them ("title", "facts", "phone")."""

from collections.abc import Callable

from campaigns.media.layout import Text
from campaigns.media.sheet import (
    PosterSheet,
    address_of,
    alias_line,
    caption_of,
    glued_title,
    kicker_of,
    looks_line,
    wording_of,
)

LEFT_TO_RIGHT = "\u200e"
Maker = Callable[[PosterSheet], list[Text]]


def _one(field: str, words: Callable[[PosterSheet], str]) -> Maker:
    """Return a slot that holds one text."""
    return lambda sheet: [Text(field, "", words(sheet))]


def _scene(part: str) -> Maker:
    def make(sheet: PosterSheet) -> list[Text]:
        return [Text("scene", "", getattr(sheet.scene, part))] if sheet.scene else []

    return make


def _check(sheet: PosterSheet) -> list[Text]:
    if sheet.scene is None:
        return []
    return [Text("scene", "", sheet.scene.check or wording_of(sheet).check)]


def _last_seen_label(sheet: PosterSheet) -> str:
    return wording_of(sheet).last_seen if sheet.last_seen else ""


def _emergency(sheet: PosterSheet) -> str:
    return wording_of(sheet).emergency.format(number=sheet.emergency) if sheet.emergency else ""


def _hashtag(sheet: PosterSheet) -> str:
    """Return the hashtag; a mark keeps its sign before it where the page runs the other way."""
    mark = LEFT_TO_RIGHT if wording_of(sheet).direction == "rtl" else ""
    return f"{mark}#{sheet.hashtag}" if sheet.hashtag else ""


SLOTS: dict[str, Maker] = {
    "kicker": _one("kicker", kicker_of),
    "title": _one("headline", glued_title),
    "initial": _one("headline", lambda sheet: sheet.headline.strip()[:1].upper()),
    "last_seen_label": _one("last_seen", _last_seen_label),
    "last_seen": lambda sheet: [Text("last_seen", "", line) for line in sheet.last_seen],
    "aliases": _one("aliases", alias_line),
    "companion": _one("companion", lambda sheet: sheet.companion),
    "looks": _one("looks", looks_line),
    "facts": lambda sheet: [Text("facts", "", fact, mark=True) for fact in sheet.facts],
    "plain_facts": lambda sheet: [Text("facts", "", fact) for fact in sheet.facts],
    "when": _scene("when"),
    "where": _scene("where"),
    "check": _check,
    "tell_us": _one("tell_us", lambda sheet: wording_of(sheet).tell_us),
    "code": _one("code", lambda sheet: wording_of(sheet).code.format(code=sheet.code)),
    "tab_code": _one("code", lambda sheet: sheet.code),
    "phone": _one("phone", lambda sheet: sheet.phone),
    "email": _one("email", lambda sheet: sheet.email),
    "agency": _one("agency", lambda sheet: sheet.agency),
    "emergency": _one("emergency", _emergency),
    "address": _one("qr_url", address_of),
    "hashtag": _one("hashtag", _hashtag),
    "exercise": _one("rehearsal", lambda sheet: wording_of(sheet).exercise),
    "exercise_short": _one("rehearsal", lambda sheet: wording_of(sheet).exercise_short),
    "closed_title": _one("closed", lambda sheet: wording_of(sheet).closed_title),
    "closed_words": _one("closed", lambda sheet: wording_of(sheet).closed_words),
}


def words_of(sheet: PosterSheet, slot: str) -> list[Text]:
    """Return the texts of one slot that say something; their role is still to be given."""
    return [text for text in SLOTS[slot](sheet) if text.words.strip()]


def all_texts(sheet: PosterSheet) -> list[Text]:
    """Return every text that can stand on a poster of this sheet, in any format and design.

    Whoever judges what leaves the house reads these: nothing else is ever lettered on a poster.
    """
    rows = [Text(row.field, "", f"{row.label}: {row.words}") for row in sheet.rows]
    captions = [Text("photos", "", caption_of(photo, sheet)) for photo in sheet.photos]
    found = [text for slot in SLOTS for text in words_of(sheet, slot)]
    return [text for text in (*found, *rows, *captions) if text.words.strip()]
