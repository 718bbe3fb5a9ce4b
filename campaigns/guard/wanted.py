"""Has everything read again whenever more, or less, is withheld, whoever changed it."""

from collections.abc import Sequence

from campaigns.cases.model import Person
from campaigns.cases.public import touch_public
from campaigns.guard.queries import count_findings, want_round
from campaigns.kernel.written import Written

MATTERS = frozenset({"aliases", "public_name", "name_sealed"})


def look_at_withheld(rows: Sequence[Written]) -> None:
    """Ask for a round of the cases whose withheld details, names or releases changed."""
    cases = {
        each.row.case_id
        for each in rows
        if not isinstance(each.row, Person) or each.gone or each.changed & MATTERS
    }
    for case_id in sorted(cases):
        want_round(case_id)
        touch_public(case_id)


def look_at_mending(rows: Sequence[Written]) -> None:
    """Ask for a round where something that was found outside may have been mended."""
    cases = {_case_of(each.row) for each in rows}
    for case_id in sorted(each for each in cases if each is not None):
        if count_findings(case_id):
            want_round(case_id)


def _case_of(row: object) -> int | None:
    case_id: int | None = getattr(row, "case_id", None) or getattr(row, "dedicated_case_id", None)
    return case_id
