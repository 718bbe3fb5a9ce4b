"""When each scene begins and each caption stands: long enough to read, 20 to 60 seconds in all."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import ceil

from campaigns.kernel.errors import Invalid
from campaigns.media.film import lettered
from campaigns.media.film.captions import Cue
from campaigns.media.film.look import Look
from campaigns.media.film.script import FilmScript, Scene
from campaigns.media.film.sound import LONGEST_S

SHORTEST_S = 20.0
CHARS_A_SECOND = 15.0
CUE_LEAST_S = 1.8
WORDS_MOST = 60  # of one caption
ROUNDING = 0.001
SCENE_LEAST_S = {"opening": 3.5, "opening_plain": 3.5, "photo": 3.2, "closing": 6.0}
VOICE_REST_S = 0.5
_WORD = re.compile(r"[^ \t\n]+")  # what is glued together stays so
_ENDS = (".", "!", "?", ";", ":", ",", "؟", "،", "؛", "。")


@dataclass(frozen=True, slots=True)
class Timed:
    """A scene with its place in the film, in frames, and the captions that stand in it."""

    scene: Scene
    start: int
    frames: int
    captions: tuple[tuple[int, str], ...]  # (frame it begins at, counted in the film; words)

    @property
    def end(self) -> int:
        """Return the first frame after it."""
        return self.start + self.frames


def _too_long(words: list[str], look: Look) -> bool:
    style, box = look.caption
    return lettered.fit(" ".join(words), style, box, rtl=look.rtl) is None


def pieces_of(words: str, look: Look) -> list[str]:
    """Cut what is said into captions that fit their box, where a sentence pauses if it can be."""
    left, pieces = _WORD.findall(words), list[str]()
    while left:
        counts = range(1, min(len(left), WORDS_MOST) + 1)
        most = max(1, bisect_left(counts, 1, key=lambda many: int(_too_long(left[:many], look))))
        if most < len(left):
            pauses = [
                at for at in range(max(1, most // 2), most + 1) if left[at - 1].endswith(_ENDS)
            ]
            most = pauses[-1] if pauses else most
        pieces.append(" ".join(left[:most]))
        left = left[most:]
    return pieces


def time_of(
    script: FilmScript, look: Look, *, spoken_s: Sequence[float] = (), sound_s: float = 0.0
) -> tuple[Timed, ...]:
    """Give every scene its time; `spoken_s` is how long each is spoken, `sound_s` a narration."""
    _check_length(script, [len(scene.say) / CHARS_A_SECOND for scene in script.scenes])
    pieces = [pieces_of(scene.say, look) for scene in script.scenes]
    reads = [[max(CUE_LEAST_S, len(each) / CHARS_A_SECOND) for each in cut] for cut in pieces]
    least = [
        max(sum(read), SCENE_LEAST_S.get(scene.kind, 3.0), voice + VOICE_REST_S if voice else 0.0)
        for scene, read, voice in zip(
            script.scenes, reads, spoken_s or [0.0] * len(reads), strict=True
        )
    ]
    total = sum(least)
    _check_length(script, least)
    stretch = max(1.0, SHORTEST_S / total, sound_s / total)
    timed, start = [], 0
    for scene, cut, read, length in zip(script.scenes, pieces, reads, least, strict=True):
        frames = ceil(length * stretch * look.fps - ROUNDING)
        timed.append(Timed(scene, start, frames, _captions(cut, read, start, frames)))
        start += frames
    return tuple(timed)


def _captions(
    cut: list[str], read: list[float], start: int, frames: int
) -> tuple[tuple[int, str], ...]:
    """Share a scene's frames among its captions by how long each takes to read."""
    begun, captions = 0.0, []
    for words, seconds in zip(cut, read, strict=True):
        captions.append((start + round(frames * begun / sum(read)), words))
        begun += seconds
    return tuple(captions)


def _check_length(script: FilmScript, least: list[float]) -> None:
    total_s = sum(least)
    if total_s <= LONGEST_S:
        return
    longest = script.scenes[max(range(len(least)), key=lambda at: least[at])]
    words = (
        f"The film would take {total_s:.0f} seconds; {LONGEST_S:.0f} are the most. "
        "Shorten the facts, or show fewer of them."
    )
    raise Invalid(words, {longest.source: words})


def cues_for(says: Sequence[str], timed: Sequence[Timed], look: Look) -> tuple[Cue, ...]:
    """Return captions in another language, scene by scene at the film's own times."""
    other: list[Timed] = []
    for said, scene in zip(says, timed, strict=True):
        cut = pieces_of(said, look)
        read = [max(CUE_LEAST_S, len(each) / CHARS_A_SECOND) for each in cut]
        captions = _captions(cut, read, scene.start, scene.frames)
        other.append(replace(scene, captions=captions))
    return cues_of(other, look.fps)


def cues_of(timed: Sequence[Timed], fps: int) -> tuple[Cue, ...]:
    """Return the captions of a film with their times, in whole milliseconds."""
    marks = [mark for each in timed for mark in each.captions]
    ends = [start for start, _ in marks[1:]] + [timed[-1].end if timed else 0]
    return tuple(
        Cue(round(start * 1000 / fps), round(end * 1000 / fps), words)
        for (start, words), end in zip(marks, ends, strict=True)
    )
