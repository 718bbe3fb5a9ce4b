"""What becomes of a making: taken in hand, finished, failed, cancelled, taken up again."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import Any

from campaigns.cases.public import touch_public
from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE, Actor
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import WrongState
from campaigns.media import actions as media_actions
from campaigns.media import film_queries
from campaigns.media.files import Prepared
from campaigns.media.film.captions import Cue
from campaigns.media.model import Film, FilmState, MediaKind
from campaigns.media.queries import get_asset
from campaigns.media.rules import check_not_withdrawn
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind

ATTEMPTS_MOST = 3
INTERRUPTED = "The making was interrupted {count} times, so it was given up. Ask for it again."


@atomic
def ask_for(film: Film, *, actor: Actor) -> Film:
    """Put a film in line to be made."""
    film.state, film.asked_by_id, film.asked_at = FilmState.QUEUED, actor.id, clock.now()
    db.session.add(film)
    db.session.flush()
    _record(film, "asked for", actor)
    return film


def _record(film: Film, what: str, actor: Actor) -> None:
    timeline.record(
        film.case_id,
        EntryKind.FILE,
        f"Film {film.id} ({film.shape}, {film.language}) {what}",
        actor=actor,
        about=("film", film.id),
        detail={"facts_hash": film.facts_hash},
    )


@atomic
def take(film_id: int, maker: str) -> bool:
    """Take a waiting film in hand."""
    return film_queries.take(film_id, maker, clock.now())


@atomic
def move(film_id: int, maker: str, progress: int) -> bool:
    """Note how far it is; False when it was cancelled or taken over meanwhile."""
    return film_queries.move(film_id, maker, progress, clock.now())


def as_cues(rows: Sequence[Mapping[str, Any]]) -> tuple[Cue, ...]:
    """Return captions as a row keeps them, as cues."""
    return tuple(Cue(**row) for row in rows)


@atomic
def finish(
    film_id: int,
    maker: str,
    prepared: Prepared,
    captions: Mapping[str, Sequence[Cue]],
    length_ms: int,
) -> bool:
    """Keep what was made; False when the film was cancelled or taken over meanwhile."""
    film = film_queries.read_film(film_id)
    if film.state is not FilmState.MAKING or film.maker != maker:
        return False
    film.captions = {name: [asdict(cue) for cue in cues] for name, cues in captions.items()}
    shown = [each["asset_id"] for each in film.facts.get("photos", ())]
    asset = media_actions.keep(film.case_id, MediaKind.FILM, prepared, actor=HOUSE, made_from=shown)
    asset.alt = "\n".join(cue.text for cue in captions.get(film.language, ()))
    film.asset_id, film.length_ms = asset.id, length_ms
    film.state, film.progress, film.maker = FilmState.READY, 100, None
    film.ended_at = clock.now()
    _record(film, "made", HOUSE)
    return True


@atomic
def finish_own(film_id: int, maker: str, parts: dict[str, str], length_ms: int) -> bool:
    """Keep what may be given of somebody's own film; False when it was cancelled meanwhile."""
    film = film_queries.read_film(film_id)
    if film.state is not FilmState.MAKING or film.maker != maker or film.asset_id is None:
        return False
    asset = get_asset(film.case_id, film.asset_id)
    asset.derivatives = {**asset.derivatives, **parts}
    film.length_ms, film.state, film.progress, film.maker = length_ms, FilmState.READY, 100, None
    film.ended_at = clock.now()
    _record(film, "made ready", HOUSE)
    return True


@atomic
def set_captions(
    case_id: int, film_id: int, language: str, cues: Sequence[Cue], *, actor: Actor
) -> Film:
    """Put captions of a language beside a film, in place of those it had; none takes them away."""
    film = film_queries.get_film(case_id, film_id)
    kept = {name: rows for name, rows in film.captions.items() if name != language}
    if cues:
        kept[language] = [asdict(cue) for cue in cues]
    film.captions = kept
    if film.asset_id is not None and get_asset(case_id, film.asset_id).publish:
        check_captioned(film)
        touch_public(case_id)
    _record(
        film, f"captioned in {language}" if cues else f"no longer captioned in {language}", actor
    )
    return film


def check_captioned(film: Film) -> None:
    """Refuse to show a film with sound that tells the deaf nothing."""
    if not film.captions:
        raise WrongState(
            "Add captions first, for those who cannot hear it. "
            "If nothing is said, one caption that says so is enough."
        )


@atomic
def fail(film_id: int, maker: str, reason: str) -> bool:
    """Write down why a film could not be made."""
    film = film_queries.read_film(film_id)
    if film.state is not FilmState.MAKING or film.maker != maker:
        return False
    _give_up(film, reason)
    return True


def _give_up(film: Film, reason: str) -> None:
    film.state, film.reason, film.maker = FilmState.FAILED, reason, None
    film.ended_at = clock.now()
    _record(film, "could not be made", HOUSE)


@atomic
def take_up_again(film_id: int) -> None:
    """Put an interrupted film in line again; give it up when that has happened too often."""
    film = film_queries.read_film(film_id)
    if film.state is not FilmState.MAKING:
        return
    if film.attempt >= ATTEMPTS_MOST:
        _give_up(film, INTERRUPTED.format(count=film.attempt))
        return
    film.state, film.maker, film.progress = FilmState.QUEUED, None, 0
    _record(film, "interrupted; it is made again", HOUSE)


@atomic
def cancel(case_id: int, film_id: int, *, actor: Actor) -> Film:
    """Stop a making; nothing of it is kept."""
    film = film_queries.get_film(case_id, film_id)
    if film.state not in film_queries.UNDER_WAY:
        raise WrongState("This film is not being made any more.")
    film.state, film.maker, film.ended_at = FilmState.CANCELLED, None, clock.now()
    _record(film, "cancelled", actor)
    return film


@atomic
def show(case_id: int, film_id: int, *, public: bool, actor: Actor) -> Film:
    """Let the public see a film, or no longer."""
    film = film_queries.get_film(case_id, film_id)
    if film.asset_id is None:
        raise WrongState("This film has not been made yet.")
    asset = get_asset(case_id, film.asset_id)
    if public:
        if film.state is not FilmState.READY:
            raise WrongState("This film has not been made yet.")
        check_not_withdrawn(asset)
        check_captioned(film)
    asset.publish = public
    touch_public(case_id)
    _record(film, "cleared for the public page" if public else "taken off the public page", actor)
    return film
