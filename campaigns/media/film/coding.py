"""Writes a film with libav: H.264 with AAC in MP4, or VP9 with Opus in WebM.

What comes out is what YouTube, X and Meta ask for: 4:2:0 in BT.709, closed groups of two seconds,
the index in front. One thread encodes, so that a film never takes the whole machine.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import av
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container.output import OutputContainer
from av.video.reformatter import ColorPrimaries, ColorRange, Colorspace, ColorTrc
from av.video.stream import VideoStream

from campaigns.media.film.sound import RATE

THREADS = 1
GROUP_S = 2


@dataclass(frozen=True, slots=True)
class Coding:
    """How a film is coded. Bit rates are given as the encoder's options."""

    suffix: str
    content_type: str
    video: str
    audio: str
    audio_bit_rate: int
    options: dict[str, str]
    container: dict[str, str]


CODINGS = {
    "h264": Coding(
        suffix="mp4",
        content_type="video/mp4",
        video="libx264",
        audio="aac",
        audio_bit_rate=128_000,
        options={
            "preset": "veryfast",
            "crf": "20",
            "maxrate": "12M",
            "bufsize": "24M",
            "profile": "high",
            "x264-params": "open-gop=0:scenecut=0",
        },
        container={"movflags": "+faststart"},
    ),
    "vp9": Coding(
        suffix="webm",
        content_type="video/webm",
        video="libvpx-vp9",
        audio="libopus",
        audio_bit_rate=96_000,
        options={"deadline": "realtime", "cpu-used": "7", "crf": "33", "b": "0", "row-mt": "1"},
        container={},
    ),
}


class Writer:
    """A film that is being written; frames come in one after the other, sound keeps beside them."""

    def __init__(
        self,
        path: Path,
        coding: Coding,
        size: tuple[int, int],
        fps: int,
        sound: Iterator[AudioFrame],
    ) -> None:
        self._fps, self._sound = fps, sound
        self._next = next(sound, None)
        self._count = 0
        self._out: OutputContainer = av.open(
            str(path), "w", format=coding.suffix, options=dict(coding.container)
        )
        self._video = self._add_video(coding, size)
        self._audio = self._add_audio(coding)

    def _add_audio(self, coding: Coding) -> AudioStream:
        stream: Any = self._out.add_stream(coding.audio, rate=RATE)
        stream.codec_context.layout = "stereo"
        stream.codec_context.bit_rate = coding.audio_bit_rate
        kept: AudioStream = stream
        return kept

    def _add_video(self, coding: Coding, size: tuple[int, int]) -> VideoStream:
        options = {**coding.options, "g": str(GROUP_S * self._fps)}
        stream: Any = self._out.add_stream(coding.video, rate=self._fps, options=options)
        stream.width, stream.height = size
        stream.pix_fmt = "yuv420p"
        context = stream.codec_context
        context.thread_count = THREADS
        context.time_base = Fraction(1, self._fps)
        context.color_range = ColorRange.MPEG
        context.colorspace = Colorspace.ITU709
        context.color_primaries = ColorPrimaries.BT709
        context.color_trc = ColorTrc.BT709
        kept: VideoStream = stream
        return kept

    def write(self, frame: av.VideoFrame) -> None:
        """Write one frame, and the sound until its end."""
        frame.pts, frame.time_base = self._count, Fraction(1, self._fps)
        self._out.mux(self._video.encode(frame))
        self._count += 1
        self._write_sound(self._count / self._fps)

    def _write_sound(self, until_s: float) -> None:
        while self._next is not None and (self._next.pts or 0) < until_s * RATE:
            self._out.mux(self._audio.encode(self._next))
            self._next = next(self._sound, None)

    def finish(self) -> None:
        """Write what the encoders still hold, and close the file."""
        self._write_sound(float("inf"))
        self._out.mux(self._video.encode(None))
        self._out.mux(self._audio.encode(None))
        self._out.close()

    def abandon(self) -> None:
        """Close the file as it is; nobody will look at it."""
        self._out.close()
