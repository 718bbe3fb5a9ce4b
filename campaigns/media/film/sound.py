"""A film's sound: silence, a file that was given, or speech where a voice is installed.

Sound is made as 48 kHz stereo of 16 bits and handed to the encoder in small frames; a file is
decoded as it is needed, so that its length costs no memory.
"""

import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path

import av
from av.audio.frame import AudioFrame
from av.filter.graph import Graph

from campaigns.kernel.errors import Invalid
from campaigns.kernel.states import Labelled

LONGEST_S = 60.0  # of a film, and so of what is heard in it
RATE = 48_000
SAMPLES = 1024
_BYTES = 4  # a sample of both channels
_FADE_S = 1.5
_SPEAKER = "espeak-ng"
_SPEAK_TIMEOUT_S = 60


class SoundKind(Labelled):
    """What is heard."""

    SILENT = "silent", "No sound"
    VOICE = "voice", "Read out by the computer's voice"
    NARRATION = "narration", "A narration that you add"
    MUSIC = "music", "Music that you add"


@dataclass(frozen=True, slots=True)
class Piece:
    """A sound file, and the moment in the film at which it begins (in samples)."""

    path: Path
    start: int = 0
    again: bool = False  # from the beginning when it ends


def can_speak() -> bool:
    """Say whether a voice is installed on this machine."""
    return shutil.which(_SPEAKER) is not None


def speak(words: str, language: str, path: Path) -> float:
    """Read words out into a WAV file; return how many seconds they take."""
    program = shutil.which(_SPEAKER)
    if program is None:
        raise Invalid("No voice is installed on this machine. Choose another sound.")
    voice = language.split("-", maxsplit=1)[0]
    done = subprocess.run(  # noqa: S603 -- a fixed program; the words go in by its input
        [program, "-v", voice, "-s", "150", "-w", str(path), "--stdin"],
        input=words.encode(),
        capture_output=True,
        check=False,
        timeout=_SPEAK_TIMEOUT_S,
    )
    if done.returncode or not path.is_file():
        raise Invalid(f"The installed voice does not speak “{voice}”. Choose another sound.")
    return seconds_of(path)


def seconds_of(path: Path) -> float:
    """Return how long a sound file is, decoding it; Invalid when it has no sound."""
    return sum(len(part) for part in _decoded(path)) / _BYTES / RATE


def check(path: Path) -> None:
    """Refuse a sound file that cannot be heard, or that is longer than a film."""
    seconds = seconds_of(path)
    if not seconds:
        raise Invalid("there is no sound in it.")
    if seconds > LONGEST_S:
        raise Invalid(f"it is {seconds:.0f} seconds long; a film has {LONGEST_S:.0f} at most.")


def _decoded(path: Path) -> Iterator[bytes]:
    """Yield a file's sound as bytes of 48 kHz, stereo, 16 bits."""
    wanted = av.AudioResampler("s16", "stereo", RATE)
    try:
        with av.open(path) as source:
            if not source.streams.audio:
                raise Invalid("there is no sound in it.")
            for frame in chain(source.decode(source.streams.audio[0]), [None]):
                for made in wanted.resample(frame):
                    yield bytes(made.planes[0])[: made.samples * _BYTES]
    except av.FFmpegError as error:
        raise Invalid("its sound cannot be read; it is damaged or of an odd kind.") from error


def _silence(samples: int) -> Iterator[bytes]:
    whole, rest = divmod(samples, SAMPLES)
    yield from repeat(bytes(SAMPLES * _BYTES), whole)
    yield bytes(rest * _BYTES)


def _placed(pieces: Sequence[Piece], total: int) -> Iterator[bytes]:
    """Yield all pieces at their places, silence between them, and not a sample too many."""
    done = 0
    for at, piece in enumerate(pieces):
        until = pieces[at + 1].start if at + 1 < len(pieces) else total
        yield from _silence(max(0, piece.start - done))
        done = max(done, piece.start)
        while done < until:
            before = done
            for part in _decoded(piece.path):
                kept = part[: (until - done) * _BYTES]
                done += len(kept) // _BYTES
                yield kept
                if done >= until:
                    break
            if not piece.again or done == before:
                break
    yield from _silence(total - done)


def _framed(parts: Iterator[bytes]) -> Iterator[AudioFrame]:
    held = bytearray()
    for part in chain(parts, [b""]):
        held += part
        while len(held) >= SAMPLES * _BYTES or (held and not part):
            yield _frame(bytes(held[: SAMPLES * _BYTES]))
            del held[: SAMPLES * _BYTES]


def _frame(content: bytes) -> AudioFrame:
    frame = AudioFrame("s16", "stereo", len(content) // _BYTES)
    frame.sample_rate = RATE
    frame.planes[0].update(content)
    return frame


def track(pieces: Sequence[Piece], seconds: float) -> Iterator[AudioFrame]:
    """Yield the sound of a film of so many seconds; no piece is silence."""
    total = round(seconds * RATE)
    frames = _framed(_placed(pieces, total))
    if any(piece.again for piece in pieces):
        frames = _faded(frames, seconds)
    done = 0
    for frame in frames:
        frame.pts, done = done, done + frame.samples
        yield frame


def _faded(frames: Iterator[AudioFrame], seconds: float) -> Iterator[AudioFrame]:
    """Let music end softly with the film."""
    graph = Graph()
    source = graph.add_abuffer(sample_rate=RATE, format="s16", layout="stereo")
    fade = graph.add("afade", f"t=out:st={max(0.0, seconds - _FADE_S):.3f}:d={_FADE_S}")
    graph.link_nodes(source, fade, graph.add("abuffersink")).configure()
    done = 0
    for frame in frames:
        frame.pts, done = done, done + frame.samples
        graph.push(frame)
        made = graph.pull()
        if isinstance(made, AudioFrame):
            yield made
