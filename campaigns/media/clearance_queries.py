"""Find what is cleared for which use, now; and what is about to end, or has to."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, or_, select

from campaigns.cases.model import Consent
from campaigns.kernel import clock
from campaigns.kernel.db import db
from campaigns.media.model import Clearance, MediaAsset, MediaKind, Use


def _lapsed(now: datetime) -> ColumnElement[bool]:
    """Match what rests on a consent that was withdrawn or refused, or is over."""
    return exists(
        select(Consent.id).where(
            Consent.id == Clearance.consent_id,
            or_(
                Consent.withdrawn_at.is_not(None),
                Consent.refused.is_(True),
                Consent.until <= now,
            ),
        )
    )


def in_force(now: datetime) -> ColumnElement[bool]:
    """Match what counts at a moment: not ended, its time not over, its consent not withdrawn."""
    return and_(
        Clearance.ended_at.is_(None),
        or_(Clearance.until.is_(None), Clearance.until > now),
        ~_lapsed(now),
    )


def list_in_force(case_id: int) -> list[Clearance]:
    """Return what is cleared in a case now, by file and use."""
    found = select(Clearance).where(Clearance.case_id == case_id, in_force(clock.now()))
    return list(db.session.scalars(found.order_by(Clearance.asset_id, Clearance.id)))


def in_force_by_photo(case_id: int) -> dict[int, list[Clearance]]:
    """Return what each photo of a case is cleared for now."""
    found: dict[int, list[Clearance]] = {}
    for each in list_in_force(case_id):
        found.setdefault(each.asset_id, []).append(each)
    return found


def list_of_asset(asset_id: int) -> list[Clearance]:
    """Return every clearance that a file ever had, newest first."""
    found = select(Clearance).where(Clearance.asset_id == asset_id)
    return list(db.session.scalars(found.order_by(Clearance.id.desc())))


def list_open(asset_id: int, uses: Collection[Use] = tuple(Use)) -> list[Clearance]:
    """Return what of a file has not been ended, whether it still counts or not."""
    found = select(Clearance).where(
        Clearance.asset_id == asset_id, Clearance.ended_at.is_(None), Clearance.use.in_(uses)
    )
    return list(db.session.scalars(found.order_by(Clearance.id)))


def cleared_for(case_id: int, use: Use) -> set[int]:
    """Return the photos of a case that may be used so now."""
    found = select(Clearance.asset_id).where(
        Clearance.case_id == case_id, Clearance.use == use, in_force(clock.now())
    )
    return set(db.session.scalars(found))


def why_not(case_id: int, asset_ids: Collection[int], use: Use) -> dict[int, str]:
    """Return, for each of these files that must not be used so now, why; nothing for the others.

    A poster or film may be used while every photo in it is in use, and cleared for what it is.
    """
    if not asset_ids:
        return {}
    assets = _by_id(case_id, asset_ids)
    inside = _by_id(case_id, {each for asset in assets.values() for each in asset.made_from})
    cleared = {each: cleared_for(case_id, each) for each in {use, Use.POSTER, Use.FILM}}
    reasons = {}
    for asset in assets.values():
        made_for = Use.POSTER if asset.kind is MediaKind.POSTER else Use.FILM
        wrong = _why_itself(asset, use, cleared[use]) or next(
            (
                f"{words} It stands in this {made_for.value}."
                for photo_id in asset.made_from
                if photo_id in inside
                and (words := _why_itself(inside[photo_id], made_for, cleared[made_for]))
            ),
            "",
        )
        if wrong:
            reasons[asset.id] = wrong
    return reasons


def _by_id(case_id: int, asset_ids: Collection[int]) -> dict[int, MediaAsset]:
    found = select(MediaAsset).where(MediaAsset.case_id == case_id, MediaAsset.id.in_(asset_ids))
    return {asset.id: asset for asset in db.session.scalars(found)} if asset_ids else {}


def _why_itself(asset: MediaAsset, use: Use, cleared: set[int]) -> str:
    if asset.withdrawn_at is not None:
        return f"{asset.kind.label} {asset.id} was withdrawn."
    if asset.kind is MediaKind.PHOTO and asset.id not in cleared:
        return f"Photo {asset.id} is not cleared for {use.label.lower()}."
    return ""


def list_carriers(case_id: int, asset_id: int) -> list[MediaAsset]:
    """Return the posters and films in which a photo stands, newest first."""
    found = select(MediaAsset).where(
        MediaAsset.case_id == case_id, MediaAsset.kind.not_in([MediaKind.PHOTO, MediaKind.EVIDENCE])
    )
    every = db.session.scalars(found.order_by(MediaAsset.id.desc()))
    return [each for each in every if asset_id in each.made_from]


def list_over(now: datetime) -> list[int]:
    """Return the clearances that ended by themselves and are not written down as ended yet."""
    found = select(Clearance.id).where(
        Clearance.ended_at.is_(None), or_(Clearance.until <= now, _lapsed(now))
    )
    return list(db.session.scalars(found.order_by(Clearance.id)))


def list_to_warn_of(now: datetime, before: datetime) -> list[Clearance]:
    """Return what ends before a moment, and of which nobody has been warned."""
    found = select(Clearance).where(
        in_force(now), Clearance.until <= before, Clearance.warned_at.is_(None)
    )
    return list(db.session.scalars(found.order_by(Clearance.until, Clearance.id)))


def get_clearance(clearance_id: int) -> Clearance:
    """Return a clearance that is known to be there."""
    found = select(Clearance).where(Clearance.id == clearance_id)
    return db.session.scalars(found.execution_options(populate_existing=True)).one()
