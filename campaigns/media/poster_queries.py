"""Find posters, the kits they were made in, what was chosen and said for them, where they hang."""

from datetime import datetime

from sqlalchemy import select, update

from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound
from campaigns.media.model import (
    Brand,
    KitState,
    MediaAsset,
    Poster,
    PosterChoice,
    PosterKit,
    PosterPhrase,
    PosterPlace,
)

UNDER_WAY = (KitState.QUEUED, KitState.DRAWING)


def get_kit(case_id: int, kit_id: int) -> PosterKit:
    """Return a kit of this case, or say that there is none."""
    found = db.session.scalar(
        select(PosterKit).where(PosterKit.id == kit_id, PosterKit.case_id == case_id)
    )
    if found is None:
        raise NotFound("There are no such posters in this case.")
    return found


def read_kit(kit_id: int) -> PosterKit:
    """Return a kit by its own id, or say that there is none."""
    found = db.session.get(PosterKit, kit_id)
    if found is None:
        raise NotFound("There are no such posters.")
    return found


def list_kits(case_id: int) -> list[PosterKit]:
    """Return every making of a case's posters, newest first."""
    found = select(PosterKit).where(PosterKit.case_id == case_id)
    return list(db.session.scalars(found.order_by(PosterKit.id.desc())))


def find_newest(case_id: int, *, ready: bool = False) -> PosterKit | None:
    """Return the newest making of a case's posters, or the newest that is ready; or None."""
    found = select(PosterKit).where(PosterKit.case_id == case_id)
    if ready:
        found = found.where(PosterKit.state == KitState.READY)
    return db.session.scalar(found.order_by(PosterKit.id.desc()).limit(1))


def find_under_way(case_id: int) -> PosterKit | None:
    """Return the kit of a case that waits or is being drawn, or None."""
    found = select(PosterKit).where(PosterKit.case_id == case_id, PosterKit.state.in_(UNDER_WAY))
    return db.session.scalar(found.order_by(PosterKit.id.desc()).limit(1))


def find_next() -> int | None:
    """Return the kit that has waited longest for its turn, or None."""
    found = select(PosterKit.id).where(PosterKit.state == KitState.QUEUED)
    return db.session.scalar(found.order_by(PosterKit.id).limit(1))


def list_drawing(before: datetime | None = None) -> list[int]:
    """Return the kits that are being drawn, or that nobody has said so of since a moment."""
    found = select(PosterKit.id).where(PosterKit.state == KitState.DRAWING)
    if before is not None:
        found = found.where(PosterKit.seen_at < before)
    return list(db.session.scalars(found.order_by(PosterKit.id)))


def take(kit_id: int, maker: str, now: datetime) -> bool:
    """Take a waiting kit in hand, unless somebody else just did."""
    taken = db.session.execute(
        update(PosterKit)
        .where(PosterKit.id == kit_id, PosterKit.state == KitState.QUEUED)
        .values(
            state=KitState.DRAWING,
            maker=maker,
            seen_at=now,
            done=0,
            attempt=PosterKit.attempt + 1,
        )
        .returning(PosterKit.id)
    )
    return taken.one_or_none() is not None


def move(kit_id: int, maker: str, done: int, now: datetime) -> bool:
    """Note how far a kit is; False when it was taken over meanwhile."""
    moved = db.session.execute(
        update(PosterKit)
        .where(
            PosterKit.id == kit_id,
            PosterKit.state == KitState.DRAWING,
            PosterKit.maker == maker,
        )
        .values(done=done, seen_at=now)
        .returning(PosterKit.id)
    )
    return moved.one_or_none() is not None


def list_posters_of(kit_id: int) -> list[tuple[Poster, MediaAsset]]:
    """Return the posters of a kit with their files, in the order in which they were drawn."""
    found = (
        select(Poster, MediaAsset)
        .join(MediaAsset, MediaAsset.id == Poster.asset_id)
        .where(Poster.kit_id == kit_id)
        .order_by(Poster.id)
    )
    return [(row[0], row[1]) for row in db.session.execute(found)]


def list_shown(case_id: int) -> list[MediaAsset]:
    """Return the files of posters that the public may see now."""
    found = (
        select(MediaAsset)
        .join(Poster, Poster.asset_id == MediaAsset.id)
        .where(Poster.case_id == case_id, MediaAsset.publish)
    )
    return list(db.session.scalars(found))


def get_poster(case_id: int, poster_id: int) -> Poster:
    """Return a poster of this case, or say that there is none."""
    found = db.session.scalar(
        select(Poster).where(Poster.id == poster_id, Poster.case_id == case_id)
    )
    if found is None:
        raise NotFound("There is no such poster in this case.")
    return found


def find_poster_of(asset_id: int) -> Poster | None:
    """Return the poster whose file this is, or None."""
    return db.session.scalar(select(Poster).where(Poster.asset_id == asset_id))


def find_choice(case_id: int) -> PosterChoice | None:
    """Return what was chosen for a case's posters, or None."""
    return db.session.get(PosterChoice, case_id)


def list_phrases(case_id: int) -> list[PosterPhrase]:
    """Return how things are said in other languages, oldest first."""
    found = select(PosterPhrase).where(PosterPhrase.case_id == case_id)
    return list(db.session.scalars(found.order_by(PosterPhrase.id)))


def list_places(case_id: int) -> list[PosterPlace]:
    """Return where posters were hung: those still there first, newest first."""
    found = select(PosterPlace).where(PosterPlace.case_id == case_id)
    order = (PosterPlace.removed_at.is_not(None), PosterPlace.id.desc())
    return list(db.session.scalars(found.order_by(*order)))


def get_place(case_id: int, place_id: int) -> PosterPlace:
    """Return a place of this case, or say that there is none."""
    found = db.session.scalar(
        select(PosterPlace).where(PosterPlace.id == place_id, PosterPlace.case_id == case_id)
    )
    if found is None:
        raise NotFound("There is no such place in this case.")
    return found


def find_brand() -> Brand | None:
    """Return the agency's own colours and logo, or None."""
    return db.session.scalar(select(Brand).order_by(Brand.id).limit(1))
