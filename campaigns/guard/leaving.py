"""What leaves, and by which road: the shapes in which every noun hands its words to the guard."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from campaigns.kernel.db import Model
from campaigns.kernel.states import Labelled

TOGETHER = "read together"


@dataclass(frozen=True, slots=True)
class Words:
    """Some words: the form's field they were typed in, their place as people say it, the text.

    `ours` are words that stand there by right (the agency's own number, a name made by us, what
    the family is told of their own child): only what is withheld is looked for in them.
    """

    field: str
    where: str
    text: str
    ours: bool = False


@dataclass(frozen=True, slots=True)
class Leaving:
    """What one thing (a post, a page, a message) is about to tell, or tells, the public.

    `case_id` None: an account that no case has for itself; every open case minds what it says.
    `before` is what the same readers were told before, in order, as in a thread: it is read
    together with these words, and alone it counts for nothing here.
    """

    case_id: int | None
    about: tuple[str, int]
    words: tuple[Words, ...]
    before: tuple[str, ...] = ()


class Reach(Labelled):
    """How far words have come that should not be there."""

    HELD = "held", "Can still be held"
    OUT = "out", "Out already"


@dataclass(frozen=True, slots=True)
class Road:
    """One way out: the kind of row whose words leave by it, and how they are read off.

    `leaving` gives what of some rows leaves (nothing, while nothing of it does), `of_case` the rows
    of a case, for the guard's rounds, and `reach` whether a row's words can still be held.
    `columns` are the attributes that hold the words: where one of them changes, the words are fresh
    and their writer is asked to read the warnings. A change of one of `opens` lets old words out,
    so they are read again; whatever else changes on a row is not the guard's business.
    """

    kind: type[Model]
    label: str
    columns: frozenset[str]
    opens: frozenset[str]
    leaving: Callable[[Sequence[Any]], Iterable[Leaving]]
    of_case: Callable[[int], Iterable[Any]]
    reach: Callable[[Any], Reach]


def held(_row: object) -> Reach:
    """Say that words can still be held: the page that shows them leaves them out."""
    return Reach.HELD


def out(_row: object) -> Reach:
    """Say that words are out: whoever was meant to read them has them."""
    return Reach.OUT
