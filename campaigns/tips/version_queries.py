"""Find what tips became where they were said, and what is known of what is heard again."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.orm import defer

from campaigns.kernel.db import db
from campaigns.media.model import MediaAsset
from campaigns.tips.model import Evidence, Tip, TipVersion


@dataclass(frozen=True, slots=True)
class Known:
    """What we have of something that was said: its tip, its last words, and its state there."""

    tip_id: int
    case_id: int
    delivery_id: int | None
    text: str
    edited_at: datetime | None
    gone: bool
    seen_there_at: datetime | None
    emptied: bool


def list_versions(tip_id: int) -> list[TipVersion]:
    """Return what a tip became, in order."""
    found = select(TipVersion).where(TipVersion.tip_id == tip_id).options(_NO_RAW)
    return list(db.session.scalars(found.order_by(TipVersion.id)))


_NO_RAW = defer(TipVersion.raw_sealed)


def find_known(channel_id: int, refs: Collection[str]) -> dict[str, Known]:
    """Return what we have of these things said on an account, by their names there."""
    found = select(Tip).where(Tip.channel_id == channel_id, Tip.remote_ref.in_(set(refs)))
    tips = list(db.session.scalars(found.options(defer(Tip.raw_sealed))))
    words = _last_words([tip.id for tip in tips])
    return {tip.remote_ref: _known(tip, words.get(tip.id)) for tip in tips if tip.remote_ref}


def _last_words(tip_ids: Collection[int]) -> dict[int, str]:
    """Return the words of the last version that has any, of each tip that has one."""
    last = (
        select(func.max(TipVersion.id))
        .where(TipVersion.tip_id.in_(tip_ids), TipVersion.text_sealed.is_not(None))
        .group_by(TipVersion.tip_id)
    )
    found = select(TipVersion).where(TipVersion.id.in_(last)).options(_NO_RAW)
    return {each.tip_id: each.text for each in db.session.scalars(found)}


def _known(tip: Tip, later: str | None) -> Known:
    return Known(
        tip.id,
        tip.case_id,
        tip.answers_delivery_id,
        tip.text if later is None else later,
        tip.edited_at,
        tip.gone_at is not None,
        tip.seen_there_at,
        tip.emptied_at is not None,
    )


def list_hashes(tip_id: int) -> set[str]:
    """Return the SHA-256 of every file that came with a tip."""
    found = (
        select(MediaAsset.sha256)
        .join(Evidence, Evidence.asset_id == MediaAsset.id)
        .where(Evidence.tip_id == tip_id)
    )
    return set(db.session.scalars(found))


def note_seen(tip_ids: Collection[int], now: datetime) -> None:
    """Note that the platform has given these to us again, past `Versioned`: nothing changed."""
    db.session.execute(
        update(Tip).where(Tip.id.in_(tip_ids)).values(seen_there_at=now),
        execution_options={"synchronize_session": False},
    )


def list_aging(channel_id: int, seen_before: datetime, limit: int) -> list[tuple[int, str]]:
    """Return (tip, its name there) of what a platform gave and has not given again since then."""
    found = (
        select(Tip.id, Tip.remote_ref)
        .where(
            Tip.channel_id == channel_id,
            Tip.remote_ref.is_not(None),
            Tip.emptied_at.is_(None),
            Tip.seen_there_at < seen_before,
        )
        .order_by(Tip.seen_there_at)
        .limit(limit)
    )
    return [(row[0], row[1]) for row in db.session.execute(found) if row[1] is not None]


def list_channels_heard() -> list[int]:
    """Return the accounts by which anything ever came in that is still whole."""
    found = select(Tip.channel_id).where(Tip.channel_id.is_not(None), Tip.emptied_at.is_(None))
    return [row for row in db.session.scalars(found.distinct()) if row is not None]
