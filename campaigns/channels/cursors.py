"""How far each stream of an account was heard, and when it is asked again."""

from datetime import datetime

from campaigns.channels import queries
from campaigns.channels.model import ChannelCursor
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db


@atomic
def move_cursor(
    channel_id: int,
    stream: str,
    cursor: str | None,
    *,
    asked_at: datetime | None = None,
    due_at: datetime | None = None,
) -> None:
    """Remember how far a stream was heard; call it in the transaction that keeps what was heard.

    With `due_at` there is no more to hear for now: what stood there before is in.
    """
    now = clock.now()
    kept = queries.find_cursor(channel_id, stream)
    if kept is None:
        kept = ChannelCursor(channel_id=channel_id, stream=stream)
        db.session.add(kept)
    kept.began_at = kept.began_at or asked_at or now
    kept.cursor, kept.heard_at, kept.not_before = cursor, now, None
    kept.asked_at, kept.due_at = asked_at or now, due_at
    if due_at is not None:
        kept.caught_up_at = kept.caught_up_at or now
    db.session.flush()
    queries.mark(channel_id, last_heard_at=now)


@atomic
def rest(channel_id: int, stream: str, until: datetime) -> None:
    """Leave a stream alone until then, as its platform (or its allowance) asks."""
    _set(channel_id, stream, not_before=until)


@atomic
def put_off(channel_id: int, stream: str, until: datetime) -> None:
    """Ask a stream again then, because it could not be heard now; a hint comes first."""
    _set(channel_id, stream, due_at=until, asked_at=clock.now())


@atomic
def hint(channel_id: int) -> None:
    """Make every stream of an account due: its platform says that there is something to hear."""
    queries.set_hinted(channel_id, clock.now())


def _set(channel_id: int, stream: str, **what: object) -> None:
    if not queries.set_cursor(channel_id, stream, **what):
        db.session.add(ChannelCursor(channel_id=channel_id, stream=stream, **what))
        db.session.flush()
