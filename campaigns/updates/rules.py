"""What an update may do next, and who may say so."""

from typing import Any

from campaigns.appeals.model import Appeal, AppealState
from campaigns.appeals.rules import check_may_prepare
from campaigns.cases.model import Case, CaseState, Risk
from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.kernel.errors import Invalid, NotAllowed, WrongState
from campaigns.updates.model import Update, UpdateState
from campaigns.users.model import User
from campaigns.users.rules import Permission, check_can

S = UpdateState
NEXT: dict[UpdateState, frozenset[UpdateState]] = {
    S.DRAFT: frozenset({S.SUBMITTED, S.WITHDRAWN}),
    S.SUBMITTED: frozenset({S.APPROVED, S.DRAFT, S.WITHDRAWN}),
    S.APPROVED: frozenset({S.DRAFT, S.WITHDRAWN}),
    S.WITHDRAWN: frozenset(),
}
PARTS_MAX = 25


def check_move(update: Update, to: UpdateState) -> None:
    """Refuse a move that the life of an update does not know."""
    if to not in NEXT[update.state]:
        raise WrongState(
            f"An update that is {update.state.label.lower()} cannot become {to.label.lower()}."
        )


def check_speaks(case: Case, appeal: Appeal) -> None:
    """Refuse to prepare words for a case that has nothing more to say."""
    if case.state is not CaseState.OPEN:
        raise WrongState("The case is closed: nothing more is said.")
    if appeal.state is AppealState.ENDED:
        raise WrongState("The appeal has ended: nothing more is said.")
    check_may_prepare(case)


def check_editable(update: Update, deliveries: list[Delivery]) -> None:
    """Refuse to change words that are out already, or may be."""
    if update.state is S.WITHDRAWN:
        raise WrongState("This update was withdrawn; write a new one.")
    waiting = {DeliveryState.PLANNED, DeliveryState.WITHDRAWN}
    if any(each.state not in waiting or each.out_count for each in deliveries):
        raise WrongState("This update is going out already; write a new one.")


def check_approver(update: Update, by: User) -> None:
    """Refuse to let anyone approve their own words, or without being allowed to."""
    check_can(by, Permission.APPROVE_UPDATE)
    if by.id == update.author_id:
        raise NotAllowed("Someone else must approve an update that you wrote.")


def check_seen(update: Update, seen_hash: str) -> None:
    """Refuse an approval of anything but what the approver was looking at."""
    if not update.content_hash or seen_hash != update.content_hash:
        raise WrongState("It changed since you looked. Look at it again before you approve it.")


def check_emergency(update: Update, case: Case, by: User, reason: str) -> None:
    """Refuse an approval by one person but in an emergency, by its author, with a reason."""
    check_can(by, Permission.WRITE_UPDATE)
    if case.risk is not Risk.HIGH:
        raise NotAllowed("Only a high-risk case can be spoken for by one person alone.")
    if by.id != update.author_id:
        raise NotAllowed("You did not write this: approve it instead.")
    if not reason:
        raise Invalid("Say why it cannot wait.", {"reason": "Say why it cannot wait."})


def check_review(update: Update, by: User) -> None:
    """Refuse a review by the author, or of what needs none."""
    if not update.emergency or update.reviewed_at is not None:
        raise WrongState("There is nothing to review here.")
    check_approver(update, by)


def check_words(parts: list[dict[str, Any]], channel_ids: list[int]) -> None:
    """Refuse an update without words or without anywhere to say them."""
    problems: dict[str, str] = {}
    if not parts or not any(part["text"] or part["media"] for part in parts):
        problems["texts"] = "Write what is to be said."
    if len(parts) > PARTS_MAX:
        problems["texts"] = f"{len(parts)} of {PARTS_MAX} parts: too many for one thread."
    if not channel_ids:
        problems["channel_ids"] = "Choose where it is to be said."
    if problems:
        raise Invalid("Something is missing.", problems)
