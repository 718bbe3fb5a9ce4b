"""Find questions that wait for an answer, and the answers that are prepared."""

from datetime import datetime

from sqlalchemy import func, select

from campaigns.cases.model import Case, CaseState
from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound
from campaigns.tips.model import CannedAnswer, Tip, TipState
from campaigns.tips.questions import REMIND_AFTER

OPEN = (TipState.NEW, TipState.OPEN)


def list_questions(case_id: int, limit: int = 200) -> list[Tip]:
    """Return the questions of a case that nobody has answered, the longest waiting first."""
    return list(
        db.session.scalars(
            select(Tip)
            .where(Tip.case_id == case_id, Tip.question, Tip.answered_at.is_(None))
            .where(Tip.state.in_(OPEN))
            .order_by(Tip.id)
            .limit(limit)
        )
    )


def count_questions(case_id: int) -> int:
    """Return how many questions of a case wait."""
    return int(
        db.session.scalar(
            select(func.count())
            .select_from(Tip)
            .where(Tip.case_id == case_id, Tip.question, Tip.answered_at.is_(None))
            .where(Tip.state.in_(OPEN))
        )
        or 0
    )


def list_overdue(now: datetime) -> dict[int, list[int]]:
    """Return, by case, the questions that have waited a day and of which nobody was reminded."""
    rows = db.session.execute(
        select(Tip.case_id, Tip.id)
        .join(Case, Case.id == Tip.case_id)
        .where(Case.state == CaseState.OPEN, Tip.question, Tip.answered_at.is_(None))
        .where(Tip.state.in_(OPEN), Tip.asked_again_at.is_(None))
        .where(Tip.received_at <= now - REMIND_AFTER, Tip.backlog.is_(False))
        .order_by(Tip.id)
    )
    found: dict[int, list[int]] = {}
    for case_id, tip_id in rows:
        found.setdefault(case_id, []).append(tip_id)
    return found


def list_canned(case_id: int) -> list[CannedAnswer]:
    """Return the prepared answers of a case, by name."""
    rows = db.session.scalars(select(CannedAnswer).where(CannedAnswer.case_id == case_id))
    return sorted(rows, key=lambda row: row.name.casefold())


def get_canned(case_id: int, canned_id: int) -> CannedAnswer:
    """Return one prepared answer of a case, or say that there is none."""
    row = db.session.get(CannedAnswer, canned_id)
    if row is None or row.case_id != case_id:
        raise NotFound("There is no such prepared answer.")
    return row
