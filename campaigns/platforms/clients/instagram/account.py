"""One open account on Instagram."""

from datetime import datetime

from campaigns.kernel.errors import Gone, Rejected, Unauthorised, Unreachable
from campaigns.platforms.base import (
    Absent,
    Answer,
    Batch,
    Credentials,
    Desk,
    Found,
    Identity,
    Measures,
    Own,
    Post,
    Proof,
    Receipt,
    Scope,
)
from campaigns.platforms.clients.instagram import talking
from campaigns.platforms.clients.instagram.posting import Poster
from campaigns.platforms.graph import taking_back
from campaigns.platforms.graph.calls import Graph, rows_of
from campaigns.platforms.instagram import LABEL, PLATFORM


class InstagramAccount:
    """An account that posts, hears comments, answers, hides, measures, and deletes where it may."""

    streams: tuple[str, ...] = ("comments",)

    def __init__(self, credentials: Credentials, desk: Desk) -> None:
        self._key, self._desk = credentials, desk
        self._account = credentials.get("account_id", "").strip()
        self._graph = self._line(credentials.get("access_token", ""))
        self._ours = talking.Ours(self._graph, self._account)
        self._poster = Poster(self._graph, self._account)

    def _line(self, token: str) -> Graph:
        secret = self._key.get("app_secret", "")
        return Graph(LABEL, PLATFORM.hosts, token, self._desk, secret=secret)

    def check(self) -> Identity:
        """Ask who we are."""
        row = self._graph.get(self._account, {"fields": "id,username,name,biography"})
        handle = str(row.get("username") or "")
        if not handle:
            raise Unreachable(f"{LABEL} did not say which account this is.")
        page = f"https://www.instagram.com/{handle}/"
        return Identity(
            handle, str(row.get("name") or handle), str(row.get("biography") or ""), page
        )

    def publish(self, post: Post, /) -> Receipt:
        """Say one part: a post, or beneath one of ours a comment."""
        return self.answer(post) if post.reply_to else self._poster.say(post)

    def answer(self, post: Post, /) -> Receipt:
        """Answer what someone said, beneath it."""
        return talking.say(self._graph, post)

    def reconcile(self, post: Post, since: datetime, /) -> Answer:
        """Ask the post's container; look for a comment among ours."""
        if not post.reply_to:
            return self._poster.containers.reconcile(post, since)
        try:
            found = talking.find(self._graph, self._ours, post, since)
        except Gone:
            return Absent()  # what it would stand beneath is gone, and it with it
        return Found(found) if found else Absent()

    def own_posts(self, since: datetime, /) -> tuple[Own, ...]:
        """Return what stands on the account since then, oldest first."""
        return self._poster.containers.own_posts(since)

    def withdraw(self, ref: str, /) -> Proof:
        """Delete a post or comment, and look for it again; what Instagram refuses, people do."""
        try:
            return taking_back.take_down(self._graph, ref)
        except (Rejected, Unauthorised) as error:
            self._graph.get(ref, {"fields": "id"})  # a key that is void says so here
            raise Rejected(
                f"{error.message} Delete it by hand: open the post in the {LABEL} app, ⋯, Delete;"
                " then note it here as done."
            ) from error

    def look_for(self, ref: str, /) -> Proof | None:
        """Look whether a post or comment is there."""
        return taking_back.look_for(self._graph, ref)

    def hide(self, ref: str, /) -> None:
        """Hide a comment: only its author still sees it."""
        talking.hide(self._graph, ref)

    def measure(self, ref: str, /) -> Measures:
        """Return the counts of one post."""
        row = self._graph.get(ref, {"fields": "id,like_count,comments_count"})
        counts = self._insights(ref)
        return Measures(
            counts.get("views"),
            row.get("like_count"),
            counts.get("shares"),
            row.get("comments_count"),
        )

    def _insights(self, ref: str) -> dict[str, int | None]:
        """Return views and shares; of what is too new or too small nothing is told."""
        try:
            rows = rows_of(self._graph.get(f"{ref}/insights", {"metric": "views,shares"}))
        except (Rejected, Unauthorised):
            return {}
        values = {
            str(row.get("name")): (row.get("values") or [{}])[-1].get("value") for row in rows
        }
        return {name: value for name, value in values.items() if isinstance(value, int)}

    def revoke(self) -> None:
        """Take back what the person who connected it allowed; all their accounts go with it."""
        taking_back.give_back(self._key, self._line)

    def replies(self, stream: str, since: str | None, scope: Scope, /) -> Batch:
        """Return what people said beneath our posts."""
        del stream
        return talking.hear(self._graph, self._ours, since, scope)
