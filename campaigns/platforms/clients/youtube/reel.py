"""A film on its way up: chunk by chunk, to an address that is kept before the first byte leaves.

An upload that was cut is asked how far it came, and goes on from there; one that was finished
gives the film it became. So a film exists once, wherever its upload broke off.
"""

from typing import Any

from googleapiclient.http import MediaUpload

from campaigns.kernel import clock
from campaigns.kernel.errors import Broken, Unauthorised, Unreachable
from campaigns.platforms.base import Journey, Media
from campaigns.platforms.clients.youtube.refusals import RunOut
from campaigns.platforms.clients.youtube.speaking import GOES_ON, Speaker, api
from campaigns.platforms.youtube import LABEL

CHUNK_BYTES = 8 * 1024 * 1024  # a multiple of 256 KiB, as YouTube asks
CUTS = 3  # in a row without a byte gained; then somebody asks again later
ADDRESS, BEGAN = "upload", "upload began"
LAST = "upload whole"  # kept before the last chunk leaves: from then on it may be a film


class Reel(MediaUpload):  # type: ignore[misc]  # the library ships no types
    """A film as the library reads it. It asks for bytes only once it knows where they go to."""

    def __init__(self, media: Media, journey: Journey) -> None:
        self._media, self._journey = media, journey
        self._file = media.opens()
        self.request: Any = None
        self._reached = 0

    def mimetype(self) -> str:
        """Return what it is."""
        return self._media.content_type

    def size(self) -> int:
        """Return how large it is."""
        return self._media.size_bytes

    def chunksize(self) -> int:
        """Return how much leaves at once."""
        return CHUNK_BYTES

    def resumable(self) -> bool:
        """It can go on where it was cut."""
        return True

    def has_stream(self) -> bool:
        """It is read by chunks, so that a chunk can be sent and signed as it is."""
        return False

    def getbytes(self, begin: int, length: int) -> bytes:
        """Return a chunk, once its address is kept and no switch was pulled."""
        if self._journey.known(ADDRESS) != self.request.resumable_uri:
            self._journey.save(ADDRESS, self.request.resumable_uri)
        self._journey.go_on()
        if begin >= self.size():
            raise Unreachable(
                f"{LABEL} has the whole film, but does not say yet what became of it."
            )
        if begin < self._reached:  # what was confirmed does not go away: that answer was garbled
            raise Unreachable(f"{LABEL} does not say clearly how far the film came.")
        self._reached = begin
        self._file.seek(begin)
        chunk = self._file.read(length)
        if len(chunk) < min(length, self.size() - begin):
            raise Broken("The film is shorter than when it was approved.")
        if begin + len(chunk) >= self.size():
            self._journey.save(LAST, self.request.resumable_uri)
        return chunk

    def close(self) -> None:
        """Let go of the file."""
        self._file.close()


def upload(speaker: Speaker, media: Media, body: dict[str, Any], journey: Journey) -> str:
    """Send a film, or what is still missing of it; return its name there.

    Gone means that the address of an earlier try is no longer known.
    """
    reel = Reel(media, journey)
    try:
        request = _request(reel, body)
        _take_up(request, journey.known(ADDRESS) or None)
        if request.resumable_uri is None:
            journey.go_on()
            journey.save(BEGAN, clock.now().isoformat())
        return _sent(speaker, request)
    finally:
        reel.close()


def became(speaker: Speaker, media: Media, address: str) -> str | None:
    """Ask an address what its upload became: the film's name, or None while it is not complete."""
    headers = {"Content-Range": f"bytes */{media.size_bytes}", "Content-Length": "0"}
    read = api().videos().insert(part="id", body={}).postproc

    def probe() -> Any:
        said, content = speaker.road.request(address, "PUT", None, headers)
        return {} if said.status == GOES_ON else read(said, content)

    found = speaker.counted(probe, "units", 0)
    return str(found["id"]) if found else None


def _request(reel: Reel, body: dict[str, Any]) -> Any:
    request = api().videos().insert(part="snippet,status", body=body, media_body=reel)
    reel.request = request
    return request


def _take_up(request: Any, address: str | None) -> None:
    """Go on with an earlier upload: the library asks how far it came before it sends on."""
    request.resumable_uri = address
    request._in_error_state = address is not None  # noqa: SLF001 -- the library has no other way


def _sent(speaker: Speaker, request: Any) -> str:
    """Send chunk after chunk; a cut is asked after at once, and gives up when nothing moves."""
    cuts, keys = 0, 0
    while True:
        before = request.resumable_progress
        try:
            row = _step(speaker, request)
        except RunOut as error:
            keys += 1
            if keys > CUTS:
                raise Unauthorised(error.message) from error
            speaker.key.renew()
            _take_up(request, request.resumable_uri)
            continue
        except Unreachable:
            cuts += 1
            if request.resumable_uri is None or cuts == CUTS:
                raise
            _take_up(request, request.resumable_uri)
            continue
        if row is not None:
            return str(row["id"])
        if request.resumable_progress > before:
            cuts, keys = 0, 0
            continue
        cuts += 1
        if cuts == CUTS:
            raise Unreachable(f"{LABEL} takes no more of the film.")
        _take_up(request, request.resumable_uri)


def _step(speaker: Speaker, request: Any) -> dict[str, Any] | None:
    """Send one chunk; return the film once it is complete."""
    bucket, units = ("uploads", 1) if request.resumable_uri is None else ("units", 0)
    with speaker.counting(bucket, units):
        _, row = request.next_chunk(http=speaker.road)
    if row is not None and not (isinstance(row, dict) and row.get("id")):
        raise Unreachable(f"{LABEL} answered with what is no answer.")
    return row
