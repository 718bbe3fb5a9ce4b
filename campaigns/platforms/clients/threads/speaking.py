"""One Threads key: renewed in its last weeks, and what is left of a day's allowances."""

import structlog

from campaigns.kernel import clock
from campaigns.kernel.errors import Gone, Rejected
from campaigns.platforms.base import Credentials, Desk, Media, NoDesk, Post, Receipt
from campaigns.platforms.graph.calls import Graph, Row, rows_of
from campaigns.platforms.graph.containers import CONTAINER, Containers, Dialect
from campaigns.platforms.graph.refusals import number
from campaigns.platforms.threads import DOOR, HOME, HOSTS, LABEL, key_of

RENEW_BEFORE_S = 30 * 86_400
DIALECT = Dialect(
    "threads", "threads_publish", "status", "error_message", "text", "threads", "replies"
)
ONE = 1

log = structlog.get_logger()


class Speaker:
    """An account's key, and the posts that are said with it."""

    def __init__(self, credentials: Credentials, desk: Desk) -> None:
        self._key, self._desk = credentials, desk
        self.account = credentials.get("account_id", "").strip() or "me"
        self._graph: Graph | None = None

    @property
    def graph(self) -> Graph:
        """Return the line with a key that is good for weeks."""
        if self._graph is None:
            if self._ends_soon():
                self._key = self._desk.renew(self._key, _renewed)
            self._graph = Graph(
                LABEL, HOSTS, self._key.get("access_token", ""), self._desk, home=HOME
            )
        return self._graph

    def _ends_soon(self) -> bool:
        """Say whether a key should be renewed; one that has run out cannot be."""
        left = number(self._key.get("expires_at")) - clock.now().timestamp()
        return 0 < left < RENEW_BEFORE_S

    @property
    def containers(self) -> Containers:
        """Return the account's containers."""
        return Containers(self.graph, self.account, DIALECT)

    def say(self, post: Post) -> Receipt:
        """Post words, with pictures and films or without, beneath another post or not."""
        if not post.journey.known(CONTAINER):
            self._ask_allowance()
        return self.containers.publish(post, lambda: self._container(post))

    def _ask_allowance(self) -> None:
        """Ask how much is left of today's; where that is not told, posting itself tells."""
        path = f"{self.account}/threads_publishing_limit"
        fields = "quota_usage,config,reply_quota_usage,reply_config"
        try:
            rows = rows_of(self.graph.get(path, {"fields": fields}))
        except (Rejected, Gone) as error:
            log.warning("what is left of today's posts is not told", why=error.message)
            return
        for row in rows:
            for bucket, used, most in (
                ("posts", "quota_usage", "config"),
                ("replies", "reply_quota_usage", "reply_config"),
            ):
                total = number((row.get(most) or {}).get("quota_total"))
                if total:
                    left = max(0, total - number(row.get(used)))
                    self._desk.told(bucket, left, total, None)

    def _container(self, post: Post) -> str:
        known = post.journey.known(CONTAINER)
        if known:
            return known
        words: Row = {"text": post.text or None, "reply_to_id": post.reply_to}
        if not post.media:
            return self.containers.make(post, CONTAINER, {"media_type": "TEXT", **words})
        if len(post.media) == ONE:
            return self.containers.make(post, CONTAINER, {**_file(post.media[0]), **words})
        children = [
            self.containers.make(
                post, f"{CONTAINER} {at}", {**_file(each), "is_carousel_item": True}
            )
            for at, each in enumerate(post.media, start=1)
        ]
        for child in children:
            self.containers.check_ready(post, *self.containers.status(child))
        form = {"media_type": "CAROUSEL", "children": ",".join(children), **words}
        return self.containers.make(post, CONTAINER, form)


def _renewed(stale: Credentials) -> Credentials:
    """Renew a key for another sixty days."""
    line = Graph(LABEL, HOSTS, stale.get("access_token", ""), NoDesk(), home=DOOR)
    return {**stale, **key_of(line.get("refresh_access_token", {"grant_type": "th_refresh_token"}))}


def _file(media: Media) -> Row:
    if not media.url:
        raise Rejected(
            f"{LABEL} fetches pictures and films from our public address, and this house has none"
            " that begins with https: set SEARCHLIGHT_PUBLIC_URL."
        )
    kind, name = ("VIDEO", "video_url") if media.is_film else ("IMAGE", "image_url")
    return {"media_type": kind, name: media.url, "alt_text": media.alt or None}
