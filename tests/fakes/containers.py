"""The containers of Instagram and Threads at HTTP level: made, made ready, published once."""

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

from campaigns.kernel import clock
from campaigns.platforms.base import Media, Post, Walk, picture
from tests.fakes.graph import no
from tests.fakes.world import Answer, Fault, Request

LASTS_H = 24
GOING = "https://appeals.example.org/m/going"
LOST = [
    (Fault.DROP_BEFORE, 0),
    (Fault.S503, 0),
    (Fault.COMMIT_DROP, 1),
    (Fault.COMMIT_500, 1),
    (Fault.COMMIT_SLOW, 1),
    (Fault.MALFORMED, 1),
]


def photo(name: str = "mira") -> Media:
    return replace(picture(b"\xff\xd8\xff", "image/jpeg", "Mira"), url=f"{GOING}/{name}")


def film(size: int = 2_500_000) -> Media:
    body = bytes(range(250)) * (size // 250)
    made = Media("video/mp4", "Police speak", size, lambda: BytesIO(body), "ab" * 32)
    return replace(made, url=f"{GOING}/film")


def seen(text: str = "Have you seen Mira?", *media: Media, **given) -> Post:
    return Post(text, media or (photo(),), journey=Walk(), **given)


def to(edge: str):
    """Match a change that is asked for at an edge."""
    return lambda request: request.method == "POST" and request.path.endswith(edge)


class Shelf:
    """Containers by id; `cooking` is how often one is looked at before it is ready."""

    def __init__(self, door, status: str, trouble: str) -> None:
        self._door, self._status, self._trouble = door, status, trouble
        self.containers: dict[str, dict] = {}
        self.cooking = 0
        self.breaks = self.cut_at = 0
        self.late = b""
        self.fetched: list[str] = []

    def make(self, given: dict[str, str]) -> Answer:
        for name in ("image_url", "video_url"):
            if name in given and not given[name].startswith("https://"):
                return no(9004, "The media could not be fetched from this uri", 2_207_052)
            self.fetched += [given[name]] if name in given else []
        children = given.get("children", "").split(",") if "children" in given else []
        if any(self._state(self.containers[each]) != "FINISHED" for each in children):
            return no(9007, "The media is not ready to be published", 2_207_027)
        ref = self._door.next_id()
        made = {**given, "id": ref, "at": clock.now(), "left": self.cooking, "bytes": b""}
        if self.breaks:
            self.breaks -= 1
            made["state"] = "ERROR"
        self.containers[ref] = made
        return Answer(200, {"id": ref})

    def _state(self, container: dict) -> str:
        if "state" in container:
            return container["state"]
        if (clock.now() - container["at"]).total_seconds() > LASTS_H * 3_600:
            return "EXPIRED"
        waits = container.get("upload_type") == "resumable" and not container.get("whole")
        return "IN_PROGRESS" if waits or container["left"] > 0 else "FINISHED"

    def show(self, ref: str) -> Answer:
        container = self.containers[ref]
        state = self._state(container)
        container["left"] -= 1
        phase = {"status": "in_progress", "bytes_transfered": len(container["bytes"])}
        body = {"id": ref, self._status: state, "video_status": {"uploading_phase": phase}}
        return Answer(200, body | ({self._trouble: "2207026"} if state == "ERROR" else {}))

    def take_bytes(self, ref: str, request: Request) -> Answer:
        container = self.containers[ref]
        container["bytes"] += self.late
        self.late = b""
        if int(request.headers["offset"]) != len(container["bytes"]):
            return Answer(400, {"debug_info": {"message": "Wrong offset"}})
        if self.cut_at:
            container["bytes"] += request.body[: self.cut_at]
            self.cut_at = 0
            return Answer(500, b"cut")
        container["bytes"] += request.body
        container["whole"] = len(container["bytes"]) == int(request.headers["file_size"])
        return Answer(200, {"success": True, "message": "Upload successful."})

    def publish(self, ref: str, keep: Callable[[dict], str]) -> Answer:
        container = self.containers.get(ref)
        state = self._state(container) if container else "EXPIRED"
        if state == "PUBLISHED":
            return no(100, "The container was already published")
        if state != "FINISHED":
            return no(9007, "The media is not ready to be published", 2_207_027)
        container["state"] = "PUBLISHED"
        return Answer(200, {"id": keep(container)})
