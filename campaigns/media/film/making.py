"""Makes a film from its script: times it, draws it, moves it, sounds it, writes it.

Drawing and encoding run side by side; a short queue between them bounds the memory.
"""

import io
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, Full, Queue

import av

from campaigns.media.film import cards, motion, sound, timing
from campaigns.media.film.captions import Cue
from campaigns.media.film.coding import CODINGS, Writer
from campaigns.media.film.look import Look, look_of
from campaigns.media.film.script import FilmScript
from campaigns.media.film.sound import Piece, SoundKind
from campaigns.media.film.timing import Timed

_AHEAD = 6  # frames that may wait for the encoder
_THUMBNAIL_QUALITY = 88


@dataclass(frozen=True, slots=True)
class Made:
    """A film in its folder, and what belongs to it."""

    film: Path
    thumbnail: Path
    width: int
    height: int
    length_ms: int
    captions: dict[str, tuple[Cue, ...]]


def look_for(script: FilmScript) -> Look:
    """Return how a script's film looks."""
    return look_of(script.shape, rtl=script.rtl, scale=script.scale)


def check(script: FilmScript, *, sound_s: float = 0.0) -> float:
    """Refuse a film whose words do not fit or that is too long; return its length in seconds."""
    look = look_for(script)
    cards.check(script, look)
    return timing.time_of(script, look, sound_s=sound_s)[-1].end / look.fps


def make(
    script: FilmScript,
    kind: SoundKind,
    given: Path | None,
    folder: Path,
    tell: Callable[[int], None],
) -> Made:
    """Make a film in a folder; `given` is a sound file, `tell` hears of each percent."""
    look, coding = look_for(script), CODINGS[script.codec]
    timed, pieces = _with_sound(script, look, kind, given, folder)
    path, seconds = folder / f"film.{coding.suffix}", timed[-1].end / look.fps
    cards.check(script, look)
    thumbnail = folder / "thumbnail.jpg"
    thumbnail.write_bytes(_thumbnail(script, look))
    track = sound.track(pieces, seconds)
    writer = Writer(path, coding, (look.width, look.height), look.fps, track)
    frames = (motion.frame_of(each) for each in motion.frames_of(script, timed, look))
    _write(writer, frames, timed[-1].end, tell)
    captions = {script.language: timing.cues_of(timed, look.fps)}
    for language, says in script.also.items():
        captions[language] = timing.cues_for(says, timed, look)
    length_ms = round(seconds * 1000)
    return Made(path, thumbnail, look.width, look.height, length_ms, captions)


def _thumbnail(script: FilmScript, look: Look) -> bytes:
    kept = io.BytesIO()
    motion.still(script, look).save(kept, "JPEG", quality=_THUMBNAIL_QUALITY)
    return kept.getvalue()


def _with_sound(
    script: FilmScript, look: Look, kind: SoundKind, given: Path | None, folder: Path
) -> tuple[tuple[Timed, ...], list[Piece]]:
    """Time a film by what is heard in it, and place that sound."""
    if kind is SoundKind.VOICE:
        paths = [folder / f"voice-{at}.wav" for at in range(len(script.scenes))]
        spoken = [
            sound.speak(scene.say, script.language, path)
            for scene, path in zip(script.scenes, paths, strict=True)
        ]
        timed = timing.time_of(script, look, spoken_s=spoken)
        starts = (round(each.start * sound.RATE / look.fps) for each in timed)
        return timed, [Piece(path, start) for path, start in zip(paths, starts, strict=True)]
    if given is None or kind is SoundKind.SILENT:
        return timing.time_of(script, look), []
    if kind is SoundKind.MUSIC:
        return timing.time_of(script, look), [Piece(given, again=True)]
    return timing.time_of(script, look, sound_s=sound.seconds_of(given)), [Piece(given)]


def _write(
    writer: Writer, frames: Iterator[av.VideoFrame], total: int, tell: Callable[[int], None]
) -> None:
    """Encode in a thread of its own what is drawn here; the first thing that goes wrong ends it."""
    queue: Queue[av.VideoFrame | None] = Queue(_AHEAD)

    def encode() -> None:
        while (frame := queue.get()) is not None:
            writer.write(frame)
        writer.finish()

    with ThreadPoolExecutor(1) as pool:
        encoding = pool.submit(encode)

        def hand_over(frame: av.VideoFrame | None) -> None:
            while not encoding.done():
                with suppress(Full):
                    queue.put(frame, timeout=1)
                    return
            encoding.result()

        try:
            told = -1
            for at, frame in enumerate(frames):
                hand_over(frame)
                percent = at * 100 // total
                if percent != told:
                    told = percent
                    tell(percent)
            hand_over(None)
            encoding.result()
        except BaseException:
            _stop(queue, encoding)
            raise


def _stop(queue: Queue[av.VideoFrame | None], encoding: Future[None]) -> None:
    """Let the encoder end early, so that the thread can be left."""
    while not encoding.done():
        with suppress(Empty):
            while True:
                queue.get_nowait()
        with suppress(Full):
            queue.put(None, timeout=1)
            return
