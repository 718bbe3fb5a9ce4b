"""Seals and opens what must not be read from a stolen disk or a leaked dump.

AES-256-GCM throughout. The vault key (32 bytes, from the environment or a key file) seals the data
keys; a data key seals the columns of one case. Every seal binds its context (`about`), so that a
value moved to another column or case does not open. Older vault keys may stand behind the first:
they still open, and only the first one seals, which is how a key is rotated.

A sealed value is `key id (4) + nonce (12) + ciphertext and tag`.
"""

import hashlib
import hmac
import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from campaigns.kernel.errors import Broken

KEY_BYTES = 32
_ID, _NONCE = 4, 12


def new_key() -> bytes:
    """Return a fresh 256-bit key."""
    return secrets.token_bytes(KEY_BYTES)


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(b"key id" + key).digest()[:_ID]


def seal(key: bytes, plain: bytes, about: str) -> bytes:
    """Seal `plain` under `key`, bound to the context `about`."""
    nonce = secrets.token_bytes(_NONCE)
    return _key_id(key) + nonce + AESGCM(key).encrypt(nonce, plain, about.encode())


def unseal(key: bytes, sealed: bytes, about: str) -> bytes:
    """Open what `seal` closed; Broken if the key, the context or a byte is another one."""
    try:
        return AESGCM(key).decrypt(
            sealed[_ID : _ID + _NONCE], sealed[_ID + _NONCE :], about.encode()
        )
    except InvalidTag:
        raise Broken("A sealed value does not open: wrong key, or it was altered.") from None


class Vault:
    """The keeper of the vault keys, newest first."""

    def __init__(self, keys: tuple[bytes, ...]) -> None:
        self._keys = {_key_id(key): key for key in keys}
        self._newest = keys[0]
        # Lookup hashes must outlive a rotation, so they hang on the oldest key.
        self._pepper = hmac.digest(keys[-1], b"lookup", "sha256")

    def seal(self, plain: bytes, about: str) -> bytes:
        """Seal under the newest key."""
        return seal(self._newest, plain, about)

    def unseal(self, sealed: bytes, about: str) -> bytes:
        """Open with whichever key sealed it."""
        key = self._keys.get(sealed[:_ID])
        if key is None:
            raise Broken(
                "A sealed value was closed with a vault key that this house does not hold."
            )
        return unseal(key, sealed, about)

    def lookup(self, plain: bytes, about: str) -> bytes:
        """Return a keyed hash (32 bytes) by which a secret can be found again but not read."""
        return hmac.digest(self._pepper, about.encode() + b"\0" + plain, "sha256")


_held: list[Vault] = []


def install(keys: tuple[bytes, ...]) -> None:
    """Put the vault keys in place, newest first."""
    _held[:] = [Vault(keys)]


def vault() -> Vault:
    """Return the house's vault."""
    return _held[0]
