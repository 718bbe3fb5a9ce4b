"""What one part of a delivery writes down on its way, so that another process can go on from it.

Each stage is kept before `save` returns. A platform may be spoken to between any two of these
calls, so none of them leaves a transaction or a connection open.
"""

from datetime import datetime, timedelta

from campaigns.appeals.subscriber_queries import still_wants
from campaigns.deliveries import stage_queries
from campaigns.deliveries.model import DeliveryStage
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db, insert_unless_there, let_go
from campaigns.kernel.errors import Held

SIGN_OF_LIFE = timedelta(seconds=10)
HELD_WORDS = "Stopped on the way: a switch was pulled, or it may no longer go."


class KeptJourney:
    """The journey of one part, read and continued by whoever asks what became of it."""

    def __init__(self, delivery_id: int, part: int) -> None:
        self._delivery_id, self._part = delivery_id, part

    def known(self, stage: str, /) -> str | None:
        """Return what an earlier try saved under this stage, if it got so far."""
        return stage_queries.read_stage(self._delivery_id, self._part, stage)

    def save(self, stage: str, value: str, /) -> None:
        """Keep a stage's remote id."""
        keep_stage(self._delivery_id, self._part, stage, value)
        let_go()

    def go_on(self) -> None:
        """Nothing stops a question."""

    def wants(self, recipient_id: int, /) -> bool:
        """Say whether someone still wants it: they may have stopped since the list was made."""
        found = still_wants(recipient_id)
        let_go()
        return found


class SendersJourney(KeptJourney):
    """The journey of a part that is being sent: the switches stop it between any two steps."""

    def __init__(self, delivery_id: int, part: int, token: str) -> None:
        super().__init__(delivery_id, part)
        self._token = token
        self._seen_at: datetime = clock.now()

    def go_on(self) -> None:
        """Raise Held when a switch has been pulled, or another has taken this delivery up."""
        may = stage_queries.may_go_on(self._delivery_id, self._token)
        let_go()
        if not may:
            raise Held(HELD_WORDS)
        if clock.now() - self._seen_at >= SIGN_OF_LIFE:
            self._seen_at = give_sign(self._delivery_id, self._token)
            let_go()


@atomic
def keep_stage(delivery_id: int, part: int, stage: str, value: str) -> None:
    """Keep a stage; what was kept under its name before is replaced."""
    now = clock.now()
    made = DeliveryStage(delivery_id=delivery_id, part=part, stage=stage, value=value, at=now)
    sealed = made.value_sealed
    named = {"delivery_id": delivery_id, "part": part, "stage": stage}
    insert_unless_there(DeliveryStage, **named, value_sealed=sealed, at=now)
    row = stage_queries.get_stage(delivery_id, part, stage)
    row.value_sealed, row.at = sealed, now
    stage_queries.mark_alive(delivery_id, now)
    db.session.flush()


@atomic
def give_sign(delivery_id: int, token: str) -> datetime:
    """Show that whoever sends this is still at it: a film may take an hour."""
    now = clock.now()
    stage_queries.mark_alive(delivery_id, now, token)
    return now
