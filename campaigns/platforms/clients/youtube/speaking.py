"""google-api-python-client as we use it: over requests, never twice, its key carried by us.

The library's own way out (httplib2) repeats a POST whose answer was lost, and with an old key
uploads nothing and hangs. So the library only builds requests here, and they leave through one
`Road` that sends each exactly once and turns every no into an error of the house.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from email.utils import parsedate_to_datetime
from functools import cache
from http import HTTPStatus
from typing import Any

import httplib2
import requests
from googleapiclient.discovery import build
from googleapiclient.errors import Error

from campaigns.kernel import clock, errors
from campaigns.platforms import http, youtube
from campaigns.platforms.base import Credentials, Desk
from campaigns.platforms.clients.youtube.refusals import DayOver, RunOut, named
from campaigns.platforms.youtube import HOSTS, LABEL

SPARE = timedelta(minutes=5)  # a key that runs out sooner is renewed before it is used
READ, CHANGE, CAPTION = 1, 50, 400
GOES_ON = 308  # what a resumable upload answers to each chunk but the last


class _Nowhere:
    """Where requests would go that are not handed a road; none are."""

    def request(self, uri: str, *_args: Any, **_kwargs: Any) -> Any:
        raise AssertionError(f"{uri} was asked for without a key")


@cache
def api() -> Any:
    """Return the library's builder of requests; all accounts share it."""
    return build("youtube", "v3", http=_Nowhere(), static_discovery=True, cache_discovery=False)


class Key:
    """An account's key: renewed ahead of time, one at a time, by the desk."""

    def __init__(self, credentials: Credentials, desk: Desk) -> None:
        self._kept, self._desk = credentials, desk

    @property
    def kept(self) -> Credentials:
        """Return what is kept of it."""
        return self._kept

    def fresh(self) -> str:
        """Return an access token that lasts for a while yet."""
        until = self._kept.get("expires_at", "")
        lasts = until.isdecimal() and int(until) > (clock.now() + SPARE).timestamp()
        if not lasts or not self._kept.get("access_token"):
            self.renew()
        return self._kept["access_token"]

    def renew(self) -> None:
        """Exchange the lasting key for a new access token."""
        self._kept = self._desk.renew(self._kept, _renewed)


def _renewed(stale: Credentials) -> Credentials:
    form = {"grant_type": "refresh_token", "refresh_token": stale.get("refresh_token", "")}
    fresh = youtube.ask_for_key(stale, form)
    fresh.pop("scope", None)
    return {**stale, **fresh}


class Road:
    """How the library's requests leave: once, to listed hosts, with our key."""

    def __init__(self, key: Key, desk: Desk) -> None:
        self._key, self._desk, self._session = key, desk, http.session(HOSTS)

    def request(
        self,
        uri: str,
        method: str = "GET",
        body: bytes | str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> tuple[httplib2.Response, bytes]:
        """Send one request; return its answer as the library expects it."""
        token = self._key.fresh()

        def signed(request: requests.PreparedRequest) -> requests.PreparedRequest:
            request.headers["Authorization"] = f"Bearer {token}"
            return request

        with http.asking(LABEL):
            answer = self._session.request(
                method,
                uri,
                data=body.encode() if isinstance(body, str) else body,
                headers=headers,
                auth=signed,
                allow_redirects=False,
            )
        self._note_clock(answer.headers.get("Date", ""))
        status = answer.status_code
        if status >= HTTPStatus.MULTIPLE_CHOICES and status != GOES_ON:
            raise named(status, answer.content)
        if status == GOES_ON and body and answer.content and "Range" not in answer.headers:
            # It may have taken the chunk or not: it is asked after, and that answer counts.
            raise errors.Unreachable(f"{LABEL} answered with what is no answer.")
        said = {name.lower(): value for name, value in answer.headers.items()}
        return httplib2.Response({**said, "status": str(status)}), answer.content

    def _note_clock(self, date: str) -> None:
        with suppress(ValueError, TypeError):  # a date that is none tells nothing
            theirs = parsedate_to_datetime(date)
            self._desk.clock_skew((theirs - clock.now()).total_seconds())


class Speaker:
    """One channel's key; `ask` makes one call with it, and once more if it had run out."""

    def __init__(self, credentials: Credentials, desk: Desk) -> None:
        self._desk = desk
        self.key = Key(credentials, desk)
        self.road = Road(self.key, desk)
        self._channel: str | None = credentials.get("channel_id")

    @property
    def channel(self) -> str:
        """Return the lasting name of the channel that the key opens."""
        if self._channel is None:
            self._channel = str(self.mine("id")["id"])
        return self._channel

    def mine(self, part: str) -> dict[str, Any]:
        """Return what YouTube says of our own channel."""
        found = self.rows(api().channels().list(part=part, mine=True))
        if not found:
            raise errors.Unauthorised(f"{LABEL} says that this key opens no channel (any more).")
        row = next((each for each in found if each["id"] == self._channel), found[0])
        if self._channel not in {None, row["id"]}:
            raise errors.Unauthorised("This key opens another channel. Connect the right one.")
        return dict(row)

    def ask(self, request: Any, units: int = READ) -> dict[str, Any]:
        """Send a request that the library built; return what it answered."""
        return self.counted(lambda: request.execute(http=self.road), "units", units)

    def page(self, request: Any, units: int = READ) -> dict[str, Any]:
        """Ask for a list; return the page with its `items`.

        Nothing there is a fact that much hangs on: an answer that is no list says no such thing.
        """
        found = self.ask(request, units)
        rows = found.get("items", [] if str(found.get("kind")).endswith("ListResponse") else None)
        if not isinstance(rows, list):
            raise errors.Unreachable(f"{LABEL} answered with what is no list.")
        return {**found, "items": rows}

    def rows(self, request: Any, units: int = READ) -> list[Any]:
        """Ask for a list that has one page."""
        return list(self.page(request, units)["items"])

    def do(self, request: Any, units: int = CHANGE) -> None:
        """Send a request whose success has no words."""

        def call() -> dict[str, Any] | None:
            return {} if request.execute(http=self.road) in {"", b""} else None

        self.counted(call, "units", units)

    def counted(self, call: Callable[[], Any], bucket: str, units: int) -> dict[str, Any]:
        """Make a call and count it; a key that has run out is a clean no, so it is made again."""
        try:
            return self._once(call, bucket, units)
        except RunOut:
            self.key.renew()
        try:
            return self._once(call, bucket, units)
        except RunOut as error:
            raise errors.Unauthorised(error.message) from error

    def _once(self, call: Callable[[], Any], bucket: str, units: int) -> dict[str, Any]:
        with self.counting(bucket, units):
            found = call()
        if not isinstance(found, dict):  # the library hands on what it cannot read, as it is
            raise errors.Unreachable(f"{LABEL} answered with what is no answer.")
        return found

    @contextmanager
    def counting(self, bucket: str, units: int) -> Iterator[None]:
        """Count what a call uses, and keep it when YouTube says that nothing is left."""
        if units:
            self._desk.spent(bucket, units)
        try:
            yield
        except DayOver as error:
            self._desk.told(bucket, 0, None, error.retry_at)
            raise
        except Error as error:  # every plain no was named by the road; this is what is neither
            raise errors.Unreachable(f"{LABEL} answered with what is no answer.") from error
