"""Judges an address that a stranger wrote: is it one of the open internet, or one of our own house?

Numbers are read in every form that a system takes (decimal, octal, hexadecimal, short), IPv6 also
for the IPv4 address that a gateway makes of it. An address is judged as it goes over the line.
"""

import ipaddress
import socket
import unicodedata
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

from campaigns.kernel.errors import Rejected

_HERE = (".localhost", ".local", ".internal", ".intranet", ".lan", ".home.arpa", ".onion")
_UNICAST = ipaddress.IPv6Network("2000::/3")  # all that is given out of the open internet so far
_TRANSLATED = ipaddress.IPv6Network("64:ff9b::/96")  # NAT64: a gateway goes on to an IPv4 address
_IN_PATHS, _IN_QUERIES = "/%:@!$&'()*+,;=~", "/?%:@!$&'()*+,;=~"
_NO_ADDRESS = "Its address is not a web address."


class NotFetched(Rejected):
    """A file that is not fetched, and why."""


def plain(url: str, base: str = "") -> str:
    """Return an address in the letters that go over a line: as it will be asked for, and judged."""
    try:
        parts = urlsplit(urljoin(base, url))
        host = unicodedata.normalize("NFKC", parts.hostname or "")
        named = host if host.isascii() else host.encode("idna").decode()
        placed = f"[{named}]" if ":" in named else named
        if parts.port is not None:
            placed += f":{parts.port}"
    except (ValueError, TypeError) as error:  # what strangers write where an address belongs
        raise NotFetched(_NO_ADDRESS) from error
    path, query = quote(parts.path, safe=_IN_PATHS), quote(parts.query, safe=_IN_QUERIES)
    return urlunsplit(SplitResult(parts.scheme, placed, path, query, ""))


def check_address(url: str, schemes: frozenset[str]) -> None:
    """Refuse an address that cannot be one of the open internet, by how it is written alone."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".")
    if parts.scheme not in schemes or not host:
        raise NotFetched(_NO_ADDRESS)
    number = _number_of(host)
    if number is not None:
        check_open(number)
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


def check_open(address: str) -> None:
    """Refuse an address that is not one of the open internet."""
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError as error:
        raise NotFetched("Its address is not known.") from error
    if not _is_open(found):
        raise NotFetched("Its address leads to an inner network.")


def _is_open(found: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Say whether an address is one of the open internet, and one that is turned into another."""
    if isinstance(found, ipaddress.IPv4Address):
        return found.is_global and not found.is_multicast
    within = found.ipv4_mapped or found.sixtofour
    if found in _TRANSLATED:
        within = ipaddress.IPv4Address(int(found) & 0xFFFF_FFFF)
    if within is not None:
        return _is_open(within)
    return found.is_global and found in _UNICAST
