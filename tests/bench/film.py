"""How long a film takes, beside encoding the same frames when they are ready; and its memory."""

import re
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from campaigns.media.film import making, motion, sound, timing
from campaigns.media.film.coding import CODINGS, Writer
from campaigns.media.film.script import FilmScript, script_of
from campaigns.media.film.sound import SoundKind
from campaigns.media.film.workshop import Making, Order
from campaigns.media.sheet import PosterPhoto, PosterSheet
from tests.bench.table import Row
from tests.factories import media

LENGTH_S = 30.0
CHUNK = 90  # frames that are made ready before they are encoded


def _script(shape: str) -> FilmScript:
    sheet = PosterSheet(
        headline="Mira",
        age="7",
        qr_url="https://searchlight.northbank.example/a/mira-vance",
        code="7KQ2-XM4D",
        agency="Northbank Police Service",
        phone="416-555-0143",
        email="tips@northbank.example",
        emergency="911",
        aliases=("Lena Dunmore",),
        companion="May be with a woman, 33",
        last_seen=("Saturday 12 July 2025, 14:10", "Parkdale, Toronto"),
        facts=("Light brown hair, hazel eyes, 121 cm", "West of England accent", "Red coat"),
        photos=(
            PosterPhoto(media.jpeg(media.draw_child(2400, 3000)), 2023),
            PosterPhoto(media.jpeg(media.draw_cctv()), 2025, "CCTV still"),
        ),
        rehearsal=True,
    )
    return script_of(sheet, shape=shape, hashtag="FindMira")


def _whole(script: FilmScript, folder: Path) -> tuple[float, float]:
    """Return the seconds for every 30 s of film, in a process of its own, and its peak in MB."""
    start = time.perf_counter()
    process = Making(Order(script, SoundKind.SILENT, None, folder))
    peak = 0.0
    while (made := process.poll()) is None:
        peak = max(peak, _peak_mb(process._process.pid or 0))
        time.sleep(0.02)
    took = time.perf_counter() - start
    process.stop()
    if not isinstance(made, making.Made):
        raise TypeError(made.reason)
    return took * LENGTH_S * 1000 / made.length_ms, peak


def _peak_mb(pid: int) -> float:
    """Return the most memory that a process has had."""
    status = Path(f"/proc/{pid}/status").read_text()
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) / 1000 if found else 0.0


def _chunks(frames: Iterator[motion.Planes]) -> Iterator[list[motion.Planes]]:
    chunk: list[motion.Planes] = []
    for frame in frames:
        chunk.append(frame)
        if len(chunk) == CHUNK:
            yield chunk
            chunk = []
    yield chunk


def _floor(script: FilmScript, folder: Path) -> float:
    """Return the seconds that encoding the same frames takes, for every 30 s of film."""
    look, coding = making.look_for(script), CODINGS[script.codec]
    timed = timing.time_of(script, look)
    seconds = timed[-1].end / look.fps
    size = (look.width, look.height)
    writer = Writer(folder / "floor.mp4", coding, size, look.fps, sound.track([], seconds))
    took = 0.0
    for chunk in _chunks(motion.frames_of(script, timed, look)):
        ready = [motion.frame_of(planes) for planes in chunk]
        start = time.perf_counter()
        for frame in ready:
            writer.write(frame)
        took += time.perf_counter() - start
    start = time.perf_counter()
    writer.finish()
    return (took + time.perf_counter() - start) * LENGTH_S / seconds


def rows() -> Iterator[Row]:
    """Measure both shapes."""
    for shape in ("wide", "tall"):
        script = _script(shape)
        with tempfile.TemporaryDirectory() as name:
            (Path(name) / "film").mkdir()
            took, most = _whole(script, Path(name) / "film")
            floor = _floor(script, Path(name))
        yield Row(
            f"film, 30 s, {shape}", took, "s", "≤ 1.5 × floor", floor, "encoding ready frames"
        )
        yield Row(f"film, peak memory, {shape}", most, "MB", "≤ 400 MB")
