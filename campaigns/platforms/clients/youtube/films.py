"""A post on YouTube: a film that goes up unlisted, gets all that belongs to it, then is public.

Each step looks before it changes anything, or does no harm when done twice; so a post that broke
off anywhere goes on from there.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from googleapiclient.http import MediaInMemoryUpload

from campaigns.kernel import clock
from campaigns.kernel.errors import Gone, Limited, Rejected, Unreachable
from campaigns.platforms.base import (
    Absent,
    Answer,
    CannotTell,
    Found,
    Media,
    Post,
    Proof,
    Receipt,
)
from campaigns.platforms.clients.youtube import reel
from campaigns.platforms.clients.youtube.gathering import gather
from campaigns.platforms.clients.youtube.speaking import CAPTION, CHANGE, Speaker, api
from campaigns.platforms.clients.youtube.standing import films_since
from campaigns.platforms.going import FILM, WITHOUT
from campaigns.platforms.youtube import LABEL, NEVER, TITLE_MAX, WORDS_MAX_BYTES

PRIVATE = "It is private now: nobody else can see it."
AGAIN_S = 30
LOST, SURE_AFTER = "upload lost", timedelta(seconds=60)  # a finished film may be listed late
THUMBNAIL_MAX_BYTES = 2_000_000
THUMBNAIL_TYPES = frozenset({"image/jpeg", "image/png"})
CLOCKS_DIFFER = timedelta(minutes=1)
PEOPLE = "22"  # YouTube's category "People & Blogs", which every region has
OPEN = {"license": "youtube", "embeddable": True, "selfDeclaredMadeForKids": False}
_FAILED = {
    "conversion": "YouTube could not convert it",
    "invalidFile": "it is no film that YouTube can read",
    "emptyFile": "it is empty",
    "tooSmall": "it is too small",
    "codec": "its codec is not one that YouTube knows",
    "uploadAborted": "its upload was broken off",
    "duplicate": "the channel has the same film already",
    "length": "it is longer than this channel may show; verify its phone number",
}


def receipt_of(film: str) -> Receipt:
    """Return where a film stands."""
    return Receipt(film, f"https://www.youtube.com/watch?v={film}")


def film_of(post: Post) -> Media:
    """Return the film of a post, once all that is known to be refused is ruled out."""
    films = [media for media in post.media if media.is_film]
    if len(films) != 1 or len(post.media) != 1:
        raise Rejected(f"A post on {LABEL} is one film; put one film here and nothing else.")
    check_words(post)
    thumbnail = films[0].thumbnail
    if thumbnail and thumbnail.content_type not in THUMBNAIL_TYPES:
        raise Rejected("The thumbnail must be a JPEG or PNG picture.")
    if thumbnail and thumbnail.size_bytes > THUMBNAIL_MAX_BYTES:
        size = f"{thumbnail.size_bytes / 1_000_000:.1f} of 2.0 MB"
        raise Rejected(f"The thumbnail is too large ({size}): make it smaller.")
    return films[0]


def check_words(post: Post) -> None:
    """Refuse a title or a description that YouTube would not take."""
    title, size = post.title.strip(), len(post.text.encode())
    if not title:
        raise Rejected(f"A film on {LABEL} needs a title.")
    if len(title) > TITLE_MAX:
        raise Rejected(f"The title is too long: {len(title)} of {TITLE_MAX} characters.")
    if size > WORDS_MAX_BYTES:
        raise Rejected(f"The description is too long: {size:,} of {WORDS_MAX_BYTES:,} bytes.")
    if set(NEVER) & set(title + post.text):
        raise Rejected(f"{LABEL} takes no < or > in a title or description: write it another way.")


def snippet_of(post: Post) -> dict[str, Any]:
    """Return a post's words as YouTube takes them."""
    return {
        "title": post.title.strip(),
        "description": post.text,
        "categoryId": PEOPLE,
        "defaultLanguage": post.language,
        "defaultAudioLanguage": post.language,
    }


def publish(speaker: Speaker, post: Post) -> Receipt:
    """Send a film up, give it what belongs to it, and make it public; Limited while it waits."""
    media = film_of(post)
    film = post.journey.known(FILM) or _up(speaker, post, media)
    _or_without(post, "still", lambda: _thumbnail(speaker, post, media, film))
    _or_without(post, "captions", lambda: _captions(speaker, post, media, film))
    _make_public(speaker, post, film)
    return receipt_of(film)


def _or_without(post: Post, what: str, deed: Callable[[], None]) -> None:
    """Add what a film can be shown without: a plain no is written down, and the film goes on."""
    without = f"{WITHOUT}{what}"
    if post.journey.known(without) is not None:
        return
    try:
        deed()
    except Rejected as error:
        post.journey.save(without, error.message)


def _up(speaker: Speaker, post: Post, media: Media) -> str:
    """Return the film's name there once it is up; an upload nobody knows any more begins anew."""
    body = {"snippet": snippet_of(post), "status": {**OPEN, "privacyStatus": "unlisted"}}
    try:
        film = reel.upload(speaker, media, body, post.journey)
    except Gone:
        film = _stands(speaker, post) or ""
        if not film:
            _check_lost(post)
            for stage in (reel.ADDRESS, reel.LAST, LOST):
                post.journey.save(stage, "")
            film = reel.upload(speaker, media, body, post.journey)
    post.journey.save(FILM, film)
    return film


