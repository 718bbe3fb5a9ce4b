"""Keeps back planned posts whose pictures are out of use, and lets go of those that are well again.

What is really said is asked once more at the last moment (`carry`); this is what people see of it.
"""

from collections.abc import Mapping
from typing import Any

from campaigns.deliveries import queries, said_queries, sending
from campaigns.deliveries.model import Deed, Delivery, DeliveryState
from campaigns.kernel import clock
from campaigns.kernel.db import atomic
from campaigns.media.clearance_queries import why_not
from campaigns.media.model import Use


def pictures_in(snapshot: Mapping[str, Any]) -> set[int]:
    """Return the files of the case that a post carries."""
    return {each["asset_id"] for part in snapshot["parts"] for each in part["media"]}


def why_kept_back(delivery: Delivery) -> str:
    """Return why a post must not go out with its pictures now, or nothing."""
    reasons = why_not(delivery.case_id, pictures_in(delivery.snapshot), Use.POST)
    return " ".join(reasons[each] for each in sorted(reasons))


@atomic
def look_again(case_id: int) -> int:
    """Keep back, or let go, each planned post of a case as its pictures now ask; count changes."""
    changed = 0
    for delivery in said_queries.list_planned_with_pictures(case_id):
        why = why_kept_back(delivery) or None
        if why != delivery.kept_back:
            _mark(delivery, why)
            changed += 1
    return changed


def _mark(delivery: Delivery, why: str | None) -> None:
    was, delivery.kept_back = delivery.kept_back, why
    if why and not was:
        sending.note(delivery, Deed.PERSON, "kept back", why)
        sending.tell(delivery, "Post kept back: a picture in it is out of use")
        sending.call_people(
            delivery,
            f"A post on @{delivery.channel.handle} waits: a picture in it is out of use",
            f"{why} Clear the picture again, or change the update.",
        )
    elif was and not why:
        sending.note(delivery, Deed.PERSON, "let go", "Its pictures may be used again.")
        sending.tell(delivery, "Post no longer kept back: its pictures may be used again")


@atomic
def settle_kept_back(delivery_id: int, token: str, part: int, why: str) -> None:
    """Keep back what met a picture out of use at the last moment; nothing of this part was said."""
    sending.settle_back(delivery_id, token, part, "kept back", why, until=clock.now())
    delivery = queries.lock(delivery_id)
    if delivery.state is DeliveryState.PLANNED:
        _mark(delivery, why)
