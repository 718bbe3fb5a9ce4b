"""What the guard is given and what it answers: some words with their place, and a hit."""

from dataclasses import dataclass
from datetime import date

from campaigns.kernel.states import Labelled

HOLDBACK = "holdback"
WITHHELD_FACT = "withheld_fact"
WITHHELD = frozenset({HOLDBACK, WITHHELD_FACT})
TOGETHER = "read together"


class Severity(Labelled):
    """What a hit means."""

    WARN = "warn", "Warning", "wait"
    BLOCK = "block", "Stopped", "life"


@dataclass(frozen=True, slots=True)
class Said:
    """Some words, and where they stand ("part 2", "description of picture 1")."""

    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Hit:
    """What was found where; `detail_id` is the withheld detail, None for a rule of the house.

    `where` is TOGETHER for what only several texts say; `instead` is the sentence to use.
    """

    rule: str
    severity: Severity
    where: str
    excerpt: str
    detail_id: int | None
    why: str
    instead: str


@dataclass(frozen=True, slots=True)
class Someone:
    """Someone the case is about. `told`: the public is told of them by some of these names."""

    names: tuple[str, ...]
    birth_date: date | None = None
    told: bool = True
