"""Which posters an appeal should have, which it has, and whether these are still true.

A kit of posters remembers the facts that stand on it. When these are no longer the appeal's, it is
out of date: the public is not offered it any more, and the job draws it anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from campaigns.appeals.model import Appeal, AppealState
from campaigns.appeals.poster_facts import (
    closed_facts,
    hash_of,
    sheet_of,
    told_in,
)
from campaigns.appeals.queries import get_appeal
from campaigns.appeals.rules import check_may_prepare
from campaigns.appeals.showing import show, today_in
from campaigns.appeals.tongues import languages_for, main_language
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import let_go
from campaigns.kernel.errors import Invalid, NotFound
from campaigns.media import design_files, poster, poster_actions
from campaigns.media import poster_queries as kits
from campaigns.media.clearance_queries import why_not
from campaigns.media.designs import PosterDesign, PosterFormat
from campaigns.media.model import KitState, MediaAsset, Poster, PosterKit, Use
from campaigns.media.poster import Press
from campaigns.media.sheet import PosterSheet
from campaigns.media.wording import wording

PUBLIC = (
    PosterFormat.PORTRAIT,
    PosterFormat.SQUARE,
    PosterFormat.STORY,
    PosterFormat.A4,
    PosterFormat.LETTER,
)
_SHEETS_KEPT = 128  # of those whose words were fitted lately, without pictures
# What does not fit on a poster -> where it was typed: the launch form's field and its label.
TYPED_AT: dict[str, tuple[str, str]] = {
    "headline": ("headline", "Headline"),
    "name": ("person-public_name", "Name the public is told"),
    "age": ("person-birth_date", "Age"),
    "aliases": ("person-aliases", "Other names"),
    "companion": ("companions", "Companion"),
    "last_seen": ("last_seen-place", "Place last seen"),
    "scene": ("incident-place", "Place of what happened"),
    "facts": ("facts", "Public facts (the first five)"),
    "photos": ("photos", "Labels of the photos"),
    "height": ("person-height_cm", "Height"),
    "build": ("person-build", "Build"),
    "hair": ("person-hair", "Hair"),
    "eyes": ("person-eyes", "Eyes"),
    "speaks": ("person-languages_spoken", "Languages"),
    "clothing": ("person-clothing", "Clothing"),
    "hashtag": ("hashtag", "Hashtag"),
    "phone": ("contact_phone", "Phone number"),
    "email": ("contact_email", "E-mail address"),
    "agency": ("agency", "Name of the force (a setting)"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """What is chosen for a case's posters."""

    design: PosterDesign
    languages: tuple[str, ...]
    bleed: bool = False
    strip: bool = False

    @property
    def press(self) -> Press:
        """Return how pages are printed."""
        return Press(self.bleed, self.strip)


@dataclass(frozen=True, slots=True)
class Standing:
    """One poster of the newest kit, its file, and whether it says what the appeal says."""

    format: PosterFormat
    poster: Poster
    asset: MediaAsset
    current: bool


def read_format(name: str) -> PosterFormat:
    """Return the format of this name, or say that there is none."""
    try:
        return PosterFormat(name)
    except ValueError:
        raise NotFound("There is no such poster.") from None


def choice_of(appeal: Appeal) -> Choice:
    """Return what was chosen, or what is proposed: the case's languages, on dark ground."""
    offered = languages_for(appeal)
    kept = kits.find_choice(appeal.case_id)
    if kept is not None:
        spoken = tuple(each for each in kept.languages if each in offered)
        return Choice(PosterDesign(kept.design), spoken, kept.bleed, kept.strip)
    own = [each.split("-")[0] for each in appeal.case.languages]
    spoken = tuple(dict.fromkeys(each for each in own if each in offered)) or ("en",)
    return Choice(PosterDesign.BEAM, spoken)


def facts_now(appeal: Appeal, choice: Choice) -> dict[str, Any]:
    """Return what the posters of an appeal should say today, by language."""
    if appeal.state is AppealState.ENDED:
        return {each: closed_facts(appeal, each) for each in choice.languages}
    shown = show(appeal, today_in(appeal.case.timezone))
    return {each: told_in(appeal, shown, each) for each in choice.languages}


def mark_of(facts: Mapping[str, Any], choice: Choice) -> str:
    """Return a mark that differs whenever the posters would look different."""
    chosen = {"design": choice.design.value, "bleed": choice.bleed, "strip": choice.strip}
    return hash_of({"facts": facts, **chosen})


def formats_of(choice: Choice, *, closed: bool) -> list[str]:
    """Return the formats of a kit, in the order in which people look for them."""
    there = design_files.formats_of("closed" if closed else choice.design)
    return [each.value for each in PosterFormat if each in there]


