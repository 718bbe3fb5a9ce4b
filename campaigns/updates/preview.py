"""What an update says on each channel, as it would be or has been frozen, with its counts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from campaigns.channels import actions as channels
from campaigns.channels import desk_queries
from campaigns.channels.model import Channel
from campaigns.deliveries.costs import estimate
from campaigns.deliveries.model import Delivery
from campaigns.deliveries.queries import list_of_update
from campaigns.deliveries.telling import told_of_film
from campaigns.kernel import clock
from campaigns.platforms.base import Limits
from campaigns.updates.compose import compose
from campaigns.updates.model import Update, UpdateState

MONTH = timedelta(days=30)
EVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture or film of a part: its file, its description, and what is said of a film."""

    asset_id: int
    alt: str
    film: str = ""


@dataclass(frozen=True, slots=True)
class PreviewPart:
    """One part as people will read it: its words, its pictures and film, its length."""

    text: str
    pictures: tuple[Shown, ...]
    used: int
    most: int
    title: str = ""
    series: str = ""


@dataclass(frozen=True, slots=True)
class Preview:
    """An update on one channel; `delivery` once it has been frozen; what it `follows`, in words."""

    channel: Channel
    platform: str
    parts: tuple[PreviewPart, ...]
    problems: tuple[str, ...] = ()
    delivery: Delivery | None = None
    cents: float | None = None
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Costing:
    """What an update costs in all, and what was spent so far, in US cents."""

    cents: float
    spent_on_case: float
    spent_this_month: float
    as_of: str


def costing(case_id: int, previews: Sequence[Preview]) -> Costing | None:
    """Return what an update costs; None where it costs nothing anywhere."""
    priced = [each for each in previews if each.cents is not None]
    if not priced:
        return None
    month = clock.now() - MONTH
    prices = [price for each in priced for price in channels.platform_of(each.channel).prices]
    return Costing(
        sum(each.cents or 0.0 for each in priced),
        desk_queries.sum_costs(EVER, case_id=case_id),
        desk_queries.sum_costs(month),
        max((each.as_of for each in prices), default=""),
    )


def preview(update: Update) -> list[Preview]:
    """Return the update on each of its channels: the frozen words, or a draft's as they stand."""
    if update.state is not UpdateState.DRAFT:
        return [_frozen(each) for each in list_of_update(update.id)]
    return [_read(each.channel, each.letter.snapshot, each.problems) for each in compose(update)]


def _frozen(delivery: Delivery) -> Preview:
    return _read(delivery.channel, delivery.snapshot, (), delivery)


def _read(
    channel: Channel,
    snapshot: Mapping[str, Any],
    problems: tuple[str, ...],
    delivery: Delivery | None = None,
) -> Preview:
    platform = channels.platform_of(channel)
    read = tuple(_part(each, platform.limits) for each in snapshot["parts"])
    cents = estimate(snapshot, platform)
    follows = ""
    if snapshot.get("film_link"):
        how = "as a reply beneath it" if platform.limits.thread else "as a post of its own"
        follows = f"Then, {how}, once everyone can watch the video (with its real address)"
    return Preview(channel, platform.label, read, problems, delivery, cents, follows)


def _part(part: dict[str, Any], limits: Limits) -> PreviewPart:
    shown = tuple(
        Shown(each["asset_id"], each["alt"], told_of_film(each)) for each in part["media"]
    )
    most = limits.caption_max if shown and limits.caption_max is not None else limits.text_max
    title = part.get("title", "") if limits.title_max else ""
    count, series = limits.count(part["text"]), part.get("series", "")
    return PreviewPart(part["text"], shown, count, most, title, series)
