"""The door for platforms that call us: what they say is a hint to listen now, and nothing more.

A call counts only if the platform signed its raw bytes. It is written down before it is answered;
the same call again changes nothing. Nothing of it is kept or logged but its size and hash.
"""

import hashlib
from datetime import timedelta
from http import HTTPStatus

import structlog

from campaigns.channels import cursors
from campaigns.channels import queries as channels
from campaigns.hearing import queries
from campaigns.hearing.model import HookCall
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, insert_unless_there
from campaigns.kernel.errors import NotFound
from campaigns.platforms import registry
from campaigns.platforms.base import Credentials
from campaigns.platforms.doors import Call, Hook, Reply

REMEMBERED = timedelta(days=7)  # no platform repeats a call for longer
NAME_MAX = 200
UNREADABLE = (ValueError, LookupError, TypeError, AttributeError)
NOT_FROM_THEM = Reply(HTTPStatus.FORBIDDEN, b"This call is not signed by the platform.")
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
    _note(channel_id, _name_of(hook, call), call.body)
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
def _note(channel_id: int, name: str, body: bytes) -> None:
    """Write a call down and make the account due, unless it is a repeat."""
    if queries.knows_call(channel_id, name):
        return
    insert_unless_there(
        HookCall,
        channel_id=channel_id,
        name=name,
        at=clock.now(),
        size_bytes=len(body),
        sha256=hashlib.sha256(body).hexdigest(),
    )
    cursors.hint(channel_id)


@atomic
def forget_old_calls() -> None:
    """Forget calls that no platform repeats any more."""
    queries.forget_calls(clock.now() - REMEMBERED)
