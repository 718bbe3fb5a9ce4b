"""What a delivery may become, how far it may reach, and when it is asked after again."""

from datetime import datetime, timedelta

from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.kernel.errors import Invalid, WrongState

S = DeliveryState
NEXT: dict[DeliveryState, frozenset[DeliveryState]] = {
    S.PLANNED: frozenset({S.SENDING, S.WITHDRAWN}),
    # Back to planned only after a clean no, or between two parts of a thread.
    S.SENDING: frozenset({S.SENT, S.REJECTED, S.UNKNOWN, S.PLANNED, S.WITHDRAWN}),
    S.UNKNOWN: frozenset({S.SENT, S.PLANNED, S.UNDECIDED, S.WITHDRAWN}),
    S.UNDECIDED: frozenset({S.SENT, S.PLANNED, S.WITHDRAWN}),
    S.REJECTED: frozenset({S.PLANNED, S.WITHDRAWN}),
    S.SENT: frozenset({S.WITHDRAWN}),
    S.WITHDRAWN: frozenset({S.SENT}),  # it was taken down, and is back
}
OPEN_STATES = frozenset({S.SENDING, S.UNKNOWN, S.UNDECIDED})  # it may be out, or may not
NEEDS_YOU = frozenset({S.REJECTED, S.UNDECIDED})
MOST_ABSENT = 5  # after so many tries that came to nothing a person decides
# An answer "it is not there" is believed only when the platform has had time to show it.
SURE_AFTER = timedelta(seconds=60)
LOOK_AGAIN = timedelta(seconds=20)
ASK_SINCE = timedelta(seconds=60)  # clocks differ
KEY_TROUBLE_WAIT = timedelta(minutes=5)


def check_move(delivery: Delivery, to: DeliveryState) -> None:
    """Refuse a move that the life of a delivery does not know."""
    if to not in NEXT[delivery.state]:
        raise WrongState(
            f"A post that is {delivery.state.label.lower()} cannot become {to.label.lower()}."
        )


def check_reach(handle: str, *, exercise: bool, rehearsal_account: bool) -> None:
    """Keep exercises off real platforms, and real appeals off the exercise wall."""
    if exercise and not rehearsal_account:
        raise Invalid(
            "An exercise reaches nobody.",
            {"channels": f"@{handle} is a real account; this case is an exercise."},
        )
    if rehearsal_account and not exercise:
        raise Invalid(
            "An exercise account reaches nobody.",
            {"channels": f"@{handle} is an exercise account; this case is real."},
        )


def backoff(tries: int) -> timedelta:
    """Return how long to wait before the next try: 30 s, doubled each time, at most 15 min."""
    return timedelta(seconds=min(30 << min(max(tries - 1, 0), 10), 900))


def look_again_at(unknown_since: datetime, now: datetime) -> datetime | None:
    """Return when to look again for what is not there yet; None: it is not there at all.

    What counts is when our call broke off: it may have begun long after the claim, and what it
    brought may be shown late. The last look lies just before it is sent again.
    """
    sure = unknown_since + SURE_AFTER
    return None if now >= sure else min(now + LOOK_AGAIN, sure)


def is_complete(delivery: Delivery) -> bool:
    """Say whether every part is out."""
    return len(delivery.parts_done) >= len(delivery.snapshot["parts"])


def deeds_of(delivery: Delivery) -> dict[str, int]:
    """Return what is still to be done for a delivery, as allowances count it."""
    left = delivery.snapshot["parts"][delivery.out_count :]
    media = [each["type"] for part in left for each in part["media"]]
    films = sum(kind.startswith("video/") for kind in media)
    deed = "answer" if is_answer(delivery) else "post"
    return {deed: len(left), "picture": len(media) - films, "film": films}


def is_answer(delivery: Delivery) -> bool:
    """Say whether it answers somebody; the link of a film goes on with our own thread."""
    return delivery.snapshot["reply_to"] is not None and delivery.film_id is None


def may_be_out(delivery: Delivery) -> bool:
    """Say whether any of it is, or could be, before the public."""
    return bool(delivery.parts_done) or delivery.state in OPEN_STATES


def again(delivery: Delivery) -> DeliveryState:
    """Return where a delivery goes that was surely not sent: withdrawn, if it may go no longer."""
    return S.PLANNED if delivery.released else S.WITHDRAWN
