"""What an update says on each channel, as it would be or has been frozen, with its counts."""

from dataclasses import dataclass

from campaigns.channels import actions as channels
from campaigns.channels.model import Channel
from campaigns.deliveries.model import Delivery
from campaigns.deliveries.queries import list_of_update
from campaigns.updates.compose import compose
from campaigns.updates.model import Update, UpdateState


@dataclass(frozen=True, slots=True)
class PreviewPart:
    """One part as people will read it: its words, its pictures (asset id, alt), its length."""

    text: str
    pictures: tuple[tuple[int, str], ...]
    used: int
    most: int


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
    parts: list[dict[str, object]],
    problems: tuple[str, ...],
    delivery: Delivery | None = None,
) -> Preview:
    platform = channels.platform_of(channel)
    return Preview(
        channel,
        platform.label,
        tuple(
            _part(each, platform.limits.count(str(each["text"])), platform.limits.text_max)
            for each in parts
        ),
        problems,
        delivery,
    )


def _part(part: dict[str, object], used: int, most: int) -> PreviewPart:
    media = part["media"] if isinstance(part["media"], list) else []
    pictures = tuple((each["asset_id"], each["alt"]) for each in media)
    return PreviewPart(str(part["text"]), pictures, used, most)
