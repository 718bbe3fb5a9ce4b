"""What a page says: pictures first, then the post; and the search for a post whose answer was lost.

A stage of the journey says when a post was first tried and which pictures went up for it, so that
whoever looks for it later knows what to look for.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from campaigns.kernel import clock
from campaigns.kernel.errors import Rejected, Unreachable
from campaigns.platforms.base import Media, Post, Receipt
from campaigns.platforms.facebook import LABEL
from campaigns.platforms.graph.calls import Graph, Row, rows_of
from campaigns.platforms.graph.listening import at, is_over
from campaigns.platforms.graph.refusals import SaidAlready

CLOCKS_DIFFER = timedelta(minutes=1)
BEGUN = "begun"
COMMENT_MAX = 8_000
POST_FIELDS = (
    "id,message,created_time,permalink_url,"
    "attachments{media_type,target{id},subattachments{target{id}}}"
)


def receipt_of(ref: str) -> Receipt:
    """Return where something stands; Facebook finds every page by its id."""
    return Receipt(ref, f"https://www.facebook.com/{ref}")


def begin(post: Post) -> datetime:
    """Note that a post is about to be said, unless an earlier try did; return when that was."""
    known = post.journey.known(BEGUN)
    if known is None:
        known = clock.now().isoformat()
        post.journey.save(BEGUN, known)
    return datetime.fromisoformat(known)


def photos_of(graph: Graph, page: str, post: Post) -> list[str]:
    """Return the pictures of a post as Facebook names them; seen by nobody until it is out."""
    return [_photo(graph, page, post, at, each) for at, each in enumerate(post.media, start=1)]


def _photo(graph: Graph, page: str, post: Post, at: int, media: Media) -> str:
    known = post.journey.known(f"photo {at}")
    if known:
        return known
    post.journey.go_on()
    form = {"published": False, "alt_text_custom": media.alt or None}
    name = media.file_name or f"picture.{media.content_type.partition('/')[2]}"
    file = {"source": (name, media.content, media.content_type)}
    ref = graph.ref_of(graph.post(f"{page}/photos", form, file))
    post.journey.save(f"photo {at}", ref)
    return ref


def say(graph: Graph, page: str, post: Post) -> Receipt:
    """Put a post on the page."""
    photos = photos_of(graph, page, post)
    named = {f"attached_media[{at}]": {"media_fbid": photo} for at, photo in enumerate(photos)}
    return _once(graph, page, post, f"{page}/feed", {"message": post.text, **named})


def say_beneath(graph: Graph, page: str, post: Post, parent: str) -> Receipt:
    """Put a comment of the page beneath a post, or a reply beneath a comment."""
    if len(post.text) > COMMENT_MAX:
        words = f"{len(post.text):,} of {COMMENT_MAX:,} characters for a comment on {LABEL}"
        raise Rejected(f"{words}: the second part of a thread is a comment there. Shorten it.")
    if len(post.media) > 1 or any(each.is_film for each in post.media):
        raise Rejected(
            f"A comment on {LABEL} takes one picture and no film: the second part of a thread is a"
            " comment there. Move them into the first part."
        )
    photos = photos_of(graph, page, post)
    form = {"message": post.text, "attachment_id": photos[0] if photos else None}
    return _once(graph, page, post, f"{parent}/comments", form)


def _once(graph: Graph, page: str, post: Post, path: str, form: dict[str, Any]) -> Receipt:
    tried = post.journey.known(BEGUN) is not None
    begun = begin(post)
    post.journey.go_on()
    try:
        return receipt_of(graph.ref_of(graph.post(path, form)))
    except SaidAlready as error:
        found = find(graph, page, post, begun)
        if found is None and tried:
            raise Unreachable(f"{error.message} It is not shown yet.") from error
        if found is None:
            raise
        return found


def parent_of(graph: Graph, page: str, ref: str) -> str:
    """Return beneath what an answer goes: Facebook nests one level, so never beneath a reply.

    Posts have no `parent`, and Facebook refuses a field that is not there; the id of a post begins
    with the page's, that of a comment with the post's.
    """
    is_comment = "_" in ref and not ref.startswith(f"{page}_")
    row = graph.get(ref, {"fields": "id,parent{id}" if is_comment else "id"})
    above = row.get("parent")
    return str(above["id"]) if isinstance(above, dict) and above.get("id") else ref


def find(graph: Graph, page: str, post: Post, since: datetime) -> Receipt | None:
    """Look for a post among what the page has said since then."""
    begin_at = since - CLOCKS_DIFFER
    if post.reply_to:
        parent = parent_of(graph, page, post.reply_to)
        rows = own_comments(graph, page, parent, begin_at)
    else:
        rows = posts_since(graph, page, begin_at)
    photos = {post.journey.known(f"photo {at}") for at in range(1, len(post.media) + 1)} - {None}
    return next((receipt_of(str(row["id"])) for row in rows if _is_it(row, post, photos)), None)


def film_in(row: Row) -> str:
    """Return the film that a post shows, as Facebook names it."""
    tops = rows_of(row.get("attachments"))
    films = [top for top in tops if str(top.get("media_type") or "").startswith("video")]
    return str((films[0].get("target") or {}).get("id") or "") if films else ""


def _is_it(row: Row, post: Post, photos: set[str | None]) -> bool:
    if film_in(row):
        return False
    if " ".join(str(row.get("message") or "").split()) != " ".join(post.text.split()):
        return False
    shown = _photos_in(row)
    return not photos or not shown or bool(photos & shown)


def _photos_in(row: Row) -> set[str | None]:
    found: set[str | None] = set()
    tops = rows_of(row.get("attachments")) or [row.get("attachment") or {}]
    for top in tops:
        below = rows_of(top.get("subattachments"))
        found |= {str(each["target"]["id"]) for each in (below or [top]) if each.get("target")}
    return found


def posts_since(graph: Graph, page: str, since: datetime) -> Iterator[Row]:
    """Give the page's own posts since a moment, newest first."""
    asked = {"fields": POST_FIELDS, "since": int(since.timestamp())}
    for rows in graph.pages(f"{page}/published_posts", asked):
        fresh = [row for row in rows if at(row, "created_time") >= since]
        yield from fresh
        if is_over(rows, "created_time", since):
            return


def _maker_of(row: Row) -> str:
    """Return who said it; empty where Facebook keeps that to itself."""
    return str((row.get("from") or {}).get("id") or "")


def own_comments(graph: Graph, page: str, parent: str, since: datetime) -> Iterator[Row]:
    """Give what the page itself said (or may have) beneath something since then, newest first."""
    asked = {"fields": "id,message,from,created_time,attachment", "order": "reverse_chronological"}
    for rows in graph.pages(f"{parent}/comments", asked):
        fresh = [row for row in rows if at(row, "created_time") >= since]
        yield from (row for row in fresh if _maker_of(row) in {page, ""})
        if is_over(rows, "created_time", since):
            return
