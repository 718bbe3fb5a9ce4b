"""The second factor: six digits that change every half minute (RFC 6238)."""

from datetime import datetime

import pyotp

STEP_S = 30
SECRET_CHARS = 32  # base32: 160 bits


def new_secret() -> str:
    """Return a fresh secret of 160 bits, in base32."""
    return pyotp.random_base32(SECRET_CHARS)


def address(secret: str, username: str, issuer: str) -> str:
    """Return the otpauth:// address that an app reads from a QR code."""
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=issuer)


def code_at(secret: str, at: datetime) -> str:
    """Return the six digits that are right at a moment."""
    return pyotp.TOTP(secret).at(at)


def step_of(secret: str, code: str, at: datetime) -> int | None:
    """Return the step for which the code is right: the present one or a neighbour; else None."""
    digits = "".join(code.split())
    now = int(at.timestamp()) // STEP_S
    totp = pyotp.TOTP(secret)
    good = (step for step in (now, now - 1, now + 1) if totp.verify(digits, for_time=step * STEP_S))
    return next(good, None)
