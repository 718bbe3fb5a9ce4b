"""Reads what relatives write, once, for what must not wait until someone happens to look.

A relative who says that the appeal endangers someone, or speaks of a threat or a demand for money,
has the lead, the deputy, the liaison and the supervisors called at once.
"""

from campaigns.cases.model import CaseState
from campaigns.cases.queries import get_case
from campaigns.families import queries
from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic
from campaigns.notices import actions as notices
from campaigns.policy.table import Doubt
from campaigns.publicity.rechecks import request_recheck
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.tips.alarms import Alarm, alarms_in
from campaigns.tips.model import MarkKind
from campaigns.users.model import Role
from campaigns.users.queries import list_people

# A relative who says "I am fine" claims nothing.
HEARD = frozenset({MarkKind.THREAT, MarkKind.EXTORTION, MarkKind.PUBLICITY})


def listen(message_id: int) -> list[Alarm]:
    """Read one message and call people if it sounds an alarm."""
    text = queries.read_message(message_id).text
    alarms = [each for each in alarms_in(text) if each.kind in HEARD]
    note_heard(message_id, alarms)
    return alarms


@atomic
def note_heard(message_id: int, alarms: list[Alarm]) -> None:
    """Note that a message was read, and call those who must know of its alarms."""
    message = queries.read_message(message_id)
    if message.heard_at is not None:
        return
    message.heard_at = clock.now()
    if not alarms:
        return
    case = get_case(message.case_id)
    words = "; ".join(each.kind.label for each in alarms)
    timeline.record(
        case.id,
        EntryKind.FAMILY,
        f"A message of the family was marked: {words}",
        actor=HOUSE,
        about=("family_message", message.id),
    )
    supervisors = {each.id for each in list_people() if each.role is Role.SUPERVISOR}
    called = {case.lead_id, case.deputy_id, *supervisors}
    if case.liaison_id is not None:
        called.add(case.liaison_id)
    for user_id in sorted(called):
        notices.notify(
            user_id,
            f"{case.reference}: the family writes, {words}",
            "Read it now.",
            path=f"/staff/cases/{case.id}/family",
            case_id=case.id,
            urgent=True,
        )
    if case.state is CaseState.OPEN and any(e.kind is MarkKind.PUBLICITY for e in alarms):
        why = "Somebody of the family says that the appeal puts someone at risk."
        about = ("family_message", message.id)
        request_recheck(case.id, why, about, doubt=Doubt.FAMILY, actor=HOUSE)
