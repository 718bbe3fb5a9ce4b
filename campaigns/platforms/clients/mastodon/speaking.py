"""Mastodon.py as we use it: never waiting, never twice, its errors in the house's words."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from mastodon import Mastodon
from mastodon.errors import (
    MastodonAPIError,
    MastodonError,
    MastodonNetworkError,
    MastodonRatelimitError,
)

from campaigns.kernel import clock, errors
from campaigns.platforms import http
from campaigns.platforms.base import Credentials, Desk
from campaigns.platforms.mastodon import LABEL, hosts_of, server_of

_STATUS_AT = 1  # where Mastodon.py puts the HTTP status among an error's arguments
_TOO_FAST = "Hit rate limit."  # its other rate errors say that it could not read a header
# What a server says with 403 when it is the account or its key, and not this one call.
_SHUT = ("login is currently", "suspended", "disabled", "not confirmed", "authorized scopes")
SPOKEN = (4, 3, 0)  # the version whose calls we make; the library would ask before each upload


class Speaker:
    """One key at one server; every call goes through `asking`."""

    def __init__(self, credentials: Credentials, desk: Desk) -> None:
        self.server = server_of(credentials.get("server", ""))
        self.name = urlsplit(self.server).netloc
        self.key = credentials.get("access_token", "")
        self._desk = desk
        self.api = Mastodon(
            client_id=credentials.get("client_id") or None,
            client_secret=credentials.get("client_secret") or None,
            access_token=credentials.get("access_token") or None,
            api_base_url=self.server,
            ratelimit_method="throw",
            version_check_mode="none",
            mastodon_version=".".join(map(str, SPOKEN)),
            request_timeout=http.READ_S,
            session=http.session(hosts_of(self.server)),
            user_agent="Searchlight/1",
        )
        # The library notes a version that it is given only when it is to check it as well.
        self.api.mastodon_major, self.api.mastodon_minor, self.api.mastodon_patch = SPOKEN

    @contextmanager
    def asking(self, bucket: str = "calls") -> Iterator[Mastodon]:
        """Hand out the library for one call; turn what it raises into the errors of the house."""
        try:
            yield self.api
        except MastodonError as error:
            raise self._named(error) from error
        finally:
            self._count(bucket)

    def _count(self, bucket: str) -> None:
        left, most = self.api.ratelimit_remaining, self.api.ratelimit_limit
        if self.api.ratelimit_lastcall is None:
            self._desk.spent(bucket)
        else:
            self._desk.told(bucket, int(left), int(most), self._resets_at())

    def _resets_at(self) -> datetime | None:
        reset = self.api.ratelimit_reset
        return datetime.fromtimestamp(reset, UTC) if reset else None

    def _named(self, error: MastodonError) -> errors.PlatformError:
        if isinstance(error, MastodonRatelimitError) and error.args[:1] == (_TOO_FAST,):
            until = self._resets_at() or clock.after(seconds=http.WAIT_S)
            return errors.Limited(f"{self.name} said: too many calls.", until)
        if isinstance(error, MastodonNetworkError):
            return errors.Unreachable(f"{self.name} did not answer.")
        status, words = _status_of(error), _words_of(error)
        if status == HTTPStatus.FORBIDDEN and any(each in words.lower() for each in _SHUT):
            return errors.Unauthorised(
                f"{self.name} said: {words}. The account's owner must settle that with the server."
            )
        if isinstance(error, MastodonAPIError) and status:
            return http.refusal(self.name, status, words)
        # Neither a status nor a broken line: an answer that could not be read.
        return errors.Unreachable(f"{self.name} answered with what is no answer.")


def _status_of(error: MastodonError) -> int:
    given = error.args[_STATUS_AT] if len(error.args) > _STATUS_AT else None
    return given if isinstance(given, int) and given >= HTTPStatus.BAD_REQUEST else 0


def _words_of(error: MastodonError) -> str:
    said: Any = error.args[-1] if error.args else ""
    return str(said or f"{LABEL} gave no reason.")
