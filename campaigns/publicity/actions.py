"""Check for harm, decide, confirm. One verb, one transaction; nothing here is ever overwritten."""

from collections.abc import Mapping

from campaigns.cases.model import Case, Decision, DecisionKind
from campaigns.cases.queries import get_case
from campaigns.cases.rules import check_open
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.kernel.text import clean, plural
from campaigns.notices import actions as notices
from campaigns.policy import queries as policy
from campaigns.policy.table import Doubt, Effect
from campaigns.publicity import queries, rules
from campaigns.publicity.covered import uncovered
from campaigns.publicity.model import HarmCheck
from campaigns.publicity.rechecks import end_all, request_recheck
from campaigns.publicity.rules import Judged, Said
from campaigns.publicity.standing import follow
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.users.model import User
from campaigns.users.queries import get_user
from campaigns.users.rules import Permission, check_can

ANSWERED_AGAIN = frozenset({Doubt.TIP, Doubt.FAMILY, Doubt.STAFF, Doubt.RISK})


@atomic
def answer_check(case_id: int, said: Mapping[str, Said], *, by: User) -> HarmCheck:
    """Answer every question of the harm check; the answers before it stay, this one counts.

    Where the case is published already and an answer now asks for more than the decision had, the
    decision is asked for again.
    """
    check_can(by, Permission.CHECK_HARM)
    case = get_case(case_id)
    check_open(case)
    table = policy.current()
    judged = rules.judge(table, case.kind, case.risk, said)
    before = queries.find_check(case_id)
    check = HarmCheck(
        case_id=case.id,
        kind=case.kind,
        risk=case.risk,
        rules_version=table.version,
        answers={e.question.key: {"answer": e.answer.key, "note": e.note} for e in judged.points},
        effect=judged.effect,
        rank=judged.rank,
        answered_by_id=by.id,
        answered_at=clock.now(),
    )
    db.session.add(check)
    db.session.flush()
    timeline.record(
        case.id,
        EntryKind.DECISION,
        f"Harm check answered: {plural(len(judged.points), 'question')}; {_outcome(judged)}",
        actor=by.actor,
        about=("harm_check", check.id),
        detail={"rules_version": table.version, "effect": judged.effect.value},
    )
    _doubt(case, before, check, by)
    return check


def _outcome(judged: Judged) -> str:
    if judged.stops:
        return "it stops publishing"
    return f"{policy.current().label(judged.rank).lower()} or above decides"


def _doubt(case: Case, before: HarmCheck | None, check: HarmCheck, by: User) -> None:
    """Open a doubt where new answers are graver than those that a decision to publish had."""
    decision = queries.find_decision(case.id)
    if decision is None or decision.kind is not DecisionKind.PUBLISH or before is None:
        return
    order = list(Effect).index
    height = policy.current().height
    if (order(check.effect), height(check.rank)) > (order(before.effect), height(before.rank)):
        request_recheck(
            case.id,
            "The harm check was answered anew, and more gravely than before.",
            ("harm_check", check.id),
            doubt=Doubt.ANSWERS,
            actor=by.actor,
        )


def judged_of(check: HarmCheck) -> Judged:
    """Return a check as the rules of its own version judge it."""
    said = {key: Said(each["answer"], each["note"]) for key, each in check.answers.items()}
    return rules.judge(policy.table_of(check.rules_version), check.kind, check.risk, said)


@atomic
def decide(
    case_id: int,
    kind: DecisionKind,
    *,
    why: str = "",
    check_id: int | None,
    decided_by_id: int | None = None,
    by: User,
) -> Decision:
    """Decide whether to publish, or write down that someone else has (who then confirms it).

    `check_id` is the check that was looked at. What is shown and nobody agreed to is kept with it.
    """
    case = get_case(case_id)
    check_open(case)
    decider = get_user(decided_by_id) if decided_by_id else by
    check_can(by, Permission.DECIDE_PUBLICITY if decider.id == by.id else Permission.CHECK_HARM)
    check = _looked_at(case, kind, check_id)
    _check_reaches(case, kind, check, decider=decider, by=by)
    bare = uncovered(case) if kind is DecisionKind.PUBLISH else []
    effect = check.effect if check else Effect.GO
    rules.check_reason(kind, clean(why), effect, uncovered=bool(bare))
    decision = _written(case, kind, clean(why), check, decider=decider, by=by)
    decision.uncovered = list(bare)
    db.session.add(decision)
    db.session.flush()
    _announce(case, decision, decider, by)
    end_all(case.id, decision)
    follow(case, actor=by.actor)
    return decision


