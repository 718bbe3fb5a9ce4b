"""YouTube: channels of films, each beneath a Google account.

Facts (developers.google.com/youtube/v3 and the discovery document in google-api-python-client, read
2026): a title has at most 100 characters, a description 5,000 bytes, neither may hold < or >. A
film goes up in chunks to an address that YouTube gives for about a week; it is public from its
first moment unless we say otherwise, so it goes up unlisted and is made public once YouTube has
processed it. A project of ours has three allowances a day, filled again at midnight Pacific: 100
films, 100 searches, 10,000 units for everything else (reading 1, most changes 50, captions 400).
Films of projects that Google has not audited stay private. Comments of others can be held for
review, which can be undone; to reject them cannot. Nothing pushes comments to us. What was read
must be read again or forgotten after 30 days.

A post here is a film: its words are the description. Words alone are refused when they are
composed; what we say beneath a film is an answer to a comment.
"""

import base64
import hashlib
import secrets
from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

import httpx

from campaigns.kernel import clock
from campaigns.kernel.errors import Rejected, Unauthorised, Unreachable
from campaigns.platforms import http, registry
from campaigns.platforms.base import Bucket, Credentials, Field, Limits, Platform
from campaigns.platforms.doors import Leaving, Offered

LABEL = "YouTube"
SCOPE = "https://www.googleapis.com/auth/youtube.force-ssl"
API, KEYS = "https://youtube.googleapis.com", "https://oauth2.googleapis.com"
CONSENT = "https://accounts.google.com/o/oauth2/v2/auth"
HOSTS = frozenset({"youtube.googleapis.com", "www.googleapis.com", "oauth2.googleapis.com"})
PACIFIC = "America/Los_Angeles"
LASTS_S = 3_600  # a key of Google's, where it does not say
TITLE_MAX, WORDS_MAX_BYTES, NEVER = 100, 5_000, "<>"
UNITS = {"film": 1_100, "answer": 51, "edit": 51, "withdraw": 51, "collect": 2}


def ask_for_key(app: Credentials, form: Mapping[str, str]) -> dict[str, str]:
    """Ask Google for a key; return what is new of it."""
    ours = {name: app.get(name, "") for name in ("client_id", "client_secret")}
    with http.asking(LABEL), http.client(KEYS, HOSTS) as client:
        answer = client.post("/token", data={**ours, **form})
    found = http.json_of(LABEL, answer)
    if not answer.is_success:
        raise no_key(found, answer.status_code)
    try:
        until = clock.after(seconds=int(found.get("expires_in") or LASTS_S)).timestamp()
        fresh = {"access_token": str(found["access_token"]), "expires_at": str(round(until))}
    except (KeyError, ValueError, TypeError):
        raise Unreachable(f"{LABEL} gave no key that can be read.") from None
    kept = {name: str(found[name]) for name in ("refresh_token", "scope") if found.get(name)}
    return fresh | kept


def no_key(found: Mapping[str, Any], status: int) -> Exception:
    """Return why Google gave no key, and what to do; only a void grant disconnects a channel."""
    reason = str(found.get("error", ""))
    words = f"{found.get('error_description') or reason}".rstrip(".")
    if reason == "invalid_grant":
        return Unauthorised(f"{LABEL} said: {words}. Connect the channel again.")
    if reason in {"invalid_client", "unauthorized_client"}:
        advice = f"Check the client ID and secret of our registration with {LABEL}"
        return Rejected(f"{LABEL} said: {words}. {advice}.")
    return http.refusal(LABEL, status, words)


