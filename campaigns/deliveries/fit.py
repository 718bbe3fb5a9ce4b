"""Whether words, pictures and films fit a platform, counted as it counts; nothing is ever cut."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from campaigns.media import storage
from campaigns.platforms.base import Limits

_SIGNS = {"hashtags": "#", "mentions": "@"}
FILM, PICTURE, EITHER = "film", "picture", "picture or film"


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it would leave; its sides are None where nobody knows them."""

    content_type: str
    size_bytes: int
    alt: str
    width: int | None = None
    height: int | None = None


@dataclass(frozen=True, slots=True)
class Film:
    """A film as it would leave."""

    content_type: str
    size_bytes: int
    alt: str
    duration_s: float | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a thread as it would leave."""

    text: str
    pictures: tuple[Picture, ...] = ()
    films: tuple[Film, ...] = ()
    title: str = ""


def parts_of(snapshot: Mapping[str, Any]) -> list[Part]:
    """Return what was frozen, with the size of each file as it is kept now."""
    return [
        Part(
            part["text"],
            tuple(_picture(each) for each in part["media"] if not _is_film(each)),
            tuple(_film(each) for each in part["media"] if _is_film(each)),
            part.get("title", ""),
        )
        for part in snapshot["parts"]
    ]


def _is_film(frozen: Mapping[str, Any]) -> bool:
    return str(frozen["type"]).startswith("video/")


def _picture(frozen: Mapping[str, Any]) -> Picture:
    size = storage.size(frozen["sha256"])
    sides = frozen.get("width"), frozen.get("height")
    return Picture(frozen["type"], size, frozen["alt"], *sides)


def _film(frozen: Mapping[str, Any]) -> Film:
    size = storage.size(frozen["sha256"])
    return Film(frozen["type"], size, frozen["alt"], frozen.get("duration_s"))


def problems(
    parts: Sequence[Part], limits: Limits, whom: str, *, answers: bool = False
) -> list[str]:
    """Return what does not fit, one sentence each, with the counts; empty when all fits.

    What a post there must carry need not go with an answer (`answers`), nor with the later parts.
    """
    found: list[str] = []
    if len(parts) > 1 and not limits.thread:
        found.append(f"{whom} cannot carry a thread: {len(parts)} parts, 1 possible.")
    if parts and not answers:
        found += _lacking(parts[0], limits, whom)
    for number, part in enumerate(parts, start=1):
        where = f" in part {number}" if len(parts) > 1 else ""
        found += _of_text(part, limits, whom, where)
        found += _of_pictures(part, limits, whom, where)
        found += _of_films(part, limits, whom, where)
    return found


def _lacking(first: Part, limits: Limits, whom: str) -> Iterator[str]:
    here = {FILM: first.films, PICTURE: first.pictures, EITHER: (*first.pictures, *first.films)}
    if limits.needs and not here[limits.needs]:
        yield f"{whom} shows no words alone: add a {limits.needs}."


def _held(what: str, text: str) -> int:
    """Count hashtags or mentions: also those that stand close ("#a#b"), none within addresses."""
    sign = _SIGNS[what]
    words = (word.lstrip("([{\"'“«¿¡") for word in text.split())
    return sum(len(re.findall(rf"{sign}\w", word)) for word in words if word.startswith(sign))


def _of_text(part: Part, limits: Limits, whom: str, where: str) -> Iterator[str]:
    carries = bool(part.pictures or part.films)
    count, most = limits.count(part.text), limits.text_max
    beside = ""
    if carries and limits.caption_max is not None:
        most, beside = limits.caption_max, " beside a picture or film"
    if count > most:
        yield f"{count:,} of {most:,} for {whom}{where}{beside}: too long."
    size = len(part.text.encode())
    if limits.text_max_bytes is not None and size > limits.text_max_bytes:
        most = limits.text_max_bytes
        yield f"{size:,} of {most:,} bytes for {whom}{where}: too long in this script."
    for what, most in limits.most.items():
        held = _held(what, part.text)
        if held > most:
            yield f"{held} of {most} {what} for {whom}{where}: too many."
    found = sorted(set(limits.never) & set(part.text + part.title))
    if found:
        yield f"{whom} takes no {' or '.join(found)} in words or titles{where}: write it otherwise."
    if not part.text and not carries:
        yield f"Nothing to say to {whom}{where}."


def _of_pictures(part: Part, limits: Limits, whom: str, where: str) -> Iterator[str]:
    if len(part.pictures) > limits.images_max:
        yield f"{len(part.pictures)} of {limits.images_max} pictures for {whom}{where}: too many."
    for number, picture in enumerate(part.pictures, start=1):
        what = f"picture {number}{where}"
        yield from _of_alt(picture.alt, limits, whom, what)
        if picture.content_type not in limits.image_types:
            yield f"{whom} does not take {picture.content_type} ({what})."
        if picture.size_bytes > limits.image_max_bytes:
            yield _too_large(picture.size_bytes, limits.image_max_bytes, whom, what)
        yield from _of_ratio(picture, limits, whom, what)


def _of_ratio(picture: Picture, limits: Limits, whom: str, what: str) -> Iterator[str]:
    if limits.image_ratio is None or not picture.width or not picture.height:
        return
    least, most = limits.image_ratio
    ratio = picture.width / picture.height
    if not least <= ratio <= most:
        shape = "tall" if ratio < least else "wide"
        yield (
            f"{what[0].upper()}{what[1:]} is too {shape} for {whom}: {ratio:.2f} times as wide as "
            f"it is high, {least:.2f} to {most:.2f} possible. Crop it, or leave it out there."
        )


def _of_films(part: Part, limits: Limits, whom: str, where: str) -> Iterator[str]:
    if not part.films:
        return
    if not limits.video:
        yield f"{whom} does not take films{where}: leave this account out, or link the film."
        return
    if len(part.films) > 1:
        yield f"{len(part.films)} of 1 films for {whom}{where}: too many."
    if part.pictures and not limits.mixes_media:
        yield f"{whom} does not take pictures and a film together{where}."
    for film in part.films:
        yield from _of_film(film, limits, whom, f"film{where}")
    if limits.title_max and not part.title:
        yield f"{whom} needs a title for the film{where}."
    if limits.title_max and len(part.title) > limits.title_max:
        yield f"{len(part.title)} of {limits.title_max} for {whom}, title of the film{where}."


def _of_film(film: Film, limits: Limits, whom: str, what: str) -> Iterator[str]:
    yield from _of_alt(film.alt, limits, whom, f"the {what}")
    if film.content_type not in limits.video_types:
        yield f"{whom} does not take {film.content_type} ({what})."
    if film.size_bytes > limits.video_max_bytes:
        yield _too_large(film.size_bytes, limits.video_max_bytes, whom, f"the {what}")
    if limits.video_s is not None and film.duration_s is not None:
        least, most = limits.video_s
        if not least <= film.duration_s <= most:
            length = "short" if film.duration_s < least else "long"
            yield (
                f"{film.duration_s:,.1f} s for {whom}: the {what} is too {length}, "
                f"{least:,g} to {most:,g} s possible."
            )


def _of_alt(alt: str, limits: Limits, whom: str, what: str) -> Iterator[str]:
    if not alt:
        yield f"No description of {what} for {whom}: say what it shows."
    if len(alt) > limits.alt_max:
        yield f"{len(alt):,} of {limits.alt_max:,} for {whom}, description of {what}."


def _too_large(size: int, most: int, whom: str, what: str) -> str:
    return f"{_mb(size)} of {_mb(most)} for {whom}: {what} is too large."


def _mb(size_bytes: int) -> str:
    return f"{size_bytes / 1_000_000:.1f} MB"
