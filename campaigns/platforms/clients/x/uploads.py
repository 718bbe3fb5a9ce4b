"""Pictures and films on their way to X: begun, sent in pieces, closed, made ready, then named.

Each step is kept in the post's journey before the next, so that a broken upload goes on where it
broke; a piece that went twice is the same piece. An upload that nobody posts is seen by nobody.
"""

from typing import Any

from campaigns.kernel import clock
from campaigns.kernel.errors import Gone, Limited, Rejected, Unreachable
from campaigns.platforms.base import Journey, Media
from campaigns.platforms.clients.x.places import LABEL
from campaigns.platforms.clients.x.refusals import body_of, words_of
from campaigns.platforms.clients.x.speaking import Speaker

PIECE_BYTES = 4_000_000
AGAIN_S = 5
PATH = "/2/media/upload"


class Unusable(Rejected):
    """A file that X has looked at and does not take."""


class Upload:
    """One file of a post; `at` is its place in the post."""

    def __init__(self, speaker: Speaker, journey: Journey, media: Media, at: int) -> None:
        self._speaker, self._journey, self._media = speaker, journey, media
        self._stage = f"media {at + 1}"

    def ref(self) -> str:
        """Return the file as a post names it; Limited while it is being made ready there."""
        known = self._known("id")
        try:
            return self._gone_on(known) if known else self._gone_on(self._begun())
        except Unusable:
            raise
        except (Gone, Rejected):
            if not known:
                raise
            self.forget()  # an upload that X has given up: it keeps one for a day
        return self._gone_on(self._begun())

    def forget(self) -> None:
        """Begin anew when asked again."""
        for step in ("id", "sent", "closed", "ready"):
            self._save(step, "")

    def _known(self, step: str) -> str:
        return self._journey.known(f"{self._stage} {step}") or ""

    def _save(self, step: str, value: str) -> None:
        self._journey.save(f"{self._stage} {step}", value)

    def _begun(self) -> str:
        self._journey.go_on()
        media = self._media
        what = {
            "media_type": media.content_type,
            "media_category": "tweet_video" if media.is_film else "tweet_image",
            "total_bytes": media.size_bytes,
        }
        told = self._told(self._speaker.send("POST", f"{PATH}/initialize", json=what))
        if not told.get("id"):
            raise Unreachable(f"{LABEL} did not say under which name the file goes up.")
        ref = str(told["id"])
        self._save("id", ref)
        return ref

    def _gone_on(self, ref: str) -> str:
        if self._known("ready"):
            return ref
        if not self._known("closed"):
            self._send_pieces(ref)
            self._close(ref)
        self._wait(ref)
        if self._media.alt and not self._media.is_film:
            self._describe(ref)
        self._save("ready", "yes")
        return ref

    def _send_pieces(self, ref: str) -> None:
        """Send the pieces that are not there yet."""
        piece = int(self._known("sent") or 0)
        with self._media.opens() as file:
            file.seek(piece * PIECE_BYTES)
            while content := file.read(PIECE_BYTES):
                self._journey.go_on()
                self._step(
                    "POST",
                    f"{PATH}/{ref}/append",
                    data={"segment_index": str(piece)},
                    files={"media": ("piece", content, "application/octet-stream")},
                )
                piece += 1
                self._save("sent", str(piece))

    def _close(self, ref: str) -> None:
        """Close the upload; where an earlier try may have done so, its state tells."""
        self._journey.go_on()
        tried = self._known("closing")
        self._save("closing", ref)
        try:
            self._step("POST", f"{PATH}/{ref}/finalize")
        except Rejected:
            if tried != ref:
                raise
            self._state(ref)
        self._save("closed", "yes")

    def _state(self, ref: str) -> dict[str, Any]:
        asked = {"command": "STATUS", "media_id": ref}
        told = self._told(self._speaker.send("GET", PATH, params=asked))
        return told.get("processing_info") or {}

    def _wait(self, ref: str) -> None:
        """Come back later while a film is being made ready; pictures are ready at once."""
        if not self._media.is_film:
            return
        state = self._state(ref)
        if state.get("state") == "failed":
            error = state.get("error") or {}
            words = error.get("message") or error.get("name") or "it gave no reason"
            raise Unusable(f"{LABEL} could not use the film: {words}.")
        if state.get("state") in {"pending", "in_progress"}:
            wait = state.get("check_after_secs") or AGAIN_S
            raise Limited(f"{LABEL} is still preparing the film.", clock.after(seconds=int(wait)))

    def _describe(self, ref: str) -> None:
        self._journey.go_on()
        what = {"id": ref, "metadata": {"alt_text": {"text": self._media.alt}}}
        self._step("POST", "/2/media/metadata", json=what)
        self._speaker.paid("describe")

    def _step(self, method: str, path: str, **what: Any) -> None:
        """Do what is answered with little or nothing; what is no answer of X is no success."""
        answer = self._speaker.send(method, path, **what)
        if answer.content and not isinstance(body_of(answer), dict):
            raise Unreachable(f"{LABEL} answered with what is no answer.")

    @staticmethod
    def _told(answer: Any) -> dict[str, Any]:
        body = body_of(answer)
        told = body.get("data") if isinstance(body, dict) else None
        if not isinstance(told, dict):
            words = words_of(body) or "what is no answer"
            raise Unreachable(f"{LABEL} answered with: {words}.")
        return told
