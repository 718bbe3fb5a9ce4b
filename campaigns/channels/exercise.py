"""The rehearsal network as the exercise's public and its trainer reach it, beside the accounts.

The wall draws what `crowd` tells, the trainer's panel what `faults` and `record` tell; what they
change goes through the verbs here, which speak in the errors of the house.
"""

from collections.abc import Callable, Sequence
from http import HTTPStatus
from typing import TypeVar

from campaigns.audit import actions as audit
from campaigns.kernel import settings
from campaigns.kernel.actor import Actor
from campaigns.kernel.errors import Invalid, NotFound
from campaigns.platforms.network import crowd, faults, posts, record
from campaigns.platforms.network.faults import FaultKind, Operation
from campaigns.platforms.network.store import Store, type_of
from campaigns.platforms.rehearsal import PLATFORM as REHEARSAL
from campaigns.platforms.rehearsal import network as real_network

__all__ = ["PLATFORM", "FaultKind", "Operation", "Store", "crowd", "faults", "record"]

PLATFORM = REHEARSAL.name

T = TypeVar("T")
NO_WALL = "There is no exercise here."
LONGEST_WAIT_S = 600
Pictures = Sequence[tuple[bytes, str]]


def network() -> Store:
    """Return the network, or NotFound in a house that does not rehearse."""
    if not settings.current().rehearsal:
        raise NotFound(NO_WALL)
    return real_network()


def picture(name: str) -> tuple[bytes, str]:
    """Return a picture from the wall, and its type."""
    content = network().get(name)
    kind = type_of(content) if content else None
    if content is None or kind is None:
        raise NotFound("There is no such picture.")
    return content, kind[0]


def answer(
    post_id: int, author: str, text: str, pictures: Pictures, *, submission: str | None
) -> int:
    """Let someone of the public answer a post."""
    return _plainly(
        lambda: crowd.answer(network(), post_id, author, text, pictures, submission=submission)
    )


def write_to(
    handle: str,
    author: str,
    text: str,
    pictures: Pictures,
    *,
    token: str | None = None,
    submission: str | None,
) -> str:
    """Let someone of the public write to an account privately; return the token of their talk."""
    return _plainly(
        lambda: crowd.write_to(
            network(), handle, author, text, pictures, token=token, submission=submission
        )
    )


def unsay(post_id: int) -> None:
    """Let someone of the public delete what they said."""
    _plainly(lambda: crowd.unsay(network(), post_id))


def arm_fault(
    kind: FaultKind,
    operation: Operation,
    account: str | None,
    times: int | None,
    seconds: float,
    *,
    actor: Actor,
) -> int:
    """Let the network misbehave for `times` calls (None: until switched off); return its number."""
    if times is not None and times < 1:
        raise Invalid("How often?", {"times": "Enter 1 or more."})
    if not 0 <= seconds <= LONGEST_WAIT_S:
        raise Invalid("How long?", {"seconds": f"Enter 0 to {LONGEST_WAIT_S} seconds."})
    number = faults.arm(
        network(), kind, operation=operation, account=account, times=times, seconds=seconds
    )
    audit.record("rehearsal_fault_armed", actor=actor, detail={"kind": kind.value, "times": times})
    return number


def disarm(fault_id: int | None, *, actor: Actor) -> None:
    """Let the network behave again: one fault, or all of them."""
    faults.disarm(network(), fault_id)
    audit.record("rehearsal_fault_disarmed", actor=actor)


def set_latency(milliseconds: int, *, actor: Actor) -> int:
    """Let every answer of the network take this long; return it."""
    if not 0 <= milliseconds <= LONGEST_WAIT_S * 1_000:
        raise Invalid("How long?", {"latency_ms": "Enter 0 to 600000 milliseconds."})
    faults.set_latency(network(), milliseconds)
    audit.record("rehearsal_latency_set", actor=actor, detail={"milliseconds": milliseconds})
    return milliseconds


def _plainly(deed: Callable[[], T]) -> T:
    """Turn the network's no into the errors of the house."""
    try:
        return deed()
    except posts.Refused as refused:
        if refused.status == HTTPStatus.NOT_FOUND:
            raise NotFound(refused.words) from refused
        fields = {refused.about: refused.words} if refused.about else {}
        raise Invalid(refused.words, fields) from refused
