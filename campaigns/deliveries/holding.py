"""Holds planned posts that the guard's round stopped, and lets go of those that are well again."""

from collections.abc import Collection

from campaigns.deliveries import queries, said_queries, sending
from campaigns.deliveries.model import DeliveryState
from campaigns.kernel.db import atomic


@atomic
def hold_only(case_id: int, delivery_ids: Collection[int]) -> None:
    """Hold exactly these of a case's planned posts; whoever made the round tells people of it."""
    for delivery_id in sorted(delivery_ids):
        sending.hold(queries.lock(delivery_id))
    for held in said_queries.list_held(case_id):
        if held.id not in delivery_ids and held.state is DeliveryState.PLANNED:
            held.held, held.reason = False, None
            sending.tell(held, "Post no longer held by the guard")
