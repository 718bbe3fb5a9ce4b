"""What follows from the answers, and who may decide on them. Pure: the table is handed in."""

from collections.abc import Mapping
from dataclasses import dataclass

from campaigns.cases.model import CaseKind, DecisionKind, Risk
from campaigns.kernel.errors import Invalid, NotAllowed
from campaigns.kernel.text import clean
from campaigns.policy.table import Answer, Effect, Question, Table
from campaigns.publicity.model import HarmCheck
from campaigns.users.model import User
from campaigns.users.rules import Permission, can

ANSWER_FIELD = "answer_{}"
NOTE_FIELD = "note_{}"


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as it was given."""

    answer: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Point:
    """One question with what was answered, and what follows from it."""

    question: Question
    answer: Answer
    note: str
    effect: Effect
    rank: str


@dataclass(frozen=True, slots=True)
class Judged:
    """All points together: the gravest effect, and the rank that must decide at least."""

    points: tuple[Point, ...]
    effect: Effect
    rank: str

    @property
    def stops(self) -> tuple[Point, ...]:
        """Return the points that stop publishing."""
        return tuple(each for each in self.points if each.effect is Effect.STOP)


def judge(table: Table, kind: CaseKind, risk: Risk, said: Mapping[str, Said]) -> Judged:
    """Return what follows from the answers; Invalid names what is not answered or lacks a note."""
    wrong: dict[str, str] = {}
    points: list[Point] = []
    for question in table.questions_for(kind):
        given = said.get(question.key)
        answer = question.find(given.answer) if given else None
        if given is None or answer is None:
            wrong[ANSWER_FIELD.format(question.key)] = f"Choose an answer: {question.ask}"
            continue
        follows = answer.follows[risk]
        note = clean(given.note)
        if follows.effect in {Effect.NOTE, Effect.RANK} and not note:
            wrong[NOTE_FIELD.format(question.key)] = f"Say what this rests on: {question.ask}"
        points.append(Point(question, answer, note, follows.effect, follows.rank))
    if wrong:
        raise Invalid("Not every question is answered.", wrong)
    ranks = [table.deciders[kind][risk], *(each.rank for each in points if each.rank)]
    gravest = max((each.effect for each in points), key=list(Effect).index, default=Effect.GO)
    return Judged(tuple(points), gravest, max(ranks, key=table.height))


def reads_answers(user: User) -> bool:
    """Say whether someone may read the answers and their notes, which tell of people's lives."""
    return can(user, Permission.SEE_WITHHELD)


def may_decide(user: User, table: Table, rank: str) -> bool:
    """Say whether someone's role and rank let them decide what needs this rank."""
    high_enough = table.height(table.rank_of(user)) >= table.height(rank)
    return can(user, Permission.DECIDE_PUBLICITY) and high_enough


def check_decider(decider: User, by: User, table: Table, rank: str) -> None:
    """Refuse a decision by someone whose role or rank does not reach."""
    if may_decide(decider, table, rank):
        return
    needed = table.label(rank)
    if decider.id != by.id:
        words = f"{decider.name} may not decide this: it needs {needed.lower()} or above."
        raise Invalid("They may not decide this.", {"decided_by_id": words})
    own = table.label(table.rank_of(decider)).lower()
    raise NotAllowed(f"This needs {needed.lower()} or above; you count as {own}. Ask one of them.")


def check_publish(judged: Judged) -> None:
    """Refuse to publish while an answer stops it."""
    if judged.stops:
        names = "; ".join(f"“{each.question.ask}” {each.answer.label}." for each in judged.stops)
        words = f"While this is the answer nobody can decide to publish: {names}"
        raise Invalid("An answer stops publishing.", {"kind": words})


def check_reason(kind: DecisionKind, why: str, effect: Effect, *, uncovered: bool) -> None:
    """Ask for a reason wherever a decision is not the plain one."""
    if why:
        return
    if kind is DecisionKind.WITHHOLD:
        raise Invalid("Say why.", {"why": "Say why nothing is published."})
    if uncovered:
        words = "Say why it is published although nobody agreed to all of it."
        raise Invalid("Say why.", {"why": words})
    if effect is Effect.RANK:
        raise Invalid("Say why.", {"why": "Say why it is published all the same."})


def is_out_of_date(check: HarmCheck, kind: CaseKind, risk: Risk) -> bool:
    """Say whether a check was answered for another kind or risk than the case has now."""
    return (check.kind, check.risk) != (kind, risk)
