"""What a relative agrees to, refuses or takes back in their own portal; it counts at once."""

from campaigns.cases.model import Consent
from campaigns.cases.queries import get_case, get_part
from campaigns.cases.scopes import Asked, Scope
from campaigns.families.model import Relative
from campaigns.kernel.actor import FAMILY
from campaigns.kernel.db import atomic
from campaigns.kernel.errors import Invalid, NotFound
from campaigns.notices import actions as notices
from campaigns.publicity import consents

HOW = "in their own portal"


def is_theirs(consent: Consent, relative: Relative) -> bool:
    """Say whether a consent was given by this relative, by name or by what they are to the case."""
    said = consent.given_by.casefold().removeprefix("the ")
    return said in {relative.name.casefold(), relative.relation.casefold().removeprefix("the ")}


@atomic
def answer(relative: Relative, scopes: frozenset[Scope], *, refused: bool) -> Consent:
    """Take a yes or a no from a relative, and tell whom they talk with."""
    if not scopes:
        raise Invalid("Choose what you mean.", {"scopes": "Choose at least one thing."})
    asked = Asked(scopes)
    consent = consents.record(
        relative.case_id, relative.name, asked=asked, how=HOW, refused=refused, actor=FAMILY
    )
    _tell(relative, "refused something" if refused else "agreed to something")
    return consent


@atomic
def take_back(relative: Relative, consent_id: int) -> Consent:
    """Let a relative take their own yes back; what rests on it is held now."""
    consent = get_part(Consent, relative.case_id, consent_id)
    if not is_theirs(consent, relative):
        raise NotFound("There is nothing here that you could take back.")
    consents.withdraw(relative.case_id, consent_id, actor=FAMILY)
    _tell(relative, "took a yes back")
    return consent


def _tell(relative: Relative, words: str) -> None:
    case = get_case(relative.case_id)
    notices.notify(
        case.liaison_id or case.lead_id,
        f"{case.reference}: the family {words}",
        "They said so in their portal. Talk with them.",
        path=f"/staff/cases/{case.id}/consents",
        case_id=case.id,
    )
