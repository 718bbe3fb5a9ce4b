"""What an open account may ask of the house, and what the house knows of a platform's prices.

The house keeps keys and counts; a platform file only says what it used and what it was told.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

Credentials = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Bucket:
    """An allowance that a platform gives: so many units until it fills again.

    Either every `per_s` seconds, or at midnight of a zone (`midnight_in`, IANA). `reserve` units
    are kept back for taking down and for what is urgent. Without a `limit` only the platform knows
    how many there are, and says so with each answer. `takes` says how many units one of our deeds
    uses ("post" a part, "picture" and "film" in it, "answer", "edit", "withdraw", "collect"): a
    post for which there is not enough left waits. `shared`: all accounts draw on this one.
    """

    name: str
    label: str
    limit: int | None
    per_s: int | None = None
    midnight_in: str | None = None
    reserve: int = 0
    takes: Mapping[str, int] = field(default_factory=dict)
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Price:
    """What one call of a sort costs, in US cents; 0 where it is free."""

    what: str
    label: str
    cents: float
    as_of: str


class Desk(Protocol):
    """The house's side of an open account."""

    def renew(
        self, stale: Credentials, fetch: Callable[[Credentials], Credentials], /
    ) -> Credentials:
        """Renew a key under one lock a channel, and keep it before it is used.

        Someone else may have renewed it meanwhile: then theirs comes back, and nothing is fetched.
        """
        ...

    def spent(self, bucket: str, units: int = 1, /) -> None:
        """Count what a call used of an allowance."""
        ...

    def paid(self, what: str, times: int = 1, /) -> None:
        """Count a call that costs money (or what it returned), by the name of its price."""
        ...

    def told(
        self, bucket: str, remaining: int, limit: int | None, resets_at: datetime | None, /
    ) -> None:
        """Keep what the platform itself said is left."""
        ...

    def clock_skew(self, seconds: float, /) -> None:
        """Keep by how much the platform's clock is ahead of ours."""
        ...


class NoDesk:
    """A desk for an account that is not kept yet: a renewed key goes no further than the caller."""

    def renew(
        self, stale: Credentials, fetch: Callable[[Credentials], Credentials], /
    ) -> Credentials:
        """Fetch a new key."""
        return fetch(stale)

    def spent(self, bucket: str, units: int = 1, /) -> None:
        """Nobody counts."""

    def paid(self, what: str, times: int = 1, /) -> None:
        """Nobody counts."""

    def told(
        self, bucket: str, remaining: int, limit: int | None, resets_at: datetime | None, /
    ) -> None:
        """Nobody counts."""

    def clock_skew(self, seconds: float, /) -> None:
        """Nobody counts."""
