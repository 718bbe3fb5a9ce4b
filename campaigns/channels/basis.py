"""The legal basis on which an account collects what people say there: until one stands, it is deaf.

Publishing needs none. A basis is never changed: another one takes its place, or it is ended, so
that it can always be told on what something was collected. An exercise needs none.
"""

from datetime import datetime

from campaigns.audit import actions as audit
from campaigns.channels import basis_queries, queries
from campaigns.channels.model import Basis, Channel
from campaigns.kernel import clock
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.kernel.text import clean
from campaigns.platforms import registry
from campaigns.users.model import User
from campaigns.users.rules import Permission, check_can

WORDS_MAX, PERSON_MAX = 4_000, 200


def may_collect(channel_id: int) -> bool:
    """Say whether what people say on an account may be taken in now."""
    channel = queries.get_channel(channel_id)
    return is_exercise(channel) or basis_queries.find_standing(channel_id) is not None


def is_exercise(channel: Channel) -> bool:
    """Say whether nobody real speaks on an account."""
    return registry.platform(channel.platform).rehearsal


@atomic
def record_basis(
    channel_id: int,
    words: str,
    person: str,
    *,
    until: datetime | None = None,
    keeps_evidence: bool = False,
    by: User,
) -> Basis:
    """Let an account collect, on a basis that a named person answers for."""
    check_can(by, Permission.MANAGE_CHANNELS)
    channel = queries.lock_channel(channel_id)
    words, person = clean(words), clean(person)
    _check(channel, words, person, until)
    before = basis_queries.find_standing(channel_id)
    if before is not None:
        _end(before, by.actor)
    row = Basis(
        channel_id=channel_id,
        words=words,
        person=person,
        keeps_evidence=keeps_evidence,
        recorded_by_id=by.id,
        recorded_at=clock.now(),
        until=until,
    )
    db.session.add(row)
    db.session.flush()
    audit.record(
        "collecting_basis_recorded",
        actor=by.actor,
        about=("channel", channel_id),
        detail={"basis": row.id, "person": person, "keeps_evidence": keeps_evidence},
    )
    return row


def _check(channel: Channel, words: str, person: str, until: datetime | None) -> None:
    if is_exercise(channel):
        raise WrongState("Nobody real speaks in an exercise: it needs no legal basis.")
    problems: dict[str, str] = {}
    if not words:
        problems["words"] = "Write on what law, order or decision this rests."
    elif len(words) > WORDS_MAX:
        problems["words"] = f"{len(words):,} of {WORDS_MAX:,} characters: too long."
    if not person:
        problems["person"] = "Name the person who answers for it."
    elif len(person) > PERSON_MAX:
        problems["person"] = f"{len(person)} of {PERSON_MAX} characters: too long."
    if until is not None and until <= clock.now():
        problems["until"] = "That day has passed. Choose one that is still to come, or none."
    if problems:
        raise Invalid("The basis is not complete.", problems)


@atomic
def end_basis(channel_id: int, *, by: User) -> None:
    """Let an account collect nothing any more; what was collected stays."""
    check_can(by, Permission.MANAGE_CHANNELS)
    queries.lock_channel(channel_id)
    standing = basis_queries.find_standing(channel_id)
    if standing is None:
        raise WrongState("This account collects nothing already.")
    _end(standing, by.actor)
    audit.record(
        "collecting_basis_ended",
        actor=by.actor,
        about=("channel", channel_id),
        detail={"basis": standing.id},
    )


def _end(row: Basis, actor: Actor) -> None:
    row.ended_at, row.ended_by_id = clock.now(), actor.id
