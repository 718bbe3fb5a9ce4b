"""The versions of an appeal's posters, newest first, and what changed from one to the next."""

from dataclasses import dataclass
from typing import Any

from campaigns.appeals.model import Appeal
from campaigns.media import poster_queries as kits
from campaigns.media.designs import PosterDesign
from campaigns.media.model import MediaAsset, Poster, PosterKit

NAMES = {
    "kicker": "Line above",
    "headline": "Name or headline",
    "age": "Age",
    "aliases": "Other names",
    "companion": "Companion",
    "last_seen": "Last seen",
    "rows": "What the person looks like",
    "facts": "Facts",
    "scene": "When and where",
    "photos": "Photos",
    "qr_url": "Address of the page",
    "code": "Code",
    "hashtag": "Hashtag",
    "agency": "Agency",
    "phone": "Phone number",
    "email": "E-mail address",
    "emergency": "Emergency number",
    "rehearsal": "Exercise",
    "brand": "Colours or logo",
    "left_out": "Left out for want of a translation",
}


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that differs: what, in which language, before and after."""

    what: str
    language: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Version:
    """One kit, what it changed against the one before, and its files."""

    kit: PosterKit
    changes: tuple[Change, ...]
    files: tuple[tuple[Poster, MediaAsset], ...]


def versions_of(appeal: Appeal) -> list[Version]:
    """Return every making, newest first; what failed is there too, and counts for no comparison."""
    found: list[Version] = []
    before: PosterKit | None = None
    for kit in reversed(kits.list_kits(appeal.case_id)):
        files = tuple(kits.list_posters_of(kit.id))
        found.append(Version(kit, tuple(_changes(before, kit)) if before else (), files))
        before = kit if files else before
    return found[::-1]


def _changes(before: PosterKit, after: PosterKit) -> list[Change]:
    changes = []
    if before.design != after.design:
        names = [PosterDesign(each.design).label.partition(":")[0] for each in (before, after)]
        changes.append(Change("Design", "", names[0], names[1]))
    if before.closed != after.closed:
        changes.append(Change("Appeal", "", "open", "closed"))
        return changes
    gone = [each for each in before.languages if each not in after.languages]
    come = [each for each in after.languages if each not in before.languages]
    if gone or come:
        spoken = [", ".join(each.languages) for each in (before, after)]
        changes.append(Change("Languages", "", spoken[0], spoken[1]))
    press = [_press(each) for each in (before, after)]
    if press[0] != press[1]:
        changes.append(Change("Print", "", press[0], press[1]))
    for language in (each for each in after.languages if each in before.languages):
        changes += _told(before.facts[language], after.facts[language], language)
    return changes


def _press(kit: PosterKit) -> str:
    said = [words for words, on in (("bleed", kit.bleed), ("strip to tear off", kit.strip)) if on]
    return ", ".join(said) or "plain pages"


def _told(before: dict[str, Any], after: dict[str, Any], language: str) -> list[Change]:
    return [
        Change(words, language, said(before.get(name)), said(after.get(name)))
        for name, words in NAMES.items()
        if before.get(name) != after.get(name)
    ]


def said(value: Any) -> str:
    """Return a value of the facts as people read it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(said(each) for each in value)
    if isinstance(value, dict):
        if "asset_id" in value:
            year = f", {value['year']}" if value.get("year") else ""
            return f"photo {value['asset_id']}{year}"
        if "label" in value and "words" in value:
            return f"{value['label']}: {value['words']}"
        return ", ".join(said(each) for each in value.values() if each)
    return str(value or "")
