"""People who follow an appeal."""

from campaigns.appeals import subscribing
from campaigns.appeals.model import Subscriber, SubscriberState
from campaigns.kernel.addresses import EMAIL, PHONE
from campaigns.kernel.db import atomic


@atomic
def make_follower(case, address: str, state=SubscriberState.FOLLOWS) -> Subscriber:
    """Make someone who gets news of a case, by e-mail or by text."""
    row = subscribing._row_of(case.id, EMAIL if "@" in address else PHONE, address)
    subscribing._renew(row)
    row.state = state
    return row
