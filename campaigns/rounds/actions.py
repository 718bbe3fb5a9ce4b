"""The guard's round of a case: all that is outside is read again, and what hits is held or listed.

The reading takes its time and holds nothing; what it found is kept in one short transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.cases.queries import get_case
from campaigns.deliveries import holding
from campaigns.guard import queries
from campaigns.guard.gate import find
from campaigns.guard.leaving import Reach
from campaigns.guard.model import Finding, FindingState, Round
from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic, db, let_go
from campaigns.notices import actions as notices
from campaigns.rounds.roads import ROADS
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind

POSTS = "delivery"
# What was rightly said before a case was closed is taken down by the closing itself.
COMES_DOWN = frozenset({"post_closure_name"})


@dataclass(frozen=True, slots=True)
class Outside:
    """One hit outside: on which road, in which row, where in it, and how far it has come."""

    road: str
    thing: tuple[str, int]
    place: str
    rule: str
    detail_id: int
    reach: Reach


def make_round(case_id: int, wanted: int) -> int:
    """Read everything of a case that is outside or planned; return how much waits for someone."""
    found = read_outside(case_id)
    let_go()
    return keep_round(case_id, wanted, found)


def read_outside(case_id: int) -> list[Outside]:
    """Return every block among what leaves or has left; warnings were read when they were fresh."""
    outside: dict[tuple[object, ...], Outside] = {}
    for road in ROADS:
        for row in road.of_case(case_id):
            thing = (road.kind.__tablename__, row.id)
            for each in find(road.leaving([row])):
                # A page answers for what stands on it, which was found at its own place before.
                elsewhere = {one.thing for one in outside.values() if one.thing != thing}
                left_behind = each.hit.rule in COMES_DOWN
                if not each.blocks or left_behind or each.leaving.about in elsewhere:
                    continue
                one = Outside(
                    road.label,
                    thing,
                    each.words.where,
                    each.hit.rule,
                    each.hit.detail_id or 0,
                    road.reach(row),
                )
                outside[one.thing, one.place, one.rule, one.detail_id] = one
    return list(outside.values())


@atomic
def keep_round(case_id: int, wanted: int, found: Sequence[Outside]) -> int:
    """Hold what can be held, list what is out, settle what is well again; tell the lead of news."""
    news = [each for each in found if _note(case_id, each)]
    _settle_others(case_id, found)
    posts = {each.thing[1] for each in found if each.thing[0] == POSTS and each.reach is Reach.HELD}
    holding.hold_only(case_id, posts)
    made = db.session.get(Round, case_id)
    if made is not None:
        made.done = max(made.done, wanted)
    if news:
        _tell(case_id, news)
    return len(found)


def _note(case_id: int, each: Outside) -> bool:
    """Keep one finding; say whether it is news."""
    state = FindingState.OUT if each.reach is Reach.OUT else FindingState.HELD
    known = queries.find_finding(each.thing, each.place, each.rule, each.detail_id)
    if known is None:
        known = Finding(
            case_id=case_id,
            road=each.road,
            about_type=each.thing[0],
            about_id=each.thing[1],
            place=each.place,
            rule=each.rule,
            detail_id=each.detail_id,
            state=FindingState.SETTLED,
            found_at=clock.now(),
        )
        db.session.add(known)
    if known.state is state:
        return False
    known.state, known.found_at = state, clock.now()
    known.settled_at = known.outcome = None
    return True


def _settle_others(case_id: int, found: Sequence[Outside]) -> None:
    """Settle what says nothing withheld any more: changed, withdrawn, taken down or released."""
    still = {(*each.thing, each.place, each.rule, each.detail_id) for each in found}
    for known in queries.list_findings(case_id, FindingState.HELD, FindingState.OUT):
        key = (known.about_type, known.about_id, known.place, known.rule, known.detail_id)
        if key not in still:
            known.state, known.settled_at = FindingState.SETTLED, clock.now()
            known.outcome = "It is no longer there, or may be said."


def _tell(case_id: int, news: Sequence[Outside]) -> None:
    """Tell lead and deputy, and the timeline, how much was found: never a word of it."""
    out = sum(each.reach is Reach.OUT for each in news)
    words = f"The guard's round: {len(news) - out} held, {out} out and to be taken down"
    timeline.record(
        case_id,
        EntryKind.DECISION,
        words,
        actor=HOUSE,
        detail={"roads": sorted({each.road for each in news})},
    )
    case = get_case(case_id)
    for user_id in sorted({case.lead_id, case.deputy_id}):
        notices.notify(
            user_id,
            f"{case.reference}: words outside touch what is withheld",
            f"{words}. Look at each of them.",
            path=f"/staff/cases/{case_id}/guard",
            case_id=case_id,
            urgent=True,
        )
