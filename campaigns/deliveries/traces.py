"""Says where a photo was already let out, and what is to be done about it there.

A photo that is taken back is off our own pages at once. What others hold must be asked for: a post
is taken down on its platform, a printed poster off its wall.
"""

from dataclasses import dataclass
from datetime import datetime

from campaigns.deliveries.keeping_back import pictures_in
from campaigns.deliveries.model import Delivery, DeliveryState
from campaigns.deliveries.said_queries import list_out
from campaigns.media import clearance_queries as clearances
from campaigns.media.model import MediaAsset, MediaKind, Use


@dataclass(frozen=True, slots=True)
class Trace:
    """One place: `still` says whether it may be seen there now, `path` where one can do it."""

    what: str
    at: datetime
    still: bool
    do: str
    path: str = ""
    url: str = ""


def traces_of(asset: MediaAsset) -> list[Trace]:
    """Return where a photo is or was, what still stands first, the newest of each first."""
    carriers = clearances.list_carriers(asset.case_id, asset.id)
    carried = {asset.id, *(each.id for each in carriers)}
    found = [
        _post(each) for each in list_out(asset.case_id) if pictures_in(each.snapshot) & carried
    ]
    found += [_made(each) for each in carriers]
    found += _handed_out(asset)
    return sorted(found, key=lambda each: (each.still, each.at), reverse=True)


def _post(delivery: Delivery) -> Trace:
    gone = delivery.state is DeliveryState.WITHDRAWN and delivery.withdraw_proof is not None
    return Trace(
        f"Post on @{delivery.channel.handle}",
        delivery.settled_at or delivery.send_at,
        not gone,
        "It was taken down, with proof." if gone else "Take it down there.",
        f"/staff/cases/{delivery.case_id}/posts/{delivery.id}",
        delivery.remote_url or "",
    )


def _made(made: MediaAsset) -> Trace:
    poster = made.kind is MediaKind.POSTER
    return Trace(
        f"{made.kind.label} {made.id}",
        made.added_at,
        still=True,
        do="Copies that were printed or downloaded hang or lie where people took them: "
        "have them taken off."
        if poster
        else "Copies that were downloaded lie where people took them: ask for them back.",
        path=f"/staff/cases/{made.case_id}/{'posters' if poster else 'media'}",
    )


def _handed_out(asset: MediaAsset) -> list[Trace]:
    """Return when it stood on the appeal's page, and when partners might have it."""
    words = {
        Use.PAGE: ("Appeal page", "It goes from there by itself; search engines may keep a copy."),
        Use.PARTNER: ("Partners", "Ask each partner who was given it to delete it."),
    }
    return [
        Trace(words[each.use][0], each.cleared_at, each.ended_at is None, words[each.use][1])
        for each in clearances.list_of_asset(asset.id)
        if each.use in words
    ]
