"""How a film looks, read from a file that a designer can edit: boxes and styles, in pixels.

A box is [left, top, width, height] on the full frame; a text names its style and its box. For
writing from right to left every box is mirrored.
"""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from campaigns.kernel.errors import NotFound

_HERE = Path(__file__).parent
SHAPES = ("wide", "tall")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on the frame, in whole even pixels: two by two share one colour sample."""

    left: int
    top: int
    width: int
    height: int

    @property
    def right(self) -> int:
        """Return where it ends."""
        return self.left + self.width

    @property
    def bottom(self) -> int:
        """Return where it ends below."""
        return self.top + self.height

    @property
    def corners(self) -> tuple[int, int, int, int]:
        """Return left, top, right, bottom."""
        return self.left, self.top, self.right, self.bottom


@dataclass(frozen=True, slots=True)
class Style:
    """How words are set; `fill` puts them on a plate of that colour."""

    largest: int
    least: int
    weight: int
    colour: str
    lines: int
    leading: float = 1.2
    fill: str = ""


@dataclass(frozen=True, slots=True)
class SceneLook:
    """One kind of scene: where its picture moves, where its code is, where its words stand."""

    texts: dict[str, tuple[Style, Box]]
    picture: Box | None = None
    motion: str = "pan"
    code: Box | None = None


@dataclass(frozen=True, slots=True)
class Look:
    """One shape of one design, ready for one direction of writing."""

    width: int
    height: int
    fps: int
    fade: int
    thumbnail: tuple[int, int]
    colours: dict[str, str]
    scenes: dict[str, SceneLook]
    exercise: Box
    exercise_words: tuple[Style, Box]
    band: Box
    line: Box
    caption: tuple[Style, Box]
    rtl: bool
    scale: float

    def picture(self, kind: str, *, exercise: bool) -> Box | None:
        """Return where a scene's picture is: beneath the band of an exercise, if it is one."""
        box = self.scenes[kind].picture
        if box is None or not exercise:
            return box
        top = max(box.top, self.exercise.bottom)
        return Box(box.left, top, box.width, box.bottom - top)


def _even(length: float) -> int:
    return round(length / 2) * 2


@dataclass(frozen=True, slots=True)
class _Reader:
    """Turns the file's numbers into boxes and styles of one size and one direction."""

    styles: dict[str, Any]
    width: int
    scale: float
    rtl: bool

    def box(self, left: float, top: float, width: float, height: float) -> Box:
        x = self.width - left - width if self.rtl else left
        return Box(*(_even(each * self.scale) for each in (x, top, width, height)))

    def style(self, name: str) -> Style:
        given = dict(self.styles[name])
        for size in ("largest", "least"):
            given[size] = max(4, round(given[size] * self.scale))
        return Style(**given)

    def scene(self, given: dict[str, Any]) -> SceneLook:
        return SceneLook(
            texts={
                field: (self.style(style), self.box(*numbers))
                for field, (style, *numbers) in given["texts"].items()
            },
            picture=self.box(*given["picture"]) if "picture" in given else None,
            motion=given.get("motion", "pan"),
            code=self.box(*given["code"]) if "code" in given else None,
        )


@cache
def look_of(shape: str, *, rtl: bool = False, scale: float = 1.0, design: str = "beam") -> Look:
    """Return how a shape ("wide" or "tall") looks; `scale` makes all of it smaller."""
    given = json.loads((_HERE / f"{design}.json").read_text())
    if shape not in given["shapes"]:
        raise NotFound(f"There is no film in the shape {shape}.")
    form = given["shapes"][shape]
    width, height = form["size"]
    read = _Reader(given["styles"], width, scale, rtl)
    return Look(
        width=_even(width * scale),
        height=_even(height * scale),
        fps=given["fps"],
        fade=round(given["fade_ms"] * given["fps"] / 1000),
        thumbnail=(form["thumbnail"][0], form["thumbnail"][1]),
        colours=given["colours"],
        scenes={name: read.scene(each) for name, each in form["scenes"].items()},
        exercise=read.box(*form["exercise"]),
        exercise_words=(read.style("exercise"), read.box(*form["exercise_words"])),
        band=read.box(0, form["band"], width, height - form["band"]),
        line=read.box(0, form["band"], width, form["line"]),
        caption=(read.style("caption"), read.box(*form["caption"])),
        rtl=rtl,
        scale=scale,
    )
