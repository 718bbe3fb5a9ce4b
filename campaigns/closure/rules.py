"""When a case may be closed, by whom, and what may be said to the public then."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from campaigns.cases.model import Case, CaseKind, CaseState, Outcome
from campaigns.closure.model import Closure, ClosureState
from campaigns.kernel.errors import Invalid, NotAllowed, WrongState
from campaigns.kernel.text import words
from campaigns.users.model import User

NEUTRAL_TEXT = (
    "This appeal has ended. Thank you to everyone who shared it or told us something. "
    "Please delete your posts and take posters down."
)
TRIES = 8
LOOKS_AFTER = (timedelta(days=1), timedelta(days=7))  # what is down is looked for again then
LOOK_AGAIN = timedelta(hours=6)  # where it could not be looked for
LOOKS_END = timedelta(days=30)  # after closing: what cannot be looked for until then is given up
LIST_AGAIN = timedelta(hours=1)  # how often a younger closing's list is made once more
BACK_OFF_S = (10, 30, 60, 300, 900, 1800, 3600, 3600)

OUTCOMES: dict[CaseKind, tuple[Outcome, ...]] = {
    CaseKind.MISSING: (
        Outcome.LOCATED_SAFE,
        Outcome.LOCATED_HARMED,
        Outcome.DECEASED,
        Outcome.NO_LONGER_NEEDED,
    ),
    CaseKind.WITNESS: (Outcome.SOLVED, Outcome.NO_LONGER_NEEDED),
    CaseKind.IDENTIFY: (Outcome.IDENTIFIED, Outcome.NO_LONGER_NEEDED),
    CaseKind.REMAINS: (Outcome.IDENTIFIED, Outcome.NO_LONGER_NEEDED),
}


def check_open(case: Case) -> None:
    """Refuse to close what is closed."""
    if case.state is not CaseState.OPEN:
        raise WrongState(f"This case is {case.state.label.lower()} already.")


def check_outcome(case: Case, outcome: Outcome) -> None:
    """Refuse an outcome that this kind of case cannot have."""
    if outcome not in OUTCOMES[case.kind]:
        raise Invalid(
            "Choose how it ended.", {"outcome": "This kind of case cannot end like that."}
        )


def check_neutral(text: str, never: Iterable[str], field: str = "public_text") -> None:
    """Refuse a public closing text that names the person or a place of the case.

    `never` are the names, aliases and places; any word of four letters or more of them counts.
    """
    if not text:
        raise Invalid("Write the text.", {field: "Enter what others will read."})
    said = set(words(text))
    told = sorted(
        {word for name in never for word in words(name) if len(word) > LONGEST_SMALL_WORD} & said
    )
    if told:
        raise Invalid(
            "The text says too much.",
            {
                field: "After closing nothing may name the person or a place. "
                f"Take out: {', '.join(told)}."
            },
        )


LONGEST_SMALL_WORD = 3


def check_second_person(closure: Closure, by: User) -> None:
    """Refuse to let one person close a case."""
    if closure.proposed_by_id == by.id:
        raise NotAllowed("Someone else must confirm the closing that you proposed.")


def check_proposed(closure: Closure) -> None:
    """Refuse a closing that is not waiting any more."""
    if closure.state is not ClosureState.PROPOSED:
        raise WrongState(f"This closing is not waiting: it is {closure.state.label.lower()}.")


def wait_before(attempt: int) -> timedelta:
    """Return how long to wait after this many failed attempts to take something down."""
    return timedelta(seconds=BACK_OFF_S[min(attempt, len(BACK_OFF_S)) - 1])


def look_after(done_at: datetime, looks: int) -> datetime | None:
    """Return when what came down is looked for next, after so many looks; None when it is over."""
    return done_at + LOOKS_AFTER[looks] if looks < len(LOOKS_AFTER) else None
