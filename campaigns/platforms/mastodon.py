"""Mastodon: servers of the fediverse, each run by someone of its own.

Facts (docs.joinmastodon.org, read 2026): a status has 500 characters unless its server says
otherwise; every link counts 23, of a mention only the part before the second @. Four pictures or
one film; descriptions up to 1,500 characters. 300 calls in 5 minutes an account, 30 deletions and
30 uploads in 30 minutes; the headers speak of whichever of these is nearest to its end. A post with
the same `Idempotency-Key` is the same post for an hour, but not every server keeps to that, so we
never repeat one: we read our own statuses. Replies of others cannot be hidden; their authors can be
muted or blocked. A direct message is a status that only those named can read.
"""

import re
from collections.abc import Mapping
from urllib.parse import urlencode, urlsplit

import httpx

from campaigns.kernel.errors import Invalid, Rejected, Unreachable
from campaigns.platforms import http, registry
from campaigns.platforms.base import Bucket, Credentials, Field, Limits, Platform
from campaigns.platforms.doors import Leaving, Offered

LABEL = "Mastodon"
SCOPES = "read write push"
LINK_COUNTS = 23
_LINK = re.compile(r"https?://\S+")
MENTION = re.compile(r"(?<![\w/])@(\w+)@[\w.-]+\w")


def count(text: str) -> int:
    """Count a status as Mastodon does: a link is 23, a mention stops before its server."""
    short = _LINK.sub("x" * LINK_COUNTS, text)
    return len(MENTION.sub(r"@\1", short))


def server_of(given: str) -> str:
    """Return the server's address from what was typed: a name, or an https address."""
    typed = given.strip().rstrip("/")
    address = typed if "://" in typed else f"https://{typed}"
    parts = urlsplit(address)
    if parts.scheme != "https" or not parts.hostname or "." not in parts.hostname:
        raise Invalid(
            "That is not the address of a server.",
            {"server": "Enter the server's name, as in mastodon.social."},
        )
    return f"https://{parts.netloc}"


def hosts_of(server: str) -> frozenset[str]:
    """Return the only host that an account of this server speaks to."""
    return frozenset({urlsplit(server).hostname or ""})


class MastodonSignIn:
    """Connects an account in the browser; our registration at its server is made on the way."""

    def begin(self, app: Credentials, redirect_uri: str, state: str, /) -> Leaving:
        """Register with the server, and return where its user says yes."""
        server = server_of(app.get("server", ""))
        ours = self._post(
            server,
            "/api/v1/apps",
            {"client_name": "Searchlight", "redirect_uris": redirect_uri, "scopes": SCOPES},
            ("client_id", "client_secret"),
        )
        keep = {
            "server": server,
            "client_id": ours["client_id"],
            "client_secret": ours["client_secret"],
        }
        query = {
            "response_type": "code",
            "client_id": keep["client_id"],
            "redirect_uri": redirect_uri,
            "scope": SCOPES,
            "state": state,
        }
        return Leaving(f"{server}/oauth/authorize?{urlencode(query)}", keep)

    def finish(
        self,
        app: Credentials,
        redirect_uri: str,
        keep: Mapping[str, str],
        query: Mapping[str, str],
        /,
    ) -> tuple[Offered, ...]:
        """Turn the code that the browser brought back into a key."""
        del app  # each server has a registration of its own, made when the browser left
        if "code" not in query:
            raise Rejected(query.get("error_description") or "The server gave no code.")
        given = self._post(
            keep["server"],
            "/oauth/token",
            {
                "grant_type": "authorization_code",
                "code": query["code"],
                "client_id": keep["client_id"],
                "client_secret": keep["client_secret"],
                "redirect_uri": redirect_uri,
                "scope": SCOPES,
            },
            ("access_token",),
        )
        key = {**keep, "access_token": given["access_token"]}
        return (Offered(urlsplit(keep["server"]).netloc, key),)

    @staticmethod
    def _post(
        server: str, path: str, form: Mapping[str, str], wanted: tuple[str, ...]
    ) -> dict[str, str]:
        with http.asking(LABEL), http.client(server, hosts_of(server)) as client:
            answer = client.post(path, data=form)
        if not answer.is_success:
            raise http.refusal(LABEL, answer.status_code, _words_of(answer))
        found = {name: str(value) for name, value in http.json_of(LABEL, answer).items()}
        if not all(found.get(name) for name in wanted):
            raise Unreachable(f"{urlsplit(server).netloc} answered with what is no answer.")
        return found


def _words_of(answer: httpx.Response) -> str:
    """Return the reason that a server gives: in words (OAuth), or as its API does."""
    try:
        said = answer.json()
        return str(said.get("error_description") or said.get("error") or "")
    except (ValueError, AttributeError):
        return ""


PLATFORM = Platform(
    name="mastodon",
    label=LABEL,
    limits=Limits(
        text_max=500,
        count=count,
        images_max=4,
        image_max_bytes=16_000_000,
        image_types=frozenset({"image/jpeg", "image/png", "image/gif", "image/webp"}),
        video=True,
        video_max_bytes=99_000_000,
        video_types=frozenset({"video/mp4", "video/webm", "video/quicktime"}),
        thread=True,
        alt_max=1_500,
        bio_max=500,
        name_max=30,
    ),
    credentials=(
        Field("server", "Server", "As in mastodon.social", secret=False),
        Field(
            "access_token",
            "Access token",
            "On the server: Preferences, Development, New application, with read and write",
        ),
    ),
    open=registry.opens("mastodon.account:MastodonAccount"),
    app_fields=(Field("server", "Server", "As in mastodon.social", secret=False),),
    sign_in=MastodonSignIn(),
    checklist=(
        "Choose a server whose rules allow a police account; your own is best.",
        "Make the account there with the team's shared mailbox, not a person's.",
        "Turn on the second factor and keep its recovery codes with the deputy.",
        "Say in the bio that it is the force's account, and link the appeal page.",
        "Connect it here; name, bio and pictures are set from the appeal.",
    ),
    buckets=(
        Bucket("calls", "Calls", 300, per_s=300, reserve=60),
        Bucket("deletes", "Deletions", 30, per_s=1800, reserve=10),
        Bucket("uploads", "Uploads", 30, per_s=1800, takes={"picture": 1, "film": 1}),
    ),
    terms=(
        "Each server has terms of its own. Replies and mentions are addressed to you; reading a"
        " hashtag collects what people said to the public: record why that is lawful."
    ),
)
