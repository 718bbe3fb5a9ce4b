"""Ask again whether publishing is right: a tip, a relative or someone on the case raised a doubt.

`request_recheck` joins the caller's transaction. What a doubt does by itself (warn, or pause
publishing) is for the rules table to say; only a decision ends it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from campaigns.cases.model import Case, Decision
from campaigns.cases.publicity import Publicity
from campaigns.cases.queries import get_case
from campaigns.cases.rules import check_open, check_said
from campaigns.kernel import clock
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import atomic, db
from campaigns.kernel.text import clean
from campaigns.notices import actions as notices
from campaigns.policy import queries as policy
from campaigns.policy.table import Doubt
from campaigns.publicity import queries
from campaigns.publicity.model import Recheck
from campaigns.publicity.standing import follow
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.users.queries import get_user


@dataclass(frozen=True, slots=True)
class Raised:
    """A doubt as it is raised: of what sort, why, by what, when, by whom."""

    doubt: Doubt
    why: str
    about: tuple[str, int] | None
    at: datetime
    actor: Actor


@atomic
def request_recheck(
    case_id: int,
    why: str,
    about: tuple[str, int] | None = None,
    *,
    doubt: Doubt = Doubt.TIP,
    pause: bool = False,
    at: datetime | None = None,
    actor: Actor,
) -> Recheck:
    """Have publishing decided again; a doubt that is open already is not raised twice.

    `about` names what raised it, such as ("tip", 12). `why` is kept sealed. `pause` stops
    publishing until then even where the rules would only warn. `at` is the hour of an anonymous
    tip, whose moment is not kept.
    """
    case = get_case(case_id)
    check_open(case)
    check_said(why, "why", "Say why publishing might do harm.")
    open_ones = queries.list_open_rechecks(case_id)
    same = [e for e in open_ones if (e.doubt, e.about_type, e.about_id) == (doubt, *_parts(about))]
    if about is not None and same:
        recheck = same[0]
        recheck.pauses = recheck.pauses or pause
    else:
        recheck = _open(
            case, Raised(doubt, clean(why), about, at or clock.now(), actor), pause=pause
        )
    follow(case, actor=actor)
    return recheck


def _parts(about: tuple[str, int] | None) -> tuple[str | None, int | None]:
    return about or (None, None)


def _open(case: Case, raised: Raised, *, pause: bool) -> Recheck:
    rule = policy.current().doubts[raised.doubt]
    check = queries.find_check(case.id)
    about_type, about_id = _parts(raised.about)
    recheck = Recheck(
        case_id=case.id,
        doubt=raised.doubt,
        why=raised.why,
        about_type=about_type,
        about_id=about_id,
        pauses=pause or case.risk in rule.pauses,
        asked_by=raised.actor.name,
        asked_at=raised.at,
        decider_id=_decider_of(case),
        due_at=raised.at + timedelta(hours=rule.decide_within_h),
        check_id=check.id if check else None,
    )
    db.session.add(recheck)
    db.session.flush()
    words = raised.doubt.label
    timeline.record(
        case.id,
        EntryKind.DECISION,
        f"Publishing is to be decided again: {words[0].lower()}{words[1:]}",
        actor=raised.actor,
        about=("recheck", recheck.id),
        detail={"doubt": raised.doubt.value, "pauses": recheck.pauses},
        at=raised.at,
    )
    stopped = recheck.pauses and case.publicity is Publicity.PUBLISH
    more = "Nothing is published until then." if stopped else "Publishing goes on until then."
    tell_people(case, recheck, f"{words} raised a doubt whether publishing is right. {more}")
    return recheck


def _decider_of(case: Case) -> int:
    """Return who is to decide again: who decided last, else the lead."""
    decision: Decision | None = queries.find_decision(case.id)
    if decision is not None and get_user(decision.decided_by_id).active:
        return decision.decided_by_id
    return case.lead_id


def tell_people(case: Case, recheck: Recheck, words: str) -> None:
    """Tell who is to decide, the lead and the deputy; part of the caller's transaction."""
    for user_id in dict.fromkeys((recheck.decider_id, case.lead_id, case.deputy_id)):
        notices.notify(
            user_id,
            f"{case.reference}: decide again whether to publish",
            words,
            path=f"/staff/cases/{case.id}/publicity",
            case_id=case.id,
            urgent=True,
        )


@atomic
def remind(recheck_id: int) -> bool:
    """Ask once more for a decision that is overdue; False if it has been taken meanwhile."""
    recheck = queries.read_recheck(recheck_id)
    if recheck is None or recheck.ended_at is not None or recheck.reminded_at is not None:
        return False
    recheck.reminded_at = clock.now()
    tell_people(get_case(recheck.case_id), recheck, "It is overdue: nobody has decided yet.")
    return True


def end_all(case_id: int, decision: Decision, doubts: frozenset[Doubt] | None = None) -> int:
    """End the open doubts (of these sorts) by a decision; part of the caller's transaction."""
    ended = [
        each
        for each in queries.list_open_rechecks(case_id)
        if doubts is None or each.doubt in doubts
    ]
    for recheck in ended:
        recheck.decision_id, recheck.ended_at = decision.id, clock.now()
    db.session.flush()
    return len(ended)
