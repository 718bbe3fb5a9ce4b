"""The road of posts: the frozen words, by themselves, as a thread, and with what came before."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from campaigns.deliveries import said_queries as queries
from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.guard.leaving import Leaving, Reach, Road, Words
from campaigns.guard.words_in import words_in


def words_of(parts: Sequence[Mapping[str, Any]]) -> tuple[Words, ...]:
    """Return the words of a thread: each part, the description of each picture, anything else."""
    told: list[Words] = []
    for number, part in enumerate(parts, start=1):
        where = f"part {number}" if len(parts) > 1 else "words"
        behind = f" in {where}" if len(parts) > 1 else ""
        told.append(Words("texts", where, part["text"]))
        for at, each in enumerate(part["media"], start=1):
            said = " ".join(words_in(each))
            told.append(Words("texts", f"description of picture {at}{behind}", said))
        more = {name: each for name, each in part.items() if name not in {"text", "media"}}
        told += [Words("texts", f"words beside{behind}", each) for each in words_in(more)]
    return tuple(told)


def about_of(delivery: Delivery) -> tuple[str, int]:
    """Return what a post belongs to: its update, the message it carries, or itself."""
    if delivery.update_id is not None:
        return ("update", delivery.update_id)
    if delivery.tip_message_id is not None:
        return ("tip_message", delivery.tip_message_id)
    return ("delivery", delivery.id)


def leaving_of(delivery: Delivery) -> Leaving:
    """Return what a post is about to say, or says."""
    return Leaving(
        delivery.case_id,
        about_of(delivery),
        words_of(delivery.snapshot["parts"]),
        tuple(queries.texts_before(delivery)),
    )


def before(delivery: Delivery, part: int) -> tuple[str, ...]:
    """Return what the readers of a part were told before it, in the talk and in the thread."""
    thread = [each["text"] for each in delivery.snapshot["parts"][: part - 1]]
    return (*queries.texts_before(delivery), *thread)


def _deliveries(deliveries: Sequence[Delivery]) -> Iterator[Leaving]:
    for each in deliveries:
        if each.state is not DeliveryState.WITHDRAWN:
            yield leaving_of(each)


def _reach(delivery: Delivery) -> Reach:
    return Reach.OUT if delivery.out_count else Reach.HELD


ROADS = (
    Road(
        Delivery,
        "Posts and answers",
        columns=frozenset({"snapshot"}),
        opens=frozenset({"released"}),
        leaving=_deliveries,
        of_case=queries.list_standing,
        reach=_reach,
    ),
)
