"""The keys of our records, and where a record is found: we choose them, so we can ask for them."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime

from campaigns.kernel.errors import Gone

_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
_CLOCK_BITS = 10
POSTS = "app.bsky.feed.post"


def new_key(at: datetime) -> str:
    """Return a record key (TID): the microsecond, and ten bits that tell two clocks apart."""
    number = int(at.timestamp() * 1_000_000) << _CLOCK_BITS | random.SystemRandom().getrandbits(10)
    return "".join(_LETTERS[number >> shift & 31] for shift in range(60, -1, -5))


def moment_of(key: str) -> datetime:
    """Return the moment that a key was made for."""
    number = 0
    for letter in key:
        number = number << 5 | _LETTERS.index(letter)
    return datetime.fromtimestamp((number >> _CLOCK_BITS) / 1_000_000, UTC)


@dataclass(frozen=True, slots=True)
class Address:
    """Where a record lies: at://<did>/<collection>/<key>."""

    did: str
    collection: str
    key: str

    @property
    def uri(self) -> str:
        """Return the address as the network writes it."""
        return f"at://{self.did}/{self.collection}/{self.key}"

    @property
    def page(self) -> str:
        """Return the web page of a post."""
        return f"https://bsky.app/profile/{self.did}/post/{self.key}"


def address_of(uri: str) -> Address:
    """Read an address; Gone when it is none, for nothing can be there."""
    match uri.removeprefix("at://").split("/"):
        case [did, collection, key] if uri.startswith("at://") and did and collection and key:
            return Address(did, collection, key)
    raise Gone(f"There is no such post: {uri}")
