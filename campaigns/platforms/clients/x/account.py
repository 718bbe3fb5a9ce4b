"""One open account on X."""

import base64
from datetime import datetime, timedelta
from http import HTTPStatus

from campaigns.kernel import clock
from campaigns.kernel.errors import Gone, Limited, Rejected, Unreachable
from campaigns.platforms.base import (
    Absent,
    Answer,
    Batch,
    CannotTell,
    Credentials,
    Desk,
    Found,
    Identity,
    Measures,
    Own,
    Post,
    Profile,
    Proof,
    Receipt,
    Scope,
)
from campaigns.platforms.clients.x import hearing, own
from campaigns.platforms.clients.x.places import LABEL
from campaigns.platforms.clients.x.refusals import Duplicate, body_of
from campaigns.platforms.clients.x.speaking import Speaker
from campaigns.platforms.clients.x.uploads import Upload
from campaigns.platforms.clients.x.words import text_of
from campaigns.platforms.x import cost_of

BEGUN, TWICE, ANEW = "begun", "said twice", "media anew"
MEDIA_LOST_S = 5
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)


class XAccount:
    """An account that speaks, hears, hides, mutes, measures and takes back."""

    streams: tuple[str, ...] = ("replies", "mentions", "hashtags")

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
        if post.journey.known(BEGUN) is None:
            post.journey.save(BEGUN, clock.now().isoformat())
        try:
            return self._say(post, refs)
        except Duplicate as error:
            return self._said_before(post, error)
        except Rejected as error:
            if not _lost(error) or _lately(post.journey.known(ANEW)):
                raise
            post.journey.save(ANEW, clock.now().isoformat())
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

    def _said_before(self, post: Post, error: Duplicate) -> Receipt:
        """Look for what X says it has already: a try of ours that was heard, or an older post.

        Something on the way may also have sent our one call twice. Where neither shows, it is not
        known what became of the call: the timeline may be late.
        """
        begun = datetime.fromisoformat(post.journey.known(BEGUN) or clock.now().isoformat())
        found = self._look(post, begun)
        if isinstance(found, Found):
            return found.receipt
        older = own.find(own.timeline(self._speaker, begun - WEEK), post)
        if isinstance(found, Absent) and isinstance(older, Found):
            raise Rejected(f"{error.message} They stand at {older.receipt.url}.") from error
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
                " our posts since then. Look at the account: is it this post, or an older one?"
            )
        return found

    def _look(self, post: Post, since: datetime) -> Answer:
        self._speaker.make_sure()
        found = own.find(own.timeline(self._speaker, since), post)
        if isinstance(found, Found):
            self._speaker.paid(cost_of(post)[0])  # the call that told us nothing was charged
        return found

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
        proof = self.look_for(ref)
        if proof is None:
            raise Unreachable(f"{LABEL} still shows the post after it was deleted.")
        return proof

    def look_for(self, ref: str, /) -> Proof | None:
        """Look whether a post is there."""
        try:
            own.look_up(self._speaker, ref)
        except Gone as error:
            return Proof(f"404: {error.message}", HTTPStatus.NOT_FOUND)
        return None

    def hide(self, ref: str, /) -> None:
        """Hide a reply; only in a talk that we began."""
        found = self._speaker.ask(
            lambda api: api.hide_reply(ref, user_auth=self._speaker.by_hand), "hides"
        )
        self._speaker.paid("hide")
        if (found.get("data") or {}).get("hidden") is not True:
            raise Unreachable(f"{LABEL} did not say that the reply is hidden.")

    def block(self, author_ref: str, /) -> None:
        """Mute someone: X no longer lets a program block."""
        path = f"/2/users/{self._speaker.own_id}/muting"
        answer = self._speaker.send("POST", path, "mutes", json={"target_user_id": author_ref})
        self._speaker.paid("mute")
        body = body_of(answer)
        told = body.get("data") if isinstance(body, dict) else None
        if not isinstance(told, dict) or told.get("muting") is not True:
            raise Unreachable(f"{LABEL} did not say that they are muted.")

    def measure(self, ref: str, /) -> Measures:
        """Return the counts of one post; quoting it is sharing it."""
        row = own.look_up(self._speaker, ref, ["public_metrics"])
        counts = row.get("public_metrics") or {}
        shared = [counts[name] for name in ("retweet_count", "quote_count") if name in counts]
        return Measures(
            views=counts.get("impression_count"),
            likes=counts.get("like_count"),
            shares=sum(shared) if shared else None,
            replies=counts.get("reply_count"),
        )

    def set_profile(self, profile: Profile, /) -> None:
        """Set what is given; X lets only the four keys do that."""
        if not self._speaker.by_hand:
            raise Rejected(
                f"{LABEL} lets a program set name, bio and pictures only with the four keys of"
                " OAuth 1.0a. Set them at x.com (Edit profile), or connect with the keys."
            )
        words = {"name": profile.display_name, "description": profile.bio}
        pictures = {"image": profile.picture, "banner": profile.banner}
        given = {name: value for name, value in words.items() if value is not None}
        if given:
            self._speaker.send("POST", "/1.1/account/update_profile.json", "calls", data=given)
        for name, content in pictures.items():
            if content is not None:
                path = f"/1.1/account/update_profile_{name}.json"
                form = {name: base64.b64encode(content).decode()}
                self._speaker.send("POST", path, "calls", data=form)

    def revoke(self) -> None:
        """Give the key back."""
        self._speaker.revoke()

    def replies(self, stream: str, since: str | None, scope: Scope, /) -> Batch:
        """Return what people said on a stream since a cursor."""
        return hearing.hear(self._speaker, stream, since, scope)


def _lost(error: Rejected) -> bool:
    """Say whether X no longer has what was uploaded for a post."""
    words = error.message.lower()
    return "media" in words and any(sign in words for sign in ("invalid", "expired", "not found"))


def _lately(moment: str | None) -> bool:
    """Say whether that was less than an hour ago: then uploading anew is no help."""
    return moment is not None and clock.now() - datetime.fromisoformat(moment) < HOUR
