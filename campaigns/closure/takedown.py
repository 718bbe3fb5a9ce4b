"""Take one public object down, with proof. Deleting twice does no harm, so it is tried again."""

from datetime import timedelta

import structlog

from campaigns.appeals import subscribing
from campaigns.channels import actions as channels
from campaigns.closure import profile, queries, rules
from campaigns.closure.model import Seen, TakedownKind, TakedownLook, TakedownState, TakedownTask
from campaigns.closure.objects import list_public
from campaigns.deliveries import actions as deliveries
from campaigns.hearing import strangers
from campaigns.kernel import clock, settings
from campaigns.kernel.actor import HOUSE, Actor
from campaigns.kernel.db import atomic, db, let_go, outlive
from campaigns.kernel.errors import (
    CampaignError,
    Invalid,
    Limited,
    PlatformError,
    Rejected,
    Unauthorised,
    WrongState,
)
from campaigns.kernel.text import plural
from campaigns.notices import actions as notices
from campaigns.platforms.base import Account, Proof, Withdraws
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind

NEVER_DELETES = (
    "This platform lets no program delete a post. Delete it there by hand, then note it here."
)
log = structlog.get_logger()


def work_off(task_id: int) -> None:
    """Claim a task, do it without holding a connection, and settle what came of it."""
    task = claim_task(task_id)
    let_go()
    if task is None:
        return
    try:
        proof = _take_down(channels.open_account(task.channel_id, case_id=task.case_id), task)
    except CampaignError as error:
        fail_task(task.case_id, task.id, error)
    except Exception as error:
        log.exception("a takedown broke off", task=task_id)
        words = f"Broke off: {type(error).__name__}"
        fail_task(task.case_id, task.id, PlatformError(words))
    else:
        settle_task(task.case_id, task.id, proof)


def _take_down(account: Account, task: TakedownTask) -> Proof:
    if task.what is TakedownKind.PROFILE:
        return profile.make_neutral(account, task)
    if not isinstance(account, Withdraws) or task.remote_id is None:
        raise Rejected(NEVER_DELETES)
    return account.withdraw(task.remote_id)


@atomic
def claim_task(task_id: int) -> TakedownTask | None:
    """Take the task for this process, or return None if another has it."""
    until = clock.now() + timedelta(seconds=settings.current().stuck_after_s)
    if not queries.claim(task_id, until):
        return None
    return outlive(queries.read_task(task_id))


@atomic
def settle_task(case_id: int, task_id: int, proof: Proof, *, actor: Actor = HOUSE) -> TakedownTask:
    """Note that it is down, with what the platform said when it was looked for."""
    return _settle(case_id, task_id, Seen.GONE, proof, actor)


def _settle(case_id: int, task_id: int, found: Seen, proof: Proof, actor: Actor) -> TakedownTask:
    task = queries.get_task(case_id, task_id)
    now = clock.now()
    kept = {"words": proof.words, "status": proof.status, "by": actor.name}
    task.state, task.reason, task.done_at = TakedownState.DONE, None, now
    task.proof = {**kept, "at": now.isoformat()}
    task.looks, task.look_at = 0, rules.look_after(now, 0)
    note_look(task, found, proof, actor)
    if task.delivery_id is not None and _all_down(task):
        deliveries.record_withdrawn(task.delivery_id, kept, actor=actor)
    if task.stranger_id is not None:
        strangers.note_ended(task.channel_id, task.stranger_id, proof.words)
    timeline.record(
        case_id,
        EntryKind.POST,
        f"Taken down: {task.what.label.lower()}",
        actor=actor,
        about=("takedown_task", task.id),
        detail=kept,
    )
    return task


def note_look(task: TakedownTask, found: Seen, proof: Proof, actor: Actor = HOUSE) -> None:
    """Write down what was found; part of the caller's transaction."""
    db.session.add(
        TakedownLook(
            task_id=task.id,
            at=clock.now(),
            found=found,
            status=proof.status or None,
            words=proof.words,
            by=actor.name,
        )
    )


def _all_down(task: TakedownTask) -> bool:
    return all(
        each.state is TakedownState.DONE
        for each in queries.list_tasks(task.case_id)
        if each.delivery_id == task.delivery_id
    )


@atomic
def fail_task(case_id: int, task_id: int, error: CampaignError) -> TakedownTask:
    """Note why it is not down; it is tried again, or a person does it."""
    task = queries.get_task(case_id, task_id)
    task.reason = error.message
    if isinstance(error, Unauthorised):
        channels.note_trouble(task.channel_id, error.message, broken=True)
    if isinstance(error, Rejected | WrongState):
        _needs_a_person(task, TakedownState.BY_HAND)
    elif task.attempt_count >= rules.TRIES:
        _needs_a_person(task, TakedownState.UNDECIDED)
    else:
        task.state = TakedownState.WAITING
        task.not_before = clock.now() + rules.wait_before(task.attempt_count)
        if isinstance(error, Limited):
            task.not_before = max(task.not_before, error.retry_at)
    return task


def _needs_a_person(task: TakedownTask, state: TakedownState) -> None:
    task.state = state
    call_people(
        task, f"{task.what.label} on @{task.channel.handle} is not down", task.reason or state.label
    )


def call_people(task: TakedownTask, subject: str, words: str) -> None:
    """Have lead and deputy look at what comes down; part of the caller's transaction."""
    for user_id in queries.list_keepers(task.case_id):
        notices.notify(
            user_id,
            subject,
            words,
            path=f"/staff/cases/{task.case_id}/close#object-{task.id}",
            case_id=task.case_id,
            urgent=True,
        )


@atomic
def try_again(case_id: int, task_id: int, *, actor: Actor) -> TakedownTask:
    """Put a task that nobody could do back on the list."""
    task = queries.get_task(case_id, task_id)
    _check_not_down(task)
    task.state, task.not_before, task.attempt_count = TakedownState.WAITING, clock.now(), 0
    timeline.record(
        case_id,
        EntryKind.POST,
        "Takedown is tried again",
        actor=actor,
        about=("takedown_task", task.id),
    )
    return task


@atomic
def settle_by_hand(case_id: int, task_id: int, words: str, *, actor: Actor) -> TakedownTask:
    """Note that a person took it down by hand, in their words; it is looked for like the rest."""
    task = queries.get_task(case_id, task_id)
    _check_not_down(task)
    if not words.strip():
        raise Invalid("Say what you saw.", {"words": "Say how you took it down."})
    return _settle(case_id, task_id, Seen.BY_PERSON, Proof(words.strip(), 0), actor)


def _check_not_down(task: TakedownTask) -> None:
    if task.state is TakedownState.DONE:
        raise WrongState("It is down already.")
    if task.state is TakedownState.STAYS:
        raise WrongState("It cannot be taken back, by nobody.")


@atomic
def catch_up() -> None:
    """List what came to light, stop what was planned again, and part from the followers."""
    now = clock.now()
    queries.free_stuck(now)
    for closure in queries.list_to_list(now - rules.LOOKS_END, now - rules.LIST_AGAIN):
        list_public(closure)
    for case_id in queries.list_planned_after_closing():
        deliveries.cancel_future(case_id, actor=HOUSE)
    for closure in queries.list_to_part():
        parted = subscribing.part(closure.case_id, closure.public_text)
        words = f"Followers thanked, {plural(parted, 'address', 'addresses')} destroyed"
        timeline.record(closure.case_id, EntryKind.CASE, words, actor=HOUSE)
