"""Let a leaver go and give what they held to someone else, all of it or none of it."""

from campaigns.audit import actions as audit
from campaigns.cases import actions as cases
from campaigns.channels import keepers
from campaigns.handover.queries import open_work
from campaigns.kernel.db import atomic
from campaigns.kernel.errors import Invalid
from campaigns.kernel.text import plural
from campaigns.notices import actions as notices
from campaigns.tips import triage as tips
from campaigns.users import actions as users
from campaigns.users import queries
from campaigns.users.model import User


@atomic
def let_go(user_id: int, heir_id: int | None, *, by: User) -> User:
    """Let someone go; whoever takes over is named wherever open work hangs on the leaver."""
    leaver = queries.get_user(user_id)
    if heir_id is not None:
        _hand_over(leaver, queries.get_user(heir_id), by)
    elif open_work(user_id):
        raise Invalid(
            "Open work hangs on this person.", {"heir_id": "Choose who takes over the open work."}
        )
    return users.deactivate_user(user_id, by=by)


def _hand_over(leaver: User, heir: User, by: User) -> None:
    if heir.id == leaver.id or not heir.active:
        raise Invalid("Choose someone else.", {"heir_id": "Choose someone who stays."})
    claimed = open_work(leaver.id).tips
    given = {
        "cases": cases.hand_over(leaver.id, heir.id, actor=by.actor),
        "channels": keepers.hand_over(leaver.id, heir.id, actor=by.actor),
        "tips": tips.hand_over(leaver.id, heir.id, actor=by.actor) if claimed else 0,
    }
    detail = {"to_id": heir.id, **given}
    audit.record("work handed over", actor=by.actor, about=("user", leaver.id), detail=detail)
    if any(given.values()):
        words = ", ".join(plural(count, noun[:-1]) for noun, count in given.items() if count)
        notices.notify(
            heir.id,
            f"{leaver.name} has handed over to you",
            f"You have taken over {words}. Please look at them today.",
            path="/staff/",
        )
