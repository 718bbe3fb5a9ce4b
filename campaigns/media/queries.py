"""Find files of a case."""

from sqlalchemy import func, select

from campaigns.kernel import clock
from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound
from campaigns.media.clearance_queries import in_force
from campaigns.media.model import Clearance, MediaAsset, MediaKind, Poster, Use


def get_asset(case_id: int, asset_id: int) -> MediaAsset:
    """Return a file of this case, or say that there is none."""
    asset = db.session.scalar(
        select(MediaAsset).where(MediaAsset.id == asset_id, MediaAsset.case_id == case_id)
    )
    if asset is None:
        raise NotFound("There is no such file in this case.")
    return asset


def find_public_asset(asset_id: int) -> MediaAsset | None:
    """Return a file that is not withdrawn and is no evidence; whether it is shown, others judge."""
    return db.session.scalar(
        select(MediaAsset).where(
            MediaAsset.id == asset_id,
            MediaAsset.withdrawn_at.is_(None),
            MediaAsset.kind != MediaKind.EVIDENCE,
        )
    )


def list_photos(case_id: int, *, publish_only: bool = False) -> list[MediaAsset]:
    """Return a case's photos that are not withdrawn, in their order.

    `publish_only` leaves those that are cleared for the appeal's page at this moment.
    """
    found = select(MediaAsset).where(
        MediaAsset.case_id == case_id,
        MediaAsset.kind == MediaKind.PHOTO,
        MediaAsset.withdrawn_at.is_(None),
    )
    if publish_only:
        cleared = select(Clearance.asset_id).where(
            Clearance.case_id == case_id, Clearance.use == Use.PAGE, in_force(clock.now())
        )
        found = found.where(MediaAsset.publish, MediaAsset.id.in_(cleared))
    return list(db.session.scalars(found.order_by(MediaAsset.position, MediaAsset.id)))


def list_assets(case_id: int, kinds: frozenset[MediaKind]) -> list[MediaAsset]:
    """Return a case's files of these kinds, photos in their order and withdrawn ones last."""
    found = select(MediaAsset).where(
        MediaAsset.case_id == case_id, MediaAsset.kind.in_(sorted(kinds))
    )
    order = (MediaAsset.withdrawn_at.is_not(None), MediaAsset.position, MediaAsset.id)
    return list(db.session.scalars(found.order_by(*order)))


def list_evidence(case_id: int, limit: int) -> list[MediaAsset]:
    """Return what came with tips last, newest first."""
    found = select(MediaAsset).where(
        MediaAsset.case_id == case_id, MediaAsset.kind == MediaKind.EVIDENCE
    )
    return list(db.session.scalars(found.order_by(MediaAsset.id.desc()).limit(limit)))


def count_evidence(case_id: int) -> int:
    """Return how many files came with tips."""
    found = select(func.count()).where(
        MediaAsset.case_id == case_id, MediaAsset.kind == MediaKind.EVIDENCE
    )
    return db.session.scalar(found) or 0


def bytes_kept(case_id: int | None = None) -> int:
    """Return how large the files of a case, or of all cases, are together."""
    found = select(func.sum(MediaAsset.size_bytes))
    if case_id is not None:
        found = found.where(MediaAsset.case_id == case_id)
    return int(db.session.scalar(found) or 0)


def list_cases_with_files() -> list[int]:
    """Return the cases that hold files."""
    return list(db.session.scalars(select(MediaAsset.case_id).distinct()))


def keys_in_use() -> set[str]:
    """Return the keys of every file and derivative that a row of files names."""
    keys: set[str] = set()
    rows = db.session.execute(select(MediaAsset.storage_key, MediaAsset.derivatives))
    for key, derivatives in rows.yield_per(1000):
        keys.add(key)
        keys.update(derivatives.values())
    return keys


def list_ids() -> list[int]:
    """Return the ids of every file, oldest first."""
    return list(db.session.scalars(select(MediaAsset.id).order_by(MediaAsset.id)))


def read_asset(asset_id: int) -> MediaAsset:
    """Return a file by its id alone, for jobs; or say that there is none."""
    asset = db.session.get(MediaAsset, asset_id)
    if asset is None:
        raise NotFound("There is no such file.")
    return asset


def next_position(case_id: int, kind: MediaKind) -> int:
    """Return the place after the last file of this kind."""
    last = db.session.scalar(
        select(func.max(MediaAsset.position)).where(
            MediaAsset.case_id == case_id, MediaAsset.kind == kind
        )
    )
    return 1 if last is None else last + 1


def list_posters(case_id: int) -> list[Poster]:
    """Return a case's posters, newest first."""
    return list(
        db.session.scalars(
            select(Poster).where(Poster.case_id == case_id).order_by(Poster.id.desc())
        )
    )
