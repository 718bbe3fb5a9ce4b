"""Fills an update with what was typed and chosen, checked and cleaned."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from campaigns.appeals.queries import channels_of, get_appeal
from campaigns.kernel.errors import Invalid
from campaigns.kernel.text import clean
from campaigns.kernel.zones import to_utc
from campaigns.updates import rules
from campaigns.updates.model import Update

Parts = Sequence[Mapping[str, Any]]


def fill(
    update: Update,
    parts: Parts,
    channel_ids: Iterable[int],
    send_local: datetime | None,
    film_words: tuple[str, str] | None = None,
) -> None:
    """Set words, channels and time; the row's `case_id` and `timezone` must be there."""
    kept: list[dict[str, Any]] = [
        {
            "text": clean(part["text"]),
            "media": [_chosen(each) for each in part.get("media", ())],
        }
        for part in parts
    ]
    chosen = sorted(set(channel_ids))
    rules.check_words(kept, chosen)
    allowed = {each.id for each in channels_of(get_appeal(update.case_id).id)}
    if not allowed.issuperset(chosen):
        raise Invalid(
            "The appeal does not speak there.",
            {"channel_ids": "Choose among the accounts of this appeal."},
        )
    update.parts, update.channel_ids = kept, chosen
    coming, link = [clean(each) for each in film_words or ("", "")]
    if film_words and not (coming and link):
        words = "Say what goes out while the video is coming, and what stands before its link."
        raise Invalid("What is said of the video?", {"coming_words": words})
    update.coming_words, update.link_words = coming or None, link or None
    update.send_local = send_local.isoformat(timespec="minutes") if send_local else None
    update.send_at = to_utc(send_local, update.timezone, "send_local") if send_local else None


def _chosen(media: Mapping[str, Any]) -> dict[str, Any]:
    title = clean(media.get("title") or "")
    kept = {"asset_id": int(media["asset_id"]), "alt": clean(media["alt"])}
    return {**kept, "title": title} if title else kept
