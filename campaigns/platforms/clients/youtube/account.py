"""One open channel on YouTube."""

from contextlib import suppress
from datetime import datetime
from http import HTTPStatus

from campaigns.kernel.errors import Gone, Rejected, Unreachable
from campaigns.platforms import youtube
from campaigns.platforms.base import (
    Answer,
    Batch,
    Credentials,
    Desk,
    Identity,
    Measures,
    Own,
    Post,
    Profile,
    Proof,
    Receipt,
    Scope,
)
from campaigns.platforms.clients.youtube import (
    films,
    gathering,
    hearing,
    presenting,
    standing,
    talk,
)
from campaigns.platforms.clients.youtube.speaking import CHANGE, Speaker, api
from campaigns.platforms.youtube import LABEL


class YouTubeAccount:
    """A channel that shows films, hears what is said beneath them, and answers."""

    streams: tuple[str, ...] = hearing.STREAMS

    def __init__(self, credentials: Credentials, desk: Desk) -> None:
        self._speaker = Speaker(credentials, desk)

    def check(self) -> Identity:
        """Ask who we are."""
        row = self._speaker.mine("snippet")
        shown, page = row["snippet"], f"https://www.youtube.com/channel/{row['id']}"
        handle = str(shown.get("customUrl") or row["id"]).removeprefix("@")
        return Identity(handle, shown["title"], shown.get("description", ""), page)

    def publish(self, post: Post, /) -> Receipt:
        """Show a film, with its thumbnail and captions, once everyone can watch it."""
        return films.publish(self._speaker, post)

    def reconcile(self, post: Post, since: datetime, /) -> Answer:
        """Ask what became of a film, or of an answer."""
        if post.reply_to is not None and not post.media:
            return talk.reconcile(self._speaker, post, since)
        return films.reconcile(self._speaker, post)

    def answer(self, post: Post, /) -> Receipt:
        """Answer a comment, beneath it."""
        return talk.answer(self._speaker, post)

    def replies(self, stream: str, since: str | None, scope: Scope, /) -> Batch:
        """Return what people said on a stream since a cursor."""
        return hearing.hear(self._speaker, stream, since, scope)

    def hide(self, ref: str, /) -> None:
        """Hold a comment of others for review; it is kept, and can be published again."""
        talk.hide(self._speaker, ref)

    def set_profile(self, profile: Profile, /) -> None:
        """Set description and banner; say that name and picture are changed by hand."""
        presenting.set_profile(self._speaker, profile)

    def is_up(self, ref: str, /) -> bool:
        """Say whether everyone can watch a film now: processed, and public when read back."""
        return films.is_up(films.status_of(self._speaker, ref))

    def own_posts(self, since: datetime, /) -> tuple[Own, ...]:
        """Return every film on the channel since then, oldest first."""
        rows = standing.films_since(self._speaker, since - films.CLOCKS_DIFFER)
        return tuple(reversed([standing.own(row) for row in rows]))

    def edit(self, ref: str, post: Post, /) -> Receipt:
        """Put other words in place of a film's or an answer's; what else belongs to it stays."""
        if talk.is_comment(ref):
            return talk.edit(self._speaker, ref, post.text)
        films.check_words(post)
        found = self._speaker.rows(api().videos().list(part="snippet", id=ref))
        if not found:
            raise Gone(f"{LABEL} does not have this film (any more).")
        body = {"id": ref, "snippet": {**found[0]["snippet"], **films.snippet_of(post)}}
        self._speaker.ask(api().videos().update(part="snippet", body=body), CHANGE)
        return films.receipt_of(ref)

    def make_private(self, ref: str, /) -> None:
        """Take a film out of sight, and keep it; read back that it is."""
        body = {"id": ref, "status": {**films.OPEN, "privacyStatus": "private"}}
        self._speaker.ask(api().videos().update(part="status", body=body), CHANGE)
        if films.status_of(self._speaker, ref).get("privacyStatus") != "private":
            raise Rejected(f"{LABEL} still shows the film after it was made private.")

    def withdraw(self, ref: str, /) -> Proof:
        """Delete a film, an answer or a playlist, and look for it again.

        A film that this channel's key may not delete is made private: out of sight is what counts.
        """
        if gathering.is_playlist(ref):
            return gathering.withdraw(self._speaker, ref)
        if talk.is_comment(ref):
            return talk.withdraw(self._speaker, ref)
        with suppress(Gone):  # deleted before is what was asked for; the look below proves it
            try:
                self._speaker.do(api().videos().delete(id=ref))
            except Rejected as error:
                self.make_private(ref)
                return Proof(f"{error.message} {films.PRIVATE}", HTTPStatus.OK)
        proof = self.look_for(ref)
        if proof is None:
            raise Unreachable(f"{LABEL} still shows the film after it was deleted.")
        return proof

    def look_for(self, ref: str, /) -> Proof | None:
        """Look whether anyone but us can see a film, an answer or a playlist."""
        if gathering.is_playlist(ref):
            return gathering.look_for(self._speaker, ref)
        if talk.is_comment(ref):
            return talk.look_for(self._speaker, ref)
        return films.look_for(self._speaker, ref)

    def measure(self, ref: str, /) -> Measures:
        """Return the counts of one film; YouTube counts no shares."""
        found = self._speaker.rows(api().videos().list(part="statistics", id=ref))
        if not found:
            raise Gone(f"{LABEL} does not have this film (any more).")
        given = found[0]["statistics"]
        views, likes, talk = (
            int(given[name]) if name in given else None
            for name in ("viewCount", "likeCount", "commentCount")
        )
        return Measures(views, likes, None, talk)

    def revoke(self) -> None:
        """Give the key back."""
        youtube.revoke(self._speaker.key.kept.get("refresh_token", ""))
