"""Films for YouTube, as a delivery hands them over."""

from io import BytesIO

from PIL import Image

from campaigns.platforms.base import Captions, Media, Post, Walk, picture

CHUNK = 256 * 1024
SIZE = 2 * CHUNK + 1_000
BODY = bytes(SIZE)


def png(size: int = 8) -> bytes:
    Image.new("RGB", (size, size), "teal").save(drawn := BytesIO(), "PNG")
    return drawn.getvalue()


def film(size: int = SIZE, **more) -> Media:
    return Media("video/mp4", "Police speak", size, lambda: BytesIO(BODY[:size]), "ab" * 32, **more)


def full(**more) -> Post:
    tracks = (Captions("en", "1\n00:00:00,000 --> 00:00:01,000\nMira\n"), Captions("fr", "1\n"))
    media = film(thumbnail=picture(png(), "image/png", "Mira"), captions=tracks)
    words = {"title": "Have you seen Mira?", "language": "en", **more}
    return Post("Missing since May. \U0001f49b", (media,), journey=Walk(), **words)
