"""What is kept of a long random token: a hash by which it can be found but not read."""

import hashlib


def hash_token(token: str) -> bytes:
    """Return the SHA-256 of a token; 256 random bits need no key and no slow hash."""
    return hashlib.sha256(token.encode()).digest()
