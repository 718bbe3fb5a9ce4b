"""The door for platforms that call us: what they say is a hint to listen now, and nothing more.

A call counts only if the platform signed its raw bytes. It is written down before it is answered;
the same call again changes nothing. Nothing of it is kept or logged but its size and hash, unless
the platform tells it to nobody again: then it lies sealed until listening has taken it in, and is
not taken at all where nobody may listen.
"""

import hashlib
from datetime import timedelta
from http import HTTPStatus

import structlog

from campaigns.channels import cursors
from campaigns.channels import queries as channels
from campaigns.channels.basis_queries import find_standing
from campaigns.hearing import queries
from campaigns.hearing.model import HookCall
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db, insert_unless_there, let_go
from campaigns.kernel.errors import NotFound
from campaigns.platforms import registry
from campaigns.platforms.base import Credentials
from campaigns.platforms.doors import Call, HandsOver, Hook, Reply

REMEMBERED = timedelta(days=7)  # no platform repeats a call for longer
NAME_MAX = 200
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)
NOT_FROM_THEM = Reply(HTTPStatus.FORBIDDEN, b"This call is not signed by the platform.")
NOBODY_LISTENS = Reply(HTTPStatus.SERVICE_UNAVAILABLE, b"Nobody may listen here yet: keep it.")
NO_QUESTION = Reply(HTTPStatus.NOT_FOUND, b"There is nothing here.")

__all__ = ["NO_QUESTION", "Call", "forget_old_calls", "knock"]

log = structlog.get_logger()


def knock(channel_id: int, call: Call) -> Reply:
    """Answer a platform's call about an account; NotFound where nobody may call."""
    hook, credentials = _door(channel_id)
    try:
        asked = hook.challenge(call, credentials)
        if asked is not None:
            return asked
        if call.method != "POST":
            return NO_QUESTION
        if not hook.is_genuine(call, credentials):
            return NOT_FROM_THEM
    except UNREADABLE as error:  # a stranger may send anything
        log.warning("a call was not understood", channel=channel_id, error=type(error).__name__)
        return NOT_FROM_THEM
    kept = hook.handed_over(call) if isinstance(hook, HandsOver) else None
    if kept is not None and find_standing(channel_id) is None:
        return NOBODY_LISTENS
    _note(channel_id, _name_of(hook, call), call.body, kept)
    return Reply(HTTPStatus.OK)


def _door(channel_id: int) -> tuple[Hook, Credentials]:
    key = channels.read_key(channel_id)
    platform = registry.platform(key.platform)
    if platform.hook is None or key.credentials is None:
        raise NotFound("Nobody calls about this account.")
    registration = key.registration if platform.app_fields else {}
    return platform.hook, {**registration, **key.credentials}


def _name_of(hook: Hook, call: Call) -> str:
    """Return the name of a call; where the platform gave none that can be read, its hash."""
    digest = hashlib.sha256(call.body).hexdigest()
    try:
        name = hook.once(call)
    except UNREADABLE:
        log.warning("a call has no name that can be read")
        return digest
    return name if 0 < len(name) <= NAME_MAX else digest


@atomic
def _note(channel_id: int, name: str, body: bytes, kept: bytes | None) -> None:
    """Write a call down and make the account due, unless it is a repeat."""
    if queries.knows_call(channel_id, name):
        return
    row = HookCall(body=kept.decode("latin-1") if kept is not None else None)
    insert_unless_there(
        HookCall,
        body_sealed=row.body_sealed,
        channel_id=channel_id,
        name=name,
        at=clock.now(),
        size_bytes=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
    )
    cursors.hint(channel_id)


def list_handed_over(channel_id: int) -> list[tuple[int, bytes]]:
    """Return what was handed over and not taken in yet, by the ids of its calls; holds nothing."""
    rows = queries.list_handed_over(channel_id)
    found = [(row.id, row.body.encode("latin-1")) for row in rows]
    let_go()
    return found


@atomic
def settle(call_id: int) -> None:
    """Forget the words of a call that were taken in."""
    db.session.get_one(HookCall, call_id).body = None


@atomic
def forget_old_calls() -> None:
    """Forget calls that no platform repeats any more."""
    queries.forget_calls(clock.now() - REMEMBERED)
