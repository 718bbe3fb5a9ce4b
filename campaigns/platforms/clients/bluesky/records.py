"""The keys of our records, and where a record is found: we choose them, so we can ask for them."""

import random
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock

from campaigns.kernel.errors import Gone

_LETTERS = "234567abcdefghijklmnopqrstuvwxyz"
_CLOCK_BITS = 10
_SECOND = 1_000_000
POSTS = "app.bsky.feed.post"


class _Keys:
    """The keys that this process makes: each later than the one before, however near the moments.

    Two keys that are the same would make one post of two: the second over the first.
    """

    def __init__(self) -> None:
        self._lock, self._last = Lock(), 0
        self._clock_id = random.SystemRandom().getrandbits(_CLOCK_BITS)

    def make(self, at: datetime) -> int:
        """Return the number of a key: the microsecond, and the bits that tell two clocks apart."""
        with self._lock:
            moment = int(at.timestamp() * 1_000_000)
            # A clock that was set back (by more than its own jitter) is believed.
            self._last = self._last + 1 if 0 <= self._last - moment < _SECOND else moment
            return self._last << _CLOCK_BITS | self._clock_id


_KEYS = _Keys()


def new_key(at: datetime) -> str:
    """Return a record key (TID)."""
    number = _KEYS.make(at)
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
