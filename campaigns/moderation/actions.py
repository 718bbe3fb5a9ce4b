"""What people do about replies that must go: kept first, then hidden; and who may not come back.

A verb here writes rows; the job `moderate` carries them to the platforms.
"""

from datetime import datetime

from campaigns.audit import actions as audit
from campaigns.channels.queries import get_channel
from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import WrongState
from campaigns.kernel.text import clean
from campaigns.moderation import queries, rules
from campaigns.moderation.model import BlockedSender, HideState, HideWhy, Hiding, SenderBlock
from campaigns.notices import actions as notices
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.tips.model import Tip
from campaigns.tips.queries import get_tip
from campaigns.tips.rules import name_of
from campaigns.users.model import Role, User
from campaigns.users.queries import list_people
from campaigns.users.rules import Permission, check_can


@atomic
def ask_hide(case_id: int, tip_id: int, why: HideWhy, words: str, *, by: User) -> Hiding:
    """Have a reply hidden where it stands; it is kept whole as the tip that it is."""
    check_can(by, Permission.TRIAGE_TIPS)
    tip = get_tip(case_id, tip_id)
    rules.check_can_hide(tip)
    words = clean(words)
    suggested = rules.check_why(tip, why, words)
    if queries.find_hiding(tip.id) is not None:
        raise WrongState("It is hidden, or being hidden, already.")
    hiding = Hiding(
        case_id=case_id,
        tip_id=tip.id,
        channel_id=tip.channel_id,
        remote_ref=tip.remote_ref,
        why=why,
        words=words or None,
        unsuggested=not suggested,
        said_at=tip.captured_at or tip.received_at,
        asked_by_id=by.id,
        asked_at=clock.now(),
        not_before=clock.now(),
    )
    db.session.add(hiding)
    db.session.flush()
    _record(hiding, tip, f"is to be hidden: {why.label.lower()}", by)
    if not suggested:
        _call_supervisors(hiding, tip, by)
    return hiding


def _record(hiding: Hiding, tip: Tip, words: str, by: User) -> None:
    timeline.record(
        hiding.case_id,
        EntryKind.TIP,
        f"{name_of(tip)} {words}",
        actor=by.actor,
        about=("tip", tip.id),
        detail={"why": hiding.why.value, "suggested": not hiding.unsuggested},
    )


def _call_supervisors(hiding: Hiding, tip: Tip, by: User) -> None:
    """Have someone else look at what no rule had suggested: nobody hides criticism unseen."""
    for person in list_people():
        if person.role is Role.SUPERVISOR and person.id != by.id:
            notices.notify(
                person.id,
                f"{name_of(tip)} was hidden by {by.name}: please look",
                "No rule had suggested it. If it only criticises us, show it again.",
                path=f"/staff/cases/{hiding.case_id}/tips/{tip.id}",
                case_id=hiding.case_id,
            )


@atomic
def try_again(hiding_id: int, *, by: User) -> Hiding:
    """Try once more to hide what is still visible."""
    check_can(by, Permission.TRIAGE_TIPS)
    hiding = queries.get_hiding(hiding_id)
    rules.check_move(hiding)
    hiding.state, hiding.trouble, hiding.not_before = HideState.ASKED, None, clock.now()
    return hiding


@atomic
def settle_hidden(hiding_id: int) -> None:
    """Write down that a reply is hidden, and when."""
    hiding = queries.get_hiding(hiding_id)
    hiding.state, hiding.hidden_at, hiding.trouble = HideState.HIDDEN, clock.now(), None
    timeline.record(
        hiding.case_id,
        EntryKind.TIP,
        f"T-{hiding.tip_id} is hidden",
        actor=HOUSE,
        about=("tip", hiding.tip_id),
    )


@atomic
def settle_not_hidden(hiding_id: int, words: str, again_at: datetime | None) -> None:
    """Write down why a reply is still visible; without a time to try again a person is called."""
    hiding = queries.get_hiding(hiding_id)
    hiding.trouble = words
    if again_at is not None:
        hiding.not_before = again_at
        return
    hiding.state = HideState.FAILED
    notices.notify(
        hiding.asked_by_id,
        f"T-{hiding.tip_id} is still visible",
        words,
        path=f"/staff/cases/{hiding.case_id}/tips/{hiding.tip_id}",
        case_id=hiding.case_id,
        urgent=True,
    )


@atomic
def block_sender(case_id: int, tip_id: int, why: HideWhy, *, by: User) -> BlockedSender:
    """Keep whoever said this from speaking to any account of ours, in any appeal."""
    check_can(by, Permission.TRIAGE_TIPS)
    tip = get_tip(case_id, tip_id)
    if tip.channel_id is None or not tip.author:
        raise WrongState("The platform does not tell us who said this, so nobody can be blocked.")
    platform = get_channel(tip.channel_id).platform
    found = queries.find_blocked(platform, tip.author)
    if found is not None and found.lifted_at is None:
        raise WrongState("This sender is blocked already.")
    sender = found or BlockedSender(
        platform=platform, author_hash=queries.hash_author(platform, tip.author), author=tip.author
    )
    sender.name, sender.why = tip.sender, why
    sender.case_id, sender.tip_id = case_id, tip.id
    sender.blocked_by_id, sender.blocked_at = by.id, clock.now()
    sender.lifted_at = sender.lifted_by_id = None
    db.session.add(sender)
    db.session.flush()
    _block_everywhere(sender)
    audit.record("sender_blocked", actor=by.actor, case_id=case_id, about=("tip", tip.id))
    timeline.record(
        case_id, EntryKind.TIP, f"The sender of {name_of(tip)} is blocked on all our accounts",
        actor=by.actor, about=("tip", tip.id), detail={"why": why.value},
    )  # fmt: skip
    return sender


def _block_everywhere(sender: BlockedSender) -> None:
    known = {each.channel_id: each for each in queries.blocks_of(sender.id)}
    for channel_id in queries.list_accounts_on(sender.platform):
        row = known.get(channel_id) or SenderBlock(sender_id=sender.id, channel_id=channel_id)
        row.not_before, row.done_at, row.trouble = clock.now(), None, None
        db.session.add(row)


@atomic
def settle_block(block_id: int, words: str | None, again_at: datetime | None = None) -> None:
    """Write down how far a block is on one account; `words` say what is in the way."""
    row = queries.get_block(block_id)
    row.trouble = words
    if again_at is not None:
        row.not_before = again_at
    else:
        row.done_at = clock.now()


@atomic
def lift_block(sender_id: int, *, by: User) -> BlockedSender:
    """Let someone come back as far as we are concerned; on the platforms it is lifted by hand."""
    check_can(by, Permission.STOP_SENDING)
    sender = queries.get_blocked(sender_id)
    if sender.lifted_at is not None:
        raise WrongState("This block has been lifted already.")
    sender.lifted_at, sender.lifted_by_id = clock.now(), by.id
    audit.record("sender_unblocked", actor=by.actor, about=("blocked_sender", sender.id))
    return sender
