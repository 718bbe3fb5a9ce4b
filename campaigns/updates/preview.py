"""What an update says on each channel, as it would be or has been frozen, with its counts."""

from dataclasses import dataclass
from typing import Any

from campaigns.channels import actions as channels
from campaigns.channels.model import Channel
from campaigns.deliveries.model import Delivery
from campaigns.deliveries.queries import list_of_update
from campaigns.deliveries.telling import told_of_film
from campaigns.platforms.base import Limits
from campaigns.updates.compose import compose
from campaigns.updates.model import Update, UpdateState


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


@dataclass(frozen=True, slots=True)
class Preview:
    """An update on one channel; `delivery` once it has been frozen."""

    channel: Channel
    platform: str
    parts: tuple[PreviewPart, ...]
    problems: tuple[str, ...] = ()
    delivery: Delivery | None = None


def preview(update: Update) -> list[Preview]:
    """Return the update on each of its channels: the frozen words, or a draft's as they stand."""
    if update.state is not UpdateState.DRAFT:
        return [_frozen(each) for each in list_of_update(update.id)]
    return [
        _read(each.channel, each.letter.snapshot["parts"], each.problems)
        for each in compose(update)
    ]


def _frozen(delivery: Delivery) -> Preview:
    return _read(delivery.channel, delivery.snapshot["parts"], (), delivery)


def _read(
    channel: Channel,
    parts: list[dict[str, Any]],
    problems: tuple[str, ...],
    delivery: Delivery | None = None,
) -> Preview:
    platform = channels.platform_of(channel)
    read = tuple(_part(each, platform.limits) for each in parts)
    return Preview(channel, platform.label, read, problems, delivery)


def _part(part: dict[str, Any], limits: Limits) -> PreviewPart:
    shown = tuple(
        Shown(each["asset_id"], each["alt"], told_of_film(each)) for each in part["media"]
    )
    most = limits.caption_max if shown and limits.caption_max is not None else limits.text_max
    title = part.get("title", "") if limits.title_max else ""
    return PreviewPart(part["text"], shown, limits.count(part["text"]), most, title)