def _check_lost(post: Post) -> None:
    """Let an upload begin anew only when it cannot have become a film that is listed late."""
    if not post.journey.known(reel.LAST):
        return  # its last chunk never left
    if clock.now() < _lost_at(post) + SURE_AFTER:
        raise Unreachable(f"{LABEL} no longer knows the upload, and does not list the film (yet).")


def _lost_at(post: Post) -> datetime:
    """Return when the upload's address was first found unknown."""
    if not post.journey.known(LOST):
        post.journey.save(LOST, clock.now().isoformat())
    return datetime.fromisoformat(post.journey.known(LOST) or clock.now().isoformat())


def _stands(speaker: Speaker, post: Post) -> str | None:
    """Look for a film with the same words among those that went up since its upload began."""
    began = post.journey.known(reel.BEGAN)
    since = (datetime.fromisoformat(began) if began else clock.now()) - CLOCKS_DIFFER
    for row in films_since(speaker, since):
        words = (row["snippet"]["title"], row["snippet"]["description"])
        if words == (post.title.strip(), post.text):
            return str(row["snippet"]["resourceId"]["videoId"])
    return None


def _thumbnail(speaker: Speaker, post: Post, media: Media, film: str) -> None:
    if media.thumbnail is None or post.journey.known("thumbnail"):
        return
    post.journey.go_on()
    picture = MediaInMemoryUpload(media.thumbnail.content, mimetype=media.thumbnail.content_type)
    speaker.ask(api().thumbnails().set(videoId=film, media_body=picture), CHANGE)
    post.journey.save("thumbnail", film)


def _captions(speaker: Speaker, post: Post, media: Media, film: str) -> None:
    """Add what is said, in each language that is not there yet."""
    if not media.captions or post.journey.known("captions"):
        return
    found = speaker.rows(api().captions().list(part="snippet", videoId=film), CHANGE)
    shown = [row["snippet"] for row in found]
    there = {each["language"] for each in shown if each["trackKind"] != "ASR"}
    for track in media.captions:
        if track.language in there:
            continue
        post.journey.go_on()
        body = {"snippet": {"videoId": film, "language": track.language, "name": ""}}
        srt = MediaInMemoryUpload(track.srt.encode(), mimetype="application/octet-stream")
        request = api().captions().insert(part="snippet", body=body, media_body=srt)
        speaker.ask(request, CAPTION)
    post.journey.save("captions", film)


def status_of(speaker: Speaker, film: str) -> dict[str, Any]:
    """Return how a film stands; Gone when it does not."""
    found = speaker.rows(api().videos().list(part="status", id=film))
    if not found:
        raise Gone(f"{LABEL} does not have this film (any more).")
    return dict(found[0]["status"])


def look_for(speaker: Speaker, film: str) -> Proof | None:
    """Return the proof that nobody but us can see a film, or None."""
    try:
        status = status_of(speaker, film)
    except Gone as error:
        return Proof(error.message, HTTPStatus.NOT_FOUND)
    return Proof(PRIVATE, HTTPStatus.OK) if status.get("privacyStatus") == "private" else None


def is_up(status: dict[str, Any]) -> bool:
    """Say whether everyone can watch a film now."""
    return status.get("uploadStatus") == "processed" and status.get("privacyStatus") == "public"


def _make_public(speaker: Speaker, post: Post, film: str) -> None:
    """Make a film public once it is processed, and read back that it is."""
    status = status_of(speaker, film)
    if is_up(status):
        return
    _check_processed(status, film)
    post.journey.go_on()
    # No switch between: a playlist shows what is in it.
    _or_without(post, "playlist", lambda: gather(speaker, post, film))
    body = {"id": film, "status": {**OPEN, "privacyStatus": "public"}}
    speaker.ask(api().videos().update(part="status", body=body), CHANGE)
    shown = status_of(speaker, film).get("privacyStatus")
    if shown == "unlisted":  # as it was before: the change is not shown yet
        raise Limited(f"{LABEL} does not show yet that it is public.", clock.after(seconds=AGAIN_S))
    if shown != "public":
        raise Rejected(
            f"The film is up, but {LABEL} keeps it {shown}: {receipt_of(film).url}. Films of"
            " projects that Google has not audited stay private; have ours audited, or make it"
            " public by hand."
        )


def _check_processed(status: dict[str, Any], film: str) -> None:
    now = status.get("uploadStatus")
    if now == "processed":
        return
    if now == "uploaded":
        raise Limited(f"{LABEL} is still preparing the film.", clock.after(seconds=AGAIN_S))
    if now not in {"failed", "rejected", "deleted"}:
        raise Unreachable(f"{LABEL} does not say how the film {film} stands.")
    reason = status.get("failureReason") or status.get("rejectionReason") or str(now)
    raise Rejected(f"{LABEL} does not show the film: {_FAILED.get(reason, reason)}.")


def reconcile(speaker: Speaker, post: Post) -> Answer:
    """Ask what became of a film: by its name, by its upload's address, then by looking."""
    film = post.journey.known(FILM)
    if film is None:
        film = _became(speaker, post)
        if film is None:
            return Absent()
        post.journey.save(FILM, film)
    try:
        status = status_of(speaker, film)
    except Gone:
        return CannotTell("The film was up, and has been taken down since.")
    return Found(receipt_of(film)) if is_up(status) else Absent()  # Absent: what is left, goes on


def _became(speaker: Speaker, post: Post) -> str | None:
    address = post.journey.known(reel.ADDRESS)
    if not address:
        return None  # the address is kept before the first byte leaves
    try:
        return reel.became(speaker, film_of(post), address)
    except Gone:
        _lost_at(post)
        return _stands(speaker, post)
