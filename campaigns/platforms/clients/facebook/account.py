"""One open page on Facebook."""

import contextlib
from datetime import datetime
from http import HTTPStatus

from campaigns.kernel.errors import Gone, Rejected, Unauthorised, Unreachable
from campaigns.platforms.base import (
    Absent,
    Answer,
    Credentials,
    Desk,
    Found,
    Identity,
    Own,
    Post,
    Proof,
    Receipt,
)
from campaigns.platforms.clients.facebook import films, posting
from campaigns.platforms.clients.graph.calls import Graph, Row, moment
from campaigns.platforms.facebook import LABEL, PLATFORM

NOT_PUBLISHED = (
    f"The page is not published on {LABEL}: nobody would see what it says. Publish it there"
    " (page settings, page visibility), then test the account here."
)


class FacebookAccount:
    """A page that speaks, hears, hides, measures and takes back."""

    def __init__(self, credentials: Credentials, desk: Desk) -> None:
        self._key = credentials
        self._page = credentials.get("page_id", "").strip()
        self._shown = False
        self._graph = Graph(
            LABEL,
            PLATFORM.hosts,
            credentials.get("access_token", ""),
            desk,
            secret=credentials.get("app_secret", ""),
        )

    def check(self) -> Identity:
        """Ask who we are, and whether anybody can see us."""
        row = self._look()
        handle = str(row.get("username") or row["id"])
        name = str(row.get("name") or handle)
        about = str(row.get("about") or "")
        return Identity(handle, name, about, f"https://www.facebook.com/{handle}")

    def _look(self) -> Row:
        row = self._graph.get(self._page, {"fields": "id,name,username,about,is_published"})
        if row.get("is_published") is False:
            raise Unauthorised(NOT_PUBLISHED)
        if not row.get("id"):
            raise Unreachable(f"{LABEL} did not say which page this is.")
        self._shown = True
        return row

    def publish(self, post: Post, /) -> Receipt:
        """Say one part: a post, or beneath one of ours a comment."""
        if not self._shown:
            self._look()
        if post.reply_to:
            return self.answer(post)
        if any(each.is_film for each in post.media):
            if len(post.media) > 1:
                raise Rejected(f"A post on {LABEL} carries one film, or pictures; not both.")
            return films.say(self._graph, self._page, post)
        return posting.say(self._graph, self._page, post)

    def answer(self, post: Post, /) -> Receipt:
        """Answer what someone said: beneath it."""
        parent = posting.parent_of(self._graph, self._page, post.reply_to or "")
        return posting.say_beneath(self._graph, self._page, post, parent)

    def reconcile(self, post: Post, since: datetime, /) -> Answer:
        """Look for these very words among what the page has said since then."""
        try:
            if any(each.is_film for each in post.media):
                found = films.find(self._graph, post)
            else:
                found = posting.find(self._graph, self._page, post, since)
        except Gone:
            return Absent()  # the film, or what it would stand beneath, is gone
        return Found(found) if found else Absent()

    def own_posts(self, since: datetime, /) -> tuple[Own, ...]:
        """Return what stands on the page since then, oldest first."""
        found = [_own(row) for row in posting.posts_since(self._graph, self._page, since)]
        return tuple(reversed(found))

    def edit(self, ref: str, post: Post, /) -> Receipt:
        """Put other words in place of a post's."""
        self._graph.post(ref, {"message": post.text})
        return posting.receipt_of(ref)

    def withdraw(self, ref: str, /) -> Proof:
        """Delete a post, and look for it again."""
        with contextlib.suppress(Gone):
            self._graph.delete(ref)
        try:
            self._graph.get(ref, {"fields": "id"})
        except Gone as error:
            return Proof(error.message, HTTPStatus.NOT_FOUND)
        raise Unreachable(f"{LABEL} still shows the post after it was deleted.")


def _own(row: Row) -> Own:
    ref = str(row["id"])
    url = str(row.get("permalink_url") or posting.receipt_of(ref).url)
    return Own(ref, str(row.get("message") or ""), moment(row["created_time"]), url)
