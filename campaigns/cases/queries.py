"""Find cases and what belongs to them."""

from sqlalchemy import select

from campaigns.cases.model import Case, CaseMember
from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound


def get_case(case_id: int) -> Case:
    """Return the case, or say that there is none."""
    case = db.session.get(Case, case_id)
    if case is None:
        raise NotFound("There is no such case.")
    return case


def is_member(case_id: int, user_id: int) -> bool:
    """Say whether this person works on the case."""
    found = select(CaseMember.id).where(
        CaseMember.case_id == case_id, CaseMember.user_id == user_id
    )
    return db.session.scalar(found) is not None
