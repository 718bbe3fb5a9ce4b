"""Whether words and pictures fit a platform, counted as the platform counts; nothing is cut."""

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.platforms.base import Limits


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it would leave."""

    content_type: str
    size_bytes: int
    alt: str


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a thread as it would leave."""

    text: str
    pictures: tuple[Picture, ...] = ()


def problems(parts: Sequence[Part], limits: Limits, whom: str) -> list[str]:
    """Return what does not fit, one sentence each, with the counts; empty when all fits."""
    found: list[str] = []
    if len(parts) > 1 and not limits.thread:
        found.append(f"{whom} cannot carry a thread: {len(parts)} parts, 1 possible.")
    for number, part in enumerate(parts, start=1):
        where = f" in part {number}" if len(parts) > 1 else ""
        found += _of_text(part, limits, whom, where)
        found += _of_pictures(part, limits, whom, where)
    return found


def _of_text(part: Part, limits: Limits, whom: str, where: str) -> list[str]:
    count = limits.count(part.text)
    if count > limits.text_max:
        return [f"{count:,} of {limits.text_max:,} for {whom}{where}: too long."]
    if not part.text and not part.pictures:
        return [f"Nothing to say to {whom}{where}."]
    return []


def _of_pictures(part: Part, limits: Limits, whom: str, where: str) -> list[str]:
    found: list[str] = []
    if len(part.pictures) > limits.images_max:
        found.append(
            f"{len(part.pictures)} of {limits.images_max} pictures for {whom}{where}: too many."
        )
    for number, picture in enumerate(part.pictures, start=1):
        what = f"picture {number}{where}"
        alt = len(picture.alt)
        if not picture.alt:
            found.append(f"No description of {what} for {whom}: say what it shows.")
        if alt > limits.alt_max:
            found.append(f"{alt:,} of {limits.alt_max:,} for {whom}, description of {what}.")
        if picture.content_type not in limits.image_types:
            found.append(f"{whom} does not take {picture.content_type} ({what}).")
        if picture.size_bytes > limits.image_max_bytes:
            found.append(
                f"{_mb(picture.size_bytes)} of {_mb(limits.image_max_bytes)} for {whom}: "
                f"{what} is too large."
            )
    return found


def _mb(size_bytes: int) -> str:
    return f"{size_bytes / 1_000_000:.1f} MB"
