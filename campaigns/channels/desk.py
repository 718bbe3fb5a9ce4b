"""The house's side of an open account: renews its key one at a time, counts what its calls use."""

import threading
from collections.abc import Callable, Mapping
from datetime import datetime

import structlog

from campaigns.channels import books, desk_queries, rules
from campaigns.channels.allowance import Purse
from campaigns.kernel import clock, discretion, ids
from campaigns.kernel.db import let_go
from campaigns.kernel.errors import Limited, PlatformError, Unauthorised
from campaigns.platforms.base import Bucket, Credentials, Platform

LOOK_EVERY_S, LOOKS = 0.05, 300  # how long one caller waits for another's renewal: 15 s
NOT_RENEWED_WAIT_S = 60
SKEW_WORTH_S = 1.0  # a smaller change of a clock is not worth a write

log = structlog.get_logger()


class ChannelDesk:
    """The desk of one account; `case_id` is whom its costs are counted for."""

    def __init__(
        self,
        platform: Platform,
        channel_id: int,
        registration: Mapping[str, str],
        case_id: int | None = None,
    ) -> None:
        self._platform, self._channel_id, self._case_id = platform, channel_id, case_id
        self._registration = dict(registration)
        self._skew: float | None = None

    def renew(
        self, stale: Credentials, fetch: Callable[[Credentials], Credentials], /
    ) -> Credentials:
        """Renew a key under one lock a channel, and keep it before it is used.

        Whoever finds that someone else has renewed it gets theirs. Only the platform's plain "this
        key is void" (Unauthorised) goes through; any other failure means that nothing was said yet,
        so that whoever asked tries again later.
        """
        holder = ids.token()
        turn = self._wait_for_turn(stale, holder)
        if turn.renewed:
            return {**self._registration, **turn.stored}
        try:
            fresh = fetch({**self._registration, **turn.stored})
        except Unauthorised:
            kept = books.end_turn(self._channel_id, holder)
            if books.is_another(kept, turn.stored):
                return {**self._registration, **kept}
            raise
        except PlatformError as error:
            books.end_turn(self._channel_id, holder)
            words = f"The key could not be renewed: {error.message}"
            again = clock.after(seconds=NOT_RENEWED_WAIT_S)
            raise Limited(words, max(again, getattr(error, "retry_at", again))) from error
        except BaseException:
            books.end_turn(self._channel_id, holder)
            raise
        discretion.learn(rules.secrets_in(self._platform, fresh))
        return {**self._registration, **books.keep_key(self._channel_id, self._own(fresh, turn))}

    def _wait_for_turn(self, stale: Credentials, holder: str) -> books.Turn:
        nap = threading.Event()
        for _ in range(LOOKS):
            turn = books.take_turn(self._channel_id, stale, holder)
            let_go()
            if turn.renewed or turn.mine:
                return turn
            nap.wait(LOOK_EVERY_S)
        words = "Its key is being renewed at this moment."
        raise Limited(words, clock.after(seconds=NOT_RENEWED_WAIT_S))

    def _own(self, fresh: Credentials, turn: books.Turn) -> dict[str, str]:
        """Return what belongs to the account: our registration is kept in one place only."""
        ours = self._registration.keys() - turn.stored.keys()
        return {name: value for name, value in fresh.items() if name not in ours}

    def _bucket(self, name: str) -> tuple[str, Bucket]:
        found = next((each for each in self._platform.buckets if each.name == name), None)
        bucket = found or Bucket(name, name.replace("_", " ").capitalize(), None)
        return books.holder_of(bucket, self._platform, self._channel_id), bucket

    def spent(self, bucket: str, units: int = 1, /) -> None:
        """Count what a call used of an allowance."""
        books.spend(*self._bucket(bucket), units)

    def paid(self, what: str, times: int = 1, /) -> None:
        """Count what costs money, by the name of its price; what is free leaves no line."""
        cents = next((each.cents for each in self._platform.prices if each.what == what), None)
        if cents is None:
            log.error("a call has no price", platform=self._platform.name, what=what)
        if cents:
            books.pay(self._channel_id, self._case_id, what, cents * times)

    def told(
        self, bucket: str, remaining: int, limit: int | None, resets_at: datetime | None, /
    ) -> None:
        """Keep what the platform itself said is left."""
        books.keep_told(*self._bucket(bucket), Purse(remaining, limit, resets_at))

    def clock_skew(self, seconds: float, /) -> None:
        """Keep by how much the platform's clock is ahead of ours, when that has changed."""
        known = self._skew
        if known is None:
            known = desk_queries.read_skew(self._channel_id)
        if known is None or abs(known - seconds) >= SKEW_WORTH_S:
            books.keep_skew(self._channel_id, seconds)
        self._skew = seconds
