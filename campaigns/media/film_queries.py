"""Find films, and move a making on."""

from datetime import datetime

from sqlalchemy import select, update

from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound
from campaigns.media.model import Film, FilmState

UNDER_WAY = (FilmState.QUEUED, FilmState.MAKING)


def get_film(case_id: int, film_id: int) -> Film:
    """Return a film of this case, or say that there is none."""
    found = db.session.scalar(select(Film).where(Film.id == film_id, Film.case_id == case_id))
    if found is None:
        raise NotFound("There is no such film in this case.")
    return found


def read_film(film_id: int) -> Film:
    """Return a film by its own id, or say that there is none."""
    found = db.session.get(Film, film_id)
    if found is None:
        raise NotFound("There is no such film.")
    return found


def find_film_of(asset_id: int) -> Film | None:
    """Return the film whose file this is, or None."""
    return db.session.scalar(select(Film).where(Film.asset_id == asset_id))


def list_films(case_id: int) -> list[Film]:
    """Return every making of a case, newest first."""
    return list(
        db.session.scalars(select(Film).where(Film.case_id == case_id).order_by(Film.id.desc()))
    )


def list_ready(case_id: int) -> list[Film]:
    """Return the finished films of a case, newest first."""
    found = select(Film).where(Film.case_id == case_id, Film.state == FilmState.READY)
    return list(db.session.scalars(found.order_by(Film.id.desc())))


def find_next() -> int | None:
    """Return the film that has waited longest for its turn, or None."""
    return db.session.scalar(
        select(Film.id).where(Film.state == FilmState.QUEUED).order_by(Film.id).limit(1)
    )


def list_making() -> list[Film]:
    """Return the films that are being made."""
    found = select(Film).where(Film.state == FilmState.MAKING).order_by(Film.id)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def list_stuck(before: datetime) -> list[Film]:
    """Return the films in the making whose maker has not been heard of since a moment."""
    found = select(Film).where(Film.state == FilmState.MAKING, Film.seen_at < before)
    return list(db.session.scalars(found))


def move(film_id: int, maker: str, progress: int, seen_at: datetime) -> bool:
    """Note how far a maker is; False when the film is no longer its to make."""
    done = db.session.execute(
        update(Film)
        .where(Film.id == film_id, Film.state == FilmState.MAKING, Film.maker == maker)
        .values(progress=progress, seen_at=seen_at)
    )
    return bool(getattr(done, "rowcount", 0))


def take(film_id: int, maker: str, seen_at: datetime) -> bool:
    """Take a waiting film in hand; False when somebody else did, or it was cancelled."""
    done = db.session.execute(
        update(Film)
        .where(Film.id == film_id, Film.state == FilmState.QUEUED)
        .values(
            state=FilmState.MAKING,
            maker=maker,
            seen_at=seen_at,
            attempt=Film.attempt + 1,
            progress=0,
        )
    )
    return bool(getattr(done, "rowcount", 0))