class YouTubeSignIn:
    """Connects channels in the browser (OAuth 2, with a proof that the code came to us)."""

    def begin(self, app: Credentials, redirect_uri: str, state: str, /) -> Leaving:
        """Return where the browser goes; consent is asked for anew so that a key to keep comes."""
        verifier = secrets.token_urlsafe(48)
        digest = hashlib.sha256(verifier.encode()).digest()
        query = {
            "response_type": "code",
            "client_id": app.get("client_id", ""),
            "redirect_uri": redirect_uri,
            "scope": SCOPE,
            "access_type": "offline",
            "prompt": "consent select_account",
            "state": state,
            "code_challenge": base64.urlsafe_b64encode(digest).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        return Leaving(f"{CONSENT}?{urlencode(query)}", {"verifier": verifier})

    def finish(
        self,
        app: Credentials,
        redirect_uri: str,
        keep: Mapping[str, str],
        query: Mapping[str, str],
        /,
    ) -> tuple[Offered, ...]:
        """Turn the code into a key, and ask which channels it opens."""
        if "code" not in query:
            said = query.get("error") or "no code came back"
            raise Rejected(f"{LABEL} did not say yes: {said}. Begin again and allow everything.")
        form = {
            "grant_type": "authorization_code",
            "code": query["code"],
            "code_verifier": keep["verifier"],
            "redirect_uri": redirect_uri,
        }
        key = ask_for_key(app, form)
        if SCOPE not in key.pop("scope", SCOPE).split():
            raise Rejected(
                "A box was left empty. Connect again and tick every box that Google shows."
            )
        if "refresh_token" not in key:
            raise Rejected("Google gave no key that lasts. Connect again.")
        return tuple(_offered(row, key) for row in _channels(key["access_token"]))


def _channels(access_token: str) -> list[dict[str, Any]]:
    bearer = {"Authorization": f"Bearer {access_token}"}
    asked = {"part": "snippet", "mine": "true", "maxResults": "50"}
    with http.asking(LABEL), http.client(API, HOSTS) as client:
        answer = client.get("/youtube/v3/channels", params=asked, headers=bearer)
    found = http.json_of(LABEL, answer)
    if not answer.is_success:
        words = found.get("error", {}).get("message", "")
        raise http.refusal(LABEL, answer.status_code, words)
    if not found.get("items"):
        raise Rejected("This Google account has no channel. Make one at youtube.com first.")
    rows: list[dict[str, Any]] = found["items"]
    return rows


def _offered(row: Mapping[str, Any], key: Mapping[str, str]) -> Offered:
    shown = row["snippet"]
    handle = shown.get("customUrl", "")
    label = f"{shown['title']} ({handle})" if handle else str(shown["title"])
    return Offered(label, {**key, "channel_id": str(row["id"])})


def revoke(refresh_token: str) -> None:
    """Give a key back; one that is void already counts as done."""
    with http.asking(LABEL), http.client(KEYS, HOSTS) as client:
        answer = client.post("/revoke", data={"token": refresh_token})
    if answer.is_success:
        return
    found = http.json_of(LABEL, answer)
    if answer.status_code != httpx.codes.BAD_REQUEST or found.get("error") != "invalid_token":
        raise no_key(found, answer.status_code)


PLATFORM = Platform(
    name="youtube",
    label=LABEL,
    limits=Limits(
        text_max=5_000,
        text_max_bytes=WORDS_MAX_BYTES,
        images_max=0,
        video=True,
        video_max_bytes=256_000_000_000,
        video_s=(1.0, 43_200.0),
        video_types=frozenset({"video/mp4", "video/webm", "video/quicktime"}),
        needs="film",
        title_max=TITLE_MAX,
        never=NEVER,
        playlists=True,
        thread=False,
        bio_max=1_000,
        name_max=100,
    ),
    credentials=(
        Field(
            "refresh_token",
            "Refresh token",
            "From an OAuth consent for the channel with the scope youtube.force-ssl",
        ),
    ),
    open=registry.opens("youtube.account:YouTubeAccount"),
    app_fields=(
        Field("client_id", "Client ID", "Google Cloud console, Credentials, Web app", secret=False),
        Field("client_secret", "Client secret", "Beside the client ID"),
    ),
    sign_in=YouTubeSignIn(),
    checklist=(
        "Make a Google account with the team's shared mailbox, not a person's.",
        "Turn on its second factor; keep the recovery codes with owner and deputy.",
        "Make the channel there with the appeal's name and picture: only a person can set these.",
        "Verify a phone number at youtube.com/verify: thumbnails and long films need it.",
        "In Google's console, publish the consent screen: keys of test projects last a week.",
        "In Google's console, enable the YouTube Data API for the house's project.",
        "Have the project audited by Google: until then its films stay private.",
        "Connect the channel here and tick every box that Google shows.",
    ),
    hosts=HOSTS,
    buckets=(
        Bucket("uploads", "Films a day", 100, None, PACIFIC, 5, {"film": 1}, shared=True),
        Bucket("searches", "Searches a day", 100, None, PACIFIC, shared=True),
        Bucket("units", "Units a day", 10_000, None, PACIFIC, 1_000, UNITS, shared=True),
    ),
    terms=(
        "What was read from YouTube must be read again or deleted after 30 days, unless a basis for"
        " keeping it as evidence is recorded. Comments are public; say why collecting is lawful."
    ),
    keeps_days=30,
)
