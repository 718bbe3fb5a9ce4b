"""Films on Bluesky: handed to its video service, made ready there, then named in the post."""

import json
import re
from typing import Any

import httpx

from campaigns.kernel import clock
from campaigns.kernel.errors import Limited, Rejected
from campaigns.platforms import http
from campaigns.platforms.base import Captions, Journey, Media
from campaigns.platforms.bluesky import LABEL, PLATFORM
from campaigns.platforms.clients.bluesky.speaking import Speaker

SERVICE = "https://video.bsky.app"
AGAIN_S = 5
CHUNK_BYTES = 1_048_576
UPLOAD_READ_S = 120.0
CAPTIONS_MOST = 20  # languages beside one film; app.bsky.embed.video
CAPTIONS_BYTES = 20_000
_TIMES = re.compile(r"(\d\d:\d\d:\d\d),(\d{3})")


def blob_of(speaker: Speaker, media: Media, stage: str, journey: Journey) -> dict[str, Any]:
    """Return the film as a post names it; Limited while it is being made ready."""
    known = journey.known(stage)
    if known:
        found: dict[str, Any] = json.loads(known)
        return found
    job = journey.known(f"{stage} job")
    if job is None:
        journey.go_on()
        job = _handed_over(speaker, media, journey)
        journey.save(f"{stage} job", job)
    blob = _ready(speaker, job)
    journey.save(stage, json.dumps(blob))
    return blob


def vtt_of(captions: Captions) -> bytes:
    """Return captions as WebVTT, which is what the network takes."""
    made = ("WEBVTT\n\n" + _TIMES.sub(r"\1.\2", captions.srt)).encode()
    if len(made) > CAPTIONS_BYTES:
        raise Rejected(
            f"{len(made):,} of {CAPTIONS_BYTES:,} bytes for {LABEL}: captions in "
            f"{captions.language} are too long."
        )
    return made


def _bearer(speaker: Speaker, audience: str, may: str) -> dict[str, str]:
    """Return a pass for one deed at the video service."""
    given = speaker.ask("com.atproto.server.get_service_auth", {"aud": audience, "lxm": may})
    return {"Authorization": f"Bearer {given.token}"}


def _handed_over(speaker: Speaker, media: Media, journey: Journey) -> str:
    """Stream the film to the service; return its job there. The same film is the same job."""
    pass_ = _bearer(speaker, f"did:web:{speaker.pds}", "com.atproto.repo.uploadBlob")

    def chunks() -> Any:
        with media.opens() as file:
            while chunk := file.read(CHUNK_BYTES):
                journey.go_on()
                yield chunk

    with http.asking(LABEL), http.client(SERVICE, PLATFORM.hosts, UPLOAD_READ_S) as client:
        answer = client.post(
            "/xrpc/app.bsky.video.uploadVideo",
            params={"did": speaker.did, "name": f"{media.sha256[:16]}.mp4"},
            headers={
                **pass_,
                "Content-Type": media.content_type,
                "Content-Length": str(media.size_bytes),
            },
            content=chunks(),
        )
    found = _status_of(answer, also=(httpx.codes.CONFLICT,))
    return str(found["jobId"])


def _ready(speaker: Speaker, job: str) -> dict[str, Any]:
    pass_ = _bearer(speaker, "did:web:video.bsky.app", "app.bsky.video.getJobStatus")
    with http.asking(LABEL), http.client(SERVICE, PLATFORM.hosts) as client:
        answer = client.get(
            "/xrpc/app.bsky.video.getJobStatus", params={"jobId": job}, headers=pass_
        )
    found = _status_of(answer)
    if found.get("state") == "JOB_STATE_FAILED":
        words = found.get("message") or found.get("error") or "it gave no reason"
        raise Rejected(f"{LABEL} could not use the film: {words}.")
    blob = found.get("blob")
    if not isinstance(blob, dict):
        raise Limited(f"{LABEL} is still preparing the film.", clock.after(seconds=AGAIN_S))
    return blob


def _status_of(answer: httpx.Response, also: tuple[int, ...] = ()) -> dict[str, Any]:
    found = http.json_of(LABEL, answer)
    if not answer.is_success and answer.status_code not in also:
        words = str(found.get("message") or found.get("error") or "")
        raise http.refusal(LABEL, answer.status_code, words)
    status = found.get("jobStatus", found)
    return status if isinstance(status, dict) else {}
