"""Bluesky: one network of many servers (PDS), each account a repository of records.

Facts (docs.bsky.app and the lexicons in the atproto package, read 2026): a post has 300 graphemes
and 3,000 bytes; four pictures of at most 2,000,000 bytes, or one film of at most 100 MB and three
minutes. Writing costs points: create 3, put 2, delete 1, of 5,000 an hour and 35,000 a day an
account; sign-ins 30 in 5 minutes, so a session is kept and renewed, not made anew. We choose the
key of each record, so putting it again puts the same record, and asking for it tells for sure.
A reply of others is hidden by a gate on the first post of the talk. Links and hashtags are marked
by byte positions beside the text; the text itself is sent as approved.
"""

import unicodedata
from http import HTTPStatus

from campaigns.kernel.errors import Invalid
from campaigns.platforms import http, registry
from campaigns.platforms.base import Bucket, Field, Limits, Platform

LABEL = "Bluesky"
HOME = "bsky.social"
_JOINER, _VARIATION = "\u200d", range(0xFE00, 0xFE10)
_FLAGS, _TONES = range(0x1F1E6, 0x1F200), range(0x1F3FB, 0x1F400)


def count(text: str) -> int:
    """Count graphemes, as people see them: marks, joiners, tones and flags belong to a letter."""
    seen, joined, flag_open = 0, False, False
    for letter in unicodedata.normalize("NFC", text):
        code = ord(letter)
        follows = (
            joined
            or letter == _JOINER
            or unicodedata.combining(letter)
            or unicodedata.category(letter) in {"Mn", "Me"}
            or code in _VARIATION
            or code in _TONES
        )
        second_flag = code in _FLAGS and flag_open
        seen += not (follows or second_flag)
        flag_open = code in _FLAGS and not flag_open
        joined = letter == _JOINER
    return seen


def server_of(given: str) -> str:
    """Return the server's host from what was typed."""
    host = given.strip().removeprefix("https://").rstrip("/").lower() or HOME
    if "." not in host or "/" in host or host != host.encode("idna").decode():
        raise Invalid(
            "That is not the address of a server.",
            {"server": "Enter the server's name, as in bsky.social."},
        )
    return host


def is_free(handle: str) -> bool:
    """Ask the home server whether a name there belongs to nobody."""
    asked = {"handle": f"{handle}.{HOME}"}
    with http.asking(LABEL), http.client(f"https://{HOME}", frozenset({HOME})) as client:
        answer = client.get("/xrpc/com.atproto.identity.resolveHandle", params=asked)
    if answer.is_success:
        return False
    if answer.status_code == HTTPStatus.BAD_REQUEST:
        return True
    raise http.refusal(LABEL, answer.status_code, "")


PLATFORM = Platform(
    name="bluesky",
    label=LABEL,
    limits=Limits(
        text_max=300,
        count=count,
        text_max_bytes=3_000,
        images_max=4,
        image_max_bytes=2_000_000,
        video=True,
        video_max_bytes=100_000_000,
        video_s=(0.5, 180.0),
        thread=True,
        alt_max=2_000,
        bio_max=256,
        name_max=64,
    ),
    credentials=(
        Field("handle", "Handle", "As in missingmira.bsky.social", secret=False),
        Field(
            "app_password",
            "App password",
            "In Bluesky: Settings, Privacy and security, App passwords. Not the main password",
        ),
        Field("server", "Server", "bsky.social, or your own PDS", secret=False),
    ),
    open=registry.opens("bluesky.account:BlueskyAccount"),
    is_free=is_free,
    checklist=(
        "Make the account with the team's shared mailbox, not a person's.",
        "Set the force's own domain as the handle if it has one: that proves who you are.",
        "Make an app password for Searchlight; keep the main password with owner and deputy.",
        "Connect it here; name, bio and pictures are set from the appeal.",
    ),
    hosts=frozenset({HOME, "*.host.bsky.network", "video.bsky.app"}),
    buckets=(
        Bucket("points", "Points for writing", 5_000, per_s=3_600, reserve=300),
        Bucket("calls", "Calls", 3_000, per_s=300, reserve=200),
    ),
    terms=(
        "Everything on Bluesky is public and can be read by anyone. Replies are addressed to you;"
        " reading a hashtag collects what people said to the public: record why that is lawful."
    ),
)
