"""One open account on Bluesky."""

import json
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from atproto_client.models.utils import get_model_as_dict

from campaigns.kernel import clock
from campaigns.kernel.errors import Gone, Unreachable
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
    Media,
    Own,
    Post,
    Profile,
    Proof,
    Receipt,
    Scope,
)
from campaigns.platforms.bluesky import LABEL
from campaigns.platforms.clients.bluesky import films, hearing
from campaigns.platforms.clients.bluesky.records import (
    POSTS,
    Address,
    address_of,
    moment_of,
    new_key,
)
from campaigns.platforms.clients.bluesky.speaking import Speaker

PUT, CREATE, DELETE = 2, 3, 1
PAGE, PAGES = 100, 10
CLOCKS_DIFFER = timedelta(minutes=1)
RECORD = "record"


class BlueskyAccount:
    """An account that speaks, hears, hides, measures and takes back."""

    streams: tuple[str, ...] = ("notifications", "threads", "hashtags")

    def __init__(self, credentials: Credentials, desk: Desk) -> None:
        self._speaker = Speaker(credentials, desk)

    def check(self) -> Identity:
        """Ask who we are."""
        did = self._speaker.did
        row = self._speaker.ask("app.bsky.actor.get_profile", {"actor": did})
        page = f"https://bsky.app/profile/{row.handle}"
        return Identity(row.handle, row.display_name or row.handle, row.description or "", page)

    def publish(self, post: Post, /) -> Receipt:
        """Say one part: pictures first, then the record under the key that we chose."""
        record = self._record(post)
        key = post.journey.known(RECORD)
        if key is None:
            key = new_key(clock.now())
            post.journey.save(RECORD, key)
        record["createdAt"] = moment_of(key).isoformat().replace("+00:00", "Z")
        post.journey.go_on()
        return self._put(key, record)

    def answer(self, post: Post, /) -> Receipt:
        """Answer what someone said, beneath it."""
        return self.publish(post)

    def _put(self, key: str, record: dict[str, Any]) -> Receipt:
        did = self._speaker.did
        put = {"repo": did, "collection": POSTS, "rkey": key, "record": record}
        self._speaker.ask("com.atproto.repo.put_record", put, PUT)
        address = Address(did, POSTS, key)
        return Receipt(address.uri, address.page)

    def _record(self, post: Post) -> dict[str, Any]:
        facets = self._speaker.call(lambda api: api.detect_facets(post.text))
        record: dict[str, Any] = {
            "$type": POSTS,
            "text": post.text,
            "langs": [post.language],
            "facets": [get_model_as_dict(facet) for facet in facets] or None,
            "reply": self._beneath(post.reply_to) if post.reply_to else None,
            "embed": self._embed(post),
        }
        return {name: value for name, value in record.items() if value is not None}

    def _beneath(self, parent: str) -> dict[str, Any]:
        """Return what a reply must name: its parent, and the first post of the talk."""
        row = self._read(address_of(parent))
        above = {"uri": row.uri, "cid": row.cid}
        reply = get_model_as_dict(row.value).get("reply") or {}
        return {"root": reply.get("root") or above, "parent": above}

    def _read(self, address: Address) -> Any:
        asked = {"repo": address.did, "collection": address.collection, "rkey": address.key}
        return self._speaker.ask("com.atproto.repo.get_record", asked)

    def _embed(self, post: Post) -> dict[str, Any] | None:
        if not post.media:
            return None
        first = post.media[0]
        if first.is_film:
            blob = films.blob_of(self._speaker, first, "film", post.journey)
            said = self._captions(post, first)
            return {"$type": "app.bsky.embed.video", "video": blob, "alt": first.alt, **said}
        images = [
            {"image": self._upload(post, at, media), "alt": media.alt}
            for at, media in enumerate(post.media)
        ]
        return {"$type": "app.bsky.embed.images", "images": images}

    def _captions(self, post: Post, film: Media) -> dict[str, Any]:
        """Upload what is said in a film, in each language, unless an earlier try did."""
        kept = []
        for each in film.captions[: films.CAPTIONS_MOST]:
            stage = f"captions {each.language}"
            known = post.journey.known(stage)
            if known is None:
                post.journey.go_on()
                known = json.dumps(self._blob(films.vtt_of(each), "text/vtt"))
                post.journey.save(stage, known)
            kept.append({"lang": each.language, "file": json.loads(known)})
        return {"captions": kept} if kept else {}

    def _upload(self, post: Post, at: int, media: Media) -> dict[str, Any]:
        """Upload one picture, unless an earlier try did."""
        stage = f"picture {at + 1}"
        known = post.journey.known(stage)
        if known is None:
            post.journey.go_on()
            known = json.dumps(self._blob(media.content, media.content_type))
            post.journey.save(stage, known)
        blob: dict[str, Any] = json.loads(known)
        return blob

    def _blob(self, content: bytes, content_type: str) -> dict[str, Any]:
        heads = {"Content-Type": content_type}
        row = self._speaker.call(
            lambda api: api.com.atproto.repo.upload_blob(content, headers=heads)
        )
        blob: dict[str, Any] = get_model_as_dict(row.blob)
        return blob

    def reconcile(self, post: Post, since: datetime, /) -> Answer:
        """Ask for the record under the key that was chosen before the call."""
        del since
        key = post.journey.known(RECORD)
        if key is None:
            return Absent()  # the key is kept before anything is said
        address = Address(self._speaker.did, POSTS, key)
        try:
            row = self._read(address)
        except Gone:
            return Absent()
        if get_model_as_dict(row.value).get("text") != post.text:
            return CannotTell(f"Other words stand where this post was to be: {address.page}")
        return Found(Receipt(address.uri, address.page))

    def own_posts(self, since: datetime, /) -> tuple[Own, ...]:
        """Return what stands on the account since then, oldest first."""
        did, cursor, found = self._speaker.did, None, []
        for _ in range(PAGES):
            asked = {"repo": did, "collection": POSTS, "limit": PAGE, "cursor": cursor}
            page = self._speaker.ask("com.atproto.repo.list_records", asked)
            own = [_own(row) for row in page.records]
            found += [each for each in own if each.at >= since - CLOCKS_DIFFER]
            cursor = page.cursor
            if not cursor or not own or own[-1].at < since - CLOCKS_DIFFER:
                return tuple(sorted(found, key=lambda each: each.at))
        raise Unreachable(f"{LABEL} has more posts since then than can be read.")

    def withdraw(self, ref: str, /) -> Proof:
        """Delete a post, and look for it again."""
        address = address_of(ref)
        gone = {"repo": address.did, "collection": POSTS, "rkey": address.key}
        self._speaker.ask("com.atproto.repo.delete_record", gone, DELETE)
        proof = self.look_for(ref)
        if proof is None:
            raise Unreachable(f"{LABEL} still shows the post after it was deleted.")
        return proof

    def look_for(self, ref: str, /) -> Proof | None:
        """Look whether a post is there."""
        try:
            self._read(address_of(ref))
        except Gone as error:
            return Proof(error.message, HTTPStatus.NOT_FOUND)
        return None

    def hide(self, ref: str, /) -> None:
        """Hide a reply by the gate of the talk it stands in; the talk must be ours."""
        row = self._read(address_of(ref))
        reply = get_model_as_dict(row.value).get("reply") or {}
        root = address_of((reply.get("root") or {"uri": ref})["uri"])
        gate = Address(self._speaker.did, "app.bsky.feed.threadgate", root.key)
        kept, swap = self._kept(gate)
        hidden = kept.get("hiddenReplies") or []
        if ref in hidden:
            return
        made = clock.now().isoformat().replace("+00:00", "Z")
        record = {"$type": gate.collection, "createdAt": made, "post": root.uri, **kept}
        record["hiddenReplies"] = [*hidden, ref]
        self._put_swapped(gate, record, swap)

    def _kept(self, place: Address) -> tuple[dict[str, Any], str | None]:
        try:
            row = self._read(place)
        except Gone:
            return {}, None
        return get_model_as_dict(row.value), row.cid

    def block(self, author_ref: str, /) -> None:
        """Block someone: they can no longer see or answer us."""
        made = clock.now()
        record = {
            "$type": "app.bsky.graph.block",
            "subject": author_ref,
            "createdAt": made.isoformat().replace("+00:00", "Z"),
        }
        put = {"repo": self._speaker.did, "collection": record["$type"], "record": record}
        self._speaker.ask("com.atproto.repo.create_record", put, CREATE)

    def measure(self, ref: str, /) -> Measures:
        """Return the counts of one post; Bluesky counts no views."""
        asked = {"uris": [address_of(ref).uri]}
        found = self._speaker.ask("app.bsky.feed.get_posts", asked).posts
        if not found:
            raise Gone(f"{LABEL} does not have this post (any more).")
        row = found[0]
        return Measures(None, row.like_count, row.repost_count, row.reply_count)

    def set_profile(self, profile: Profile, /) -> None:
        """Set what is given, and leave the rest as it is."""
        place = Address(self._speaker.did, "app.bsky.actor.profile", "self")
        kept, swap = self._kept(place)
        given = {
            "displayName": profile.display_name,
            "description": profile.bio,
            "avatar": self._blob(profile.picture, "image/png") if profile.picture else None,
            "banner": self._blob(profile.banner, "image/png") if profile.banner else None,
        }
        changed = {name: value for name, value in given.items() if value is not None}
        self._put_swapped(place, {"$type": place.collection, **kept, **changed}, swap)

    def _put_swapped(self, place: Address, record: dict[str, Any], swap: str | None) -> None:
        """Put a record in place of the one that was read, unless someone changed it meanwhile."""
        put: dict[str, Any] = {
            "repo": place.did,
            "collection": place.collection,
            "rkey": place.key,
            "record": record,
        }
        if swap:
            put["swapRecord"] = swap
        self._speaker.ask("com.atproto.repo.put_record", put, PUT)

    def revoke(self) -> None:
        """End the session; the app password itself is taken away by the account's owner."""
        self._speaker.end()

    def replies(self, stream: str, since: str | None, scope: Scope, /) -> Batch:
        """Return what people said on a stream since a cursor."""
        return hearing.hear(self._speaker, stream, since, scope)


def _own(row: Any) -> Own:
    value = get_model_as_dict(row.value)
    address = address_of(row.uri)
    return Own(row.uri, value["text"], datetime.fromisoformat(value["createdAt"]), address.page)
