"""How a platform file reaches the outside world: with a time limit, by the list, and never twice.

Every call has a limit for connecting and one for each read; nothing is tried again here, because
only the platform can say what became of a call that broke off. Proxies and certificates come from
the environment (HTTPS_PROXY, SSL_CERT_FILE, REQUESTS_CA_BUNDLE), as police networks need it.

All accounts on a platform share the lines to it: to open one anew for every post costs more time
than the post. What is an account's own (keys, headers) stays in its own client.
"""

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

import certifi
import httpx
import requests
from requests.adapters import HTTPAdapter

from campaigns.kernel import clock, errors, settings

CONNECT_S, READ_S = 5.0, 25.0
NO_ANSWER = (httpx.TransportError, requests.RequestException)
LINES = 64  # open to one platform at a time, and kept
_LIMITS = httpx.Limits(max_connections=LINES, max_keepalive_connections=LINES)
NO_LINE = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.ProxyError)
WAIT_S = 60  # where a platform says "too fast" without saying until when

RoadT = TypeVar("RoadT", bound="_Listed | ListedAdapter")
_roads: dict[tuple[Any, ...], Any] = {}
_making = threading.Lock()


class NotListed(errors.Rejected):
    """A call to a host that is on no platform's list; it never left."""


def _shared(key: tuple[Any, ...], make: Callable[[], RoadT]) -> RoadT:
    """Return what everyone who goes the same way shares, made by the first."""
    with _making:
        if key not in _roads:
            _roads[key] = make()
        road: RoadT = _roads[key]
        return road


def hang_up() -> None:
    """Close every line that is open; the next call opens its own."""
    with _making:
        while _roads:
            _roads.popitem()[1].hang_up()


def trust() -> ssl.SSLContext:
    """Return whom we trust: all that the environment names, or certifi's."""
    first, *others = settings.current().trusted or (certifi.where(),)
    file, folder = _place(first)
    trusted = ssl.create_default_context(cafile=file, capath=folder)
    for other in others:
        trusted.load_verify_locations(*_place(other))
    return trusted


def _place(named: str) -> tuple[str | None, str | None]:
    """Return certificates as a file, or as a folder of them."""
    return (None, named) if Path(named).is_dir() else (named, None)


def check_listed(url: str, hosts: frozenset[str]) -> None:
    """Refuse a call to a host that a platform did not name; `*.x` lists every name under x."""
    host = urlsplit(url).hostname or ""
    under = {f"*.{host.split('.', at)[-1]}" for at in range(1, host.count(".") + 1)}
    if host not in hosts and not under & hosts:
        raise NotListed(f"{host or 'That address'} is not an address of this platform.")


