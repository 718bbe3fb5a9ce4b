"""What an Instagram account posts: pictures that it fetches itself, films that are sent to it."""

from collections.abc import Iterator

import structlog

from campaigns.kernel import clock
from campaigns.kernel.errors import Gone, Limited, Rejected, Unreachable
from campaigns.platforms.base import Journey, Media, Post, Receipt
from campaigns.platforms.graph.calls import VERSION, Graph, Row, rows_of
from campaigns.platforms.graph.containers import AGAIN_S, CONTAINER, Containers, Dialect
from campaigns.platforms.graph.refusals import number
from campaigns.platforms.instagram import LABEL

UPLOADS = "https://rupload.facebook.com"
CHUNK_BYTES = 1_048_576
DIALECT = Dialect("media", "media_publish", "status_code", "status", "caption", "media", "media")
ONE = 1
SENDING = "sending into"

log = structlog.get_logger()


class Poster:
    """Posts for one account."""

    def __init__(self, graph: Graph, account: str) -> None:
        self._graph, self._account = graph, account
        self.containers = Containers(graph, account, DIALECT)

    def say(self, post: Post) -> Receipt:
        """Post pictures and films with a caption."""
        if not post.media:
            raise Rejected(f"{LABEL} shows no words alone: add a picture or film.")
        if not post.journey.known(CONTAINER):
            self._ask_allowance()
        return self.containers.publish(post, lambda: self._container(post))

    def _ask_allowance(self) -> None:
        """Ask how many posts are left of today's; where that is not told, posting itself tells."""
        path = f"{self._account}/content_publishing_limit"
        try:
            rows = rows_of(self._graph.get(path, {"fields": "quota_usage,config"}))
        except (Rejected, Gone) as error:
            log.warning("what is left of today's posts is not told", why=error.message)
            return
        most = number((rows[0].get("config") or {}).get("quota_total")) if rows else 0
        if most:
            left = max(0, most - number(rows[0].get("quota_usage")))
            self._graph.desk.told("posts", left, most, None)

    def _container(self, post: Post) -> str:
        if len(post.media) == ONE:
            return self._filled(post, CONTAINER, post.media[0], {"caption": post.text})
        known = post.journey.known(CONTAINER)
        if known:
            return known
        in_it = {"is_carousel_item": True}
        children = [
            self._filled(post, f"{CONTAINER} {at}", each, in_it)
            for at, each in enumerate(post.media, start=1)
        ]
        for child in children:
            self.containers.check_ready(post, *self.containers.status(child))
        form = {"media_type": "CAROUSEL", "caption": post.text, "children": ",".join(children)}
        return self.containers.make(post, CONTAINER, form)

    def _filled(self, post: Post, stage: str, media: Media, more: Row) -> str:
        """Make a container for one picture or film, and send the film's bytes into it."""
        if not media.is_film:
            return self.containers.make(post, stage, {**_picture(media), **more})
        kind = "VIDEO" if "is_carousel_item" in more else "REELS"
        form = {"media_type": kind, "upload_type": "resumable", **more}
        if media.thumbnail and media.thumbnail.url and kind == "REELS":
            form["cover_url"] = media.thumbnail.url
        ref = self.containers.make(post, stage, form)
        if post.journey.known(f"{stage} sent") != ref:
            self._send(post.journey, media, ref)
            post.journey.save(f"{stage} sent", ref)
        return ref

    def _send(self, journey: Journey, media: Media, ref: str) -> None:
        """Send a film, from where an earlier try was cut."""
        begin = self._there(ref) if journey.known(SENDING) == ref else 0
        if begin >= media.size_bytes:
            return
        journey.go_on()
        journey.save(SENDING, ref)
        heads = {
            "offset": str(begin),
            "file_size": str(media.size_bytes),
            "Content-Length": str(media.size_bytes - begin),
            "Content-Type": "application/octet-stream",
        }
        path = f"ig-api-upload/{VERSION}/{ref}"
        try:
            row = self._graph.send(path, _chunks(media, begin, journey), heads, UPLOADS)
        except Rejected as error:
            if self._there(ref) == begin:
                raise
            # What an earlier try had sent arrived only now: go on from there.
            raise Limited(error.message, clock.after(seconds=AGAIN_S)) from error
        if row.get("success") is not True:
            raise Unreachable(f"{LABEL} did not say that it took the film: {row.get('message')}")

    def _there(self, ref: str) -> int:
        """Return how many bytes of a film have arrived."""
        row = self._graph.get(ref, {"fields": "id,video_status"})
        phase = (row.get("video_status") or {}).get("uploading_phase") or {}
        # Meta's own spelling of the name has one r; its documents have both.
        return number(phase.get("bytes_transfered") or phase.get("bytes_transferred"))


def _picture(media: Media) -> Row:
    if not media.url:
        raise Rejected(
            f"{LABEL} fetches pictures from our public address, and this house has none that"
            " begins with https: set SEARCHLIGHT_PUBLIC_URL."
        )
    return {"image_url": media.url, "alt_text": media.alt or None}


def _chunks(media: Media, begin: int, journey: Journey) -> Iterator[bytes]:
    with media.opens() as file:
        file.seek(begin)
        while chunk := file.read(CHUNK_BYTES):
            journey.go_on()
            yield chunk
