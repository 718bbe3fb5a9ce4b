"""Containers: how Instagram and Threads take a post. It is made, made ready there, then published.

A container is published once, however often it is asked for, and says itself whether it was: that
is how a post is told whose answer is lost. One that broke or ran out (after a day) is made anew.
Nobody waits for one here: we come back later.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import structlog

from campaigns.kernel import clock
from campaigns.kernel.errors import Gone, Limited, PlatformError, Rejected, Unreachable
from campaigns.platforms.base import Absent, Answer, Found, Own, Post, Receipt
from campaigns.platforms.graph.calls import Graph, Row, moment
from campaigns.platforms.graph.listening import at, is_over

CLOCKS_DIFFER = timedelta(minutes=1)
BEGUN, CONTAINER, ANEW = "begun", "container", "made anew"
TIMES_ANEW = 2
AGAIN_S, FILM_AGAIN_S = 5, 30
LOST = frozenset({"EXPIRED", "ERROR"})

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Dialect:
    """What the two platforms call the same things."""

    make: str
    publish: str
    status: str
    trouble: str
    text: str
    listed: str
    replies: str


class Containers:
    """The containers of one account."""

    def __init__(self, graph: Graph, account: str, dialect: Dialect) -> None:
        self._graph, self._account, self._dialect = graph, account, dialect

    def make(self, post: Post, stage: str, form: Row) -> str:
        """Make a container, unless an earlier try did; seen by nobody."""
        known = post.journey.known(stage)
        if known:
            return known
        post.journey.go_on()
        path = f"{self._account}/{self._dialect.make}"
        ref = self._graph.ref_of(self._graph.post(path, form))
        post.journey.save(stage, ref)
        return ref

    def publish(self, post: Post, build: Callable[[], str]) -> Receipt:
        """Publish what `build` makes, once it is ready."""
        begun = self._begin(post)
        ref = build()
        status, trouble = self.status(ref)
        if status == "PUBLISHED":
            return self._published(post, begun)
        self.check_ready(post, status, trouble)
        post.journey.go_on()
        row = self._graph.post(f"{self._account}/{self._dialect.publish}", {"creation_id": ref})
        return self.receipt(self._graph.ref_of(row))

    @staticmethod
    def _begin(post: Post) -> datetime:
        known = post.journey.known(BEGUN)
        if known is None:
            known = clock.now().isoformat()
            post.journey.save(BEGUN, known)
        return datetime.fromisoformat(known)

    def status(self, ref: str) -> tuple[str, str]:
        """Return how far a container is, and what is wrong with it; a lost one has expired."""
        names = (self._dialect.status, self._dialect.trouble)
        try:
            row = self._graph.get(ref, {"fields": ",".join(names)})
        except Gone:
            return "EXPIRED", ""
        return str(row.get(names[0]) or ""), str(row.get(names[1]) or "")

    def check_ready(self, post: Post, status: str, trouble: str) -> None:
        """Come back later while a container is not ready; begin anew with one that broke."""
        label = self._graph.label
        if status in LOST:
            self._start_over(post, trouble or status)
        if status not in {"FINISHED", "PUBLISHED"}:
            film = any(each.is_film for each in post.media)
            until = clock.after(seconds=FILM_AGAIN_S if film else AGAIN_S)
            raise Limited(f"{label} is still preparing the post.", until)

    def _start_over(self, post: Post, trouble: str) -> None:
        """Forget what was made, so that it is made anew; after some times, give up in words."""
        times = int(post.journey.known(ANEW) or 0) + 1
        if times > TIMES_ANEW:
            raise Rejected(f"{self._graph.label} could not use it, tried {times} times: {trouble}")
        post.journey.save(ANEW, str(times))
        for stage in stages(post):
            if post.journey.known(stage):
                post.journey.save(stage, "")
        words = f"{self._graph.label} lost what was sent ({trouble}); it is sent again."
        raise Limited(words, clock.after(seconds=FILM_AGAIN_S))

    def _published(self, post: Post, begun: datetime) -> Receipt:
        found = self.find(post, begun)
        if found is None:
            raise Unreachable(f"{self._graph.label} published it, but does not list it yet.")
        return found

    def reconcile(self, post: Post, since: datetime) -> Answer:
        """Ask a container whether it was published, then look for the post."""
        ref = post.journey.known(CONTAINER)
        if not ref:
            return Absent()  # without a container nothing can have been published
        status, _ = self.status(ref)
        if status == "PUBLISHED":
            return Found(self._published(post, since))
        if status not in {"FINISHED", *LOST}:
            words = f"{self._graph.label} is still at it."
            raise Limited(words, clock.after(seconds=AGAIN_S))
        found = self.find(post, since) if status in LOST else None
        return Found(found) if found else Absent()

    def find(self, post: Post, since: datetime) -> Receipt | None:
        """Look for a post among the account's own since then."""
        edge = self._dialect.replies if post.reply_to else self._dialect.listed
        for row in self.own(edge, since - CLOCKS_DIFFER):
            if _same(row.get(self._dialect.text), post.text) and _is_beneath(row, post):
                return _receipt(row)
        return None

    def own(self, edge: str, since: datetime) -> Iterator[Row]:
        """Give what the account itself said since a moment, newest first."""
        fields = f"id,{self._dialect.text},timestamp,permalink"
        fields += ",replied_to" if edge == self._dialect.replies else ""
        for rows in self._graph.pages(f"{self._account}/{edge}", {"fields": fields}):
            fresh = [row for row in rows if at(row, "timestamp") >= since]
            yield from fresh
            if is_over(rows, "timestamp", since):
                return

    def own_posts(self, since: datetime) -> tuple[Own, ...]:
        """Return every post that stands on the account since then, oldest first."""
        rows = list(self.own(self._dialect.listed, since - CLOCKS_DIFFER))
        return tuple(
            Own(
                str(row["id"]),
                str(row.get(self._dialect.text) or ""),
                moment(row["timestamp"]),
                str(row.get("permalink") or ""),
            )
            for row in reversed(rows)
        )

    def receipt(self, ref: str) -> Receipt:
        """Return where something stands that was published, if its page can be had already.

        That it is out is known: whatever is said here changes nothing about that.
        """
        return Receipt(ref, page_of(self._graph, ref))


def page_of(graph: Graph, ref: str) -> str:
    """Return where the public finds something; empty where Meta does not say so (yet)."""
    try:
        return str(graph.get(ref, {"fields": "id,permalink"}).get("permalink") or "")
    except PlatformError as error:
        log.warning("where it stands is not known", ref=ref, why=error.message)
        return ""


def stages(post: Post) -> Sequence[str]:
    """Return the names under which the containers of a post are kept."""
    children = (f"{CONTAINER} {at}" for at in range(1, len(post.media) + 1))
    return [CONTAINER, *children]


def _receipt(row: Row) -> Receipt:
    return Receipt(str(row["id"]), str(row.get("permalink") or ""))


def _same(said: Any, meant: str) -> bool:
    return " ".join(str(said or "").split()) == " ".join(meant.split())


def _is_beneath(row: Row, post: Post) -> bool:
    above = row.get("replied_to")
    return not isinstance(above, dict) or str(above.get("id")) == post.reply_to
