"""Fetches what strangers link to, without letting them point us at our own house.

A name is resolved once, every address it has must be one of the open internet, and the connection
goes to that very address: a name that answers otherwise a moment later changes nothing. Behind a
proxy the proxy resolves, so there only the name itself can be judged (what is written as a number,
in whatever form, and the names that mean "here"); such a proxy must itself refuse inner addresses.
What a file is, is told later by its content, never by its name.
"""

import ipaddress
import socket
from collections.abc import Callable, Iterable
from functools import partial
from http import HTTPStatus
from time import monotonic
from typing import Any
from urllib.parse import unquote, urljoin, urlsplit

import httpcore
from requests.utils import get_environ_proxies, select_proxy

from campaigns.kernel.errors import Rejected
from campaigns.platforms import http
from campaigns.platforms.coming import IncomingMedia

LARGEST_BYTES = 64_000_000
IN_ALL_S = 60.0
REDIRECTS = 3
_HERE = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".onion")
_MOVED = frozenset({301, 302, 303, 307, 308})

Resolver = Callable[[str, int], Iterable[Any]]


class NotFetched(Rejected):
    """A file that is not fetched, and why."""


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
    first = urlsplit(url).netloc
    for _ in range(REDIRECTS + 1):
        check_address(url, schemes)
        ours = headers if urlsplit(url).netloc == first else {}
        moved, content = _get(url, limit_bytes, ours, resolver, until)
        if moved is None:
            return content
        url = urljoin(url, moved)
    raise NotFetched(f"It was sent on more than {REDIRECTS} times.")


def check_address(url: str, schemes: frozenset[str]) -> None:
    """Refuse an address that cannot be one of the open internet, by how it is written alone."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in schemes or not host:
        raise NotFetched("Its address is not a web address.")
    number = _number_of(host)
    if number is not None:
        _check_open(number)
    elif "." not in host or host.endswith(_HERE):
        raise NotFetched("Its address leads to an inner network.")


def _number_of(host: str) -> str | None:
    """Return the address behind a host written as a number, in any of the forms systems take."""
    try:
        return str(ipaddress.ip_address(host.partition("%")[0]))
    except ValueError:
        pass
    try:
        return socket.inet_ntoa(socket.inet_aton(host))
    except OSError:
        return None


def _check_open(address: str) -> None:
    found = ipaddress.ip_address(address)
    inner = getattr(found, "ipv4_mapped", None) or getattr(found, "sixtofour", None) or found
    if not (found.is_global and inner.is_global) or found.is_multicast:
        raise NotFetched("Its address leads to an inner network.")


class _Checked(httpcore.NetworkBackend):
    """Connects to the address that was judged, and to no other."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver
        self._lines = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Resolve, judge every address, and connect to the first."""
        try:
            found = [str(each[4][0]) for each in self._resolver(host, port)]
        except OSError as error:
            raise NotFetched("Its address is not known.") from error
        for address in found:
            _check_open(address)
        if not found:
            raise NotFetched("Its address is not known.")
        return self._lines.connect_tcp(found[0], port, timeout, local_address, socket_options)


def _pool(url: str, resolver: Resolver) -> httpcore.ConnectionPool:
    proxy = select_proxy(url, get_environ_proxies(url))
    if proxy:
        return httpcore.HTTPProxy(proxy, ssl_context=http.trust())
    return httpcore.ConnectionPool(ssl_context=http.trust(), network_backend=_Checked(resolver))


def _get(
    url: str, limit_bytes: int, headers: dict[str, str], resolver: Resolver, until: float
) -> tuple[str | None, bytes]:
    """Return where the file moved to, or the file."""
    wait = {"connect": http.CONNECT_S, "read": http.READ_S, "write": http.READ_S, "pool": 5.0}
    ours = [("User-Agent", "Searchlight/1"), *headers.items()]
    try:
        with (
            _pool(url, resolver) as pool,
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
    return unquote(urlsplit(url).path.rpartition("/")[2]) or "file"
