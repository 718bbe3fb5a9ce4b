"""The media of X at HTTP level: begun, sent in pieces, closed, made ready, described."""

from dataclasses import dataclass, field

from tests.fakes import x_rules as rules
from tests.fakes.world import Answer, Request
from tests.fakes.x_rules import invalid, problem

PICTURES = "pbs.twimg.com"


@dataclass
class Uploaded:
    """One upload: its pieces by number, and how often it will say that it is not ready."""

    ref: str
    kind: str
    total: int
    pieces: dict[int, bytes] = field(default_factory=dict)
    closed: bool = False
    alt: str = ""
    failed: str = ""

    @property
    def content(self) -> bytes:
        return b"".join(self.pieces[at] for at in sorted(self.pieces))


class Shelf:
    """What was uploaded; `cooking` is how often a film will say that it is not ready."""

    def __init__(self) -> None:
        self.media: dict[str, Uploaded] = {}
        self.cooking = 0

    def media_view(self, ref: str) -> dict:
        row = {"media_key": f"3_{ref}", "type": "photo"}
        if self.media[ref].kind.startswith("image/"):
            return row | {"url": f"https://{PICTURES}/media/{ref}.png"}
        variants = [
            {"content_type": "application/x-mpegURL", "url": f"https://{PICTURES}/{ref}.m3u8"},
            {"content_type": "video/mp4", "bit_rate": 1, "url": f"https://{PICTURES}/media/low"},
            {
                "content_type": "video/mp4",
                "bit_rate": 9,
                "url": f"https://{PICTURES}/media/{ref}.mp4",
            },
        ]
        return row | {"type": "video", "variants": variants}

    def do_initialize(self, request: Request, _who: str, _ref: str) -> Answer:
        body = rules.json_of(request)
        if set(body) != {"media_type", "media_category", "total_bytes"}:
            return invalid("$: is missing what is required")
        moves = body["media_type"].startswith("video/")
        if body["media_category"] != ("tweet_video" if moves else "tweet_image"):
            return invalid("The media category does not fit the media type")
        if body["total_bytes"] > (512_000_000 if moves else 5_242_880):
            return invalid("The file size exceeds the limit")
        ref = str(7_000_000 + len(self.media))
        self.media[ref] = Uploaded(ref, body["media_type"], body["total_bytes"])
        return Answer(
            200, {"data": {"id": ref, "media_key": f"3_{ref}", "expires_after_secs": 86400}}
        )

    def do_append(self, request: Request, _who: str, ref: str) -> Answer:
        parts, upload = rules.parts_of(request), self.media.get(ref)
        if upload is None or upload.closed:
            return problem(400, "Bad Request", "media id not found, expired or closed")
        if set(parts) != {"segment_index", "media"} or len(parts["media"]) > 5_242_880:
            return invalid("media and segment_index are required")
        upload.pieces[int(parts["segment_index"])] = parts["media"]
        return Answer(200, {"data": {"expires_at": 1}})

    def do_finalize(self, _request: Request, _who: str, ref: str) -> Answer:
        upload = self.media.get(ref)
        if upload is None or upload.closed:
            return problem(400, "Bad Request", "media id not found, expired or closed")
        if len(upload.content) != upload.total or sorted(upload.pieces) != list(
            range(len(upload.pieces))
        ):
            return problem(
                400, "Bad Request", "Segments do not add up to provided total file size."
            )
        upload.closed = True
        return Answer(200, {"data": {"id": ref, "media_key": f"3_{ref}", "size": upload.total}})

    def do_status(self, request: Request, _who: str, _ref: str) -> Answer:
        upload = self.media.get(request.one("media_id"))
        wrong = rules.wrong_query(request, "status")
        if wrong or upload is None or not upload.closed:
            return wrong or problem(404, "Not Found", "media id not found")
        state: dict = {"state": "succeeded", "progress_percent": 100}
        if upload.failed:
            state = {"state": "failed", "error": {"code": 1, "message": upload.failed}}
        elif self.cooking:
            self.cooking -= 1
            state = {"state": "in_progress", "check_after_secs": 7, "progress_percent": 50}
        return Answer(200, {"data": {"id": upload.ref, "processing_info": state}})

    def do_metadata(self, request: Request, _who: str, _ref: str) -> Answer:
        body = rules.json_of(request)
        upload = self.media.get(body.get("id", ""))
        text = body["metadata"]["alt_text"]["text"]
        if upload is None or not upload.closed or len(text) > 1000:
            return invalid("Invalid media metadata")
        upload.alt = text
        return Answer(200, {"data": {"id": upload.ref}})
