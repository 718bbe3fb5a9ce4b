"""What an appeal may do next, and what it must have before the public sees it."""

import re
from collections.abc import Iterable

from campaigns.appeals.model import Appeal, AppealState
from campaigns.cases.model import Case, CaseKind, CaseState, Incident, Person
from campaigns.cases.publicity import Publicity
from campaigns.cases.readiness import UNPUBLISHED
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.kernel.text import fold
from campaigns.kernel.text import words as text_words

NEXT: dict[AppealState, frozenset[AppealState]] = {
    AppealState.DRAFT: frozenset({AppealState.LIVE, AppealState.ENDED}),
    AppealState.LIVE: frozenset({AppealState.PAUSED, AppealState.ENDED}),
    AppealState.PAUSED: frozenset({AppealState.LIVE, AppealState.ENDED}),
    AppealState.ENDED: frozenset(),
}
_WORDS = re.compile(r"[^\W_](?:[^\s\W]|[\u0300-\u0dff])*")
_NAME_CHARS = 3
TAKEN = "Another appeal uses this hashtag now. Choose another one."


def check_move(appeal: Appeal, to: AppealState) -> None:
    """Refuse a move that the life of an appeal does not know."""
    if to not in NEXT[appeal.state]:
        raise WrongState(
            f"This appeal is {appeal.state.label.lower()}: it cannot become {to.label.lower()}."
        )


def check_open(case: Case) -> None:
    """Refuse to show the public a case that is closed."""
    if case.state is not CaseState.OPEN:
        raise WrongState("This case is closed: its appeal cannot go live.")


def check_may_publish(case: Case) -> None:
    """Refuse to show the public a case of which nobody has decided so."""
    if case.publicity is not Publicity.PUBLISH:
        words = UNPUBLISHED[case.publicity]
        raise Invalid("This case may not be published.", {"consent": words})


def check_may_prepare(case: Case) -> None:
    """Refuse words and pictures for a case that is not public, or not now."""
    if case.publicity in {Publicity.PAUSED, Publicity.WITHHELD}:
        raise WrongState(UNPUBLISHED[case.publicity])


def check_hashtag_free(appeal: Appeal, holder: Appeal | None) -> None:
    """Refuse a hashtag that another live or paused appeal holds."""
    if holder is not None and holder.id != appeal.id:
        raise Invalid("The hashtag is taken.", {"hashtag": TAKEN})


def check_hashtag_may_change(appeal: Appeal) -> None:
    """Refuse to change a hashtag that the public has seen."""
    if appeal.state is not AppealState.DRAFT:
        raise Invalid(
            "The hashtag is out.",
            {"hashtag": "The public already uses this hashtag. It cannot be changed any more."},
        )


def check_neutral(words: str, names: Iterable[str]) -> None:
    """Refuse closing words that name someone: what is said last stays for good.

    Words that begin small are let through, because some names are words too ("we will").
    """
    said = {fold(word) for word in _WORDS.findall(words) if not word[0].islower()}
    parts = {part for name in names for part in text_words(name) if len(part) >= _NAME_CHARS}
    found = sorted(said & parts)
    if found:
        raise Invalid(
            "The closing words name someone.",
            {"closing_text": f"Leave the name out of the closing words: {', '.join(found)}."},
        )


def missing(
    appeal: Appeal, case: Case, person: Person | None, incident: Incident | None
) -> dict[str, str]:
    """Return what an appeal lacks before it can go live: form field -> what to do."""
    wanted = {
        "headline": "Write the headline.",
        "ask": "Say what you ask of the public.",
        "hashtag": "Choose a hashtag.",
    }
    lacks = {field: words for field, words in wanted.items() if not getattr(appeal, field).strip()}
    if not (appeal.contact_phone or appeal.contact_email):
        lacks["contact_phone"] = "Give a phone number or an e-mail address for tips."
    if case.lead_id == case.deputy_id:
        lacks["deputy_id"] = "Choose a deputy who is someone else than the lead."
    if case.kind is CaseKind.WITNESS:
        if incident is None:
            lacks["incident"] = "Say what happened, when and where."
    elif person is None:
        lacks["person"] = "Say who this appeal is about."
    return lacks


def check_ready(
    appeal: Appeal, case: Case, person: Person | None, incident: Incident | None
) -> None:
    """Refuse to launch an appeal that lacks something."""
    lacks = missing(appeal, case, person, incident)
    if lacks:
        raise Invalid("This appeal is not ready to go live.", lacks)
