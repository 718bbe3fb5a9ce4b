"""One open account on X."""

from datetime import datetime
from http import HTTPStatus

from campaigns.kernel import clock
from campaigns.kernel.errors import Gone, Limited, Rejected, Unreachable
from campaigns.platforms.base import (
    Absent,
    Answer,
    CannotTell,
    Credentials,
    Desk,
    Found,
    Identity,
    Own,
    Post,
    Proof,
    Receipt,
)
from campaigns.platforms.clients.x import own
from campaigns.platforms.clients.x.places import LABEL
from campaigns.platforms.clients.x.refusals import Duplicate
from campaigns.platforms.clients.x.speaking import Speaker
from campaigns.platforms.clients.x.uploads import Upload
from campaigns.platforms.clients.x.words import text_of
from campaigns.platforms.x import cost_of

BEGUN, TWICE, ANEW = "begun", "said twice", "media anew"
MEDIA_LOST_S = 5


class XAccount:
    """An account that speaks and takes back."""

    def __init__(self, credentials: Credentials, desk: Desk) -> None:
        self._speaker = Speaker(credentials, desk)

    def check(self) -> Identity:
        """Ask who we are."""
        row = self._speaker.me()
        handle = row["username"]
        page = f"https://x.com/{handle}"
        return Identity(handle, row.get("name") or handle, row.get("description") or "", page)

    def publish(self, post: Post, /) -> Receipt:
        """Say one part: first its pictures or film, then the words."""
        uploads = [
            Upload(self._speaker, post.journey, media, at) for at, media in enumerate(post.media)
        ]
        refs = [upload.ref() for upload in uploads]
        post.journey.go_on()
        earlier = post.journey.known(BEGUN)
        if earlier is None:
            post.journey.save(BEGUN, clock.now().isoformat())
        try:
            return self._say(post, refs)
        except Duplicate as error:
            return self._said_before(post, error, tried=earlier is not None)
        except Rejected as error:
            if not _lost(error) or post.journey.known(ANEW):
                raise
            post.journey.save(ANEW, "yes")
            for upload in uploads:
                upload.forget()
            again = clock.after(seconds=MEDIA_LOST_S)
            raise Limited(f"{error.message} It is uploaded anew.", again) from error

    def _say(self, post: Post, refs: list[str]) -> Receipt:
        found = self._speaker.ask(
            lambda api: api.create_tweet(
                text=post.text or None,
                media_ids=refs or None,
                in_reply_to_tweet_id=post.reply_to,
                user_auth=self._speaker.by_hand,
            ),
            "posts",
        )
        made = found.get("data")
        if not isinstance(made, dict) or not made.get("id"):
            raise Unreachable(f"{LABEL} took the post without saying which it is.")
        self._speaker.paid(cost_of(post)[0])
        return own.receipt_of(str(made["id"]))

    def _said_before(self, post: Post, error: Duplicate, *, tried: bool) -> Receipt:
        """Look for what X says it has already: an earlier try of ours, or another post.

        Something on the way may also have sent our one call twice.
        """
        begun = datetime.fromisoformat(post.journey.known(BEGUN) or clock.now().isoformat())
        found = self._look(post, begun)
        if isinstance(found, Found):
            return found.receipt
        if not tried:
            raise error
        post.journey.save(TWICE, "yes")
        raise Unreachable(error.message) from error

    def answer(self, post: Post, /) -> Receipt:
        """Answer what someone said, beneath it."""
        return self.publish(post)

    def reconcile(self, post: Post, since: datetime, /) -> Answer:
        """Look through our own timeline for these very words beneath the same parent."""
        found = self._look(post, since)
        if isinstance(found, Absent) and post.journey.known(TWICE):
            return CannotTell(
                f"{LABEL} says that it has these very words already, but they do not stand among"
                " our posts since then. Look at the account: are they there?"
            )
        return found

    def _look(self, post: Post, since: datetime) -> Found | Absent:
        for row in own.timeline(self._speaker, since):
            if own.is_it(row, post):
                return Found(own.receipt_of(str(row["id"])))
        return Absent()

    def own_posts(self, since: datetime, /) -> tuple[Own, ...]:
        """Return what stands on the account since then, oldest first."""
        rows = reversed(own.timeline(self._speaker, since))
        return tuple(
            Own(str(row["id"]), text_of(row), own.moment_of(row), own.receipt_of(row["id"]).url)
            for row in rows
        )

    def withdraw(self, ref: str, /) -> Proof:
        """Delete a post, and look for it again."""
        try:
            found = self._speaker.ask(
                lambda api: api.delete_tweet(ref, user_auth=self._speaker.by_hand), "deletes"
            )
            self._speaker.paid("delete")
            if (found.get("data") or {}).get("deleted") is not True:
                raise Unreachable(f"{LABEL} did not say that the post is deleted.")
        except Gone:
            pass  # someone was there before us
        try:
            own.look_up(self._speaker, ref)
        except Gone as error:
            return Proof(f"404: {error.message}", HTTPStatus.NOT_FOUND)
        raise Unreachable(f"{LABEL} still shows the post after it was deleted.")


def _lost(error: Rejected) -> bool:
    """Say whether X no longer has what was uploaded for a post."""
    words = error.message.lower()
    return "media" in words and any(sign in words for sign in ("invalid", "expired", "not found"))
