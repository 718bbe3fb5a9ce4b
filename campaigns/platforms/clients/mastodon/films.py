"""Films on Mastodon: streamed, for the library would hold a whole film in memory.

The switches are asked before each chunk. What was uploaded and is not posted is seen by nobody, and
the server forgets it.
"""

import io
from typing import IO, Any, BinaryIO, cast

from campaigns.kernel import clock
from campaigns.platforms import http
from campaigns.platforms.base import Journey, Media
from campaigns.platforms.clients.mastodon.speaking import Speaker
from campaigns.platforms.mastodon import hosts_of

UPLOAD_READ_S = 120.0


class _Watched:
    """A file that asks, before each chunk, whether it may still go on."""

    def __init__(self, file: BinaryIO, journey: Journey) -> None:
        self._file, self._journey = file, journey
        self.seek, self.tell = file.seek, file.tell

    def read(self, size: int = -1) -> bytes:
        """Read a chunk."""
        self._journey.go_on()
        return self._file.read(size)


def upload(speaker: Speaker, media: Media, journey: Journey) -> dict[str, Any]:
    """Upload a film, with its thumbnail and the words for those who cannot see it."""
    client = http.client(speaker.server, hosts_of(speaker.server), UPLOAD_READ_S)
    with http.asking(speaker.name), client, media.opens() as file:
        watched = cast("IO[bytes]", _Watched(file, journey))  # it can be read and sought in
        files: dict[str, tuple[str, IO[bytes], str]] = {
            "file": (media.file_name or "film.mp4", watched, media.content_type)
        }
        if media.thumbnail is not None:
            still = media.thumbnail
            files["thumbnail"] = ("still.jpg", io.BytesIO(still.content), still.content_type)
        answer = client.post(
            "/api/v2/media",
            files=files,
            data={"description": media.alt},
            headers={"Authorization": f"Bearer {speaker.key}"},
        )
    found = http.json_of(speaker.name, answer)
    if not answer.is_success:
        again = clock.after(seconds=http.WAIT_S)
        raise http.refusal(speaker.name, answer.status_code, str(found.get("error", "")), again)
    return found
