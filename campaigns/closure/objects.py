"""Everything that a case has put before the public on accounts, each thing once.

Our own page, its pictures and its films go by themselves when the appeal ends. What is written down
here has to be taken down where it stands, or (a letter, a text) cannot be.
"""

from collections.abc import Iterator
from typing import Any

from campaigns.cases.queries import list_people_of
from campaigns.channels import actions as channels
from campaigns.channels.model import Channel
from campaigns.channels.queries import list_dedicated
from campaigns.closure import queries
from campaigns.closure.model import (
    Closure,
    Seen,
    TakedownKind,
    TakedownLook,
    TakedownState,
    TakedownTask,
)
from campaigns.closure.rules import LONGEST_SMALL_WORD, LOOKS_AFTER
from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.deliveries.said_queries import list_out
from campaigns.deliveries.stage_queries import list_left_behind
from campaigns.hearing.model import Stranger, StrangerState
from campaigns.hearing.stranger_queries import list_to_end
from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic, db
from campaigns.kernel.text import words
from campaigns.platforms.going import FILM, PLAYLIST

Kind, State = TakedownKind, TakedownState
SENT_OUT = {
    "email": "A letter cannot be taken back from those who have it. Ask whoever must not keep it.",
    "phone": "A text cannot be taken back from the phones that have it.",
}
NO_NUMBER = "We do not know its number there. Delete it by hand, then note here what you saw."
NOT_OURS = "Nobody has said whose it is. Look at it, then have it taken down."


@atomic
def list_public(closure: Closure) -> list[TakedownTask]:
    """Write down what is public and on no list yet; return what is new on it."""
    known = {_key(each) for each in queries.list_tasks(closure.case_id)}
    fresh = []
    for task in _everything(closure.case_id):
        if _key(task) not in known:
            known.add(_key(task))
            task.closure_id, task.not_before = closure.id, clock.now()
            fresh.append(task)
    db.session.add_all(fresh)
    closure.listed_at = clock.now()
    db.session.flush()
    for task in fresh:
        if task.proof is not None:
            _was_down(task)
    return fresh


def _key(task: TakedownTask) -> tuple[object, ...]:
    if task.remote_id is not None:
        return (task.channel_id, task.remote_id)
    return (task.channel_id, task.what, task.delivery_id, task.part)


def _was_down(task: TakedownTask) -> None:
    """Keep the proof of what came down before, and look for it again as for the rest."""
    proof = task.proof or {}
    now = clock.now()
    task.state, task.done_at, task.look_at = State.DONE, now, now + LOOKS_AFTER[0]
    db.session.add(
        TakedownLook(
            task_id=task.id,
            at=now,
            found=Seen.GONE,
            status=proof.get("status"),
            words=f"Taken down before the closing: {proof['words']}",
            by=proof.get("by") or HOUSE.name,
        )
    )


def _everything(case_id: int) -> Iterator[TakedownTask]:
    for delivery in reversed(list_out(case_id)):
        for done in delivery.parts_done:
            yield _part(delivery, done)
    yield from _left_behind(case_id)
    for stranger in list_to_end(case_id):
        yield _by_hand(case_id, stranger)
    for channel in list_dedicated(case_id):
        yield from _account(channel)


def _part(delivery: Delivery, done: dict[str, Any]) -> TakedownTask:
    frozen = delivery.snapshot["parts"][done["part"] - 1]
    film = any(each["type"].startswith("video/") for each in frozen["media"])
    answer = delivery.snapshot["reply_to"] is not None or delivery.tip_message_id is not None
    reason = SENT_OUT.get(channels.platform_of(delivery.channel).addresses)
    state = State.STAYS if reason else State.WAITING
    if not reason and not done["remote_id"]:
        state, reason = State.BY_HAND, NO_NUMBER
    return TakedownTask(
        case_id=delivery.case_id,
        channel_id=delivery.channel_id,
        delivery_id=delivery.id,
        what=Kind.ANSWER if answer else Kind.FILM if film else Kind.POST,
        part=done["part"],
        remote_id=done["remote_id"],
        url=done["url"],
        state=state,
        reason=reason,
        proof=delivery.withdraw_proof if state is State.WAITING else None,
    )


def _left_behind(case_id: int) -> Iterator[TakedownTask]:
    """Return films that went up though their posts never did, and the playlists of films."""
    for delivery, stage in list_left_behind(case_id, (FILM, PLAYLIST)):
        film = stage.stage == FILM
        settling = delivery.state in {DeliveryState.SENDING, DeliveryState.UNKNOWN}
        if not stage.value or (film and settling):
            continue
        yield TakedownTask(
            case_id=case_id,
            channel_id=delivery.channel_id,
            what=Kind.FILM if film else Kind.PLAYLIST,
            remote_id=stage.value if film else f"{PLAYLIST}:{stage.value}",
            state=State.WAITING,
        )


def _by_hand(case_id: int, stranger: Stranger) -> TakedownTask:
    nobodys = stranger.state is StrangerState.OPEN
    gone = {"words": stranger.gone_words} if stranger.gone_at is not None else None
    return TakedownTask(
        case_id=case_id,
        channel_id=stranger.channel_id,
        stranger_id=stranger.id,
        what=Kind.ADOPTED,
        remote_id=stranger.remote_ref,
        url=stranger.url,
        state=State.UNDECIDED if nobodys and not gone else State.WAITING,
        reason=NOT_OURS if nobodys else None,
        proof=gone,
    )


def _account(channel: Channel) -> Iterator[TakedownTask]:
    """Return what an account that was made for the case shows of itself."""
    case_id, platform = channel.dedicated_case_id, channels.platform_of(channel)
    if case_id is None or platform.addresses:
        return
    yield TakedownTask(
        case_id=case_id, channel_id=channel.id, what=Kind.PROFILE, state=State.WAITING
    )
    bare = "".join(words(channel.handle))
    if any(name in bare for name in _names(case_id)):
        yield TakedownTask(
            case_id=case_id,
            channel_id=channel.id,
            what=Kind.NAME,
            state=State.BY_HAND,
            reason=f"@{channel.handle} still says a name. When the rest is down, rename or delete"
            f" the account at {platform.label} by hand, then note it here.",
        )


def _names(case_id: int) -> set[str]:
    return {
        part
        for person in list_people_of(case_id)
        for name in (person.name, person.public_name, *person.aliases)
        for part in words(name or "")
        if len(part) > LONGEST_SMALL_WORD
    }
