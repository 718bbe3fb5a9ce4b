"""Where a case stands with the public, by its newest decision and its open doubts.

Every change of either ends here, and nothing else sets `Case.publicity`: what may not be published
is out of sight and silent in the same transaction.
"""

from campaigns.appeals import actions as appeals
from campaigns.cases.model import Case, DecisionKind
from campaigns.cases.public import touch_public
from campaigns.cases.publicity import Publicity
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import atomic, db
from campaigns.publicity import queries
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.updates import actions as updates

NEVER_DECIDED = frozenset({Publicity.UNDECIDED, Publicity.WITHHELD})
WORDS = {
    Publicity.UNDECIDED: "Nothing is published: nobody has decided",
    Publicity.PUBLISH: "The case may be published",
    Publicity.PAUSED: "Publishing is paused until it is decided again",
    Publicity.WITHHELD: "The case is not public: nothing is published",
}


def stands(case: Case) -> Publicity:
    """Return what follows from the decision that counts and from the doubts that are open."""
    decision = queries.find_decision(case.id)
    if decision is not None and decision.kind is DecisionKind.WITHHOLD:
        return Publicity.WITHHELD
    if decision is None and case.publicity in NEVER_DECIDED:
        return Publicity.UNDECIDED
    paused = any(each.pauses for each in queries.list_open_rechecks(case.id))
    return Publicity.PAUSED if paused else Publicity.PUBLISH


@atomic
def follow(case: Case, *, actor: Actor) -> Publicity:
    """Let the case, its appeal and its planned posts follow what has been decided or doubted."""
    now = stands(case)
    if now is case.publicity:
        return now
    case.publicity = now
    db.session.flush()
    timeline.record(case.id, EntryKind.DECISION, WORDS[now], actor=actor, about=("case", case.id))
    if now is Publicity.PUBLISH:
        appeals.release_appeal(case.id, actor=actor)
    else:
        appeals.hold_appeal(case.id, actor=actor)
    if now is Publicity.WITHHELD:
        updates.withdraw_all(case.id, "The case is not public.", actor=actor)
    touch_public(case.id)
    return now
