"""When a message that did not get through is tried again."""

from datetime import timedelta

from campaigns.kernel.errors import WrongState
from campaigns.notices.model import Notice, NoticeState

NEXT: dict[NoticeState, frozenset[NoticeState]] = {
    NoticeState.WAITING: frozenset({NoticeState.SENDING}),
    NoticeState.SENDING: frozenset({NoticeState.SENT, NoticeState.WAITING, NoticeState.FAILED}),
    NoticeState.SENT: frozenset(),
    NoticeState.FAILED: frozenset({NoticeState.WAITING}),
}
TRIES = 5
FIRST_WAIT = timedelta(minutes=1)
NOT_KNOWN = "It is not known whether it was sent."


def check_move(notice: Notice, to: NoticeState) -> None:
    """Refuse a move that the life of a notice does not know."""
    if to not in NEXT[notice.state]:
        raise WrongState(f"A notice that is {notice.state.label.lower()} cannot do that.")


def wait_after(attempt_count: int) -> timedelta | None:
    """Return how long to wait after a try that surely failed; None when it was the last."""
    return FIRST_WAIT * 4 ** (attempt_count - 1) if attempt_count < TRIES else None
