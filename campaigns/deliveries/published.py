"""What the public was told, each update once, however many accounts it went out on."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from campaigns.deliveries.model import Delivery
from campaigns.deliveries.queries import list_sent
from campaigns.deliveries.roads import about_of
from campaigns.guard.gate import sieve


@dataclass(frozen=True, slots=True)
class Place:
    """Where an update can be read: the account's name there and the post's address."""

    handle: str
    url: str


@dataclass(frozen=True, slots=True)
class Published:
    """One update as it was sent: when it was first out, its parts' words, and where."""

    update_id: int
    at: datetime
    changed_at: datetime
    parts: tuple[str, ...]
    places: tuple[Place, ...]


def list_sayable(case_id: int, limit: int | None = None) -> list[Delivery]:
    """Return what was sent, newest first, but for what must not be repeated: it is withheld now."""
    through = sieve(case_id)
    return [
        each
        for each in list_sent(case_id, limit)
        if all(
            through(part["text"], about_of(each)) or not part["text"]
            for part in each.snapshot["parts"]
        )
    ]


def once_each(deliveries: Iterable[Delivery]) -> list[Published]:
    """Return the updates behind sent deliveries (given newest first), newest first.

    Answers to people who wrote to us are not updates and are left out.
    """
    found: dict[int, list[Delivery]] = {}
    for delivery in deliveries:
        if delivery.update_id is not None and delivery.film_id is None:
            found.setdefault(delivery.update_id, []).append(delivery)
    told = [_published(update_id, each) for update_id, each in found.items()]
    return sorted(told, key=lambda each: (each.at, each.update_id), reverse=True)


def _published(update_id: int, deliveries: list[Delivery]) -> Published:
    moments = [each.settled_at or each.send_at for each in deliveries]
    first = min(deliveries, key=lambda each: (each.settled_at or each.send_at, each.id))
    return Published(
        update_id=update_id,
        at=min(moments),
        changed_at=max(moments),
        parts=tuple(part["text"] for part in first.snapshot["parts"]),
        places=tuple(
            Place(each.channel.handle, each.remote_url)
            for each in sorted(deliveries, key=lambda each: each.id)
            if each.remote_url and each.remote_url.startswith(("https://", "http://", "/"))
        ),
    )
