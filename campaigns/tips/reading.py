"""Reads a tip the other way round: does it touch what is withheld, and does it sound an alarm?

The same guard that stops words on their way out finds them here on their way in. A hit means that
a true witness speaks, or the offender: both are read first. What is read is everything the sender
gave: their words, what they added, and the names of their files, each by itself and all together.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from campaigns.cases.holdback import Said, Severity
from campaigns.cases.model import HoldbackDetail
from campaigns.cases.queries import get_case, list_holdbacks
from campaigns.cases.rules import SHAPES
from campaigns.guard import guarding
from campaigns.tips import queries
from campaigns.tips.alarms import Alarm, alarms_in
from campaigns.tips.contradiction import contradicts
from campaigns.tips.model import MarkKind, MessageKind, Priority, Tip
from campaigns.tips.version_queries import list_versions

TOGETHER = "all of it together"
RAISES: dict[MarkKind, Priority] = {
    MarkKind.RESTRICTED: Priority.URGENT,
    MarkKind.PARTIAL: Priority.HIGH,
}


@dataclass(frozen=True, slots=True)
class Noticed:
    """One thing that was noticed: its kind, the detail (0: none), where, and how high it raises."""

    kind: MarkKind
    detail_id: int
    place: str
    priority: Priority | None


def said_in(tip: Tip) -> list[Said]:
    """Return all that a sender said, piece by piece."""
    pieces = [
        ("what they said", tip.text),
        ("when, they say", tip.when_words),
        ("where, they say", tip.where_words),
    ]
    pieces += [(f"its words as changed, {each.id}", each.text) for each in list_versions(tip.id)]
    pieces += [
        (f"message {each.id}", each.text)
        for each in queries.list_messages(tip.id, (MessageKind.FROM_SENDER,))
    ]
    pieces += [
        (f"name of file {each.id}", each.asset.file_name) for each in queries.list_evidence(tip.id)
    ]
    return [Said(place, text) for place, text in pieces if text and text.strip()]


def read_tip(tip: Tip) -> list[Noticed]:
    """Return what there is to notice in a tip, each thing once."""
    said = said_in(tip)
    person = SHAPES[get_case(tip.case_id).kind].main is not None
    return [*_withheld(tip.case_id, said), *_sounded(said, person=person)]


def _withheld(case_id: int, said: Sequence[Said]) -> list[Noticed]:
    details = list_holdbacks(case_id)
    if not details or not said:
        return []
    whole = " ".join(each.text for each in said)
    hits = guarding.touches(case_id, said)
    found: dict[int, Noticed] = {}
    for hit in sorted(hits, key=lambda each: each.severity is not Severity.BLOCK):
        kind = MarkKind.RESTRICTED if hit.severity is Severity.BLOCK else MarkKind.PARTIAL
        if hit.detail_id is not None:
            noticed = Noticed(kind, hit.detail_id, hit.where, RAISES[kind])
            found.setdefault(hit.detail_id, noticed)
    otherwise = [
        Noticed(MarkKind.CONTRADICTS, each.id, TOGETHER, None)
        for each in details
        if each.id not in found and contradicts(whole, _ways(each))
    ]
    return [*found.values(), *otherwise]


def _ways(detail: HoldbackDetail) -> list[str]:
    """Return the ways in which a detail is said, its own words among them."""
    return [detail.detail, *detail.terms, *(detail.translations or ())]


def _sounded(said: Iterable[Said], *, person: bool) -> list[Noticed]:
    """Return the alarms; in a case that seeks nobody, nobody can claim to be the person."""
    first: dict[MarkKind, tuple[Alarm, str]] = {}
    for each in said:
        for alarm in alarms_in(each.text):
            first.setdefault(alarm.kind, (alarm, each.where))
    return [
        Noticed(kind, 0, place, alarm.priority)
        for kind, (alarm, place) in first.items()
        if person or kind is not MarkKind.SUBJECT
    ]