def ask_for_kit(case_id: int, *, actor: Actor) -> PosterKit:
    """Put an appeal's posters in line; Invalid names the field to shorten, nothing is clipped."""
    appeal = get_appeal(case_id)
    choice, closed = choice_of(appeal), appeal.state is AppealState.ENDED
    if not closed:
        check_may_prepare(appeal.case)
    facts = facts_now(appeal, choice)
    formats = formats_of(choice, closed=closed)
    sheets = {each: sheet_of(case_id, facts[each], bare=True) for each in choice.languages}
    let_go()
    home = main_language(appeal).split("-")[0]
    wrong: dict[str, str] = {}
    for language, sheet in sheets.items():
        for name in formats:
            wrong = {**_misfits(sheet, name, choice, home=language == home), **wrong}
    if wrong:
        raise Invalid("The posters were not made: something does not fit.", wrong)
    kit = PosterKit(
        case_id=case_id,
        design=choice.design.value,
        languages=list(choice.languages),
        bleed=choice.bleed,
        strip=choice.strip,
        closed=closed,
        facts=facts,
        facts_hash=mark_of(facts, choice),
        total=len(formats) * len(choice.languages),
        troubles={},
    )
    return poster_actions.ask_for(kit, actor=actor)


def misfits(appeal: Appeal) -> dict[str, str]:
    """Return what does not fit on the appeal's posters in its own language: place -> words."""
    choice, home = choice_of(appeal), main_language(appeal).split("-")[0]
    if home not in choice.languages:
        return {}
    facts = facts_now(appeal, choice)[home]
    if facts.get("closed") or not facts["headline"].strip():
        return {}
    sheet = sheet_of(appeal.case_id, facts, bare=True)
    wrong: dict[str, str] = {}
    for name in formats_of(choice, closed=False):
        wrong = {**_misfits(sheet, name, choice, home=True), **wrong}
    return wrong


@lru_cache(maxsize=_SHEETS_KEPT)
def _misfits(sheet: PosterSheet, name: str, choice: Choice, *, home: bool) -> Mapping[str, str]:
    """Turn what is too long into the words of the form where it was typed."""
    try:
        poster.check_fits(sheet, [name], choice.design, choice.press)
    except Invalid as error:
        return placed_at(error, sheet, PosterFormat(name).label, home=home)
    return {}


def placed_at(
    error: Invalid, sheet: PosterSheet, format_label: str, *, home: bool
) -> dict[str, str]:
    """Return what does not fit by the place where it was typed, and what to do."""
    found = {}
    for name, words in error.fields.items():
        named = name == "headline" and bool(sheet.age or sheet.kicker == _help(sheet))
        place, label = TYPED_AT.get("name" if named else name, ("", name.capitalize()))
        tongue = "" if home else f", {wording(sheet.language).name}"
        found[place if home else f"words-{sheet.language}-{name}"] = (
            f"{label}{tongue}: {words} ({format_label})"
        )
    return found


def _help(sheet: PosterSheet) -> str:
    return wording(sheet.language).help_find


def newest_of(appeal: Appeal) -> tuple[PosterKit | None, bool]:
    """Return the newest kit that is ready, and whether it says what the appeal says today."""
    kit = kits.find_newest(appeal.case_id, ready=True)
    if kit is None:
        return None, False
    choice = choice_of(appeal)
    return kit, kit.facts_hash == mark_of(facts_now(appeal, choice), choice)


def standing_of(appeal: Appeal) -> list[Standing]:
    """Return the posters of the newest kit, and whether they are still true today."""
    kit, current = newest_of(appeal)
    if kit is None:
        return []
    return [
        Standing(PosterFormat(made.format), made, asset, current)
        for made, asset in kits.list_posters_of(kit.id)
    ]


def offered_of(appeal: Appeal) -> list[Standing]:
    """Return the posters that the public is offered: true today, and for people to spread."""
    standing = standing_of(appeal)
    return [each for each in standing if each.current and each.format in PUBLIC]


def link_card(appeal: Appeal) -> MediaAsset | None:
    """Return the picture that a shared link shows: the newest card in the case's own language."""
    return _newest_in_use(appeal, PosterFormat.LINK)


def account_picture(appeal: Appeal) -> MediaAsset | None:
    """Return the picture for an account of this appeal alone."""
    return _newest_in_use(appeal, PosterFormat.AVATAR)


def _newest_in_use(appeal: Appeal, shape: PosterFormat) -> MediaAsset | None:
    """Return the newest of a format, unless a photo on it has been taken back since."""
    kit = kits.find_newest(appeal.case_id, ready=True)
    if kit is None or kit.closed != (appeal.state is AppealState.ENDED):
        return None
    made = [asset for each, asset in kits.list_posters_of(kit.id) if each.format == shape]
    shown = [asset for asset in made[:1] if asset.publish and asset.withdrawn_at is None]
    out_of_use = why_not(appeal.case_id, [asset.id for asset in shown], Use.PAGE)
    return shown[0] if shown and not out_of_use else None


def is_closing_card(asset: MediaAsset) -> bool:
    """Say whether a file is a neutral card of an appeal that is over."""
    made = kits.find_poster_of(asset.id)
    if made is None or made.kit_id is None or not asset.publish:
        return False
    return kits.read_kit(made.kit_id).closed


def is_waiting(kit: PosterKit | None) -> bool:
    """Say whether a kit waits or is being drawn."""
    return kit is not None and kit.state in {KitState.QUEUED, KitState.DRAWING}
