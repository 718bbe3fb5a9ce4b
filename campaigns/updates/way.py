"""An approved update on its way: which accounts have it, how soon, and sending it at once."""

from dataclasses import dataclass
from datetime import timedelta

from campaigns.appeals.queries import quiet_of
from campaigns.appeals.quiet import Quiet
from campaigns.channels import actions as channels
from campaigns.deliveries import actions as deliveries
from campaigns.deliveries.film_links import is_unlinked
from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.deliveries.queries import list_of_update
from campaigns.deliveries.waiting import told
from campaigns.kernel import clock
from campaigns.kernel.errors import WrongState
from campaigns.updates.model import Update, UpdateState
from campaigns.updates.queries import get_update
from campaigns.users.model import User

S = DeliveryState
SOON = timedelta(minutes=1)
WATCHED = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Leg:
    """One account: its post, and how many seconds after its start it was out there.

    `waits` says in words that quiet hours keep it.
    """

    delivery: Delivery
    platform: str
    after_s: float | None
    waits: str


@dataclass(frozen=True, slots=True)
class Way:
    """How far an update is; `under_way` while more is to be seen within moments."""

    legs: tuple[Leg, ...]
    under_way: bool

    @property
    def out(self) -> int:
        """Return how many accounts have it."""
        return sum(each.delivery.state is S.SENT for each in self.legs if not each.delivery.step)

    @property
    def accounts(self) -> int:
        """Return on how many accounts it goes out."""
        return sum(not each.delivery.step for each in self.legs)

    @property
    def waiting(self) -> bool:
        """Say whether some of it waits for its time and could go at once."""
        return any(_waits(each.delivery) for each in self.legs)

    @property
    def quiet(self) -> str:
        """Return in words that quiet hours keep some of it waiting, or nothing."""
        return next((leg.waits for leg in self.legs if leg.waits and _waits(leg.delivery)), "")

    @property
    def first_s(self) -> float | None:
        """Return after how many seconds the first account had it."""
        return min((each.after_s for each in self.legs if each.after_s is not None), default=None)


def way_of(update: Update) -> Way:
    """Return how far an update is on each of its accounts."""
    quiet = quiet_of(update.case_id)
    legs = tuple(_leg(each, quiet) for each in list_of_update(update.id))
    return Way(legs, any(_moves(each.delivery) and not each.waits for each in legs))


def _leg(delivery: Delivery, quiet: Quiet | None) -> Leg:
    after = None
    if delivery.state is S.SENT and delivery.settled_at is not None:
        after = max((delivery.settled_at - delivery.send_at).total_seconds(), 0.0)
    waits = told(delivery, quiet) if _waits(delivery) else ""
    if is_unlinked(delivery) and delivery.state is S.PLANNED:
        waits = "the video's link: waits until everyone can watch it"
    return Leg(delivery, channels.platform_of(delivery.channel).label, after, waits)


def _waits(delivery: Delivery) -> bool:
    return delivery.state is S.PLANNED and delivery.released and not is_unlinked(delivery)


def _moves(delivery: Delivery) -> bool:
    """Say whether a post is about to change: it is due, and has not been left lying."""
    now = clock.now()
    due = delivery.state in {S.SENDING, S.UNKNOWN} or (
        _waits(delivery)
        and not delivery.overdue
        and not delivery.held
        and delivery.not_before <= now + SOON
    )
    return due and now - delivery.send_at <= WATCHED


def post_now(case_id: int, update_id: int, *, by: User) -> int:
    """Let whatever of an approved update still waits go at once, everywhere."""
    update = get_update(case_id, update_id)
    if update.state is not UpdateState.APPROVED:
        raise WrongState("Only an update that is approved can be posted.")
    waiting = [each.id for each in list_of_update(update.id) if _waits(each)]
    if not waiting:
        raise WrongState("Nothing of it waits any more.")
    return deliveries.reschedule(case_id, waiting, None, by=by)
