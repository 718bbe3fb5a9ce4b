"""What someone can agree to, and how it is read out of the words in which it was written down."""

import re
from dataclasses import dataclass
from datetime import datetime

from campaigns.kernel.states import Labelled


class Scope(Labelled):
    """What someone is asked about when they are asked for their consent."""

    NAME = "name", "Name"
    AGE = "age", "Age"
    PHOTO = "photo", "Photo"
    COMPANION_NAME = "companion_name", "Name of the companion"
    ALIASES = "aliases", "Other names"
    FILM = "film", "Film and voice"
    FAMILY_CONTACT = "family_contact", "Telephone or address of the family"
    HEALTH = "health", "Health"
    INTERVIEW = "interview", "Interviews"


@dataclass(frozen=True, slots=True)
class Asked:
    """What someone was asked: about what, for which uses (none named: all), until when."""

    scopes: frozenset[Scope] = frozenset()
    channels: frozenset[str] = frozenset()
    until: datetime | None = None


EVERYWHERE = Asked()

_PIECES = re.compile(r"[,;\n/&+]|\band\b", re.IGNORECASE)
# The first that is found in a piece counts, so what is special stands before what is general.
_WORDS: tuple[tuple[Scope, re.Pattern[str]], ...] = tuple(
    (scope, re.compile(rf"\b(?:{words})", re.IGNORECASE))
    for scope, words in (
        (Scope.FAMILY_CONTACT, "phone|telephone|address|e-?mail|contact"),
        (Scope.COMPANION_NAME, "companion|mother.s name|father.s name"),
        (Scope.ALIASES, "alias|other name|nickname|maiden"),
        (Scope.PHOTO, "photo|picture|portrait|image"),
        (Scope.FILM, "film|video|voice|footage"),
        (Scope.HEALTH, "health|medic|illness|disab|diagnos"),
        (Scope.INTERVIEW, "interview|press|television|radio"),
        (Scope.NAME, "name|first name|full name"),
        (Scope.AGE, "age|years?"),
    )
)
_ALL = re.compile(r"\b(?:everything|all of it)\b", re.IGNORECASE)


def scopes_in(words: str) -> frozenset[Scope]:
    """Return what these words name; what is not understood names nothing."""
    if _ALL.search(words):
        return frozenset(Scope)
    found = (_scope_of(piece) for piece in _PIECES.split(words))
    return frozenset(each for each in found if each is not None)


def _scope_of(piece: str) -> Scope | None:
    return next((scope for scope, pattern in _WORDS if pattern.search(piece)), None)
