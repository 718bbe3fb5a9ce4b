"""What the family is told of where things stand: counts and public words, never a tip."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from campaigns.appeals.model import AppealState
from campaigns.appeals.queries import find_appeal, quiet_of
from campaigns.cases.model import Case, CaseState, Fact, Visibility
from campaigns.cases.queries import get_case, list_consents, list_facts
from campaigns.deliveries.published import list_sayable
from campaigns.deliveries.queries import list_upcoming
from campaigns.deliveries.waiting import goes_at
from campaigns.families.agreeing import is_theirs
from campaigns.families.model import Relative
from campaigns.guard.gate import sieve
from campaigns.kernel import clock
from campaigns.publicity.covered import counts
from campaigns.tips.queries import count_tips
from campaigns.users.model import User

UNSAID = "Something we talked about"
THIS_WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Said:
    """One post that went out: when, where, and its words."""

    at: datetime
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Agreed:
    """One thing that someone of the family said yes or no to; `mine`: this relative can end it."""

    id: int
    scope: str
    refused: bool
    withdrawn: bool
    over: bool
    mine: bool
    at: datetime


@dataclass(frozen=True, slots=True)
class FamilyStatus:
    """Everything that the portal shows."""

    reference: str
    zone: str
    sentence: str
    liaison: User
    tips: int
    said: tuple[Said, ...]
    next_at: datetime | None
    facts: tuple[str, ...]
    consents: tuple[Agreed, ...]
    closed: bool


def of_relative(relative: Relative) -> FamilyStatus:
    """Return where things stand in the case of a relative, for them."""
    case, through = get_case(relative.case_id), sieve(relative.case_id)
    closed = case.state is not CaseState.OPEN
    upcoming, quiet = [] if closed else list_upcoming(case.id), quiet_of(case.id)
    return FamilyStatus(
        reference=case.reference,
        zone=case.timezone,
        sentence=_sentence(case),
        liaison=case.liaison or case.lead,
        tips=count_tips(case.id),
        said=() if closed else _said(case),
        next_at=min((goes_at(each, quiet) for each in upcoming), default=None),
        facts=() if closed else tuple(_words(case)),
        consents=tuple(
            Agreed(
                each.id,
                through(each.scope, ("consent", each.id)) or UNSAID,
                each.refused,
                each.withdrawn_at is not None,
                not counts(each),
                is_theirs(each, relative),
                each.given_at,
            )
            for each in list_consents(case.id)
        ),
        closed=closed,
    )


def _sentence(case: Case) -> str:
    if case.state is not CaseState.OPEN:
        return "The appeal has ended. Your liaison officer will talk with you about what it means."
    appeal = find_appeal(case.id)
    if appeal is None or appeal.state is AppealState.DRAFT:
        return "We are preparing the appeal. Nothing is public yet."
    if appeal.state is AppealState.PAUSED:
        return "The appeal is paused for now. We still read everything that people tell us."
    return "The appeal is live, and we are reading what people tell us."


def _said(case: Case) -> tuple[Said, ...]:
    since = clock.now() - THIS_WEEK
    return tuple(
        Said(
            each.settled_at or each.send_at,
            f"@{each.channel.handle}",
            "\n\n".join(part["text"] for part in each.snapshot["parts"]),
        )
        for each in list_sayable(case.id)
        if each.update_id is not None and (each.settled_at or each.send_at) >= since
    )


def _words(case: Case) -> list[str]:
    facts: list[Fact] = list_facts(case.id, Visibility.PUBLIC, Visibility.FAMILY)
    through = sieve(case.id)
    return [fact.text for fact in facts if through(fact.text, ("fact", fact.id))]
