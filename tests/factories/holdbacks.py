"""Withheld details for tests."""

from campaigns.cases import publicity_actions
from campaigns.cases.given import HoldbackGiven


def withhold(case, *terms: str, detail: str = "", reason: str = "", readers=()):
    """Withhold a detail in the name of the case's lead."""
    terms = terms or ("green rosary", "prayer beads")
    given = HoldbackGiven(
        detail=detail or f"the {terms[0]} by the rear wheel",
        terms=terms,
        reason=reason,
        reader_ids=tuple(each.id for each in readers),
    )
    return publicity_actions.add_holdback(case.id, given, by=case.lead)
