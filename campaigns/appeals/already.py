"""Says whether what a form gives as new is in the case already: a form sent twice is harmless."""

from campaigns.cases import queries as cases
from campaigns.cases.given import FactGiven, HoldbackGiven, PersonGiven, lines
from campaigns.cases.model import PersonRole, Visibility
from campaigns.kernel.text import clean


def find_person(case_id: int, role: PersonRole, given: PersonGiven) -> int | None:
    """Return the id of the person a case is about, or of a companion described in these words."""
    for person in cases.list_people_of(case_id):
        same = PersonGiven.of(person).columns() == given.columns()
        if person.role is role and (same or role is not PersonRole.COMPANION):
            return person.id
    return None


def has_fact(case_id: int, given: FactGiven) -> bool:
    """Say whether the case has this very fact."""
    said = (clean(given.text), clean(given.source), given.visibility)
    facts = cases.list_facts(case_id, *Visibility)
    return any(said == (fact.text, fact.source or "", fact.visibility) for fact in facts)


def has_holdback(case_id: int, given: HoldbackGiven) -> bool:
    """Say whether the case withholds this very detail."""
    said = (clean(given.detail), lines(*given.terms))
    return any(said == (each.detail, each.terms) for each in cases.list_holdbacks(case_id))


def has_consent(case_id: int, given_by: str, scope: str, *, refused: bool) -> bool:
    """Say whether this very answer is recorded and still stands."""
    said = (clean(given_by), clean(scope), refused)
    return any(
        said == (each.given_by, each.scope, each.refused) and each.withdrawn_at is None
        for each in cases.list_consents(case_id)
    )
