"""Makes a film that somebody brought along fit to be shown: nothing in it says where or by whom.

Pictures are copied as they are, in MP4 or WebM with the index in front; sound that browsers do not
play becomes AAC. Place, camera and dates, chapters and every other track are left behind.
"""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import av
from av.audio.stream import AudioStream
from av.container.input import InputContainer
from av.container.output import OutputContainer
from PIL import Image

from campaigns.kernel.errors import Invalid
from campaigns.media.film import probe
from campaigns.media.film.making import Made

STILL_AT = 0.1
STILL_PX = (1280, 1280)
_STILL_QUALITY = 88
_WEB = frozenset({"vp8", "vp9"})
_WEB_SOUND = frozenset({"opus", "vorbis"})
_SOUND = frozenset({"aac", "mp3"})


def prepare(given: Path, folder: Path, tell: Callable[[int], None]) -> Made:
    """Copy a film into a folder without what it says about its maker; `tell` hears each percent."""
    probed = probe.probe(given)
    web = probed.video in _WEB and (not probed.audio or probed.audio in _WEB_SOUND)
    path = folder / ("film.webm" if web else "film.mp4")
    still = folder / "thumbnail.jpg"
    try:
        still.write_bytes(_still(given, probed.length_ms))
        options = {} if web else {"movflags": "+faststart"}
        with av.open(given) as source, av.open(str(path), "w", options=options) as out:
            _copy(source, out, _WEB_SOUND if web else _SOUND, probed.length_ms, tell)
    except av.InvalidDataError:
        raise Invalid(f"The film cannot be used: {probe.DAMAGED}") from None
    return Made(path, still, probed.width, probed.height, probed.length_ms, {})


def _copy(
    source: InputContainer,
    out: OutputContainer,
    played: frozenset[str],
    length_ms: int,
    tell: Callable[[int], None],
) -> None:
    video = source.streams.video[0]
    pictures = out.add_stream_from_template(video)
    heard = source.streams.audio[0] if source.streams.audio else None
    say = _sound(out, heard, played)
    told, held = -1, list[Any]()
    for packet in source.demux([each for each in (video, heard) if each is not None]):
        if packet.stream is heard:
            say(packet)
        elif packet.size:  # an empty one is the end of a track
            held.append(packet)
            if packet.dts is not None:
                _mux_all(out, held, pictures)
            told = _tell(packet, length_ms, told, tell)


def _sound(
    out: OutputContainer, heard: AudioStream | None, played: frozenset[str]
) -> Callable[[Any], None]:
    """Return what takes the packets of a film's sound: copies them, or codes them anew."""
    if heard is None:
        return lambda _packet: None
    if heard.codec_context.name in played:
        copied = out.add_stream_from_template(heard)
        return lambda packet: _mux_all(out, [packet], copied) if packet.size else None
    coded = out.add_stream("aac", rate=heard.codec_context.sample_rate)

    def code(packet: Any) -> None:
        for frame in heard.decode(packet):
            out.mux(coded.encode(frame))
        if not packet.size:
            out.mux(coded.encode(None))

    return code


def _mux_all(out: OutputContainer, packets: list[Any], stream: Any) -> None:
    """Write packets; Matroska does not say when its first ones are decoded, MP4 must."""
    last = packets[-1].dts
    for before, packet in enumerate(reversed(packets)):
        packet.dts = last - before
    for packet in packets:
        packet.stream = stream
        out.mux(packet)
    packets.clear()


def _tell(packet: Any, length_ms: int, told: int, tell: Callable[[int], None]) -> int:
    if packet.pts is None or packet.time_base is None:
        return told
    percent = min(99, round(float(packet.pts * packet.time_base) * 100_000 / length_ms))
    if percent > told:
        tell(percent)
        return percent
    return told


def _still(given: Path, length_ms: int) -> bytes:
    """Return a frame from near the beginning, upright, as a JPEG."""
    with av.open(given) as source:
        source.seek(round(length_ms * STILL_AT * 1000))
        frame = next(source.decode(source.streams.video[0]))
        plain = frame.reformat(format="rgb24")
        turned = frame.rotation
    plane = plain.planes[0]
    size = (plain.width, plain.height)
    image = Image.frombytes("RGB", size, bytes(plane), "raw", "RGB", plane.line_size)
    image = image.rotate(turned, expand=True)
    image.thumbnail(STILL_PX, Image.Resampling.LANCZOS)
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=_STILL_QUALITY)
    return kept.getvalue()
