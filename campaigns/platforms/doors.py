"""The two doors between a platform and us that are not calls of ours: signing in, and webhooks.

Signing in: the browser of whoever connects an account is sent there and comes back with a code.
Webhooks: the platform calls us. What it says is a hint to look now; looking is what counts.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from campaigns.platforms.desk import Credentials


@dataclass(frozen=True, slots=True)
class Leaving:
    """Where the browser goes, and what must be remembered until it comes back (verifier, state)."""

    url: str
    keep: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Offered:
    """One account that the sign-in opened; where there are several, a person chooses."""

    label: str
    credentials: Credentials


class SignIn(Protocol):
    """A platform where accounts are connected in the browser (OAuth)."""

    def begin(self, app: Credentials, redirect_uri: str, state: str, /) -> Leaving:
        """Return where to send the browser. `app` is our registration there (`app_fields`)."""
        ...

    def finish(
        self,
        app: Credentials,
        redirect_uri: str,
        keep: Mapping[str, str],
        query: Mapping[str, str],
        /,
    ) -> tuple[Offered, ...]:
        """Turn what the browser brought back into accounts; Rejected says what went wrong there."""
        ...


@dataclass(frozen=True, slots=True)
class Call:
    """A webhook call as it came.

    `body` is raw, header names are in lower case, `url` is our public address as they know it.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """What a webhook call is answered with."""

    status: int
    body: bytes = b""
    content_type: str = "text/plain; charset=utf-8"


class Hook(Protocol):
    """A platform that calls us. Checks are made in constant time, on the raw bytes."""

    def challenge(self, call: Call, credentials: Credentials, /) -> Reply | None:
        """Answer the platform's question whether we are we; None when this is no such question."""
        ...

    def is_genuine(self, call: Call, credentials: Credentials, /) -> bool:
        """Say whether the platform signed this call with our secret."""
        ...

    def once(self, call: Call, /) -> str:
        """Return a name under which a repeat of this very call is known."""
        ...


@runtime_checkable
class HandsOver(Protocol):
    """A hook whose calls are the only copy: what we took by saying 200 is never told again."""

    def handed_over(self, call: Call, /) -> bytes:
        """Return what must be kept of a call."""
        ...
