"""What a page keeps in order: who is hidden or blocked, how posts fare, how the page looks."""

from campaigns.kernel.errors import Rejected, Unauthorised, Unreachable
from campaigns.platforms.base import Measures, Profile
from campaigns.platforms.clients.facebook.messaging import is_message
from campaigns.platforms.facebook import LABEL
from campaigns.platforms.graph.calls import Graph, Row, rows_of

SEEN_BY = "post_total_media_view_unique"
COUNTS = "reactions.limit(0).summary(total_count),comments.limit(0).summary(total_count)"
FILM_COUNTS = "likes.limit(0).summary(total_count),comments.limit(0).summary(total_count),views"


def hide(graph: Graph, ref: str) -> None:
    """Hide what someone said; it is kept."""
    if is_message(ref):
        raise Rejected("A private message is seen by nobody else; block who wrote it instead.")
    _done(graph.post(ref, {"is_hidden": True}))


def block(graph: Graph, page: str, author_ref: str) -> None:
    """Block someone by the id that the page knows them by."""
    if not author_ref:
        raise Rejected(f"{LABEL} does not say who this is; block them in the page's settings.")
    found = graph.post(f"{page}/blocked", {"user": [author_ref]})
    if found.get(author_ref) is not True and found.get("success") is not True:
        raise Rejected(f"{LABEL} did not block them; do it in the page's settings.")


def _done(row: Row) -> None:
    if row.get("success") is not True:
        raise Unreachable(f"{LABEL} did not say that it was done.")


def measure(graph: Graph, page: str, ref: str) -> Measures:
    """Return the counts of one post, film or comment; of a comment no reach and shares are told."""
    if "_" not in ref:
        row = graph.get(ref, {"fields": FILM_COUNTS})
        return Measures(row.get("views"), _total(row, "likes"), None, _total(row, "comments"))
    if not ref.startswith(f"{page}_"):
        row = graph.get(ref, {"fields": COUNTS})
        return Measures(None, _total(row, "reactions"), None, _total(row, "comments"))
    row = graph.get(ref, {"fields": f"{COUNTS},shares"})
    shares = int((row.get("shares") or {}).get("count") or 0)
    likes, replies = _total(row, "reactions"), _total(row, "comments")
    return Measures(_seen_by(graph, ref), likes, shares, replies)


def _total(row: Row, name: str) -> int | None:
    return ((row.get(name) or {}).get("summary") or {}).get("total_count")


def _seen_by(graph: Graph, ref: str) -> int | None:
    """Return how many people saw a post; small pages, and comments, are told nothing."""
    try:
        rows = rows_of(graph.get(f"{ref}/insights", {"metric": SEEN_BY}))
    except (Rejected, Unauthorised):
        return None
    values = [each.get("value") for row in rows for each in row.get("values") or ()]
    return values[-1] if values and isinstance(values[-1], int) else None


def set_profile(graph: Graph, page: str, profile: Profile) -> None:
    """Set description, picture and banner; then say so if the name is left to a person."""
    if profile.bio is not None:
        _done(graph.post(page, {"about": profile.bio}))
    if profile.picture is not None:
        file = {"source": ("picture.png", profile.picture, "image/png")}
        _done(graph.post(f"{page}/picture", {}, file))
    if profile.banner is not None:
        file = {"source": ("banner.png", profile.banner, "image/png")}
        photo = graph.ref_of(graph.post(f"{page}/photos", {"published": False}, file))
        _done(graph.post(page, {"cover": photo}))
    if profile.display_name is None:
        return
    name = str(graph.get(page, {"fields": "id,name"}).get("name") or "")
    if name != profile.display_name:
        raise Rejected(
            f"{LABEL} lets no program change a page's name: change “{name}” by hand to"
            f" “{profile.display_name}” in the page's settings. All else is set."
        )
