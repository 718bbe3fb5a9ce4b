"""One open account on Threads."""

from datetime import datetime

from campaigns.kernel.errors import Rejected, Unauthorised, Unreachable
from campaigns.platforms.base import (
    Answer,
    Batch,
    Credentials,
    Desk,
    Identity,
    Measures,
    Own,
    Post,
    Proof,
    Receipt,
    Scope,
)
from campaigns.platforms.clients.threads import hearing
from campaigns.platforms.clients.threads.speaking import Speaker
from campaigns.platforms.graph import taking_back
from campaigns.platforms.graph.calls import rows_of
from campaigns.platforms.threads import LABEL


class ThreadsAccount:
    """An account that speaks, hears, hides, measures and takes back."""

    streams: tuple[str, ...] = ("replies", "mentions")

    def __init__(self, credentials: Credentials, desk: Desk) -> None:
        self._speaker = Speaker(credentials, desk)
        self._desk = desk

    def check(self) -> Identity:
        """Ask who we are."""
        fields = "id,username,name,threads_biography"
        row = self._speaker.graph.get("me", {"fields": fields})
        handle = str(row.get("username") or "")
        if not handle:
            raise Unreachable(f"{LABEL} did not say which account this is.")
        bio = str(row.get("threads_biography") or "")
        return Identity(
            handle, str(row.get("name") or handle), bio, f"https://www.threads.com/@{handle}"
        )

    def publish(self, post: Post, /) -> Receipt:
        """Say one part."""
        return self._speaker.say(post)

    def answer(self, post: Post, /) -> Receipt:
        """Answer what someone said, beneath it."""
        return self._speaker.say(post)

    def reconcile(self, post: Post, since: datetime, /) -> Answer:
        """Ask the post's container whether it was published."""
        return self._speaker.containers.reconcile(post, since)

    def own_posts(self, since: datetime, /) -> tuple[Own, ...]:
        """Return what stands on the account since then, oldest first."""
        return self._speaker.containers.own_posts(since)

    def withdraw(self, ref: str, /) -> Proof:
        """Delete a post, and look for it again."""
        self._desk.spent("deletes")
        return taking_back.take_down(self._speaker.graph, ref)

    def look_for(self, ref: str, /) -> Proof | None:
        """Look whether a post or comment is there."""
        return taking_back.look_for(self._speaker.graph, ref)

    def hide(self, ref: str, /) -> None:
        """Hide a reply and all beneath it; they are kept."""
        found = self._speaker.graph.post(f"{ref}/manage_reply", {"hide": True})
        if found.get("success") is not True:
            raise Unreachable(f"{LABEL} did not say that the reply is hidden.")

    def measure(self, ref: str, /) -> Measures:
        """Return the counts of one post."""
        asked = {"metric": "views,likes,replies,reposts,quotes"}
        rows = rows_of(self._speaker.graph.get(f"{ref}/insights", asked))
        counts: dict[str, int] = {}
        for row in rows:
            values = row.get("values") or [{}]
            value = values[-1].get("value")
            counts |= {str(row.get("name")): value} if isinstance(value, int) else {}
        shares = [counts[each] for each in ("reposts", "quotes") if each in counts]
        return Measures(
            counts.get("views"),
            counts.get("likes"),
            sum(shares) if shares else None,
            counts.get("replies"),
        )

    def revoke(self) -> None:
        """Say how the key is given back: Threads lets no program do it."""
        try:
            self._speaker.graph.get("me", {"fields": "id"})
        except Unauthorised:
            return  # it opens nothing any more
        raise Rejected(
            f"{LABEL} lets no program give a key back: in the Threads app, Settings, Account,"
            " Website permissions, remove Searchlight."
        )

    def replies(self, stream: str, since: str | None, scope: Scope, /) -> Batch:
        """Return what people said on a stream since a cursor."""
        return hearing.hear(self._speaker, stream, since, scope)
