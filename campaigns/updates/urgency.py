"""Lets an update go out in quiet hours: one person says why, a second one confirms.

It belongs to these very words: whoever changes the update asks again. An emergency post needs none
of this; it is urgent from the start, and is looked at afterwards.
"""

from campaigns.appeals.quiet import Quiet
from campaigns.cases.queries import get_case
from campaigns.deliveries import waiting
from campaigns.kernel import clock
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import atomic
from campaigns.kernel.errors import Invalid, NotAllowed, WrongState
from campaigns.notices import actions as notices
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.updates.model import Update, UpdateState
from campaigns.updates.queries import get_update
from campaigns.users.model import Role, User
from campaigns.users.queries import list_people
from campaigns.users.rules import Permission, check_can

STANDING = frozenset({UpdateState.SUBMITTED, UpdateState.APPROVED})


def quiet_until(update: Update, quiet: Quiet | None) -> str:
    """Return in words that an update would wait for the end of quiet hours, or nothing."""
    emergency = update.emergency and update.state is UpdateState.APPROVED
    if quiet is None or emergency or update.urgent_confirmed_at is not None:
        return ""
    now = clock.now()
    end = quiet.until(max(update.send_at or now, now))
    return quiet.told(end) if end is not None else ""


@atomic
def mark_urgent(case_id: int, update_id: int, reason: str, *, by: User) -> Update:
    """Ask that an update goes out in quiet hours too, and say why it cannot wait."""
    check_can(by, Permission.WRITE_UPDATE)
    update = get_update(case_id, update_id)
    if update.state not in STANDING:
        raise WrongState("Ask for approval first: what is urgent are these very words.")
    if update.urgent_at is not None:
        raise WrongState("It is marked as urgent already.")
    if not reason:
        raise Invalid("Say why it cannot wait.", {"reason": "Say why it cannot wait."})
    update.urgent_reason, update.urgent_by_id, update.urgent_at = reason, by.id, clock.now()
    _record(update, "Update marked urgent: to go out in quiet hours, once confirmed", by.actor)
    _call_people(update, by)
    return update


def _call_people(update: Update, by: User) -> None:
    case = get_case(update.case_id)
    supervisors = {each.id for each in list_people() if each.role is Role.SUPERVISOR}
    for user_id in sorted((supervisors | {case.lead_id, case.deputy_id}) - {by.id}):
        notices.notify(
            user_id,
            f"Urgent in {case.reference}: may an update go out in quiet hours?",
            f"{by.name} says that it cannot wait. It goes only when a second person confirms it.",
            path=f"/staff/cases/{case.id}/updates/{update.id}",
            case_id=case.id,
            urgent=True,
        )


@atomic
def confirm_urgent(case_id: int, update_id: int, *, by: User) -> Update:
    """Confirm as a second person that an update cannot wait; what is approved of it goes now."""
    check_can(by, Permission.APPROVE_UPDATE)
    update = get_update(case_id, update_id)
    _check_asked(update)
    if by.id == update.urgent_by_id:
        raise NotAllowed("Someone else must confirm what you marked as urgent.")
    update.urgent_confirmed_by_id, update.urgent_confirmed_at = by.id, clock.now()
    if update.state is UpdateState.APPROVED:
        waiting.wake_update(update.id)
    _record(update, "Update confirmed as urgent: it goes out in quiet hours", by.actor)
    return update


@atomic
def drop_urgent(case_id: int, update_id: int, *, by: User) -> Update:
    """Say that an update can wait after all; it goes when the quiet hours end."""
    check_can(by, Permission.WRITE_UPDATE)
    update = get_update(case_id, update_id)
    _check_asked(update)
    forget(update)
    _record(update, "Update no longer marked urgent: it waits for the end of quiet hours", by.actor)
    return update


def _check_asked(update: Update) -> None:
    if update.state not in STANDING or update.urgent_at is None:
        raise WrongState("It is not marked as urgent.")
    if update.urgent_confirmed_at is not None:
        raise WrongState("It is confirmed as urgent already.")


def forget(update: Update) -> None:
    """Forget that an update was urgent: its words are others now, or it can wait."""
    update.urgent_reason = update.urgent_by_id = update.urgent_at = None
    update.urgent_confirmed_by_id = update.urgent_confirmed_at = None


def _record(update: Update, words: str, actor: Actor) -> None:
    timeline.record(update.case_id, EntryKind.POST, words, actor=actor, about=("update", update.id))
