"""Writes down what was noticed in a tip, raises it, brings it back, and calls who must know.

It never lowers or settles anything. What is written down, on the timeline too, names no detail and
no word of the tip.
"""

from collections.abc import Sequence
from datetime import datetime

from campaigns.cases.model import Case, CaseState
from campaigns.cases.queries import get_case, list_holdbacks, list_members
from campaigns.cases.rules import may_read
from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic, db
from campaigns.notices import actions as notices
from campaigns.policy.table import Doubt
from campaigns.publicity.rechecks import request_recheck
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.tips import mark_queries, rules
from campaigns.tips.marks import WITHHELD
from campaigns.tips.model import PRIORITY_RANK, MarkKind, Priority, Tip, TipMark, TipState
from campaigns.tips.reading import Noticed
from campaigns.users.model import Role
from campaigns.users.queries import list_people

SUPERVISED = frozenset({MarkKind.EXTORTION, MarkKind.PUBLICITY, MarkKind.THREAT})
RESTRICTED_WORDS = "restricted priority"


@atomic
def mark(tip_id: int, version: int, noticed: Sequence[Noticed], read_version: int) -> list[TipMark]:
    """Keep what is new among what was noticed, and do what follows; return the new marks.

    `version` is the tip's as it was read: if it has changed since, it will be read again.
    """
    tip = mark_queries.lock_tip(tip_id)
    if tip.version == version:
        tip.read_version = read_version
    known = {(each.kind, each.detail_id) for each in mark_queries.list_marks([tip.id])}
    news = [each for each in noticed if (each.kind, each.detail_id) not in known]
    marks = [_keep(tip, each) for each in news]
    if not marks:
        return []
    tip.restricted = tip.restricted or any(each.kind in WITHHELD for each in marks)
    words = _words_for(marks)
    _raise(tip, news, words)
    _bring_back(tip, words)
    if not tip.backlog:
        _call(tip, marks, words)
    if any(each.kind is MarkKind.PUBLICITY for each in marks):
        _doubt(tip)
    return marks


@atomic
def note_read(tip_id: int, version: int, read_version: int) -> None:
    """Note that nothing was noticed in a tip, unless it has changed since it was read."""
    mark_queries.set_read(tip_id, version, read_version)


def _keep(tip: Tip, each: Noticed) -> TipMark:
    made = TipMark(
        tip_id=tip.id,
        case_id=tip.case_id,
        kind=each.kind,
        detail_id=each.detail_id,
        place=each.place,
        at=_moment(tip),
    )
    db.session.add(made)
    db.session.flush()
    return made


def _words_for(marks: Sequence[TipMark]) -> str:
    """Return what may be said to anybody of some marks."""
    said = [RESTRICTED_WORDS if each.kind in WITHHELD else each.kind.label for each in marks]
    return "; ".join(dict.fromkeys(said))


def _raise(tip: Tip, news: Sequence[Noticed], words: str) -> None:
    """Raise a tip as high as the gravest thing in it, never lower it; a person can undo it."""
    asked = [each.priority for each in news if each.priority is not None]
    highest = max(asked, key=PRIORITY_RANK.__getitem__, default=tip.priority)
    before = tip.priority
    if PRIORITY_RANK[highest] > tip.priority_rank:
        tip.priority, tip.priority_rank = highest, PRIORITY_RANK[highest]
    tip.changed_at = _moment(tip)
    _record(tip, words, before)


def _record(tip: Tip, words: str, before: Priority) -> None:
    raised = tip.priority is not before
    timeline.record(
        tip.case_id,
        EntryKind.TIP,
        f"{rules.name_of(tip)} marked: {words}"
        + (f"; raised to {tip.priority.label.lower()}" if raised else ""),
        actor=HOUSE,
        about=("tip", tip.id),
        detail={"what": "priority", "before": before.value, "after": tip.priority.value}
        if raised
        else None,
        at=_moment(tip),
    )


def _moment(tip: Tip) -> datetime:
    """Return now; of an anonymous tip, which was marked soon after it came in, only the hour."""
    return clock.hour() if tip.anonymous else clock.now()


def _bring_back(tip: Tip, words: str) -> None:
    """Put a settled or read tip before people's eyes again: it says more than it seemed to."""
    if tip.state in rules.SETTLED:
        before, tip.state = tip.state, TipState.OPEN
        timeline.record(
            tip.case_id,
            EntryKind.TIP,
            f"{rules.name_of(tip)} opened again: {words}",
            actor=HOUSE,
            about=("tip", tip.id),
            detail={"what": "state", "before": before.value, "after": TipState.OPEN.value},
            at=_moment(tip),
        )
    tip.unread = True


def _call(tip: Tip, marks: Sequence[TipMark], words: str) -> None:
    """Tell those who must know at once; a mail lies open, so it says only where to look."""
    case = get_case(tip.case_id)
    for user_id in sorted(_called(case, {each.kind for each in marks}, marks)):
        notices.notify(
            user_id,
            f"{case.reference}: {rules.name_of(tip)}, {words}",
            "Read it now. Keep to yourself what it says.",
            path=f"/staff/cases/{case.id}/tips/{tip.id}",
            case_id=case.id,
            urgent=True,
        )


def _doubt(tip: Tip) -> None:
    """Have it decided again whether to publish, while there is anything to decide."""
    case = get_case(tip.case_id)
    if case.state is not CaseState.OPEN:
        return
    why = f"{rules.name_of(tip)} says that the appeal puts someone at risk."
    request_recheck(case.id, why, ("tip", tip.id), doubt=Doubt.TIP, at=_moment(tip), actor=HOUSE)


def _called(case: Case, kinds: set[MarkKind], marks: Sequence[TipMark]) -> set[int]:
    """Return who is told: the lead and deputy of any mark, and those whom its kind concerns."""
    called = {case.lead_id, case.deputy_id}
    details = {each.detail_id for each in marks}
    for detail in list_holdbacks(case.id):
        if detail.id in details:
            readers = (each for each in list_members(case.id) if may_read(detail, each))
            called |= {each.id for each in readers}
    if kinds & SUPERVISED:
        called |= {each.id for each in list_people() if each.role is Role.SUPERVISOR}
    if MarkKind.EXTORTION in kinds and case.liaison_id is not None:
        called.add(case.liaison_id)
    return called
