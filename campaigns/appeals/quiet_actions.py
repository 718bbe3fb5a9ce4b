"""Giving an appeal its quiet hours. One verb, one transaction."""

from datetime import time

from campaigns.appeals.model import Appeal, AppealState
from campaigns.appeals.queries import get_appeal
from campaigns.appeals.quiet import check_hours, put_hours
from campaigns.kernel.db import atomic
from campaigns.kernel.errors import WrongState
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.users.model import User
from campaigns.users.rules import Permission, check_can


@atomic
def set_quiet_hours(case_id: int, hours: tuple[time, time] | None, *, by: User) -> Appeal:
    """Give an appeal quiet hours, from when until when in its case's zone; None for none."""
    check_can(by, Permission.EDIT_CASE)
    appeal = get_appeal(case_id)
    if appeal.state is AppealState.ENDED:
        raise WrongState("This appeal has ended: nothing about it can be changed.")
    if hours:
        check_hours(*hours)
    was = appeal.quiet_from, appeal.quiet_until
    put_hours(appeal, hours)
    if was != (appeal.quiet_from, appeal.quiet_until):
        words = f"{hours[0]:%H:%M} to {hours[1]:%H:%M}" if hours else "none"
        timeline.record(
            case_id,
            EntryKind.CASE,
            f"Quiet hours of the appeal: {words}",
            actor=by.actor,
            about=("appeal", appeal.id),
        )
    return appeal
