"""Films on a page: sent in chunks, each begun where Facebook says, then published with its words.

The upload's session belongs to one film that Facebook named when it began. A session that is
finished twice is still that one film, so a film broken off anywhere goes on and exists once.
"""

import json
from dataclasses import asdict, dataclass
from typing import Any

from campaigns.kernel import clock
from campaigns.kernel.errors import Limited, Rejected, Unreachable
from campaigns.platforms.base import Media, Post, Receipt
from campaigns.platforms.clients.facebook.posting import receipt_of
from campaigns.platforms.facebook import LABEL
from campaigns.platforms.graph.calls import VERSION, Graph, Row
from campaigns.platforms.graph.refusals import WrongPlace

HOME = f"https://graph-video.facebook.com/{VERSION}"
MOST_BYTES = 4_000_000  # of a chunk in memory, whatever Facebook asks for
AGAIN_S = 10
SESSION, SENT = "film session", "film finished"
STATUS = {"fields": "id,status,published"}


@dataclass(slots=True)
class Upload:
    """A film on its way: its session, its name there, and what is wanted next."""

    session: str
    film: str
    begin: int
    end: int

    def move(self, row: Row) -> None:
        """Take up what Facebook wants next."""
        self.begin, self.end = int(row["start_offset"]), int(row["end_offset"])


def say(graph: Graph, page: str, post: Post) -> Receipt:
    """Put a film on the page, or go on with one that was broken off."""
    (media,) = post.media
    upload = _known(post) or _started(graph, page, post, media)
    if not post.journey.known(SENT):
        _send(graph, page, post, media, upload)
        post.journey.go_on()
        post.journey.save(SENT, "begun")
    elif found := find(graph, post):
        return found
    form = {
        "upload_phase": "finish",
        "upload_session_id": upload.session,
        "title": post.title or None,
        "description": post.text,
    }
    row = graph.post(f"{page}/videos", form, _still(media), home=HOME)
    if row.get("success") is not True:
        raise Unreachable(f"{LABEL} did not say that it took the film.")
    return receipt_of(upload.film)


def _still(media: Media) -> dict[str, tuple[str, bytes, str]] | None:
    """Return the picture that stands for a film until it is played."""
    still = media.thumbnail
    return {"thumb": ("still", still.content, still.content_type)} if still else None


def _known(post: Post) -> Upload | None:
    kept = post.journey.known(SESSION)
    return Upload(**json.loads(kept)) if kept else None


def _keep(post: Post, upload: Upload) -> None:
    post.journey.save(SESSION, json.dumps(asdict(upload)))


def _started(graph: Graph, page: str, post: Post, media: Media) -> Upload:
    post.journey.go_on()
    form = {"upload_phase": "start", "file_size": media.size_bytes}
    row = graph.post(f"{page}/videos", form, home=HOME)
    session = graph.ref_of(row, "upload_session_id")
    upload = Upload(session, graph.ref_of(row, "video_id"), 0, 0)
    _move(upload, row)
    _keep(post, upload)
    return upload


def _move(upload: Upload, row: Row) -> None:
    try:
        upload.move(row)
    except (KeyError, TypeError, ValueError):
        raise Unreachable(f"{LABEL} did not say where the film goes on.") from None


def _send(graph: Graph, page: str, post: Post, media: Media, upload: Upload) -> None:
    """Send chunk after chunk until Facebook wants no more."""
    with media.opens() as file:
        while upload.begin < upload.end:
            post.journey.go_on()
            file.seek(upload.begin)
            chunk = file.read(min(MOST_BYTES, upload.end - upload.begin))
            if not chunk:
                raise Rejected(f"{LABEL} wants more of the film than there is.")
            _move(upload, _sent(graph, page, upload, chunk))
            _keep(post, upload)


def _sent(graph: Graph, page: str, upload: Upload, chunk: bytes) -> dict[str, Any]:
    form = {
        "upload_phase": "transfer",
        "upload_session_id": upload.session,
        "start_offset": upload.begin,
    }
    file = {"video_file_chunk": ("chunk", chunk, "application/octet-stream")}
    try:
        return graph.post(f"{page}/videos", form, file, home=HOME)
    except WrongPlace as error:
        return dict(error.wanted)


def find(graph: Graph, post: Post) -> Receipt | None:
    """Ask whether Facebook took the film; None where it surely did not."""
    upload = _known(post)
    if upload is None or not post.journey.known(SENT):
        return None
    row = graph.get(upload.film, STATUS)
    status = row.get("status") or {}
    if status.get("video_status") in {"error", "expired", "upload_failed"}:
        raise Rejected(f"{LABEL} could not use the film: {_why(status)}.")
    is_up = status.get("video_status") == "ready" and row.get("published") is not False
    if is_up or row.get("published") or _is_through(status, "publishing_phase"):
        return receipt_of(upload.film)
    if _is_through(status, "uploading_phase"):
        raise Limited(f"{LABEL} is still preparing the film.", clock.after(seconds=AGAIN_S))
    return None


def _is_through(status: Row, phase: str) -> bool:
    return (status.get(phase) or {}).get("status") == "complete"


def _why(status: Row) -> str:
    phases = (status.get(name) or {} for name in ("uploading_phase", "processing_phase"))
    said = [str(each["message"]) for phase in phases for each in phase.get("errors") or ()]
    return "; ".join(said) or str(status.get("video_status"))
