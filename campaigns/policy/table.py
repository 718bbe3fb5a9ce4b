"""The rules of publicity as the house reads them: ranks, questions, effects, doubts."""

from collections.abc import Mapping
from dataclasses import dataclass

from campaigns.cases.model import CaseKind, Risk
from campaigns.cases.scopes import Scope
from campaigns.kernel.states import Labelled
from campaigns.users.model import User


class Effect(Labelled):
    """What an answer does, from the lightest to the gravest."""

    GO = "go", "Goes on", "ok"
    NOTE = "note", "Needs a note", "calm"
    RANK = "rank", "Needs a higher rank", "wait"
    STOP = "stop", "Stops publishing", "life"


class Doubt(Labelled):
    """What made someone ask again."""

    TIP = "tip", "A tip"
    FAMILY = "family", "A message of the family"
    STAFF = "staff", "Someone on the case"
    CONSENT = "consent", "A consent that ended"
    ANSWERS = "answers", "New answers to the harm check"
    RISK = "risk", "The risk was raised"
    UNCONFIRMED = "unconfirmed", "A decision nobody has confirmed"


@dataclass(frozen=True, slots=True)
class Rank:
    """One rank; the later in the table, the higher."""

    key: str
    label: str


@dataclass(frozen=True, slots=True)
class Follows:
    """What follows from an answer at one risk; `rank` is a key where the effect is RANK."""

    effect: Effect
    rank: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer that can be given, and what follows from it at each risk."""

    key: str
    label: str
    follows: Mapping[Risk, Follows]


@dataclass(frozen=True, slots=True)
class Question:
    """One question, for these kinds of case."""

    key: str
    kinds: frozenset[CaseKind]
    ask: str
    hint: str
    answers: tuple[Answer, ...]

    def find(self, key: str) -> Answer | None:
        """Return the answer with this key, or None."""
        return next((each for each in self.answers if each.key == key), None)


@dataclass(frozen=True, slots=True)
class DoubtRule:
    """What a doubt does until it is decided, and how soon that is to be."""

    pauses: frozenset[Risk]
    decide_within_h: int


@dataclass(frozen=True, slots=True)
class Table:
    """One version of the rules, whole and checked."""

    version: int
    ranks: tuple[Rank, ...]
    role_rank: Mapping[str, str]
    deciders: Mapping[CaseKind, Mapping[Risk, str]]
    consent: Mapping[CaseKind, frozenset[Scope]]
    doubts: Mapping[Doubt, DoubtRule]
    questions: tuple[Question, ...]
    confirm_within_h: int
    consent_warning_days: int

    def questions_for(self, kind: CaseKind) -> tuple[Question, ...]:
        """Return what is asked in this kind of case, in order."""
        return tuple(each for each in self.questions if kind in each.kinds)

    def height(self, rank: str) -> int:
        """Return how high a rank stands; what is no rank stands below them all."""
        return next((i for i, each in enumerate(self.ranks) if each.key == rank), -1)

    def label(self, rank: str) -> str:
        """Return what a rank is called."""
        return next((each.label for each in self.ranks if each.key == rank), "No rank")

    def rank_of(self, user: User) -> str:
        """Return someone's rank: their own, else what their role counts as; "" is none."""
        own = user.rank if self.height(user.rank) >= 0 else ""
        return own or self.role_rank.get(user.role.value, "")
