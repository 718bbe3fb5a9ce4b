"""What we say beneath our films: answers to comments; and what we do with what others said there.

YouTube's talks have two storeys: whatever answers a reply stands beneath the first comment too.
So an answer whose fate is unknown is looked for there, by its words and its time.
"""

from contextlib import suppress
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from campaigns.kernel.errors import Gone, Rejected, Unreachable
from campaigns.platforms.base import Absent, Answer, Found, Post, Proof, Receipt
from campaigns.platforms.clients.youtube.speaking import CHANGE, Speaker, api
from campaigns.platforms.youtube import LABEL

FILM_NAME = 11  # letters in a film's name; those of comments are longer
COMMENT_MAX = 10_000
PAGE, PAGES = 100, 20
CLOCKS_DIFFER = timedelta(minutes=1)
HELD = "heldForReview"  # can be published again; "rejected" could not


def is_comment(ref: str) -> bool:
    """Say whether a ref names a comment, and not a film."""
    return len(ref) != FILM_NAME


def first_of(ref: str) -> str:
    """Return the first comment of the talk that a comment stands in."""
    return ref.partition(".")[0]


def page_of(ref: str, film: str) -> str:
    """Return where a comment is shown."""
    return f"https://www.youtube.com/watch?v={film}&lc={ref}"


def answer(speaker: Speaker, post: Post) -> Receipt:
    """Answer a comment, beneath it."""
    if post.reply_to is None or post.media:
        raise Rejected(f"An answer on {LABEL} is words beneath a comment; leave the files out.")
    if len(post.text) > COMMENT_MAX:
        raise Rejected(f"The answer is too long: {len(post.text):,} of {COMMENT_MAX:,} characters.")
    post.journey.go_on()
    above = first_of(post.reply_to)
    body = {"snippet": {"parentId": above, "textOriginal": post.text}}
    return _receipt(speaker.ask(api().comments().insert(part="snippet", body=body), CHANGE))


def _receipt(row: dict[str, Any]) -> Receipt:
    try:
        ref = str(row["id"])
    except KeyError:
        raise Unreachable(f"{LABEL} did not say under which name the answer stands.") from None
    return Receipt(ref, page_of(ref, str(row.get("snippet", {}).get("videoId", ""))))


def reconcile(speaker: Speaker, post: Post, since: datetime) -> Answer:
    """Look for an answer of ours with the same words beneath the comment it answers."""
    begin = since - CLOCKS_DIFFER
    try:
        for row in beneath(speaker, first_of(post.reply_to or "")):
            if _is_ours(speaker, row, post.text, begin):
                return Found(_receipt(row))
    except Gone:
        pass  # where nothing stands any more, nothing of ours does
    return Absent()


def _is_ours(speaker: Speaker, row: dict[str, Any], words: str, begin: datetime) -> bool:
    said = row["snippet"]
    ours = (said.get("authorChannelId") or {}).get("value") in {speaker.channel, None}
    shown = [str(said.get(name) or "").split() for name in ("textOriginal", "textDisplay")]
    at = said.get("publishedAt")
    return ours and words.split() in shown and (not at or datetime.fromisoformat(at) >= begin)


def beneath(speaker: Speaker, above: str) -> list[dict[str, Any]]:
    """Return everything that was said beneath a first comment."""
    rows: list[dict[str, Any]] = []
    page: str | None = None
    for _ in range(PAGES):
        asked = (
            api()
            .comments()
            .list(
                part="snippet",
                parentId=above,
                maxResults=PAGE,
                pageToken=page,
                textFormat="plainText",
            )
        )
        found = speaker.page(asked)
        rows += found["items"]
        page = found.get("nextPageToken")
        if page is None:
            return rows
    raise Unreachable(f"More was said beneath this comment than {LABEL} lets us read at once.")


def edit(speaker: Speaker, ref: str, words: str) -> Receipt:
    """Put other words in place of an answer's."""
    body = {"id": ref, "snippet": {"textOriginal": words}}
    return _receipt(speaker.ask(api().comments().update(part="snippet", body=body), CHANGE))


def withdraw(speaker: Speaker, ref: str) -> Proof:
    """Delete an answer of ours, and look for it again."""
    with suppress(Gone):  # deleted before is what was asked for; the look below proves it
        speaker.do(api().comments().delete(id=ref))
    proof = look_for(speaker, ref)
    if proof is None:
        raise Unreachable(f"{LABEL} still shows the answer after it was deleted.")
    return proof


def look_for(speaker: Speaker, ref: str) -> Proof | None:
    """Return the proof that an answer is not there, or None."""
    if speaker.rows(api().comments().list(part="id", id=ref)):
        return None
    return Proof(f"{LABEL} does not have this comment (any more).", HTTPStatus.NOT_FOUND)


def hide(speaker: Speaker, ref: str) -> None:
    """Hold a comment of others for review: nobody else sees it, and it can be published again."""
    speaker.do(api().comments().setModerationStatus(id=ref, moderationStatus=HELD))
