"""One open account on a Mastodon server."""

from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from campaigns.kernel import clock
from campaigns.kernel.errors import Gone, Limited, Rejected, Unreachable
from campaigns.platforms.base import (
    Absent,
    Answer,
    Batch,
    Credentials,
    Desk,
    Found,
    Identity,
    Measures,
    Media,
    Own,
    Post,
    Profile,
    Proof,
    Receipt,
    Scope,
)
from campaigns.platforms.clients.mastodon import films, hearing
from campaigns.platforms.clients.mastodon.speaking import Speaker
from campaigns.platforms.markup import words_of
from campaigns.platforms.mastodon import MENTION

PAGE = 40
PAGES = 10
COOKING_S = 5
CLOCKS_DIFFER = timedelta(minutes=1)


class MastodonAccount:
    """An account that speaks, hears, measures and takes back; it can hide nothing of others."""

    streams: tuple[str, ...] = ("mentions", "threads", "hashtags")

    def __init__(self, credentials: Credentials, desk: Desk) -> None:
        self._speaker = Speaker(credentials, desk)
        self._own_id: str | None = None

    def check(self) -> Identity:
        """Ask who we are."""
        row = self._me()
        return Identity(
            f"{row['username']}@{self._speaker.name}",
            row["display_name"] or row["username"],
            words_of(row["note"] or ""),
            row["url"],
        )

    def _me(self) -> Any:
        with self._speaker.asking() as api:
            row = api.account_verify_credentials()
        self._own_id = str(row["id"])
        return row

    def publish(self, post: Post, /) -> Receipt:
        """Say one part: first its pictures or film, then the words."""
        return self._say(post, post.text, "public")

    def answer(self, post: Post, /) -> Receipt:
        """Answer what someone said, as openly as they said it.

        Who is answered must be named, or the server does not tell them; the name is an address, and
        stands before the approved words if it is not among them.
        """
        with self._speaker.asking() as api:
            asked = api.status(post.reply_to)
        named = f"@{asked['account']['acct']}"
        text = post.text if named.lower() in post.text.lower() else f"{named} {post.text}"
        return self._say(post, text, asked["visibility"])

    def _say(self, post: Post, text: str, visibility: str) -> Receipt:
        media = [self._upload(post, at, each) for at, each in enumerate(post.media)]
        post.journey.go_on()
        post.journey.save("words", text)
        with self._speaker.asking() as api:
            row = api.status_post(
                text,
                in_reply_to_id=post.reply_to,
                media_ids=media or None,
                visibility=visibility,
                language=post.language.split("-")[0],
                idempotency_key=post.key or None,
            )
        return self._receipt(row)

    def _upload(self, post: Post, at: int, media: Media) -> str:
        """Upload one file, unless an earlier try did; one that nobody posts is seen by nobody."""
        stage = f"media {at + 1}"
        known = post.journey.known(stage)
        if known:
            self._check_cooked(known, post, stage)
            return known
        post.journey.go_on()
        if media.is_film:
            row = films.upload(self._speaker, media, post.journey)
        else:
            with self._speaker.asking("uploads") as api, media.opens() as file:
                row = api.media_post(
                    file, mime_type=media.content_type, description=media.alt or None
                )
        if not row.get("id"):
            raise Unreachable(f"{self._speaker.name} took a file and gave no number for it.")
        post.journey.save(stage, str(row["id"]))
        if not row.get("url"):
            self._check_cooked(str(row["id"]), post, stage)
        return str(row["id"])

    def _check_cooked(self, ref: str, post: Post, stage: str) -> None:
        """Come back later while a file is still being made ready, or if it is to be sent anew."""
        try:
            with self._speaker.asking() as api:
                row = api.media(ref)
        except Gone:  # a file that no post took is thrown away there after a day
            post.journey.save(stage, "")
            words = f"{self._speaker.name} has thrown a file away; it is uploaded once more."
            raise Limited(words, clock.after(seconds=COOKING_S)) from None
        if not row.get("url"):
            words = f"{self._speaker.name} is still preparing what goes with the post."
            raise Limited(words, clock.after(seconds=COOKING_S))

    def reconcile(self, post: Post, since: datetime, /) -> Answer:
        """Look through our own statuses for these very words beneath the same parent."""
        wanted = post.journey.known("words") or post.text
        for row in self._own_since(since - CLOCKS_DIFFER):
            if self._is_it(row, post, wanted):
                return Found(self._receipt(row))
        return Absent()

    def _is_it(self, row: Any, post: Post, wanted: str) -> bool:
        parent = row["in_reply_to_id"]
        if (str(parent) if parent else None) != post.reply_to:
            return False
        if len(row["media_attachments"]) != len(post.media):
            return False
        try:
            with self._speaker.asking() as api:
                said = api.status_source(row["id"])["text"]
        except Gone:  # not every server shows what was typed; then what it made of it must do
            said = None
        return _same(said, wanted) if said else _same(words_of(row["content"]), _shown(wanted))

    def _own_since(self, since: datetime) -> list[Any]:
        """Return our statuses since a moment, newest first."""
        own = self._own_id or str(self._me()["id"])
        found: list[Any] = []
        oldest: str | None = None
        for _ in range(PAGES):
            with self._speaker.asking() as api:
                page = api.account_statuses(own, exclude_reblogs=True, max_id=oldest, limit=PAGE)
            fresh = [row for row in page if row["created_at"] >= since]
            found += fresh
            if len(fresh) < len(page) or not page:
                return found
            oldest = str(page[-1]["id"])
        raise Unreachable(f"{self._speaker.name} has more posts since then than can be read.")

    def own_posts(self, since: datetime, /) -> tuple[Own, ...]:
        """Return what stands on the account since then, oldest first."""
        rows = reversed(self._own_since(since))
        return tuple(
            Own(str(row["id"]), words_of(row["content"]), row["created_at"], row["url"])
            for row in rows
        )

    def edit(self, ref: str, post: Post, /) -> Receipt:
        """Put other words in place of a post's; its pictures stay."""
        with self._speaker.asking() as api:
            before = api.status(ref)
            media = [str(each["id"]) for each in before["media_attachments"]]
            row = api.status_update(ref, post.text, media_ids=media or None)
        return self._receipt(row)

    def withdraw(self, ref: str, /) -> Proof:
        """Delete a post, and look for it again."""
        try:
            with self._speaker.asking("deletes") as api:
                api.status_delete(ref)
        except Gone:
            pass
        proof = self.look_for(ref)
        if proof is None:
            raise Unreachable(f"{self._speaker.name} still shows the post after it was deleted.")
        return proof

    def look_for(self, ref: str, /) -> Proof | None:
        """Look whether a post is there."""
        try:
            with self._speaker.asking() as api:
                api.status(ref)
        except Gone as error:
            return Proof(f"404: {error.message}", HTTPStatus.NOT_FOUND)
        return None

    def block(self, author_ref: str, /) -> None:
        """Block someone: they can no longer see or answer us."""
        with self._speaker.asking() as api:
            api.account_block(author_ref)

    def measure(self, ref: str, /) -> Measures:
        """Return the counts of one post; Mastodon counts no views."""
        with self._speaker.asking() as api:
            row = api.status(ref)
        return Measures(None, row["favourites_count"], row["reblogs_count"], row["replies_count"])

    def set_profile(self, profile: Profile, /) -> None:
        """Set what is given."""
        what: dict[str, Any] = {"display_name": profile.display_name, "note": profile.bio}
        for name, picture in (("avatar", profile.picture), ("header", profile.banner)):
            if picture is not None:
                what[name], what[f"{name}_mime_type"] = picture, "image/png"
        given = {name: value for name, value in what.items() if value is not None}
        with self._speaker.asking() as api:
            api.account_update_credentials(**given)

    def revoke(self) -> None:
        """Give the key back; where the app is not ours, only the owner can do that."""
        if not self._speaker.api.client_id:
            raise Rejected(
                f"This key was typed in: remove the application on {self._speaker.name} by hand"
                " (Preferences, Development)."
            )
        with self._speaker.asking() as api:
            api.revoke_access_token()

    def replies(self, stream: str, since: str | None, scope: Scope, /) -> Batch:
        """Return what people said on a stream since a cursor."""
        return hearing.hear(self._speaker, stream, since, scope)

    def _receipt(self, row: Any) -> Receipt:
        """Return where a status is; without its number nobody knows whether it is there."""
        if not isinstance(row, dict) or not row.get("id"):
            raise Unreachable(f"{self._speaker.name} answered with what is no status.")
        return Receipt(str(row["id"]), row.get("url") or row.get("uri") or "")


def _shown(text: str) -> str:
    """Return a text as a server shows it: of a mention only the name."""
    return MENTION.sub(r"@\1", text)


def _same(one: str, other: str) -> bool:
    return " ".join(one.split()) == " ".join(other.split())
