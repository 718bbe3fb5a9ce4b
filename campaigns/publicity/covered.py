"""What the public is shown of a person, and which of it somebody agreed to."""

from campaigns.cases.model import Case, Consent, Person, PersonRole
from campaigns.cases.queries import list_consents, list_people_of
from campaigns.cases.scopes import Scope
from campaigns.kernel import clock
from campaigns.media.clearance_queries import list_in_force
from campaigns.media.film_queries import list_ready
from campaigns.media.model import Film
from campaigns.media.queries import get_asset
from campaigns.policy import queries as policy


def counts(consent: Consent) -> bool:
    """Say whether a yes stands: not refused, not taken back, not over."""
    if consent.refused or consent.withdrawn_at is not None:
        return False
    return consent.until is None or consent.until > clock.now()


def agreed_scopes(case_id: int) -> frozenset[Scope]:
    """Return what somebody agrees to now."""
    standing = (each for each in list_consents(case_id) if counts(each))
    return frozenset(Scope(scope) for each in standing for scope in each.scopes)


def public_films(case_id: int) -> list[Film]:
    """Return the films that stand on the public page."""
    return [
        film
        for film in list_ready(case_id)
        if film.asset_id is not None and get_asset(case_id, film.asset_id).publish
    ]


def shown_scopes(case: Case) -> frozenset[Scope]:
    """Return what the public is, or would be, shown that the rules want a yes for."""
    found = {scope for each in list_people_of(case.id) if each.publish for scope in _of(each)}
    if list_in_force(case.id):
        found.add(Scope.PHOTO)
    if public_films(case.id):
        found.add(Scope.FILM)
    return frozenset(found) & policy.current().consent[case.kind]


def _of(person: Person) -> set[Scope]:
    found = set()
    if person.public_name:
        companion = person.role is PersonRole.COMPANION
        found.add(Scope.COMPANION_NAME if companion else Scope.NAME)
    if person.age_from is not None:
        found.add(Scope.AGE)
    if person.publish_aliases and person.aliases:
        found.add(Scope.ALIASES)
    return found


def uncovered(case: Case) -> list[Scope]:
    """Return what is shown although nobody agreed to it, in the order of the list of scopes."""
    bare = shown_scopes(case) - agreed_scopes(case.id)
    return [each for each in Scope if each in bare]
