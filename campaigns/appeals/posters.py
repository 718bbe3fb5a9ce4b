"""Makes posters from what an appeal shows the public, and knows which of them are still true.

A poster remembers the facts that stand on it. When these are no longer the appeal's, the poster is
out of date: the public is not offered it any more, and someone makes it again.
"""

from dataclasses import dataclass, replace
from typing import Any

from campaigns.appeals.model import Appeal
from campaigns.appeals.poster_facts import FACTS_MOST, facts_of, hash_of, sheet_of
from campaigns.appeals.queries import move_page_version, read_appeal
from campaigns.appeals.rules import check_may_prepare
from campaigns.appeals.showing import today_in
from campaigns.kernel import clock
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import atomic, db, let_go
from campaigns.kernel.errors import Invalid, NotFound
from campaigns.kernel.states import Labelled
from campaigns.media import actions as media_actions
from campaigns.media import files, poster
from campaigns.media import queries as media
from campaigns.media.files import Prepared
from campaigns.media.model import MediaAsset, MediaKind, Poster
from campaigns.media.sheet import Drawn, PosterSheet
from campaigns.media.types import SUFFIXES
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind

_LARGEST_BYTES = 30_000_000


class PosterFormat(Labelled):
    """The shapes that a poster is made in."""

    PORTRAIT = "portrait", "Picture to post (1080 by 1350)"
    A4 = "a4", "Page to print (A4, PDF)"


# What does not fit on a poster -> where it was typed: the launch form's field and its label.
TYPED_AT: dict[str, tuple[str, str]] = {
    "headline": ("headline", "Headline"),
    "name": ("person-public_name", "Name the public is told"),
    "age": ("person-birth_date", "Age"),
    "aliases": ("person-aliases", "Other names"),
    "companion": ("companions", "Companion"),
    "last_seen": ("last_seen-place", "Place last seen"),
    "scene": ("incident-place", "Place of what happened"),
    "facts": ("facts", "Public facts (the first three)"),
    "photos": ("photos", "Labels of the photos"),
    "phone": ("contact_phone", "Phone number"),
    "email": ("contact_email", "E-mail address"),
    "agency": ("agency", "Name of the force (a setting)"),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """One format's newest poster, its file, and whether it still says what the appeal says."""

    format: PosterFormat
    poster: Poster | None
    asset: MediaAsset | None
    current: bool


def read_format(name: str) -> PosterFormat:
    """Return the format of this name, or say that there is none."""
    try:
        return PosterFormat(name)
    except ValueError:
        raise NotFound("There is no such poster.") from None


def make_poster(appeal_id: int, format: str, *, actor: Actor) -> Poster:  # noqa: A002 -- the word people use
    """Draw a poster and keep it; Invalid names the field to shorten, nothing is ever clipped."""
    shape = read_format(format)
    appeal = read_appeal(appeal_id)
    check_may_prepare(appeal.case)
    facts = facts_of(appeal, today_in(appeal.case.timezone))
    sheet = sheet_of(appeal.case_id, facts)
    case_id, slug = appeal.case_id, appeal.slug
    let_go()
    drawn = _draw_with_looks(sheet, facts["looks"], shape)
    name = f"{slug}-{shape}.{SUFFIXES.get(drawn.content_type, 'bin')}"
    prepared = files.prepare(name, [drawn.content], _LARGEST_BYTES, MediaKind.POSTER)
    return _keep(case_id, shape, facts, drawn, prepared, actor=actor)


@atomic
def _keep(
    case_id: int,
    shape: PosterFormat,
    facts: dict[str, Any],
    drawn: Drawn,
    prepared: Prepared,
    *,
    actor: Actor,
) -> Poster:
    for older in media.list_posters(case_id):
        if older.format == shape:
            media.get_asset(case_id, older.asset_id).publish = False
    shown = [each["asset_id"] for each in facts["photos"]]
    asset = media_actions.keep(case_id, MediaKind.POSTER, prepared, actor=actor, made_from=shown)
    asset.publish, asset.alt = True, drawn.text_equivalent
    made = Poster(
        case_id=case_id,
        format=shape.value,
        language=facts["language"],
        facts=facts,
        facts_hash=hash_of(facts),
        asset_id=asset.id,
        text_equivalent=drawn.text_equivalent,
        made_at=clock.now(),
    )
    db.session.add(made)
    db.session.flush()
    move_page_version(case_id)
    timeline.record(
        case_id,
        EntryKind.FILE,
        f"Poster made: {shape.label}",
        actor=actor,
        about=("poster", made.id),
        detail={"facts_hash": made.facts_hash},
    )
    return made


def _draw_with_looks(sheet: PosterSheet, looks: str, shape: PosterFormat) -> Drawn:
    """Fill what space is left with looks; they are our own words, so they give way to others'."""
    if looks and len(sheet.facts) < FACTS_MOST:
        try:
            return poster.draw(replace(sheet, facts=(*sheet.facts, looks)), shape.value)
        except Invalid:
            return _draw(sheet, shape)
    return _draw(sheet, shape)


def _draw(sheet: PosterSheet, shape: PosterFormat) -> Drawn:
    """Draw, and turn what is too long into the words of the form where it was typed."""
    try:
        return poster.draw(sheet, shape.value)
    except Invalid as error:
        fields = {}
        for name, words in error.fields.items():
            named = name == "headline" and not sheet.kicker and sheet.scene is None
            place, label = TYPED_AT.get("name" if named else name, ("", name.capitalize()))
            fields[place] = f"{label}: {words}"
        raise Invalid(error.message, fields) from error


def standing_of(appeal: Appeal) -> list[Standing]:
    """Return the newest poster of each format, and whether it is still true today."""
    newest: dict[str, Poster] = {}
    for each in media.list_posters(appeal.case_id):
        newest.setdefault(each.format, each)
    now = hash_of(facts_of(appeal, today_in(appeal.case.timezone))) if newest else ""
    return [
        Standing(
            shape,
            found,
            media.get_asset(appeal.case_id, found.asset_id) if found else None,
            found is not None and found.facts_hash == now,
        )
        for shape in PosterFormat
        for found in [newest.get(shape.value)]
    ]


def get_poster(case_id: int, poster_id: int) -> Poster:
    """Return a poster of this case, or say that there is none."""
    for each in media.list_posters(case_id):
        if each.id == poster_id:
            return each
    raise NotFound("There is no such poster in this case.")


def newest_file(appeal: Appeal, shape: PosterFormat) -> MediaAsset:
    """Return the file of the newest poster of a format, or say that there is none."""
    for each in media.list_posters(appeal.case_id):
        if each.format == shape:
            return media.get_asset(appeal.case_id, each.asset_id)
    raise NotFound("This poster has not been made yet.")