def _written(
    case: Case, kind: DecisionKind, why: str, check: HarmCheck | None, *, decider: User, by: User
) -> Decision:
    table = policy.current()
    return Decision(
        case_id=case.id,
        kind=kind,
        what=kind.label,
        why=why or None,
        decided_by_id=decider.id,
        decided_at=clock.now(),
        recorded_by_id=by.id if decider.id != by.id else None,
        check_id=check.id if check else None,
        rules_version=check.rules_version if check else table.version,
        risk=case.risk,
        rank=table.label(table.rank_of(decider)),
    )


def _looked_at(case: Case, kind: DecisionKind, check_id: int | None) -> HarmCheck | None:
    """Return the check that a decision rests on; not to publish needs none."""
    check = queries.find_check(case.id)
    if check is not None and check_id != check.id:
        raise WrongState("The harm check was answered anew. Look at it before you decide.")
    if kind is DecisionKind.WITHHOLD:
        return check
    if check is None:
        raise Invalid("Answer the harm check first.", {"kind": "Answer the harm check first."})
    if rules.is_out_of_date(check, case.kind, case.risk):
        words = "The risk was changed after the harm check. Answer it again first."
        raise Invalid("The harm check is out of date.", {"kind": words})
    if is_stale(case, check):
        words = "Someone raised a doubt after the harm check. Answer it again with that in mind."
        raise Invalid("Answer the harm check again.", {"kind": words})
    return check


def is_stale(case: Case, check: HarmCheck) -> bool:
    """Say whether the case, or what is known of it, has changed since a check was answered."""
    doubts = [e for e in queries.list_open_rechecks(case.id) if e.doubt in ANSWERED_AGAIN]
    return rules.is_out_of_date(check, case.kind, case.risk) or any(
        each.check_id == check.id for each in doubts
    )


def _check_reaches(
    case: Case, kind: DecisionKind, check: HarmCheck | None, *, decider: User, by: User
) -> None:
    """Refuse whose rank does not reach what was answered, and what no rank may do."""
    table = policy.current()
    judged = judged_of(check) if check else None
    rank = judged.rank if judged else table.deciders[case.kind][case.risk]
    rules.check_decider(decider, by, table, rank)
    if kind is DecisionKind.PUBLISH and judged is not None:
        rules.check_publish(judged)


def _announce(case: Case, decision: Decision, decider: User, by: User) -> None:
    """Write the decision into the story, and ask for the word of who did not sign in."""
    phone = decision.recorded_by_id is not None
    how = f", by phone, written down by {by.name}; not confirmed yet" if phone else ""
    timeline.record(
        case.id,
        EntryKind.DECISION,
        f"{decision.kind.label}: decided by {decider.name} ({decision.rank}){how}",
        actor=by.actor,
        about=("decision", decision.id),
        detail={
            "kind": decision.kind.value,
            "rules_version": decision.rules_version,
            "uncovered": len(decision.uncovered),
        },
    )
    if phone:
        hours = policy.current().confirm_within_h
        notices.notify(
            decider.id,
            f"{case.reference}: confirm your decision",
            f"{by.name} wrote down that you decided by phone. Say within {hours} hours whether "
            "that is so: publishing pauses after that.",
            path=f"/staff/cases/{case.id}/publicity/decisions/{decision.id}",
            case_id=case.id,
            urgent=True,
        )


@atomic
def ask_to_decide(case_id: int, decider_id: int, *, by: User) -> None:
    """Ask someone of the rank that is needed to look at the check and decide."""
    check_can(by, Permission.CHECK_HARM)
    case, decider = get_case(case_id), get_user(decider_id)
    check_open(case)
    check = queries.find_check(case_id)
    if check is None:
        raise Invalid("Answer the harm check first.", {"decider_id": "Answer the questions first."})
    if not rules.may_decide(decider, policy.current(), check.rank):
        words = f"{decider.name} may not decide this."
        raise Invalid("They may not decide this.", {"decider_id": words})
    notices.notify(
        decider.id,
        f"{case.reference}: decide whether to publish",
        f"{by.name} has answered the harm check and asks you to decide.",
        path=f"/staff/cases/{case.id}/publicity",
        case_id=case.id,
        urgent=True,
    )
    timeline.record(
        case_id,
        EntryKind.DECISION,
        f"{decider.name} was asked to decide whether to publish",
        actor=by.actor,
        about=("harm_check", check.id),
    )
