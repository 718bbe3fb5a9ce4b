"""Looks into a film that somebody brought along: what it is, and whether it can be used.

What cannot be used is refused in plain words; what may disappoint is said and taken. Only the index
and a few frames are read, however long the film is.
"""

from dataclasses import dataclass
from pathlib import Path

import av
from av.container.input import InputContainer
from av.video.stream import VideoStream

from campaigns.kernel.errors import Invalid

LONGEST_S = 30 * 60
SHORTEST_S = 1.0
SIDE_LEAST = 144
X_MOST_S = 140
PLAYED = frozenset({"h264", "vp8", "vp9", "av1"})
PLAYED_BY_SOME = frozenset({"hevc"})
EXPORT = "Export it as MP4 with H.264 and add that."
DAMAGED = "it is damaged, or not whole; it cannot be played to its end."
_LOOKS = (0.0, 0.5, 0.98)  # the parts of a film at which one frame is looked at


@dataclass(frozen=True, slots=True)
class Probed:
    """What a film is. `audio` is empty for a silent one; `warnings` are sentences."""

    width: int
    height: int
    length_ms: int
    video: str
    audio: str
    warnings: tuple[str, ...]


def probe(path: Path) -> Probed:
    """Return what a film is; Invalid when it cannot be used."""
    try:
        with av.open(path) as film:
            return _probe(film)
    except (av.FFmpegError, UnicodeDecodeError):
        raise Invalid(DAMAGED) from None


def _probe(film: InputContainer) -> Probed:
    if not film.streams.video or film.streams.video[0].codec_context.name in {"mjpeg", "png"}:
        if film.streams.audio:
            raise Invalid("it has sound only and no picture.")
        raise Invalid("there is no moving picture in it.")
    video = film.streams.video[0]
    length_s = _length(film, video)
    _check_codec(video.codec_context.name)
    turns, sizes = _look(film, video, length_s)
    width, height = sizes[0] if turns[0] % 180 == 0 else sizes[0][::-1]
    if min(width, height) < SIDE_LEAST:
        raise Invalid(f"it is only {width} by {height} pixels; {SIDE_LEAST} are the least.")
    audio = film.streams.audio[0].codec_context.name if film.streams.audio else ""
    warnings = [
        "It has no sound." if not audio else "",
        _of_length(length_s),
        _of_codec(video.codec_context.name),
        _of_turning(turns, sizes),
    ]
    return Probed(
        width,
        height,
        round(length_s * 1000),
        video.codec_context.name,
        audio,
        tuple(words for words in warnings if words),
    )


def _length(film: InputContainer, video: VideoStream) -> float:
    length_s = 0.0
    if film.duration:
        length_s = film.duration / av.time_base
    elif video.duration and video.time_base:
        length_s = float(video.duration * video.time_base)
    if length_s < SHORTEST_S:
        raise Invalid("it is shorter than a second, or does not say how long it is.")
    if length_s > LONGEST_S:
        raise Invalid(
            f"it is {_said(length_s)} long; {LONGEST_S // 60} minutes are the most. "
            "Cut out the part that people need to see."
        )
    return length_s


def _said(length_s: float) -> str:
    minutes, hour = round(length_s / 60), 60
    return f"{minutes} minutes" if minutes < 2 * hour else f"{minutes / hour:.1f} hours"


def _check_codec(codec: str) -> None:
    if codec not in PLAYED | PLAYED_BY_SOME:
        raise Invalid(f"it is coded as {codec}, which browsers do not play. {EXPORT}")


def _look(
    film: InputContainer, video: VideoStream, length_s: float
) -> tuple[list[int], list[tuple[int, int]]]:
    """Return how frames at the start, in the middle and at the end are turned, and how large."""
    turns, sizes = [], []
    for part in _LOOKS:
        film.seek(round(part * length_s * av.time_base))
        frame = next(film.decode(video), None)
        if frame is None:
            raise Invalid(DAMAGED)
        turns.append(frame.rotation)
        sizes.append((frame.width, frame.height))
    return turns, sizes


def _of_length(length_s: float) -> str:
    if length_s <= X_MOST_S:
        return ""
    return f"It is {_said(length_s)} long: X and others take 2 minutes 20 seconds at most."


def _of_codec(codec: str) -> str:
    if codec in PLAYED:
        return ""
    return f"It is coded as {codec}, which many browsers and phones do not play. {EXPORT}"


def _of_turning(turns: list[int], sizes: list[tuple[int, int]]) -> str:
    if len(set(turns)) > 1 or len(set(sizes)) > 1:
        return "Its picture turns or changes its size on the way; some programs show it lying down."
    return ""
