"""One open page on Facebook."""

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
    Profile,
    Proof,
    Receipt,
    Scope,
)
from campaigns.platforms.clients.facebook import films, hearing, keeping, messaging, posting
from campaigns.platforms.facebook import LABEL, PLATFORM
from campaigns.platforms.graph import taking_back
from campaigns.platforms.graph.calls import Graph, Row, moment

NOT_PUBLISHED = (
    f"The page is not published on {LABEL}: nobody would see what it says. Publish it there"
    " (page settings, page visibility), then test the account here."
)


class FacebookAccount:
    """A page that speaks, hears, hides, blocks, measures and takes back."""

    streams: tuple[str, ...] = ("comments", "messages", "visitors")

    def __init__(self, credentials: Credentials, desk: Desk) -> None:
        self._key = credentials
        self._page = credentials.get("page_id", "").strip()
        self._desk, self._shown = desk, False
        self._graph = self._line(credentials.get("access_token", ""))

    def _line(self, token: str) -> Graph:
        secret = self._key.get("app_secret", "")
        return Graph(LABEL, PLATFORM.hosts, token, self._desk, secret=secret)

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
        """Answer what someone said: beneath it, or privately as it came."""
        asked = post.reply_to or ""
        if messaging.is_message(asked):
            return messaging.answer(self._graph, self._page, post)
        parent = posting.parent_of(self._graph, self._page, asked)
        return posting.say_beneath(self._graph, self._page, post, parent)

    def reconcile(self, post: Post, since: datetime, /) -> Answer:
        """Look for these very words among what the page has said since then."""
        try:
            found = self._find(post, since)
        except Gone:
            return Absent()  # the film, or what it would stand beneath, is gone
        return Found(found) if found else Absent()

    def _find(self, post: Post, since: datetime) -> Receipt | None:
        if messaging.is_message(post.reply_to or ""):
            return messaging.find(self._graph, self._page, post, since)
        if any(each.is_film for each in post.media):
            return films.find(self._graph, post)
        return posting.find(self._graph, self._page, post, since)

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
        if messaging.is_message(ref):
            raise Rejected(f"{LABEL} lets no program take back a private message.")
        return taking_back.take_down(self._graph, ref)

    def look_for(self, ref: str, /) -> Proof | None:
        """Look whether a post or comment is there."""
        return taking_back.look_for(self._graph, ref)

    def hide(self, ref: str, /) -> None:
        """Hide a comment or a visitor's post: only its author and their friends still see it."""
        keeping.hide(self._graph, ref)

    def block(self, author_ref: str, /) -> None:
        """Block someone: they can no longer comment here or write to the page."""
        keeping.block(self._graph, self._page, author_ref)

    def measure(self, ref: str, /) -> Measures:
        """Return the counts of one post; `views` is how many people saw it."""
        return keeping.measure(self._graph, self._page, ref)

    def set_profile(self, profile: Profile, /) -> None:
        """Set what is given; a name that differs from the page's is for a person to change."""
        keeping.set_profile(self._graph, self._page, profile)

    def revoke(self) -> None:
        """Take back what the person who connected the page allowed; all their pages go with it."""
        taking_back.give_back(self._key, self._line)

    def replies(self, stream: str, since: str | None, scope: Scope, /) -> Batch:
        """Return what people said on a stream since a cursor."""
        return hearing.hear(self._graph, self._page, stream, since, scope)


def _own(row: Row) -> Own:
    ref = posting.film_in(row) or str(row["id"])  # what was said as a film is known by the film
    url = str(row.get("permalink_url") or posting.receipt_of(ref).url)
    return Own(ref, str(row.get("message") or ""), moment(row["created_time"]), url)
