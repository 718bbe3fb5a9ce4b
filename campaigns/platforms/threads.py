"""Threads: Meta's network for words, beside Instagram; an API and a sign-in of its own.

Facts (developers.facebook.com/documentation/threads: posts, create replies, reply management,
delete posts, long-lived tokens, overview, troubleshooting; read 2026, v1.0): a post has 500
characters, of which an emoji counts as many as it has bytes in UTF-8. Pictures are JPEG or PNG of
at most 8 MB, films MP4 or MOV of at most 1 GB and five minutes; Threads fetches both from a public
https address, up to twenty in a carousel, ten here; both may have alternative texts. A post is made
as a container, made ready there, then published. A post may answer another (`reply_to_id`), so a
thread hangs together. 250 posts, 1,000 replies and 100 deletions in 24 hours, of which
`threads_publishing_limit` tells. A key lasts 60 days and can be renewed once it is a day old, not
when it has run out. Replies can be hidden, nobody blocked, no profile set. Threads tells of no
edits. The app has a Threads app ID and secret beside its others.
"""

import unicodedata
from collections.abc import Mapping
from urllib.parse import urlencode

from campaigns.kernel import clock
from campaigns.kernel.errors import Rejected
from campaigns.platforms import registry
from campaigns.platforms.base import Bucket, Credentials, Field, Limits, NoDesk, Platform
from campaigns.platforms.doors import Leaving, Offered
from campaigns.platforms.graph.calls import Graph, Row
from campaigns.platforms.graph.hook import MetaHook

LABEL = "Threads"
DOOR = "https://graph.threads.net"
HOME = f"{DOOR}/v1.0"
DIALOG = "https://threads.net/oauth/authorize"
HOSTS = frozenset({"graph.threads.net"})
SCOPES = (
    "threads_basic",
    "threads_content_publish",
    "threads_read_replies",
    "threads_manage_replies",
    "threads_manage_mentions",
    "threads_manage_insights",
    "threads_delete",
)
DAY_S = 86_400
_LETTERS_END = 0x2000  # before it stand signs that are no emoji
_IN_EMOJI = frozenset({"\u200d", "\ufe0f"})  # what joins and colours them


def count(text: str) -> int:
    """Count a text as Threads does: an emoji counts as many as it has bytes."""
    return sum(
        len(letter.encode()) if _is_emoji(letter) else 1
        for letter in unicodedata.normalize("NFC", text)
    )


def _is_emoji(letter: str) -> bool:
    drawn = unicodedata.category(letter) in {"So", "Sk"} and ord(letter) > _LETTERS_END
    return drawn or letter in _IN_EMOJI


def key_of(row: Row) -> dict[str, str]:
    """Return a long-lived key, with when it ends."""
    ends = int(clock.now().timestamp()) + int(row["expires_in"])
    return {"access_token": str(row["access_token"]), "expires_at": str(ends)}


class ThreadsSignIn:
    """Connects the account of whoever signs in at Threads."""

    def begin(self, app: Credentials, redirect_uri: str, state: str, /) -> Leaving:
        """Return where the person says yes."""
        query = {
            "client_id": app.get("app_id", ""),
            "redirect_uri": redirect_uri,
            "scope": ",".join(SCOPES),
            "response_type": "code",
            "state": state,
        }
        return Leaving(f"{DIALOG}?{urlencode(query)}", {})

    def finish(
        self,
        app: Credentials,
        redirect_uri: str,
        keep: Mapping[str, str],
        query: Mapping[str, str],
        /,
    ) -> tuple[Offered, ...]:
        """Turn the code into a key of an hour, and that into one of sixty days."""
        del keep
        if "code" not in query:
            raise Rejected(query.get("error_description") or f"{LABEL} gave no code.")
        given = {
            "client_id": app["app_id"],
            "client_secret": app["app_secret"],
            "grant_type": "authorization_code",
            "redirect_uri": redirect_uri,
            "code": query["code"].removesuffix("#_"),
        }
        short = self._line("").post("oauth/access_token", given)
        exchange = {"grant_type": "th_exchange_token", "client_secret": app["app_secret"]}
        line = self._line(str(short["access_token"]))
        key = key_of(line.get("access_token", exchange))
        me = Graph(LABEL, HOSTS, key["access_token"], NoDesk(), home=HOME)
        row = me.get("me", {"fields": "id,username"})
        return (Offered(f"@{row['username']}", {"account_id": str(row["id"]), **key}),)

    @staticmethod
    def _line(token: str) -> Graph:
        return Graph(LABEL, HOSTS, token, NoDesk(), home=DOOR)


PLATFORM = Platform(
    name="threads",
    label=LABEL,
    limits=Limits(
        text_max=500,
        count=count,
        images_max=10,
        image_max_bytes=8_000_000,
        image_ratio=(0.1, 10.0),
        video=True,
        video_max_bytes=1_000_000_000,
        video_s=(0.1, 300.0),
        video_types=frozenset({"video/mp4", "video/quicktime"}),
        mixes_media=True,
        thread=True,
        alt_max=1_000,
        bio_max=500,
        name_max=64,
    ),
    credentials=(
        Field("account_id", "Account ID", "A number; `me` in Meta's own tools", secret=False),
        Field("access_token", "Access token", "A long-lived one, of 60 days"),
    ),
    open=registry.opens("threads.account:ThreadsAccount"),
    app_fields=(
        Field(
            "app_id", "Threads app ID", "Use case Threads, Settings; not the app ID", secret=False
        ),
        Field("app_secret", "Threads app secret", "On the same page"),
        Field("verify_token", "Verify token", "A word of your own, for the app's webhooks"),
    ),
    sign_in=ThreadsSignIn(),
    hook=MetaHook(),
    checklist=(
        "Make the Instagram account first: Threads profiles hang on one.",
        "Open the profile in the Threads app, with the team's second factor, and make it public.",
        "Set name, bio, picture and the link to the appeal page in the app: no program can.",
        "Connect it here by signing in at Threads.",
        (
            "To hear at once: in the app's settings, Webhooks, enter this house's /hooks/ address"
            " of the account and the verify token, and subscribe to replies and mentions."
        ),
    ),
    hosts=HOSTS,
    buckets=(
        Bucket("posts", "Posts a day", 250, per_s=DAY_S, reserve=10, takes={"post": 1}),
        Bucket("replies", "Replies a day", 1_000, per_s=DAY_S, reserve=20, takes={"answer": 1}),
        Bucket("deletes", "Deletions a day", 100, per_s=DAY_S, reserve=10, takes={"withdraw": 1}),
    ),
    terms=(
        "Replies and mentions are addressed to the account. Meta's terms forbid using what its API"
        " gives for surveillance: read only what is said to you, and record why that is lawful."
    ),
)
