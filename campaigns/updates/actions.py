"""What people do with updates. One verb, one transaction.

An approval is bound to what the approver saw: submitting freezes the words of every channel, the
hash over all of them stands on the page, and approving presents it. Any edit voids it.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from campaigns.appeals.queries import get_appeal
from campaigns.cases.model import Case
from campaigns.cases.queries import get_case
from campaigns.deliveries import actions as deliveries
from campaigns.deliveries.queries import list_of_update
from campaigns.deliveries.snapshot import seal, seal_of_all
from campaigns.kernel import clock
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Broken, Invalid, WrongState
from campaigns.notices import actions as notices
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.updates import compose, queries, rules, urgency
from campaigns.updates.cadence import Template, once
from campaigns.updates.fill import Parts, fill
from campaigns.updates.ghosts import anchors_of
from campaigns.updates.model import Cadence, Update, UpdateState
from campaigns.updates.queries import get_update
from campaigns.users.model import Role, User
from campaigns.users.queries import list_people
from campaigns.users.rules import Permission, check_can

S = UpdateState
REVIEW_WITHIN = timedelta(minutes=30)


@atomic
def write_update(
    case_id: int,
    *,
    parts: Parts,
    channel_ids: Iterable[int],
    send_local: datetime | None = None,
    cadence_step: str | None = None,
    film_words: tuple[str, str] | None = None,
    by: User,
) -> Update:
    """Write a draft; `parts` as in Update.parts, `send_local` naive in the case's zone or None."""
    check_can(by, Permission.WRITE_UPDATE)
    case = get_case(case_id)
    rules.check_speaks(case, get_appeal(case_id))
    cadence = queries.find_cadence(case_id) if cadence_step else None
    update = Update(
        case_id=case_id,
        author_id=by.id,
        timezone=case.timezone,
        cadence_id=cadence.id if cadence else None,
        cadence_step=cadence_step,
        created_at=clock.now(),
    )
    fill(update, parts, channel_ids, send_local, film_words)
    db.session.add(update)
    db.session.flush()
    _record(update, "Update written", by.actor)
    return update


@atomic
def edit_update(
    case_id: int,
    update_id: int,
    *,
    parts: Parts,
    channel_ids: Iterable[int],
    send_local: datetime | None = None,
    version: int | None = None,
    film_words: tuple[str, str] | None = None,
    by: User,
) -> Update:
    """Change the words; whatever was submitted or approved is a draft again, by its new author."""
    check_can(by, Permission.WRITE_UPDATE)
    update = get_update(case_id, update_id)
    rules.check_speaks(get_case(case_id), get_appeal(case_id))
    rules.check_editable(update, list_of_update(update.id))
    if version is not None and version != update.version:
        raise WrongState("Someone else changed this update. Look at it again.")
    fill(update, parts, channel_ids, send_local, film_words)
    # Whoever wrote last must not approve it either.
    update.author_id = by.id
    _void(update, "The words were changed.")
    _record(update, "Update changed", by.actor)
    return update


def _void(update: Update, reason: str) -> None:
    """Take back what was frozen and approved; nothing of it has gone out."""
    if update.state is not S.DRAFT:
        rules.check_move(update, S.DRAFT)
        deliveries.cancel_update(update.id, reason)
    update.state, update.content_hash = S.DRAFT, None
    update.submitted_at = update.approver_id = update.approved_at = update.sent_back_reason = None
    urgency.forget(update)


@atomic
def submit_update(case_id: int, update_id: int, *, by: User) -> Update:
    """Freeze the words as each channel will carry them, and ask for approval."""
    check_can(by, Permission.WRITE_UPDATE)
    update = get_update(case_id, update_id)
    rules.check_speaks(get_case(case_id), get_appeal(case_id))
    rules.check_move(update, S.SUBMITTED)
    if update.send_at is not None and update.send_at <= clock.now():
        raise Invalid("That time has passed.", {"send_local": "Choose a time still to come."})
    planned = deliveries.plan(case_id, update.id, compose.letters(update), update.send_at)
    pairs = ((each.channel_id, each.snapshot_hash) for each in planned)
    update.content_hash = seal_of_all(pairs, update.send_at)
    update.state, update.submitted_at = S.SUBMITTED, clock.now()
    update.sent_back_reason = None
    _record(update, "Update submitted for approval", by.actor)
    return update


@atomic
def approve_update(case_id: int, update_id: int, seen_hash: str, *, by: User) -> Update:
    """Approve exactly the words that were seen, so that they go out when their time comes."""
    update = get_update(case_id, update_id)
    rules.check_approver(update, by)
    _approve(update, seen_hash, by)
    _record(update, "Update approved", by.actor)
    return update


def _approve(update: Update, seen_hash: str, by: User, *, urgent: bool = False) -> None:
    rules.check_move(update, S.APPROVED)
    rules.check_speaks(get_case(update.case_id), get_appeal(update.case_id))
    rules.check_seen(update, seen_hash)
    _check_frozen(update)
    deliveries.check_fits(update.id)
    update.state, update.approver_id, update.approved_at = S.APPROVED, by.id, clock.now()
    deliveries.release(update.id, urgent=urgent or update.urgent_confirmed_at is not None)


def _check_frozen(update: Update) -> None:
    """Refuse to release snapshots that are not, byte for byte, what was hashed."""
    frozen = list_of_update(update.id)
    pairs = [(each.channel_id, seal(each.snapshot)) for each in frozen]
    if seal_of_all(pairs, update.send_at) != update.content_hash:
        raise Broken("What was frozen for approval has been altered. Edit and submit it again.")


