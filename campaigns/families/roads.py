"""The road of what we write to the family."""

from collections.abc import Iterator, Sequence

from campaigns.families import queries
from campaigns.families.model import FamilyMessage
from campaigns.guard.leaving import Leaving, Road, Words, out

TOGETHER_MOST = 5


def _messages(messages: Sequence[FamilyMessage]) -> Iterator[Leaving]:
    for message in messages:
        if message.relative_id is not None:
            continue
        before = [
            each.text
            for each in queries.list_messages(message.case_id)
            if each.relative_id is None and each.id < message.id
        ]
        yield Leaving(
            message.case_id,
            ("family_message", message.id),
            (Words("text", "message to the family", message.text, ours=True),),
            tuple(before[-TOGETHER_MOST:]),
        )


ROADS = (
    Road(
        FamilyMessage,
        "Messages to the family",
        columns=frozenset({"text_sealed"}),
        opens=frozenset(),
        leaving=_messages,
        of_case=queries.list_messages,
        reach=out,
    ),
)
