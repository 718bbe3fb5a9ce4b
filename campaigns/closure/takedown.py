"""Take one public object down, with proof. Deleting twice does no harm, so it is tried again."""

from datetime import timedelta

from campaigns.channels import actions as channels
from campaigns.channels.speaking import speak
from campaigns.closure import queries, rules
from campaigns.closure.actions import add_task
from campaigns.closure.model import TakedownState, TakedownTask
from campaigns.deliveries import actions as deliveries
from campaigns.kernel import clock, settings
from campaigns.kernel.actor import HOUSE, Actor
from campaigns.kernel.db import atomic, db, let_go
from campaigns.kernel.errors import Limited, PlatformError, Rejected, Unauthorised, WrongState
from campaigns.platforms.base import Account, HasProfile, Profile, Proof, Withdraws
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind

NEUTRAL = Profile(display_name="Appeal ended", bio="This appeal has ended. Thank you.")


def work_off(task_id: int) -> None:
    """Claim a task, do it without holding a connection, and settle what came of it."""
    task = claim_task(task_id)
    if task is None:
        return
    let_go()
    try:
        proof = _take_down(channels.open_account(task.channel_id), task)
    except PlatformError as error:
        fail_task(task.case_id, task.id, error)
    else:
        settle_task(task.case_id, task.id, proof)


def _take_down(account: Account, task: TakedownTask) -> Proof:
    if task.what == "profile":
        if not isinstance(account, HasProfile):
            raise Rejected("This platform lets no program change a profile.")
        about = ("channel", task.channel_id)
        speak(task.case_id, about, (), account.set_profile, NEUTRAL)
        return Proof("Profile made neutral", 200)
    if not isinstance(account, Withdraws) or task.remote_id is None:
        raise Rejected("This platform lets no program delete a post.")
    return account.withdraw(task.remote_id)


@atomic
def claim_task(task_id: int) -> TakedownTask | None:
    """Take the task for this process, or return None if another has it."""
    until = clock.now() + timedelta(seconds=settings.current().stuck_after_s)
    if not queries.claim(task_id, until):
        return None
    return db.session.get(TakedownTask, task_id)


@atomic
def settle_task(case_id: int, task_id: int, proof: Proof, *, actor: Actor = HOUSE) -> TakedownTask:
    """Note that it is down, with what the platform said when it was looked for."""
    task = queries.get_task(case_id, task_id)
    kept = {"words": proof.words, "status": proof.status, "by": actor.name}
    task.state, task.reason, task.done_at, task.proof = (
        TakedownState.DONE,
        None,
        clock.now(),
        {**kept, "at": clock.now().isoformat()},
    )
    if task.delivery_id is not None and _all_down(task):
        deliveries.record_withdrawn(task.delivery_id, kept, actor=actor)
    timeline.record(
        case_id,
        EntryKind.POST,
        f"Taken down: {task.what}",
        actor=actor,
        about=("takedown_task", task.id),
        detail=kept,
    )
    return task


def _all_down(task: TakedownTask) -> bool:
    return all(
        each.state is TakedownState.DONE
        for each in queries.list_tasks(task.case_id)
        if each.delivery_id == task.delivery_id
    )


@atomic
def fail_task(case_id: int, task_id: int, error: PlatformError) -> TakedownTask:
    """Note why it is not down; it is tried again, or a person decides."""
    task = queries.get_task(case_id, task_id)
    task.reason = error.message
    if isinstance(error, Unauthorised):
        channels.note_trouble(task.channel_id, error.message, broken=True)
    if isinstance(error, Rejected) or task.attempt_count >= rules.TRIES:
        task.state = TakedownState.UNDECIDED
    else:
        task.state = TakedownState.WAITING
        task.not_before = clock.now() + rules.wait_before(task.attempt_count)
        if isinstance(error, Limited):
            task.not_before = max(task.not_before, error.retry_at)
    return task


@atomic
def try_again(case_id: int, task_id: int, *, actor: Actor) -> TakedownTask:
    """Put a task that nobody could do back on the list."""
    task = queries.get_task(case_id, task_id)
    _check_undecided(task)
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
    """Note that a person took it down by hand, in their words."""
    task = queries.get_task(case_id, task_id)
    _check_undecided(task)
    return settle_task(case_id, task_id, Proof(words, 0), actor=actor)


def _check_undecided(task: TakedownTask) -> None:
    if task.state is TakedownState.DONE:
        raise WrongState("It is down already.")


@atomic
def catch_up() -> None:
    """Put what came to light after closing on the list, and stop what was planned again."""
    queries.free_stuck(clock.now())
    for delivery in queries.list_untasked():
        for part in delivery.parts_done:
            add_task(
                delivery.case_id,
                delivery.channel_id,
                "post",
                part["remote_id"],
                delivery_id=delivery.id,
            )
    for case_id in queries.list_planned_after_closing():
        deliveries.cancel_future(case_id, actor=HOUSE)
