"""atproto as we use it: a session that the house keeps, one try a call, errors in our words."""

import contextlib
import weakref
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from http import HTTPStatus
from operator import attrgetter
from typing import Any
from urllib.parse import urlsplit

import httpx
from atproto_client import Client
from atproto_client.exceptions import RequestErrorBase
from atproto_client.models.common import XrpcError
from atproto_client.models.dot_dict import DotDict
from atproto_client.request import Request
from atproto_core.exceptions import AtProtocolError
from pydantic import ValidationError

from campaigns.kernel import clock, errors
from campaigns.platforms import http
from campaigns.platforms.base import Credentials, Desk
from campaigns.platforms.bluesky import LABEL, PLATFORM, server_of

# What the network says when a session has run out, and not that something was done.
_STALE = frozenset({"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired"})
_GONE = frozenset({"RecordNotFound", "NotFound"})
_SHUT = frozenset({"AccountTakedown", "AccountDeactivated", "AccountSuspended", "RepoTakendown"})
_UNREADABLE = (AtProtocolError, ValidationError, ValueError, AttributeError, KeyError, TypeError)


def _speech(desk: Desk, server: str, hosts: frozenset[str]) -> Request:
    """Return the library's way out, with our limits; what each answer says is left, is told."""

    def note(answer: httpx.Response) -> None:
        left = answer.headers.get("ratelimit-remaining", "")
        if left.isdecimal():
            desk.told("calls", int(left), *_window(answer.headers))

    return Request(
        timeout=httpx.Timeout(http.READ_S, connect=http.CONNECT_S),
        transport=http.transport(server, hosts),
        event_hooks={"response": [note]},
    )


def _window(headers: Any) -> tuple[int | None, datetime | None]:
    most, reset = headers.get("ratelimit-limit", ""), headers.get("ratelimit-reset", "")
    until = datetime.fromtimestamp(int(reset), UTC) if reset.isdecimal() else None
    return (int(most) if most.isdecimal() else None), until


class Speaker:
    """One account's session; `ask` makes one call with it, and once more if it had run out."""

    def __init__(self, credentials: Credentials, desk: Desk) -> None:
        self._key, self._desk = credentials, desk
        self.server = server_of(credentials.get("server", ""))
        self.hosts = PLATFORM.hosts | {self.server}
        self._client: Client | None = None

    @property
    def did(self) -> str:
        """Return the account's lasting name."""
        return self._session()["did"]

    @property
    def pds(self) -> str:
        """Return the host where the account's records lie."""
        return urlsplit(self._session()["pds"]).hostname or self.server

    def _session(self) -> Credentials:
        if not self._key.get("access_jwt"):
            self._key = self._desk.renew(self._key, self._signed_in)
        return self._key

    def _renew(self) -> None:
        self._key = self._desk.renew(self._key, self._renewed)
        self._client = None

    def _signed_in(self, stale: Credentials) -> Credentials:
        """Sign in with the app password."""
        with self._bare() as client:
            answer = client.post(
                "/xrpc/com.atproto.server.createSession",
                json={
                    "identifier": stale.get("handle", "").removeprefix("@"),
                    "password": stale.get("app_password", ""),
                },
            )
        return {**stale, **_session_of(answer, f"https://{self.server}")}

    def _renewed(self, stale: Credentials) -> Credentials:
        """Renew a session; where it cannot be renewed any more, sign in anew."""
        bearer = {"Authorization": f"Bearer {stale.get('refresh_jwt', '')}"}
        with self._bare() as client:
            answer = client.post("/xrpc/com.atproto.server.refreshSession", headers=bearer)
        if answer.status_code in {HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED}:
            return self._signed_in(stale)
        return {**stale, **_session_of(answer, f"https://{self.server}")}

    def _bare(self) -> Any:
        return _asked(http.client(f"https://{self.server}", self.hosts))

    def open(self) -> Client:
        """Return the library, speaking for this account where its records lie."""
        if self._client is None:
            key = self._session()
            speech = _speech(self._desk, key["pds"], self.hosts)
            speech.add_additional_header("Authorization", f"Bearer {key['access_jwt']}")
            self._client = Client(base_url=key["pds"], request=speech)
            weakref.finalize(self, speech.close)  # an account is let go of, never closed
        return self._client

    def ask(self, method: str, asked: Mapping[str, Any], points: int = 0) -> Any:
        """Make one call, by the library's name for it ("app.bsky.feed.get_posts")."""
        return self.call(lambda client: attrgetter(method)(client)(dict(asked)), points)

    def read(self, method: str, asked: Mapping[str, Any]) -> DotDict:
        """Read a list as it was said ("app.bsky.feed.searchPosts"), without the library's models.

        These refuse a whole page for one row that is not as they expect; here it spoils no other.
        """
        given: Any = DotDict({name: each for name, each in asked.items() if each is not None})

        def query(client: Client) -> DotDict:
            answer = client.invoke_query(method, params=given, output_encoding="application/json")
            if not isinstance(answer.content, dict):
                raise TypeError(method)
            return DotDict(answer.content)

        found: DotDict = self.call(query)
        return found

    def call(self, call: Callable[[Client], Any], points: int = 0) -> Any:
        """Make one call. A session that has run out is a clean no: it is renewed, and asked again.

        `points` is what a write costs.
        """
        if points:
            self._desk.spent("points", points)
        try:
            return _called(self.open(), call)
        except _RunOut:
            self._renew()
        try:
            return _called(self.open(), call)
        except _RunOut as error:
            raise errors.Unauthorised(error.message) from error

    def end(self) -> None:
        """End the session at the server."""
        bearer = {"Authorization": f"Bearer {self._session()['refresh_jwt']}"}
        with self._bare() as client:
            answer = client.post("/xrpc/com.atproto.server.deleteSession", headers=bearer)
        if not answer.is_success:
            raise http.refusal(LABEL, answer.status_code, "The session could not be ended.")


