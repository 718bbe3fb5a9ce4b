"""Fetches what strangers link to, without letting them point us at our own house.

A name is resolved once, every address it has must be one of the open internet, and the connection
goes to one of those very addresses: a name that answers otherwise a moment later changes nothing.
Behind a proxy the proxy resolves, so there only the name itself can be judged (what is written as a
number, in whatever form, and the names that mean "here"); such a proxy must itself refuse inner
addresses. What a file is, is told later by its content, never by its name.

An address is a stranger's text as well: one that is no address is refused in words like any other,
so that nobody can write a reply that stops us from hearing the next.
"""

import socket
import ssl
from base64 import b64encode
from collections.abc import Callable, Iterable
from functools import partial
from http import HTTPStatus
from time import monotonic
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

import httpcore
from requests.utils import get_environ_proxies, select_proxy

from campaigns.platforms import http
from campaigns.platforms.coming import IncomingMedia
from campaigns.platforms.reaching import NotFetched, check_address, check_open, plain

LARGEST_BYTES = 64_000_000
IN_ALL_S = 60.0
REDIRECTS = 3
_MOVED = frozenset({301, 302, 303, 307, 308})

Resolver = Callable[[str, int], Iterable[Any]]


def fetch(
    url: str,
    *,
    limit_bytes: int = LARGEST_BYTES,
    schemes: frozenset[str] = frozenset({"https"}),
    headers: dict[str, str] | None = None,
    resolver: Resolver = socket.getaddrinfo,
) -> IncomingMedia:
    """Return the file at an address; where it cannot be had, `trouble` says why and nothing fails.

    `headers` (a key of ours) go to the first host only, never to where it redirects.
    """
    name = _name_of(url)
    try:
        content = _followed(url, limit_bytes, schemes, headers or {}, resolver)
    except NotFetched as error:
        return IncomingMedia(name, b"", url, trouble=f"{name}: {error.message}")
    return IncomingMedia(name, content, url)


def later(
    url: str,
    *,
    limit_bytes: int = LARGEST_BYTES,
    headers: dict[str, str] | None = None,
) -> IncomingMedia:
    """Return a file that is fetched when it turns out to be new to us."""
    get = partial(fetch, url, limit_bytes=limit_bytes, headers=headers)
    return IncomingMedia(_name_of(url), b"", url, fetch=get)


def _followed(
    url: str,
    limit_bytes: int,
    schemes: frozenset[str],
    headers: dict[str, str],
    resolver: Resolver,
) -> bytes:
    until = monotonic() + IN_ALL_S
    url = plain(url)
    first = urlsplit(url).netloc
    for _ in range(REDIRECTS + 1):
        check_address(url, schemes)
        ours = headers if urlsplit(url).netloc == first else {}
        moved, content = _get(url, limit_bytes, ours, resolver, until)
        if moved is None:
            return content
        url = plain(moved, url)
    raise NotFetched(f"It was sent on more than {REDIRECTS} times.")


class _Line(httpcore.NetworkStream):
    """A line that is given up when its time is over, however slowly it drips."""

    def __init__(self, line: httpcore.NetworkStream, until: float) -> None:
        self._line, self._until = line, until

    def _left(self, timeout: float | None) -> float:
        left = self._until - monotonic()
        if left <= 0:
            raise NotFetched(f"It did not come within {IN_ALL_S:.0f} seconds.")
        return left if timeout is None else min(left, timeout)

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what is there."""
        return self._line.read(max_bytes, self._left(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write what is asked."""
        self._line.write(buffer, self._left(timeout))

    def close(self) -> None:
        """Hang up."""
        self._line.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,
    ) -> httpcore.NetworkStream:
        """Speak safely from here on."""
        safe = self._line.start_tls(ssl_context, server_hostname, self._left(timeout))
        return _Line(safe, self._until)

    def get_extra_info(self, info: str) -> Any:
        """Tell what the line knows of itself."""
        return self._line.get_extra_info(info)


class _Proxied(httpcore.NetworkBackend):
    """Connects to our proxy."""

    def __init__(self, until: float) -> None:
        self._until = until
        self._lines = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect, with an end to it."""
        line = self._lines.connect_tcp(host, port, timeout, local_address, socket_options)
        return _Line(line, self._until)


class _Checked(_Proxied):
    """Connects to an address that was judged, and to no other."""

    def __init__(self, until: float, resolver: Resolver) -> None:
        super().__init__(until)
        self._resolver = resolver

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve once, judge every address, and connect to the first that answers."""
        try:
            found = [str(each[4][0]) for each in self._resolver(host, port)]
        except (OSError, UnicodeError) as error:
            raise NotFetched("Its address is not known.") from error
        for address in found:
            check_open(address)
        broken: Exception = NotFetched("Its address is not known.")
        for address in dict.fromkeys(found):
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                broken = error
        raise broken


def _pool(url: str, resolver: Resolver, until: float) -> httpcore.ConnectionPool:
    proxy = select_proxy(url, get_environ_proxies(url))
    if not proxy:
        checked = _Checked(until, resolver)
        return httpcore.ConnectionPool(ssl_context=http.trust(), network_backend=checked)
    parts = urlsplit(proxy)
    who = f"{unquote(parts.username or '')}:{unquote(parts.password or '')}".encode()
    shown = [("Proxy-Authorization", f"Basic {b64encode(who).decode()}")] if parts.username else []
    return httpcore.HTTPProxy(
        urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], "", "", "")),
        proxy_headers=shown,
        ssl_context=http.trust(),
        network_backend=_Proxied(until),
    )


def _get(
    url: str, limit_bytes: int, headers: dict[str, str], resolver: Resolver, until: float
) -> tuple[str | None, bytes]:
    """Return where the file moved to, or the file."""
    wait = {"connect": http.CONNECT_S, "read": http.READ_S, "write": http.READ_S, "pool": 5.0}
    plain = {"User-Agent": "Searchlight/1", "Accept": "*/*", "Accept-Encoding": "identity"}
    ours = [*plain.items(), *headers.items()]
    try:
        with (
            _pool(url, resolver, until) as pool,
            pool.stream("GET", url, headers=ours, extensions={"timeout": wait}) as answer,
        ):
            if answer.status in _MOVED:
                return _header(answer, b"location"), b""
            if answer.status != HTTPStatus.OK:
                raise NotFetched(f"Its server answered {answer.status}.")
            return None, _read(answer, limit_bytes, until)
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError) as error:
        raise NotFetched("Its server did not answer.") from error
    except (httpcore.ProxyError, httpcore.UnsupportedProtocol) as error:
        raise NotFetched("It could not be reached through the proxy.") from error
    except (OSError, ValueError) as error:  # an address that no line carries
        raise NotFetched("Its server did not answer as the web does.") from error


def _header(answer: httpcore.Response, name: bytes) -> str:
    for key, value in answer.headers:
        if key.lower() == name:
            return value.decode("latin-1")
    raise NotFetched("It was sent on to nowhere.")


def _read(answer: httpcore.Response, limit_bytes: int, until: float) -> bytes:
    kept = bytearray()
    for chunk in answer.iter_stream():
        kept += chunk
        if len(kept) > limit_bytes:
            raise NotFetched(f"It is larger than {limit_bytes // 1_000_000} MB; open it there.")
        if monotonic() > until:
            raise NotFetched(f"It did not come within {IN_ALL_S:.0f} seconds.")
    return bytes(kept)


def _name_of(url: str) -> str:
    try:
        return unquote(urlsplit(url).path.rpartition("/")[2]) or "file"
    except ValueError:
        return "file"
