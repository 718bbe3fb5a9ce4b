"""Asks for films made from what an appeal shows the public, and knows which are still true.

Like a poster, a film remembers the facts it tells. When these are no longer the appeal's, it is out
of date and the public is not offered it any more.
"""

import re
from dataclasses import asdict, dataclass
from typing import Any

from campaigns.appeals.model import Appeal
from campaigns.appeals.poster_facts import facts_of, hash_of, sheet_of
from campaigns.appeals.posters import TYPED_AT
from campaigns.appeals.queries import get_appeal
from campaigns.appeals.rules import check_may_prepare
from campaigns.appeals.showing import today_in
from campaigns.appeals.tongues import languages_for
from campaigns.kernel import settings
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import let_go
from campaigns.kernel.errors import Invalid
from campaigns.kernel.states import Labelled
from campaigns.media import film_actions, film_queries
from campaigns.media import queries as media
from campaigns.media.film import making, sound
from campaigns.media.film.captions import Cue
from campaigns.media.film.script import FilmScript, script_of
from campaigns.media.film.sound import SoundKind
from campaigns.media.model import Film, MediaAsset, Use
from campaigns.media.rules import is_published
from campaigns.media.sheet import looks_line
from campaigns.media.wording import wordings


class FilmShape(Labelled):
    """The shapes that a film is made in."""

    WIDE = "wide", "Wide, for YouTube, X and Facebook (1920 by 1080)"
    TALL = "tall", "Upright, for stories and shorts (1080 by 1920)"


LINES = 1080
OWN = "own"
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8})*")


@dataclass(frozen=True, slots=True)
class Standing:
    """A film, its file, and whether it still says what the appeal says."""

    film: Film
    asset: MediaAsset | None
    current: bool


def languages_of(appeal: Appeal) -> dict[str, str]:
    """Return the languages that a film can be made in, the case's own first."""
    return languages_for(appeal)


def sounds() -> list[SoundKind]:
    """Return what can be heard on this machine: a voice only where one is installed."""
    return [each for each in SoundKind if each is not SoundKind.VOICE or sound.can_speak()]


def read_language(code: str) -> str:
    """Return a language's code as it was meant, or say that it is none."""
    if not _LANGUAGE.fullmatch(code.strip()):
        words = "Give the language's code: en, fr, es, ar, pl, zh-Hant …"
        raise Invalid("Which language?", {"language": words})
    return code.strip()


def film_facts(appeal: Appeal, language: str) -> dict[str, Any]:
    """Return all that an appeal's film tells today, and the captions beside it.

    The captions follow the film scene by scene: what it leaves out, they leave out too. A language
    has captions only when all that is told was given in it: none has gaps.
    """
    day = today_in(appeal.case.timezone)
    own = facts_of(appeal, day, language, Use.FILM)
    others = (each for each in languages_of(appeal) if each != language)
    told = {other: facts_of(appeal, day, other, Use.FILM, own["left_out"]) for other in others}
    also = {
        other: _said(appeal.case_id, facts)
        for other, facts in told.items()
        if not facts["left_out"]
    }
    return {**own, "also": also}


def _said(case_id: int, facts: dict[str, Any]) -> list[str]:
    """Return what is said in each scene, in the language of the facts; no picture is read."""
    sheet = sheet_of(case_id, facts, bare=True)
    script = script_of(
        sheet, shape=FilmShape.WIDE, hashtag=facts["hashtag"], looks=looks_line(sheet)
    )
    return [scene.say for scene in script.scenes]


def script_for(case_id: int, facts: dict[str, Any], shape: str, codec: str) -> FilmScript:
    """Return the script of these facts, with the photos read in."""
    sheet = sheet_of(case_id, facts)
    return script_of(
        sheet,
        shape=shape,
        hashtag=facts["hashtag"],
        looks=looks_line(sheet),
        codec=codec,
        scale=settings.current().film_lines / LINES,
        also={language: tuple(says) for language, says in facts["also"].items()},
    )


def words_of(script: FilmScript) -> list[str]:
    """Return every word of a film: what is seen on its cards, what is said, its title."""
    seen = [words for scene in script.scenes for words in scene.words.values() if words]
    said = [scene.say for scene in script.scenes]
    said += [words for says in script.also.values() for words in says]
    return list(dict.fromkeys([script.title, *seen, *said]))


