"""The road of our answers to people who told us something."""

from collections import Counter
from collections.abc import Iterator, Sequence

from campaigns.guard.leaving import Leaving, Reach, Road, Words
from campaigns.tips import queries
from campaigns.tips.model import MessageKind, TipMessage

TO_ALL = 20  # so many with the same seal are one circular, not so many talks


def _messages(messages: Sequence[TipMessage]) -> Iterator[Leaving]:
    ours = [each for each in messages if each.kind is MessageKind.TO_SENDER]
    same = Counter(each.text_sealed for each in ours)
    told: set[bytes] = set()
    for message in ours:
        circular = same[message.text_sealed] >= TO_ALL
        if circular and message.text_sealed in told:
            continue
        told.add(message.text_sealed)
        before = [] if circular else queries.list_said_before(message)
        yield Leaving(
            message.case_id,
            ("tip_message", message.id),
            (Words("text", "answer", message.text),),
            tuple(each.text for each in before),
        )


def _reach(message: TipMessage) -> Reach:
    return Reach.HELD if message.read_at is None else Reach.OUT


ROADS = (
    Road(
        TipMessage,
        "Answers to people who told us something",
        columns=frozenset({"text_sealed"}),
        opens=frozenset({"kind"}),
        leaving=_messages,
        of_case=queries.list_said_to_senders,
        reach=_reach,
    ),
)
