"""The guard's eye: finds withheld details in words that are about to leave.

So far it finds the given terms word for word, whatever their case, accents and punctuation.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.cases.model import HoldbackDetail
from campaigns.cases.queries import list_holdbacks
from campaigns.kernel.states import Labelled
from campaigns.kernel.text import words

HOLDBACK = "holdback"
BORN = re.compile(r"\bborn (?:on )?\d{1,2} [A-Z][a-z]+ \d{4}")


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
    """What was found where; `detail_id` is the withheld detail, None for a rule of the house."""

    rule: str
    severity: Severity
    where: str
    excerpt: str
    detail_id: int | None
    why: str
    instead: str


def check(case_id: int, said: Sequence[Said]) -> list[Hit]:
    """Return what these words give away of a case, one hit a detail and place."""
    details = list_holdbacks(case_id)
    found = [_hit(detail, each) for each in said for detail in details]
    found += [_born(each) for each in said]
    return [hit for hit in found if hit is not None]


def _born(said: Said) -> Hit | None:
    born = BORN.search(said.text)
    if born is None:
        return None
    why, instead = "A full date of birth opens other doors.", "Give the age only."
    return Hit("full_dob", Severity.WARN, said.where, born[0], None, why, instead)


def _hit(detail: HoldbackDetail, said: Said) -> Hit | None:
    have = f" {' '.join(words(said.text))} "
    for term in detail.terms:
        if f" {' '.join(words(term))} " in have:
            why, instead = "This is a withheld detail.", "Leave it out."
            return Hit(HOLDBACK, Severity.BLOCK, said.where, term, detail.id, why, instead)
    return None
