"""What people agreed to, and what follows at once when one of them no longer does.

The consents themselves are written down by `campaigns.cases`. Here their end has its effect,
whether someone took one back, refused, or its time is over: what rests on it is held in the same
transaction, and whether to go on publishing is open again, with named people told.
"""

from datetime import timedelta

from campaigns.cases import publicity_actions as ledger
from campaigns.cases.model import Case, CaseState, Consent
from campaigns.cases.publicity import Publicity
from campaigns.cases.queries import get_case
from campaigns.cases.scopes import EVERYWHERE, Asked, Scope
from campaigns.deliveries.keeping_back import look_again
from campaigns.kernel import clock, zones
from campaigns.kernel.actor import HOUSE, Actor
from campaigns.kernel.db import atomic
from campaigns.media import clearing, film_actions
from campaigns.notices import actions as notices
from campaigns.policy import queries as policy
from campaigns.policy.table import Doubt
from campaigns.publicity import queries
from campaigns.publicity.covered import agreed_scopes, public_films, shown_scopes
from campaigns.publicity.rechecks import request_recheck

# Of these the house holds just the pictures; of anything else, words that stand everywhere.
HELD_ALONE = frozenset({Scope.PHOTO, Scope.FILM})


@atomic
def record(
    case_id: int,
    given_by: str,
    scope: str = "",
    *,
    asked: Asked = EVERYWHERE,
    how: str = "",
    refused: bool = False,
    actor: Actor,
) -> Consent:
    """Write down a yes or a no; a no to what is published opens the question again."""
    consent = ledger.record_consent(
        case_id, given_by, scope, asked=asked, how=how, refused=refused, actor=actor
    )
    if refused:
        follow_end(consent, actor=actor)
    return consent


@atomic
def withdraw(case_id: int, consent_id: int, *, actor: Actor) -> Consent:
    """Take a yes back; what rests on it is held now."""
    consent = ledger.withdraw_consent(case_id, consent_id, actor=actor)
    follow_end(consent, actor=actor)
    return consent


@atomic
def follow_ended() -> int:
    """Let what ended elsewhere, or by itself, have its effect."""
    ended = queries.list_consents_to_follow(clock.now())
    for consent in ended:
        follow_end(consent, actor=HOUSE)
    return len(ended)


@atomic
def follow_end(consent: Consent, *, actor: Actor) -> None:
    """Hold what rests on a consent that has ended, or on nobody's now, and ask again."""
    case = get_case(consent.case_id)
    consent.followed_at = clock.now()
    concerned = _named(consent) & shown_scopes(case)
    if consent.refused and not concerned:
        return
    lost = concerned - agreed_scopes(case.id)
    clearing.end_over()
    if Scope.PHOTO in lost:
        clearing.end_unasked(case.id, actor=actor)
    if Scope.FILM in lost and not consent.refused:
        for film in public_films(case.id):
            film_actions.show(case.id, film.id, public=False, actor=actor)
    look_again(case.id)
    _tell(case, f"{_who(consent)} {_said(consent)}", "See what is held, and what is out already.")
    if case.state is CaseState.OPEN and case.publicity in {Publicity.PUBLISH, Publicity.PAUSED}:
        why = f"{consent.given_by} {_said(consent)}: {consent.scope}."
        pause = bool(lost - HELD_ALONE) and not consent.refused
        about = ("consent", consent.id)
        request_recheck(case.id, why, about, doubt=Doubt.CONSENT, pause=pause, actor=actor)


def _named(consent: Consent) -> frozenset[Scope]:
    """Return what a consent is about; of words that were not understood, it may be anything."""
    return frozenset(Scope(each) for each in consent.scopes) or frozenset(Scope)


def _who(consent: Consent) -> str:
    return f"Consent {consent.id}"


def _said(consent: Consent) -> str:
    if consent.refused:
        return "was refused"
    return "was withdrawn" if consent.withdrawn_at else "is over"


@atomic
def warn_of_ends() -> int:
    """Tell lead, deputy and liaison, once, of each consent that is about to run out."""
    now = clock.now()
    before = now + timedelta(days=policy.current().consent_warning_days)
    ending = queries.list_consents_to_warn_of(now, before)
    for consent in ending:
        consent.warned_at = now
        case = get_case(consent.case_id)
        if consent.until is not None:
            local = zones.to_local(consent.until, case.timezone)
            subject = f"{_who(consent)} runs out on {local:%d %B %Y at %H:%M}"
            _tell(case, subject, "Ask again, or what rests on it is held by itself then.")
    return len(ending)


def _tell(case: Case, subject: str, body: str) -> None:
    told = (case.lead_id, case.deputy_id, case.liaison_id)
    for user_id in dict.fromkeys(each for each in told if each is not None):
        notices.notify(
            user_id,
            f"{case.reference}: {subject}",
            body,
            path=f"/staff/cases/{case.id}/consents",
            case_id=case.id,
            urgent=True,
        )