@atomic
def approve_emergency(
    case_id: int, update_id: int, seen_hash: str, reason: str, *, by: User
) -> Update:
    """Release one's own words where a life may hang on minutes; others look at it right after."""
    update = get_update(case_id, update_id)
    case = get_case(case_id)
    rules.check_emergency(update, case, by, reason)
    _approve(update, seen_hash, by, urgent=True)
    update.emergency, update.emergency_reason = True, reason
    update.review_due_at = clock.now() + REVIEW_WITHIN
    update.reviewed_at = update.reviewed_by_id = update.reminded_at = None
    _record(update, "Emergency post released by its author alone", by.actor)
    call_reviewers(update, case, "Released without a second person. Look at it within 30 minutes.")
    return update


def call_reviewers(update: Update, case: Case, words: str) -> None:
    """Ask lead, deputy and supervisors to review; part of the caller's transaction."""
    supervisors = {each.id for each in list_people() if each.role is Role.SUPERVISOR}
    for user_id in sorted(supervisors | {case.lead_id, case.deputy_id}):
        notices.notify(
            user_id,
            f"Emergency post in {case.reference}: review it",
            words,
            path=f"/staff/cases/{case.id}/updates/{update.id}",
            case_id=case.id,
            urgent=True,
        )


@atomic
def review_emergency(case_id: int, update_id: int, *, ok: bool, by: User) -> Update:
    """Look at an emergency post after the fact: let it stand, or stop what is not out yet."""
    update = get_update(case_id, update_id)
    rules.check_review(update, by)
    update.reviewed_at, update.reviewed_by_id = clock.now(), by.id
    _record(update, "Emergency post reviewed: " + ("stands" if ok else "withdrawn"), by.actor)
    if not ok and update.state is not S.WITHDRAWN:
        _withdraw(update, "Withdrawn on review.", by.actor)
    return update


@atomic
def remind_of_review(update_id: int) -> None:
    """Ask once more for a review that is overdue."""
    update = queries.read_update(update_id)
    if update.reviewed_at is not None or update.reminded_at is not None:
        return
    update.reminded_at = clock.now()
    call_reviewers(update, get_case(update.case_id), "The review is overdue: nobody has looked.")


@atomic
def send_back(case_id: int, update_id: int, reason: str, *, by: User) -> Update:
    """Hand a submitted update back to its author, with the reason."""
    update = get_update(case_id, update_id)
    rules.check_approver(update, by)
    if update.state is not S.SUBMITTED:
        raise WrongState("Only an update that waits for approval can be sent back.")
    if not reason:
        raise Invalid("Say why.", {"reason": "Say what is to be changed."})
    _void(update, "Sent back.")
    update.sent_back_reason = reason
    _record(update, "Update sent back", by.actor)
    notices.notify(
        update.author_id,
        "An update was sent back to you",
        f"{by.name}: {reason}",
        path=f"/staff/cases/{case_id}/updates/{update.id}",
        case_id=case_id,
    )
    return update


@atomic
def withdraw_update(case_id: int, update_id: int, *, by: User) -> Update:
    """Give an update up; what of it is out stays out until it is taken down."""
    check_can(by, Permission.WRITE_UPDATE)
    update = get_update(case_id, update_id)
    rules.check_move(update, S.WITHDRAWN)
    _withdraw(update, "The update was withdrawn.", by.actor)
    return update


@atomic
def withdraw_all(case_id: int, reason: str, *, actor: Actor) -> int:
    """Give up every update of a case that is not withdrawn; return how many."""
    standing = [each for each in queries.list_updates(case_id) if each.state is not S.WITHDRAWN]
    for update in standing:
        _withdraw(update, reason, actor)
    return len(standing)


def _withdraw(update: Update, reason: str, actor: Actor) -> None:
    update.state = S.WITHDRAWN
    stopped = deliveries.cancel_update(update.id, reason)
    _record(update, f"Update withdrawn, {stopped} posts stopped", actor)


def _record(update: Update, words: str, actor: Actor) -> None:
    timeline.record(
        update.case_id,
        EntryKind.POST,
        words,
        actor=actor,
        about=("update", update.id),
        detail={"state": update.state.value, "channels": len(update.channel_ids)},
    )


@atomic
def start_cadence(case_id: int, template: str, *, actor: Actor) -> Cadence:
    """Start (or start anew) the rhythm of an appeal; its steps stand on the calendar as ghosts."""
    case = get_case(case_id)
    rules.check_speaks(case, get_appeal(case_id))
    if template not in list(Template):
        raise Invalid("There is no such cadence.", {"template": "Choose a cadence."})
    now = clock.now()
    cadence = queries.find_cadence(case_id) or Cadence(case_id=case_id)
    cadence.template, cadence.timezone = template, case.timezone
    cadence.starts_at, cadence.stopped_at = now, None
    beats = once(Template(template), anchors_of(case_id, now, case.timezone))
    cadence.steps = [{"key": b.key, "label": b.label, "at": b.at.isoformat()} for b in beats]
    db.session.add(cadence)
    db.session.flush()
    timeline.record(
        case_id,
        EntryKind.POST,
        f"Cadence started: {Template(template).label}",
        actor=actor,
        about=("cadence", cadence.id),
    )
    return cadence


@atomic
def stop_cadence(case_id: int, *, actor: Actor) -> None:
    """Stop the rhythm: no step is asked for any more. What was approved still goes out."""
    cadence = queries.find_cadence(case_id)
    if cadence is None or cadence.stopped_at is not None:
        return
    cadence.stopped_at = clock.now()
    timeline.record(
        case_id, EntryKind.POST, "Cadence stopped", actor=actor, about=("cadence", cadence.id)
    )
