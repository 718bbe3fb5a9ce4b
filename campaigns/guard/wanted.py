"""Has everything read again whenever more, or less, is withheld, whoever changed it."""

from collections.abc import Sequence

from campaigns.cases.model import Fact, Person, Visibility
from campaigns.cases.public import touch_public
from campaigns.guard.queries import count_findings, want_round
from campaigns.kernel.written import Written

MATTERS = frozenset({"aliases", "public_name", "name_sealed"})


def look_at_withheld(rows: Sequence[Written]) -> None:
    """Ask for a round of the cases whose withheld details, names or releases changed."""
    cases = {each.row.case_id for each in rows if _matters(each)}
    for case_id in sorted(cases):
        want_round(case_id)
        touch_public(case_id)


def _matters(each: Written) -> bool:
    """Say whether something else is withheld now: a detail, a name, or a fact."""
    if isinstance(each.row, Person):
        return each.gone or bool(each.changed & MATTERS)
    if isinstance(each.row, Fact):
        return "visibility" in each.changed or each.row.visibility is Visibility.WITHHELD
    return True


def look_at_mending(rows: Sequence[Written]) -> None:
    """Ask for a round where something that was found outside may have been mended."""
    cases = {_case_of(each.row) for each in rows}
    for case_id in sorted(each for each in cases if each is not None):
        if count_findings(case_id):
            want_round(case_id)


def _case_of(row: object) -> int | None:
    case_id: int | None = getattr(row, "case_id", None) or getattr(row, "dedicated_case_id", None)
    return case_id
