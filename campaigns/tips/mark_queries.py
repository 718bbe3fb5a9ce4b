"""Find what was noticed in tips, and what has still to be read."""

from collections.abc import Collection

from sqlalchemy import exists, func, select, update
from sqlalchemy.orm import defer

from campaigns.cases.model import Case
from campaigns.guard.model import Round
from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound
from campaigns.tips.model import Tip, TipMark

# A tip that was read before any round is at 1; every round of its case moves what is wanted on.
_WANTED = func.coalesce(Round.wanted, 0) + 1


def list_to_read(limit: int) -> list[tuple[int, int]]:
    """Return (tip, the round it is to be read for): what was never read first, newest first."""
    waits = exists().where(Tip.case_id == Case.id, Tip.read_version < _WANTED)
    cases = select(Case.id, _WANTED).outerjoin(Round, Round.case_id == Case.id).where(waits)
    due: list[tuple[int, int, int]] = []
    for case_id, wanted in db.session.execute(cases).all():
        found = (
            select(Tip.read_version, Tip.id)
            .where(Tip.case_id == case_id, Tip.read_version < wanted)
            .order_by(Tip.read_version, Tip.id.desc())
            .limit(limit)
        )
        due += [(row.read_version, row.id, wanted) for row in db.session.execute(found)]
    due.sort(key=lambda each: (each[0], -each[1]))
    return [(tip_id, wanted) for _, tip_id, wanted in due[:limit]]


def read_tip_row(tip_id: int) -> Tip:
    """Return a tip by its id alone, for jobs; or say that there is none."""
    tip = db.session.scalar(select(Tip).where(Tip.id == tip_id).options(defer(Tip.raw_sealed)))
    if tip is None:
        raise NotFound("There is no such tip.")
    return tip


def lock_tip(tip_id: int) -> Tip:
    """Return a tip as it is now, and let nobody else change it in this transaction."""
    found = select(Tip).where(Tip.id == tip_id).with_for_update()
    return db.session.scalars(found, execution_options={"populate_existing": True}).one()


def set_read(tip_id: int, version: int, read_version: int) -> None:
    """Set how far a tip has been read, where it is still the one that was read."""
    db.session.execute(
        update(Tip)
        .where(Tip.id == tip_id, Tip.version == version)
        .values(read_version=read_version),
        execution_options={"synchronize_session": False},
    )


def list_marks(tip_ids: Collection[int]) -> list[TipMark]:
    """Return what was noticed in these tips, in the order in which it was."""
    found = select(TipMark).where(TipMark.tip_id.in_(tip_ids)).order_by(TipMark.id)
    return list(db.session.scalars(found))


def count_restricted(case_id: int) -> int:
    """Return how many tips of a case touch what is withheld."""
    found = select(func.count()).where(Tip.case_id == case_id, Tip.restricted.is_(True))
    return db.session.scalar(found) or 0