def ask_for_film(
    case_id: int,
    shape: FilmShape,
    language: str,
    kind: SoundKind,
    sound_asset_id: int | None = None,
    *,
    actor: Actor,
) -> Film:
    """Put a film in line; Invalid names the field to shorten, nothing is ever clipped."""
    appeal = get_appeal(case_id)
    check_may_prepare(appeal.case)
    _check_choice(language, kind, sound_asset_id)
    if sound_asset_id is not None:
        media.get_asset(case_id, sound_asset_id)
    facts, codec = film_facts(appeal, language), settings.current().film_codec
    script = script_for(case_id, facts, shape, codec)
    let_go()
    _check_fits(script)
    film = Film(
        case_id=case_id,
        shape=shape.value,
        language=language,
        codec=codec,
        sound=kind.value,
        sound_asset_id=sound_asset_id,
        facts=facts,
        facts_hash=hash_of(facts),
        told=words_of(script),
        captions={},
    )
    return film_actions.ask_for(film, actor=actor)


def bring_film(
    case_id: int, asset_id: int, language: str, about: str, cues: tuple[Cue, ...], *, actor: Actor
) -> Film:
    """Put somebody's own film in line to be made ready; `about` says what is seen in it."""
    check_may_prepare(get_appeal(case_id).case)
    asset = media.get_asset(case_id, asset_id)
    wide = (asset.width or 0) >= (asset.height or 0)
    film = Film(
        case_id=case_id,
        shape=(FilmShape.WIDE if wide else FilmShape.TALL).value,
        language=language,
        codec="",
        sound=OWN,
        asset_id=asset.id,
        facts={},
        facts_hash="",
        told=[about],
        captions={language: [asdict(cue) for cue in cues]} if cues else {},
    )
    return film_actions.ask_for(film, actor=actor)


def _check_choice(language: str, kind: SoundKind, sound_asset_id: int | None) -> None:
    wrong: dict[str, str] = {}
    if language.split("-", maxsplit=1)[0] not in wordings():
        wrong["language"] = (
            f"Films can be made in {', '.join(w.name for w in wordings().values())}."
        )
    if kind not in sounds():
        wrong["sound"] = "No voice is installed on this machine. Choose another sound."
    given = kind in {SoundKind.NARRATION, SoundKind.MUSIC}
    if given and sound_asset_id is None:
        wrong["sound_file"] = "Choose the sound file."
    if wrong:
        raise Invalid("The film cannot be made like this.", wrong)


def _check_fits(script: FilmScript) -> None:
    """Turn what is too long into the words of the form where it was typed."""
    try:
        making.check(script)
    except Invalid as error:
        fields = {}
        for name, words in error.fields.items():
            place, label = TYPED_AT.get(name, ("", name.replace("_", " ").capitalize()))
            fields[place] = f"{label}: {words}"
        raise Invalid(error.message, fields) from error


def standing_of(appeal: Appeal) -> list[Standing]:
    """Return every film of a case, newest first, and whether it is still true today."""
    return _standings(appeal, film_queries.list_films(appeal.case_id))


def _standings(appeal: Appeal, films: list[Film]) -> list[Standing]:
    """Say of each film whether it tells what the appeal tells; one brought along always does."""
    languages = {film.language for film in films if film.facts}
    now = {language: hash_of(film_facts(appeal, language)) for language in languages}
    return [
        Standing(
            film,
            media.get_asset(film.case_id, film.asset_id) if film.asset_id else None,
            not film.facts or film.facts_hash == now[film.language],
        )
        for film in films
    ]


def shown_of(appeal: Appeal) -> list[Standing]:
    """Return the films that the public is offered: cleared, ready and true; newest of each kind."""
    newest: dict[tuple[str, str], Standing] = {}
    for each in _standings(appeal, film_queries.list_ready(appeal.case_id)):
        if each.asset and each.current and is_published(each.asset):
            newest.setdefault((each.film.shape, each.film.language), each)
    return list(newest.values())


def is_shown(appeal: Appeal, film: Film) -> bool:
    """Say whether the public is offered this film."""
    (standing,) = _standings(appeal, [film])
    return standing.asset is not None and standing.current and is_published(standing.asset)
