"""Looks again for what was taken down, a day and a week later: what is back raises an alarm."""

from campaigns.channels import actions as channels
from campaigns.closure import profile, queries, rules, takedown
from campaigns.closure.model import Seen, TakedownKind, TakedownState, TakedownTask
from campaigns.deliveries import take_back
from campaigns.hearing import strangers
from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic, let_go, outlive
from campaigns.kernel.errors import CampaignError
from campaigns.platforms.base import Account, LooksBack, Proof
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind

BLIND = "No program can look for it there: look yourself."


def look_again(task_id: int) -> None:
    """Look once for something that was taken down, and keep what was found."""
    task = claim_look(task_id)
    let_go()
    if task is None:
        return
    try:
        proof = _look(channels.open_account(task.channel_id, case_id=task.case_id), task)
    except CampaignError as error:
        note_unclear(task.case_id, task.id, error.message)
    else:
        settle_look(task.case_id, task.id, proof)


def _look(account: Account, task: TakedownTask) -> Proof | None:
    if task.what is TakedownKind.PROFILE:
        return profile.look_at(account)
    if not isinstance(account, LooksBack) or task.remote_id is None:
        return Proof(BLIND, 0)
    return account.look_for(task.remote_id)


@atomic
def claim_look(task_id: int) -> TakedownTask | None:
    """Take a look upon this process, or return None; it is due again if the process breaks off."""
    now = clock.now()
    if not queries.claim_look(task_id, now, now + rules.LOOK_AGAIN):
        return None
    return outlive(queries.read_task(task_id))


@atomic
def settle_look(case_id: int, task_id: int, proof: Proof | None) -> TakedownTask:
    """Keep that it is still down; or that it is back, and have it taken down once more."""
    task = queries.get_task(case_id, task_id)
    if task.state is not TakedownState.DONE or task.done_at is None:
        return task
    if proof is None:
        _is_back(task)
        return task
    blind = proof.words == BLIND
    takedown.note_look(task, Seen.UNCLEAR if blind else Seen.GONE, proof)
    task.looks, task.reason = task.looks + 1, BLIND if blind else None
    task.look_at = None if blind else rules.look_after(task.done_at, task.looks)
    return task


def _is_back(task: TakedownTask) -> None:
    words = f"{task.what.label} on @{task.channel.handle} is back after it was taken down"
    takedown.note_look(task, Seen.THERE, Proof("It can be seen again.", 0))
    task.state, task.not_before, task.attempt_count = TakedownState.WAITING, clock.now(), 0
    task.done_at = task.look_at = task.proof = None
    task.reason = "It was down, and is back. It is taken down again."
    if task.delivery_id is not None:
        take_back.record_back(task.delivery_id, "It can be seen again.")
    if task.stranger_id is not None:
        strangers.note_ended(task.channel_id, task.stranger_id, None)
    timeline.record(
        task.case_id, EntryKind.POST, words, actor=HOUSE, about=("takedown_task", task.id)
    )
    takedown.call_people(
        task,
        words,
        "Someone has put it back, or the platform has. It is being taken down again: look whether"
        " it stays down, and change the account's password if nobody here did it.",
    )


@atomic
def note_unclear(case_id: int, task_id: int, words: str) -> TakedownTask:
    """Keep why it could not be looked for; it is tried again in some hours, for a month."""
    task = queries.get_task(case_id, task_id)
    last = queries.last_look(task_id)
    if last is None or (last.found, last.words) != (Seen.UNCLEAR, words):
        takedown.note_look(task, Seen.UNCLEAR, Proof(words, 0))
    task.reason = f"It could not be looked for again: {words}"
    if task.done_at is not None and clock.now() - task.done_at > rules.LOOKS_END:
        task.look_at = None
    return task
