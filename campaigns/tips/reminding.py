"""Brings back what nobody has answered for a day."""

from collections.abc import Sequence

from campaigns.cases.queries import get_case
from campaigns.kernel import clock
from campaigns.kernel.db import atomic
from campaigns.kernel.text import plural
from campaigns.notices import actions as notices
from campaigns.tips.model import Tip
from campaigns.tips.queries import get_tip
from campaigns.users.model import User
from campaigns.users.rules import Permission, check_can


@atomic
def remind(case_id: int, tip_ids: Sequence[int]) -> None:
    """Tell lead and deputy of questions that have waited a day; each question is told of once."""
    case = get_case(case_id)
    waiting = [
        tip for tip in (get_tip(case_id, each) for each in tip_ids) if not tip.asked_again_at
    ]
    if not waiting:
        return
    for tip in waiting:
        tip.asked_again_at = clock.now()
    for user_id in (case.lead_id, case.deputy_id):
        notices.notify(
            user_id,
            f"{plural(len(waiting), 'question')} in {case.reference} waited a day for an answer",
            "If someone asked a question, it is answered.",
            path=f"/staff/cases/{case_id}/questions",
            case_id=case_id,
        )


@atomic
def set_question(case_id: int, tip_id: int, *, question: bool, by: User) -> Tip:
    """Say whether a tip asks us something; the guess may be wrong either way."""
    check_can(by, Permission.TRIAGE_TIPS)
    tip = get_tip(case_id, tip_id)
    tip.question = question
    return tip
