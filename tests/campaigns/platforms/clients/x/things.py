"""What is said on X in these tests, and which call is which."""

from datetime import UTC, datetime
from io import BytesIO

from PIL import Image

from campaigns.platforms.base import Media, picture

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def png() -> bytes:
    Image.new("RGB", (8, 8), "teal").save(drawn := BytesIO(), "PNG")
    return drawn.getvalue()


def mira(alt: str = "Mira") -> Media:
    return picture(png(), "image/png", alt)


def film(size: int = 9_000_000) -> Media:
    body = bytes(range(250)) * (size // 250)
    return Media("video/mp4", "Police speak", size, lambda: BytesIO(body), "ab" * 32)


def posting(request) -> bool:
    return (request.method, request.path) == ("POST", "/2/tweets")


def closing(request) -> bool:
    return request.path.endswith("/finalize")


def piece(request) -> bool:
    return request.path.endswith("/append")


def beginning(request) -> bool:
    return request.path.endswith("/initialize")


def describing(request) -> bool:
    return request.path.endswith("/metadata")
