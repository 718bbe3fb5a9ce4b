"""The films of one appeal, gathered in a playlist of our channel: found by its name, or made."""

from contextlib import suppress
from http import HTTPStatus

from campaigns.kernel.errors import Gone, Unreachable
from campaigns.platforms.base import Post, Proof
from campaigns.platforms.clients.youtube.speaking import CHANGE, Speaker, api
from campaigns.platforms.going import PLAYLIST
from campaigns.platforms.youtube import LABEL

PAGE, PAGES = 50, 20


def gather(speaker: Speaker, post: Post, film: str) -> None:
    """Put a film into the playlist of its appeal, if it is not there yet."""
    if not post.series or post.journey.known(PLAYLIST):
        return
    place = _found(speaker, post.series) or _made(speaker, post.series)
    if not _holds(speaker, place, film):
        video = {"kind": "youtube#video", "videoId": film}
        body = {"snippet": {"playlistId": place, "resourceId": video}}
        speaker.ask(api().playlistItems().insert(part="snippet", body=body), CHANGE)
    post.journey.save(PLAYLIST, place)


def _found(speaker: Speaker, name: str) -> str | None:
    page: str | None = None
    for _ in range(PAGES):
        asked = api().playlists().list(part="snippet", mine=True, maxResults=PAGE, pageToken=page)
        found = speaker.page(asked)
        for row in found["items"]:
            if row["snippet"]["title"] == name:
                return str(row["id"])
        page = found.get("nextPageToken")
        if page is None:
            return None
    raise Unreachable(f"{LABEL} has more playlists of this channel than can be read.")


def _made(speaker: Speaker, name: str) -> str:
    body = {"snippet": {"title": name}, "status": {"privacyStatus": "public"}}
    row = speaker.ask(api().playlists().insert(part="snippet,status", body=body), CHANGE)
    if not row.get("id"):
        raise Unreachable(f"{LABEL} did not say what became of the playlist.")
    return str(row["id"])


def _holds(speaker: Speaker, place: str, film: str) -> bool:
    asked = api().playlistItems().list(part="id", playlistId=place, videoId=film, maxResults=1)
    return bool(speaker.rows(asked))


def is_playlist(ref: str) -> bool:
    """Say whether a ref names a playlist."""
    return ref.startswith(f"{PLAYLIST}:")


def withdraw(speaker: Speaker, ref: str) -> Proof:
    """Delete a playlist, whose name still tells of the appeal, and look for it again."""
    with suppress(Gone):  # deleted before is what was asked for; the look below proves it
        speaker.do(api().playlists().delete(id=ref.removeprefix(f"{PLAYLIST}:")))
    proof = look_for(speaker, ref)
    if proof is None:
        raise Unreachable(f"{LABEL} still shows the playlist after it was deleted.")
    return proof


def look_for(speaker: Speaker, ref: str) -> Proof | None:
    """Return the proof that a playlist is not there, or None."""
    place = ref.removeprefix(f"{PLAYLIST}:")
    if speaker.rows(api().playlists().list(part="id", id=place)):
        return None
    return Proof(f"{LABEL} does not have this playlist (any more).", HTTPStatus.NOT_FOUND)
