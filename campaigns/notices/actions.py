"""Tell people we know: written here, carried out by the job `send_notices`."""

from datetime import timedelta

from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db
from campaigns.notices import queries, rules
from campaigns.notices.model import Notice, NoticeState


@atomic
def notify(
    user_id: int,
    subject: str,
    body: str,
    *,
    path: str | None = None,
    case_id: int | None = None,
    urgent: bool = False,
) -> Notice:
    """Tell a user, at the bell and by e-mail; `path` is where it leads inside the house."""
    return _keep(
        Notice(
            user_id=user_id, subject=subject, body=body, path=path, case_id=case_id, urgent=urgent
        )
    )


@atomic
def mail(address: str, subject: str, body: str, *, case_id: int | None = None) -> Notice:
    """Write to an address by e-mail; for people who do not work here."""
    return _keep(Notice(address=address, subject=subject, body=body, case_id=case_id))


def _keep(notice: Notice) -> Notice:
    notice.made_at = notice.not_before = clock.now()
    db.session.add(notice)
    db.session.flush()
    return notice


@atomic
def read_notice(user_id: int, notice_id: int) -> Notice:
    """Mark one of one's own notices as read."""
    notice = queries.get_notice_of(user_id, notice_id)
    notice.read_at = notice.read_at or clock.now()
    return notice


@atomic
def read_all(user_id: int) -> None:
    """Mark all of one's own notices as read."""
    queries.read_all(user_id, clock.now())


@atomic
def claim(notice_id: int) -> Notice | None:
    """Take a notice for sending, before it is sent; None if it is not waiting any more."""
    if not queries.take(notice_id, clock.now()):
        return None
    return queries.get_notice(notice_id)


@atomic
def settle_sent(notice_id: int) -> Notice:
    """Note that it was sent."""
    notice = queries.get_notice(notice_id)
    rules.check_move(notice, NoticeState.SENT)
    notice.state, notice.sent_at, notice.reason = NoticeState.SENT, clock.now(), None
    return notice


@atomic
def settle_failed(notice_id: int, reason: str, *, again: bool) -> Notice:
    """Note that it was not sent, and why; with `again` it waits for its next try."""
    notice = queries.get_notice(notice_id)
    wait = rules.wait_after(notice.attempt_count) if again else None
    to = NoticeState.FAILED if wait is None else NoticeState.WAITING
    rules.check_move(notice, to)
    notice.state, notice.reason = to, reason
    notice.not_before = clock.now() + (wait or timedelta())
    return notice


@atomic
def try_again(notice_id: int) -> Notice:
    """Send a failed notice once more, because a person says so."""
    notice = queries.get_notice(notice_id)
    rules.check_move(notice, NoticeState.WAITING)
    notice.state, notice.attempt_count = NoticeState.WAITING, 0
    notice.not_before = clock.now()
    return notice
