"""Names for things: random where knowing one grants anything, readable where people say them."""

import hashlib
import secrets

# Crockford's alphabet without I, L, O, U: nothing to mistake when read out over a phone.
READABLE = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def token() -> str:
    """Return 256 random bits for an address or a key, URL-safe."""
    return secrets.token_urlsafe(32)


def code(groups: int = 2, size: int = 4) -> str:
    """Return a random code to be printed and typed, as `7KQ2-XM4D`."""
    return "-".join("".join(secrets.choice(READABLE) for _ in range(size)) for _ in range(groups))


def digest(secret: str) -> bytes:
    """Return what is kept of a `token`: its SHA-256; 256 random bits need no salt and no key."""
    return hashlib.sha256(secret.encode()).digest()
