"""The road of the reason why an update is sent back: its author may not know what is withheld."""

from collections.abc import Iterator, Sequence

from campaigns.guard.leaving import Leaving, Road, Words, out
from campaigns.updates.model import Update
from campaigns.updates.queries import list_updates


def _reasons(updates: Sequence[Update]) -> Iterator[Leaving]:
    for update in updates:
        told = (Words("reason", "reason", update.sent_back_reason or "", ours=True),)
        yield Leaving(update.case_id, ("update", update.id), told)


ROADS = (
    Road(
        Update,
        "Updates sent back",
        columns=frozenset({"sent_back_reason"}),
        opens=frozenset(),
        leaving=_reasons,
        of_case=list_updates,
        reach=out,
    ),
)
