"""Passwords: argon2id with the library's parameters; never shortened, never kept as typed."""

import unicodedata
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

_hasher = PasswordHasher()
# One hash takes 64 MB and most of a core: a flood of sign-ins must not eat the whole machine.
_turn = BoundedSemaphore(2)


def _bytes(password: str) -> bytes:
    # The same letters typed on another keyboard may come in another Unicode form.
    return unicodedata.normalize("NFKC", password).encode()


def hash_password(password: str) -> str:
    """Return what is kept of a password."""
    with _turn:
        return _hasher.hash(_bytes(password))


# Checked where there is no such user, so that the answer takes as long as for a real one. It is
# written down, because making it would take 64 MB and a tenth of a second at every start.
NOBODY = (
    "$argon2id$v=19$m=65536,t=3,p=4$"
    "ZKJkkK446KFfDgaWuy6Tpg$guxoob2039l1cit2C1IojxNwdL4HaNmFzSY0ZIUOGAM"
)


def matches(kept: str, password: str) -> bool:
    """Say whether the password is the one that was kept."""
    with _turn:
        try:
            return _hasher.verify(kept, _bytes(password))
        except InvalidHashError:
            _hasher.hash(_bytes(password))
            return False
        except VerificationError:
            return False


def is_outdated(kept: str) -> bool:
    """Say whether the password should be hashed anew, because the parameters have grown."""
    return _hasher.check_needs_rehash(kept)
