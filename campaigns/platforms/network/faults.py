"""How the network misbehaves when a trainer (or a test) tells it to."""

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from campaigns.kernel import clock
from campaigns.kernel.states import Labelled
from campaigns.platforms.network.store import Store


class FaultKind(Labelled):
    """One way to misbehave; `after` means that the network took it all the same."""

    DROP_BEFORE = "drop_before", "Drop the connection before accepting"
    DROP_AFTER = "drop_after", "Accept, then drop the connection"
    ERROR_BEFORE = "error_500_before", "Answer 500 without accepting"
    ERROR_AFTER = "error_500_after", "Accept, then answer 500"
    SLOW = "slow", "Accept, then answer late"
    LIMITED = "limited", "Answer 429, too many requests"
    EXPIRED_KEY = "expired_key", "Say that the key has expired"
    POST_GONE = "post_gone", "Lose the post that is spoken of"
    CANNOT_TELL = "cannot_tell", "Be unable to say whether a post is there"


class Operation(Labelled):
    """What a client asks for."""

    ANY = "any", "Anything"
    PUBLISH = "publish", "Publish"
    ANSWER = "answer", "Answer someone"
    RECONCILE = "reconcile", "Look for a post"
    REPLIES = "replies", "Read replies and messages"
    EDIT = "edit", "Edit a post"
    WITHDRAW = "withdraw", "Take a post down"
    HIDE = "hide", "Hide a reply"
    PROFILE = "profile", "Set the profile"
    MEASURE = "measure", "Read counts"
    CHECK = "check", "Check the key"


ONLY_READS = frozenset({Operation.RECONCILE, Operation.REPLIES, Operation.MEASURE, Operation.CHECK})
_SPEAKS_OF_A_POST = frozenset(
    {Operation.EDIT, Operation.ANSWER, Operation.WITHDRAW, Operation.HIDE, Operation.MEASURE}
)


@dataclass(frozen=True, slots=True)
class Fault:
    """One armed fault. `account` None: every account. `remaining` None: until switched off."""

    id: int
    kind: FaultKind
    operation: Operation
    account: str | None
    remaining: int | None
    seconds: float
    armed_at: datetime


def arm(
    store: Store,
    kind: FaultKind,
    *,
    operation: Operation = Operation.ANY,
    account: str | None = None,
    times: int | None = 1,
    seconds: float = 0,
) -> int:
    """Arm a fault for the next `times` calls (None: until switched off); return its number.

    `seconds` is how late a slow answer comes, or when a 429 says to try again.
    """
    with store.writing() as db:
        made = db.execute(
            "INSERT INTO fault (kind, operation, account, remaining, seconds, armed_at)"
            " VALUES (?, ?, ?, ?, ?, ?)",
            (kind, operation, account, times, seconds, clock.now().isoformat()),
        )
        return int(made.lastrowid or 0)


def disarm(store: Store, fault_id: int | None = None) -> None:
    """Switch one fault off, or all."""
    with store.writing() as db:
        db.execute("DELETE FROM fault WHERE ? IS NULL OR id = ?", (fault_id, fault_id))


def list_armed(store: Store) -> list[Fault]:
    """Return what is armed, oldest first."""
    with store.reading() as db:
        return _armed(db)


def weather(store: Store, account: str, operation: Operation) -> tuple[Fault | None, int]:
    """Return what awaits a call: the oldest fault meant for it (counted down) and latency_ms."""
    while True:
        with store.reading() as db:
            armed, latency = _armed(db), _latency_ms(db)
        found = next((each for each in armed if _meant(each, account, operation)), None)
        if found is None or found.remaining is None or _count_down(store, found):
            return found, latency


def _armed(db: sqlite3.Connection) -> list[Fault]:
    rows = db.execute(
        "SELECT * FROM fault WHERE remaining IS NULL OR remaining > 0 ORDER BY id"
    ).fetchall()
    return [
        Fault(
            **{
                **dict(row),
                "kind": FaultKind(row["kind"]),
                "operation": Operation(row["operation"]),
                "armed_at": datetime.fromisoformat(row["armed_at"]),
            }
        )
        for row in rows
    ]


def _meant(fault: Fault, account: str, operation: Operation) -> bool:
    if fault.account is not None and fault.account.lower() != account.lower():
        return False
    if fault.kind is FaultKind.CANNOT_TELL:
        return operation is Operation.RECONCILE
    if fault.kind is FaultKind.POST_GONE and fault.operation is Operation.ANY:
        return operation in _SPEAKS_OF_A_POST
    return fault.operation in {Operation.ANY, operation}


def _count_down(store: Store, fault: Fault) -> bool:
    """Use one of the calls that are left; False if another call was quicker."""
    with store.writing() as db:
        done = db.execute(
            "UPDATE fault SET remaining = remaining - 1 WHERE id = ? AND remaining > 0", (fault.id,)
        )
        return done.rowcount == 1


def set_latency(store: Store, milliseconds: int) -> None:
    """Let every answer take this long."""
    with store.writing() as db:
        db.execute(
            "INSERT INTO setting (name, value) VALUES ('latency_ms', ?)"
            " ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            (str(milliseconds),),
        )


def latency_ms(store: Store) -> int:
    """Return how long every answer takes."""
    with store.reading() as db:
        return _latency_ms(db)


def _latency_ms(db: sqlite3.Connection) -> int:
    row = db.execute("SELECT value FROM setting WHERE name = 'latency_ms'").fetchone()
    return int(row["value"]) if row else 0
