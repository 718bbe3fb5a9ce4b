"""Whether quiet hours keep a post waiting, and until when; and letting posts out of them.

One rule for every road (approved, planned, tried again, resumed, taken off the review list): it is
asked when a post is claimed, and by every page that says when one goes. It holds for what an update
says. Answers go to someone who wrote to us and is awake; what is urgent goes at any hour; a thread
that has begun is finished; and what takes down, withdraws or closes is no post and never asks here.
"""

from datetime import datetime, time

from campaigns.appeals import queries as appeals
from campaigns.appeals.quiet import Quiet
from campaigns.appeals.quiet_actions import set_quiet_hours
from campaigns.channels.allowance import Wait
from campaigns.deliveries import queries
from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.kernel import clock, settings
from campaigns.kernel.db import atomic
from campaigns.kernel.errors import Invalid
from campaigns.users.model import User

ASK_FOR = "Mark the update urgent, with a reason, and have a second person confirm it."


def quiet_end(delivery: Delivery, quiet: Quiet | None, now: datetime) -> datetime | None:
    """Return when the quiet hours end that a post not yet out waits for; None where it does not."""
    exempt = delivery.urgent or delivery.update_id is None or delivery.out_count
    gone = delivery.state not in {DeliveryState.PLANNED, DeliveryState.SENDING}
    if quiet is None or exempt or gone:
        return None
    if delivery.quiet_until is not None and delivery.quiet_until > now:
        return delivery.quiet_until  # put off already
    return quiet.until(max(delivery.not_before, now))


def told(delivery: Delivery, quiet: Quiet | None) -> str:
    """Return in words that a planned post waits for the end of quiet hours, or nothing."""
    end = quiet_end(delivery, quiet, clock.now())
    return quiet.told(end) if quiet is not None and end is not None else ""


def goes_at(delivery: Delivery, quiet: Quiet | None) -> datetime:
    """Return when a planned post really goes, by all that is known."""
    return quiet_end(delivery, quiet, clock.now()) or delivery.send_at


def must_wait(delivery: Delivery) -> Wait | None:
    """Return until when a post that is due has to wait; None where it may go now."""
    quiet, now = appeals.quiet_of(delivery.case_id), clock.now()
    end = quiet_end(delivery, quiet, now)
    if quiet is None or end is None:
        return None
    return Wait(end, f"It {quiet.told(end)}.")


def check_may_go_now(delivery: Delivery) -> None:
    """Refuse to let a post go at once in quiet hours, and say what to do instead."""
    wait = must_wait(delivery)
    if wait is not None:
        raise Invalid(f"{wait.words} {ASK_FOR}")


def put_off(delivery: Delivery, until: datetime) -> None:
    """Have a post wait for the end of quiet hours, from which its lateness counts."""
    delivery.quiet_until = delivery.told_to_wait_until = until
    delivery.not_before = max(delivery.not_before, until)


def excuse(delivery: Delivery) -> bool:
    """Put off what came due in quiet hours while nobody looked; say whether it is not late then."""
    quiet, now = appeals.quiet_of(delivery.case_id), clock.now()
    due = delivery.told_to_wait_until or delivery.send_at
    launched = appeals.get_appeal(delivery.case_id).launched_at
    if delivery.asap and launched is not None:
        due = max(due, launched)
    end = quiet_end(delivery, quiet, due) if quiet is not None else None
    if end is None or (now - end).total_seconds() > settings.current().late_after_s:
        return False
    put_off(delivery, end)
    return True


@atomic
def wake_update(update_id: int) -> None:
    """Let what an update says go in quiet hours too, from now on."""
    for each in queries.list_of_update(update_id):
        delivery = queries.lock(each.id)
        delivery.urgent = True
        _look_again(delivery)


@atomic
def change_quiet_hours(case_id: int, hours: tuple[time, time] | None, *, by: User) -> int:
    """Give an appeal other quiet hours, or none; return how many waiting posts that touches."""
    set_quiet_hours(case_id, hours, by=by)
    waiting = queries.list_quiet(case_id, clock.now())
    for delivery_id in waiting:
        _look_again(queries.lock(delivery_id))
    return len(waiting)


def _look_again(delivery: Delivery) -> None:
    """Have a post that waits for the end of quiet hours be asked about again at once."""
    now = clock.now()
    if delivery.state is DeliveryState.PLANNED and (delivery.quiet_until or now) > now:
        delivery.not_before = delivery.told_to_wait_until = now
        delivery.quiet_until = None
