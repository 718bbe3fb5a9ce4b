"""The road of what is said when a case ends."""

from collections.abc import Iterator, Sequence

from campaigns.closure.model import Closure, ClosureState
from campaigns.closure.queries import find_closure
from campaigns.guard.leaving import Leaving, Road, Words, held


def _closures(closures: Sequence[Closure]) -> Iterator[Leaving]:
    for closure in closures:
        if closure.state is ClosureState.WITHDRAWN:
            continue
        told = (
            Words("public_text", "closing text", closure.public_text),
            Words("family_text", "what the family is told", closure.family_text or "", ours=True),
        )
        yield Leaving(closure.case_id, ("closure", closure.id), told)


def _of_case(case_id: int) -> list[Closure]:
    closure = find_closure(case_id)
    return [closure] if closure else []


ROADS = (
    Road(
        Closure,
        "Closing texts",
        columns=frozenset({"public_text", "family_text_sealed"}),
        opens=frozenset({"state"}),
        leaving=_closures,
        of_case=_of_case,
        reach=held,
    ),
)
