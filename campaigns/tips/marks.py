"""What people are told of the marks on a tip: which detail, only to those who may know it."""

from collections.abc import Collection
from dataclasses import dataclass

from campaigns.cases.queries import list_holdbacks
from campaigns.cases.rules import may_read
from campaigns.tips.mark_queries import list_marks
from campaigns.tips.model import MarkKind, Tip, TipMark
from campaigns.users.model import User

WITHHELD = frozenset({MarkKind.RESTRICTED, MarkKind.PARTIAL, MarkKind.CONTRADICTS})
RESTRICTED = "Restricted priority"
TO_OTHERS = (
    "The people who may know why have been told. Deal with it before others, "
    "and speak about its words with nobody else."
)
BOTH = (
    "Only a true witness or the offender would know it: think of both. "
    "Do not let the sender see that it matters."
)
TO_READERS: dict[MarkKind, str] = {
    MarkKind.RESTRICTED: BOTH,
    MarkKind.PARTIAL: f"It comes close, and may be chance. {BOTH}",
    MarkKind.CONTRADICTS: (
        "It may be an error, a lie to lead us astray, or the truth. Keep it; publish none of it."
    ),
    MarkKind.THREAT: "Someone may be about to be hurt. If that is now, call the emergency number.",
    MarkKind.EXTORTION: (
        "Swindlers read appeals. Warn the family through their liaison before they are asked, "
        "pay nothing, and never rule out that it is true."
    ),
    MarkKind.SUBJECT: (
        "It changes nothing until it is verified: ask something that only the person would know."
    ),
    MarkKind.PUBLICITY: (
        "Look again, now, at whether this appeal should be public: someone may be hiding from harm."
    ),
}
SHORT: dict[MarkKind, str] = {
    MarkKind.THREAT: "Threat to life",
    MarkKind.EXTORTION: "Asks for money",
    MarkKind.SUBJECT: "Claims to be the person",
    MarkKind.PUBLICITY: "Publicity risk",
}


@dataclass(frozen=True, slots=True)
class ToldMark:
    """One mark as one person is told of it; `details` are those that they may know, with where."""

    title: str
    words: str
    details: tuple[str, ...] = ()


def marks_of(tip_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    """Return the short marks of each tip for a list, which anybody may read."""
    found: dict[int, dict[str, None]] = {}
    for mark in list_marks(tip_ids):
        found.setdefault(mark.tip_id, {})[SHORT.get(mark.kind, RESTRICTED)] = None
    return {tip_id: tuple(words) for tip_id, words in found.items()}


def told_marks(tip: Tip, user: User) -> list[ToldMark]:
    """Return the marks of a tip as this person may know them; what nobody may know is said once."""
    marks = list_marks([tip.id])
    known = {each.id: each.detail for each in list_holdbacks(tip.case_id) if may_read(each, user)}
    told = [
        ToldMark(mark.kind.label, TO_READERS[mark.kind], _details(mark, known))
        for mark in marks
        if mark.kind not in WITHHELD or mark.detail_id in known
    ]
    secret = [each for each in marks if each.kind in WITHHELD]
    if not secret:
        return told
    mine = any(each.detail_id in known for each in secret)
    return [ToldMark(RESTRICTED, "" if mine else TO_OTHERS), *told]


def _details(mark: TipMark, known: dict[int, str]) -> tuple[str, ...]:
    return (f"“{known[mark.detail_id]}” ({mark.place})",) if mark.kind in WITHHELD else ()
