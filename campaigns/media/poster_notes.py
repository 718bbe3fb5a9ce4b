"""What people note for a case's posters: what they chose, how things are said, where they hang."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from campaigns.audit import actions as audit
from campaigns.cases.public import touch_public
from campaigns.kernel import clock
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.media import brand, storage
from campaigns.media import poster_queries as posters
from campaigns.media.designs import PosterDesign
from campaigns.media.model import Brand, PosterChoice, PosterPhrase, PosterPlace
from campaigns.media.wording import wordings
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind

COPIES_MAX = 100_000
WORDS_CHARS_MAX = 400
PLACE_CHARS_MAX = 200
LATITUDE, LONGITUDE = 90, 180


@dataclass(frozen=True, slots=True)
class Hung:
    """Where posters were hung, how many, by whom and when."""

    where: str
    by: str
    copies: int
    hung_at: datetime
    lat: float | None = None
    lon: float | None = None


@atomic
def choose(
    case_id: int,
    design: str,
    languages: Collection[str],
    *,
    bleed: bool,
    strip: bool,
    actor: Actor,
) -> PosterChoice:
    """Choose the look, the languages and the press of a case's posters."""
    wrong: dict[str, str] = {}
    if design not in list(PosterDesign):
        wrong["design"] = "Choose one of the designs."
    if not languages:
        wrong["languages"] = "Choose at least one language."
    if set(languages) - set(wordings()):
        wrong["languages"] = "There are no words for one of these languages."
    if wrong:
        raise Invalid("These posters cannot be made.", wrong)
    chosen = posters.find_choice(case_id) or PosterChoice(case_id=case_id)
    before = (chosen.design, chosen.languages, chosen.bleed, chosen.strip)
    chosen.design, chosen.languages = design, list(languages)
    chosen.bleed, chosen.strip = bleed, strip
    if before == (chosen.design, chosen.languages, chosen.bleed, chosen.strip):
        return chosen
    db.session.add(chosen)
    db.session.flush()
    touch_public(case_id)
    timeline.record(
        case_id,
        EntryKind.FILE,
        f"Posters: {PosterDesign(design).name.capitalize()} chosen, in {', '.join(languages)}",
        actor=actor,
        about=("case", case_id),
        detail={"bleed": bleed, "strip": strip},
    )
    return chosen


@atomic
def give_phrases(case_id: int, language: str, given: Mapping[str, str], *, actor: Actor) -> int:
    """Say how things are said in a language (source -> words); return how many changed."""
    long = {
        f"words-{language}-{number}": f"This is {len(words) - WORDS_CHARS_MAX} characters too long."
        for number, words in enumerate(given.values())
        if len(words) > WORDS_CHARS_MAX
    }
    if long:
        raise Invalid("Some of this is too long.", long)
    kept = {
        phrase.source: phrase
        for phrase in posters.list_phrases(case_id)
        if phrase.language == language
    }
    changed = 0
    for source, words in given.items():
        phrase = kept.get(source)
        if phrase is None and words.strip():
            phrase = PosterPhrase(case_id=case_id, language=language)
            phrase.source = source
        if phrase is not None:
            changed += _say(phrase, words.strip(), actor)
    if changed:
        touch_public(case_id)
        timeline.record(
            case_id,
            EntryKind.FILE,
            f"Words for posters in {wordings()[language].name}: {changed} changed",
            actor=actor,
            about=("case", case_id),
        )
    return changed


def _say(phrase: PosterPhrase, words: str, actor: Actor) -> bool:
    """Keep one phrase, or drop it where nothing is said; tell whether anything changed."""
    if phrase.words_sealed is not None and phrase.words == words:
        return False
    if not words:
        db.session.delete(phrase)
    else:
        phrase.words, phrase.given_by_id, phrase.given_at = words, actor.id, clock.now()
        db.session.add(phrase)
    db.session.flush()
    return True


@atomic
def hang(case_id: int, given: Hung, *, actor: Actor) -> PosterPlace:
    """Note where printed posters were hung, so that they can be found again."""
    _check_hung(given)
    newest = posters.find_newest(case_id, ready=True)
    place = PosterPlace(
        case_id=case_id,
        kit_id=newest.id if newest else None,
        where=given.where,
        by=given.by,
        copies=given.copies,
        lat=given.lat,
        lon=given.lon,
        hung_at=given.hung_at,
        noted_by_id=actor.id,
        noted_at=clock.now(),
    )
    db.session.add(place)
    db.session.flush()
    _record(place, f"{given.copies} printed posters hung, place {place.id}", actor)
    return place


def _check_hung(given: Hung) -> None:
    wrong: dict[str, str] = {}
    if not given.where.strip():
        wrong["where"] = "Say where they hang, so that somebody else finds them."
    if len(given.where) > PLACE_CHARS_MAX:
        wrong["where"] = f"This is {len(given.where) - PLACE_CHARS_MAX} characters too long."
    if not given.by.strip():
        wrong["by"] = "Say who hung them."
    if not 1 <= given.copies <= COPIES_MAX:
        wrong["copies"] = f"Enter a number from 1 to {COPIES_MAX:,}."
    if given.hung_at > clock.now():
        wrong["hung_at"] = "This is in the future."
    if (given.lat is None) != (given.lon is None):
        wrong["lat"] = "A point has a latitude and a longitude; give both or neither."
    elif not (abs(given.lat or 0) <= LATITUDE and abs(given.lon or 0) <= LONGITUDE):
        wrong["lat"] = "There is no such point."
    if wrong:
        raise Invalid("This place cannot be noted yet.", wrong)


def _record(place: PosterPlace, words: str, actor: Actor) -> None:
    timeline.record(
        place.case_id, EntryKind.FILE, words, actor=actor, about=("poster_place", place.id)
    )


@atomic
def take_down(case_id: int, place_id: int, *, actor: Actor) -> PosterPlace:
    """Note that the posters at a place are gone."""
    place = posters.get_place(case_id, place_id)
    if place.removed_at is not None:
        raise WrongState("These posters are noted as gone already.")
    place.removed_at, place.removed_by = clock.now(), actor.name
    _record(place, f"Posters at place {place.id} taken down", actor)
    return place


@atomic
def change_brand(
    ink: str, beam: str, logo: bytes | None, *, drop_logo: bool, actor: Actor
) -> Brand:
    """Change the agency's colours and logo; `logo` is a picture that `brand` has prepared."""
    dark, light = brand.read_colour(ink, "ink"), brand.read_colour(beam, "beam")
    brand.check_colours(dark, light)
    own = posters.find_brand() or Brand()
    own.ink, own.beam = dark, light
    if logo is not None:
        own.logo_key = storage.put_bytes(logo).key
    elif drop_logo:
        own.logo_key = None
    own.changed_by_id, own.changed_at = actor.id, clock.now()
    db.session.add(own)
    db.session.flush()
    audit.record(
        "brand.change",
        actor=actor,
        about=("brand", own.id),
        detail={"ink": dark, "beam": light, "logo": bool(own.logo_key)},
    )
    return own
