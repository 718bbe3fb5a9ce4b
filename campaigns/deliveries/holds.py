"""The kill switches: pulled for a reason, in force at once, lifted without a burst."""

from campaigns.audit import actions as audit
from campaigns.cases.queries import get_case
from campaigns.channels.queries import get_channel
from campaigns.deliveries import queries
from campaigns.deliveries.model import Hold, HoldScope
from campaigns.guard.gate import find
from campaigns.guard.leaving import Leaving, Words
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.users.model import User
from campaigns.users.rules import Permission, check_can


@atomic
def pull_hold(scope: HoldScope, scope_id: int, reason: str, *, by: User) -> Hold:
    """Stop all sending within a scope at once, also between the parts of a thread."""
    check_can(by, Permission.STOP_SENDING)
    if not reason:
        raise Invalid("Say why.", {"reason": "Say why, in a few words: others will read it."})
    _check_scope(scope, scope_id)
    if queries.find_hold(scope, scope_id) is not None:
        raise WrongState("This switch is pulled already.")
    reason = _fit_for_all(reason, scope_id if scope is HoldScope.CASE else None, by)
    hold = Hold(scope=scope, scope_id=scope_id, reason=reason, set_by_id=by.id, set_at=clock.now())
    db.session.add(hold)
    db.session.flush()
    _record(hold, "Sending stopped", by)
    return hold


@atomic
def lift_hold(hold_id: int, *, by: User) -> Hold:
    """Let sending go on; what became late meanwhile waits on the review list."""
    check_can(by, Permission.STOP_SENDING)
    hold = queries.get_hold(hold_id)
    if hold.lifted_at is not None:
        raise WrongState("This switch has been lifted already.")
    hold.lifted_at, hold.lifted_by_id = clock.now(), by.id
    _record(hold, "Sending may go on", by)
    return hold


def _fit_for_all(reason: str, case_id: int | None, by: User) -> str:
    """Return a reason that every reader of the timeline may read: stopping is never refused."""
    told = Leaving(case_id, ("hold", 0), (Words("reason", "reason", reason, ours=True),))
    if any(each.blocks for each in find([told])):
        return f"The reason touches something that is withheld: ask {by.name}."
    return reason


def _check_scope(scope: HoldScope, scope_id: int) -> None:
    if scope is HoldScope.CASE:
        get_case(scope_id)
    elif scope is HoldScope.CHANNEL:
        get_channel(scope_id)


def _record(hold: Hold, words: str, by: User) -> None:
    verb = "hold_pulled" if hold.lifted_at is None else "hold_lifted"
    detail = {"scope": hold.scope.value, "scope_id": hold.scope_id, "reason": hold.reason}
    audit.record(verb, actor=by.actor, about=("hold", hold.id), detail=detail)
    if hold.scope is HoldScope.CASE:
        timeline.record(
            hold.scope_id,
            EntryKind.DECISION,
            f"{words}: {hold.reason}",
            actor=by.actor,
            about=("hold", hold.id),
        )
