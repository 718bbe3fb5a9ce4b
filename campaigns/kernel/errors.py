"""What can go wrong, named once.

CampaignError
├── NotFound            there is no such thing, or not for you
├── NotAllowed          you may not do this
│   ├── NotSignedIn     we do not know who you are
│   └── TooMany         too often; try again at `retry_at`
├── Invalid             what you gave cannot be used; `fields` says which part and why
│   └── Stopped         the guard stops it; `found` is for those who may know
│       ├── HoldbackLeak    these words give away what is held back
│       └── NotRead         these words carry warnings that nobody has read yet
├── WrongState          not now: the thing is in another state
├── Broken              something that was kept does not match its seal or its hash
└── PlatformError       the outside world said no
    ├── Rejected        it will never take this; do not try again
    ├── Unauthorised    our key no longer opens the door
    ├── Limited         too fast; try again at `retry_at`
    ├── Gone            the thing we speak of is no longer there
    ├── Held            a switch was pulled on the way; nothing was said
    └── Unreachable     nobody answered: what became of it is not known
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from campaigns.kernel.discretion import hide


class CampaignError(Exception):
    """Anything this house refuses, in words fit for the person who asked."""

    code = "error"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class NotFound(CampaignError):
    """There is no such thing, or not for you."""

    code = "not_found"


class NotAllowed(CampaignError):
    """You may not do this."""

    code = "not_allowed"


class NotSignedIn(NotAllowed):
    """We do not know who you are."""

    code = "not_signed_in"


class TooMany(NotAllowed):
    """Too often; try again at `retry_at`."""

    code = "too_many"

    def __init__(self, message: str, retry_at: datetime) -> None:
        super().__init__(message)
        self.retry_at = retry_at


class Invalid(CampaignError):
    """What was given cannot be used; `fields` maps a form field to what is wrong with it."""

    code = "invalid"

    def __init__(self, message: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(message)
        self.fields = dict(fields or {})


class WrongState(CampaignError):
    """Not now: the thing is in another state."""

    code = "wrong_state"


class Stopped(Invalid):
    """What the guard stops. Message and `fields` are fit for anybody; `found` says what it is.

    `found` is shown only to those who may know it (`guard.telling`).
    """

    code = "stopped"

    def __init__(self, message: str, fields: Mapping[str, str], found: Sequence[Any]) -> None:
        super().__init__(message, fields)
        self.found = tuple(found)


class HoldbackLeak(Stopped):
    """These words give away what is held back."""

    code = "holdback_leak"


class NotRead(Stopped):
    """These words carry warnings that nobody has read yet."""

    code = "warnings"


class Broken(CampaignError):
    """Something that was kept does not match its seal or its hash."""

    code = "broken"


class PlatformError(CampaignError):
    """The outside world said no; where it quoted a key of ours, that is struck out."""

    code = "platform"

    def __init__(self, message: str) -> None:
        super().__init__(hide(message))


class Rejected(PlatformError):
    """It will never take this; do not try again."""

    code = "rejected"


class Unauthorised(PlatformError):
    """Our key no longer opens the door."""

    code = "unauthorised"


class Limited(PlatformError):
    """Too fast; try again at `retry_at`."""

    code = "limited"

    def __init__(self, message: str, retry_at: datetime) -> None:
        super().__init__(message)
        self.retry_at = retry_at


class Gone(PlatformError):
    """The thing we speak of is no longer there."""

    code = "gone"


class Held(PlatformError):
    """A switch was pulled between two steps; nothing was said yet, and it may go on later."""

    code = "held"


class Unreachable(PlatformError):
    """Nobody answered: what became of it is not known."""

    code = "unreachable"