class _RunOut(errors.PlatformError):
    """The session has run out; nothing was done."""


@contextlib.contextmanager
def _asked(client: httpx.Client) -> Any:
    with http.asking(LABEL), client:
        yield client


def _called(client: Client, call: Callable[[Client], Any]) -> Any:
    try:
        with http.asking(LABEL):
            return call(client)
    except RequestErrorBase as error:
        raise named(error) from error
    except _UNREADABLE as error:
        raise errors.Unreachable(f"{LABEL} answered with what is no answer.") from error


def named(error: RequestErrorBase) -> errors.PlatformError:
    """Return the house's error for what the library raised."""
    answer = error.response
    if answer is None:
        return errors.Unreachable(f"{LABEL} did not answer.")
    said = answer.content
    name, words = "", ""
    if isinstance(said, XrpcError):
        name, words = said.error, said.message or said.error
    return _by_name(name, answer.status_code, words, answer.headers)


def _by_name(name: str, status: int, words: str, headers: Any) -> errors.PlatformError:
    if name in _STALE:
        return _RunOut(f"{LABEL} said: {words} Connect the account again.")
    if name in _SHUT:
        return errors.Unauthorised(
            f"{LABEL} said: {words} The account is shut there: its owner must ask {LABEL} why."
        )
    if name in _GONE or (status == HTTPStatus.BAD_REQUEST and "not found" in words.lower()):
        return errors.Gone(f"{LABEL} said: {words}")
    retry_at = _window(headers)[1] if status == HTTPStatus.TOO_MANY_REQUESTS else None
    return http.refusal(LABEL, status, words, retry_at or clock.after(seconds=http.WAIT_S))


def _session_of(answer: httpx.Response, server: str) -> dict[str, str]:
    found = http.json_of(LABEL, answer)
    if not answer.is_success:
        words = str(found.get("message") or found.get("error", ""))
        error = _by_name(str(found.get("error", "")), answer.status_code, words, answer.headers)
        raise errors.Unauthorised(error.message) if isinstance(error, _RunOut) else error
    try:
        return {
            "did": found["did"],
            "access_jwt": found["accessJwt"],
            "refresh_jwt": found["refreshJwt"],
            "pds": _pds_of(found.get("didDoc"), server),
        }
    except KeyError:
        raise errors.Unreachable(f"{LABEL} gave no session.") from None


def _pds_of(document: Any, server: str) -> str:
    """Return where the account's records lie, if its document names a host of the network."""
    services = document.get("service", []) if isinstance(document, dict) else []
    for service in services:
        address = str(service.get("serviceEndpoint", ""))
        with contextlib.suppress(http.NotListed):
            http.check_listed(address, PLATFORM.hosts)
            return address
    return server