class _Listed(httpx.HTTPTransport):
    """A transport that knows the hosts it may speak to."""

    def __init__(self, hosts: frozenset[str], proxy: str | None, verify: ssl.SSLContext) -> None:
        super().__init__(verify=verify, proxy=proxy, retries=0, limits=_LIMITS)
        self._hosts = hosts

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Let a call out, if its host is listed."""
        check_listed(str(request.url), self._hosts)
        return super().handle_request(request)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_exc: object) -> None:
        pass

    def close(self) -> None:
        """Leave the lines open: others go this way too."""

    def hang_up(self) -> None:
        """Close the lines."""
        super().close()


def transport(base_url: str, hosts: frozenset[str]) -> httpx.HTTPTransport:
    """Return how an httpx client leaves: through the proxy that is set, to these hosts only."""
    proxy = requests.utils.select_proxy(base_url, requests.utils.get_environ_proxies(base_url))
    key = (_Listed, hosts, proxy, settings.current().trusted)
    return _shared(key, lambda: _Listed(hosts, proxy, trust()))


def client(base_url: str, hosts: frozenset[str], read_s: float = READ_S) -> httpx.Client:
    """Return an httpx client for the platforms that have no library of their own."""
    return httpx.Client(
        base_url=base_url,
        timeout=httpx.Timeout(read_s, connect=CONNECT_S),
        transport=transport(base_url, hosts),
        follow_redirects=False,
        headers={"User-Agent": "Searchlight/1"},
    )


class ListedAdapter(HTTPAdapter):
    """Gives a library that is built on requests the time limits that it lacks, and the list.

    requests reads REQUESTS_CA_BUNDLE and not SSL_CERT_FILE; here it trusts what all others trust.
    """

    def __init__(self, hosts: frozenset[str], read_s: float = READ_S) -> None:
        self._hosts, self._read_s = hosts, read_s
        self._trusted = next(iter(settings.current().trusted), True)
        super().__init__(max_retries=0, pool_maxsize=LINES)

    def send(self, request: requests.PreparedRequest, *args: Any, **kwargs: Any) -> Any:
        """Let a call out, if its host is listed, with a limit for connecting and for each read."""
        check_listed(request.url or "", self._hosts)
        given = kwargs.get("timeout")
        read_s = given or self._read_s
        kwargs["timeout"] = given if isinstance(given, tuple) else (CONNECT_S, read_s)
        kwargs["verify"] = self._trusted
        return super().send(request, *args, **kwargs)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Open lines only to whom we trust."""
        super().init_poolmanager(*args, **{**kwargs, "ssl_context": trust()})

    def proxy_manager_for(self, *args: Any, **kwargs: Any) -> Any:
        """Open lines through a proxy only to whom we trust."""
        return super().proxy_manager_for(*args, **{**kwargs, "ssl_context": trust()})

    def close(self) -> None:
        """Leave the lines open: others go this way too."""

    def hang_up(self) -> None:
        """Close the lines."""
        super().close()


def session(hosts: frozenset[str], read_s: float = READ_S) -> requests.Session:
    """Return a requests session for libraries that take one."""
    made = requests.Session()
    key = (ListedAdapter, hosts, read_s, settings.current().trusted)
    adapter = _shared(key, lambda: ListedAdapter(hosts, read_s))
    made.mount("https://", adapter)
    made.mount("http://", adapter)
    return made


@contextmanager
def asking(label: str) -> Iterator[None]:
    """Turn what breaks on the way into Unreachable: what became of the call is not known."""
    try:
        yield
    except (*NO_ANSWER, ConnectionError, TimeoutError) as error:
        raise errors.Unreachable(f"{label} did not answer ({type(error).__name__}).") from error


def never_left(error: errors.Unreachable) -> bool:
    """Say whether a call surely never reached anyone: no connection stood that could carry it."""
    return isinstance(error.__cause__, NO_LINE)


def refusal(
    label: str, status: int, words: str, retry_at: datetime | None = None
) -> errors.PlatformError:
    """Return the house's error for a status that is no success, in the platform's own words."""
    said = f"{label} said: {words}" if words else f"{label} answered {status}."
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or status == HTTPStatus.REQUEST_TIMEOUT:
        return errors.Unreachable(f"{label} answered {status}: {words}".rstrip(": "))
    if status == HTTPStatus.UNAUTHORIZED:
        return errors.Unauthorised(said)
    if status in {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}:
        return errors.Gone(said)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return errors.Limited(said, retry_at or clock.after(seconds=WAIT_S))
    return errors.Rejected(said)


def retry_after(headers: Mapping[str, str]) -> datetime | None:
    """Return when we may ask again by the `Retry-After` of HTTP: so many seconds, or a date."""
    given = str(headers.get("retry-after") or "").strip()
    if given.isdecimal():
        return clock.after(seconds=int(given))
    try:
        when = parsedate_to_datetime(given)
    except ValueError:
        return None
    return when if when.tzinfo else when.replace(tzinfo=UTC)


def json_of(label: str, answer: httpx.Response) -> dict[str, Any]:
    """Return an answer's JSON object; one that cannot be read leaves what happened unknown."""
    try:
        found = answer.json()
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise errors.Unreachable(f"{label} answered {answer.status_code} with what is no answer.")
    return found
