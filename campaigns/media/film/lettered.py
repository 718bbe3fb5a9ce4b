"""Sets a film's words into their boxes; what does not fit at the least size is said, never cut."""

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import ImageDraw

from campaigns.kernel.errors import Invalid
from campaigns.media import lettering
from campaigns.media.film.look import Box, Look, Style
from campaigns.media.film.script import FilmScript, Scene
from campaigns.media.lettering import Line

STEPS = 8
_SHOWN_CHARS = 40
_STRONG = frozenset({"L", "R", "AL"})


@dataclass(frozen=True, slots=True)
class Block:
    """Words that have been set: their lines, and how high they stand in all."""

    lines: tuple[Line, ...]
    advance: float

    @property
    def width(self) -> float:
        """Return the width of the longest line."""
        return max(line.width for line in self.lines)

    @property
    def height(self) -> float:
        """Return the height of all lines."""
        return self.advance * len(self.lines)


def fit(words: str, style: Style, box: Box, *, rtl: bool) -> Block | None:
    """Set words as large as their box lets them be; None when not even the least size fits."""
    ratio = style.least / style.largest
    for step in range(STEPS):
        size = round(style.largest * ratio ** (step / (STEPS - 1)))
        lines = _lines(words, size, style.weight, box.width, rtl=rtl)
        if not lines or len(lines) > style.lines:
            continue
        tall = max(size * style.leading, *(line.above + line.below for line in lines))
        block = Block(tuple(lines), tall)
        if block.height <= box.height:
            return block
    return None


def _lines(words: str, size: int, weight: int, width: int, *, rtl: bool) -> list[Line]:
    """Break words into lines at one size; none when a word is wider than the box."""
    lines: list[Line] = []
    for part in words.split("\n"):
        own = reads_from_right(part, otherwise=rtl)
        broken = lettering.balance(part, size, weight, width, rtl=own)
        if broken is None:
            return []
        lines += broken
    return lines


def reads_from_right(words: str, *, otherwise: bool) -> bool:
    """Say which way words are read by their first letter: an English name keeps its own way."""
    for char in words:
        kind = unicodedata.bidirectional(char)
        if kind in _STRONG:
            return kind != "L"
    return otherwise


def fitted(words: str, style: Style, box: Box, field: str, *, rtl: bool) -> Block:
    """Set words, or say that they are too long for the film, beside their field."""
    lettering.check_letters(words, field)
    block = fit(words, style, box, rtl=rtl)
    if block is None:
        shown = words if len(words) <= _SHOWN_CHARS else words[:_SHOWN_CHARS] + "…"
        said = f"“{shown}” is too long for the film. Shorten it."
        raise Invalid(said, {field: said})
    return block


def field_of(scene: Scene, name: str) -> str:
    """Return the sheet's field that a text of a scene comes from."""
    if name in {"label", "name"}:
        return "headline"
    return scene.source if name == "body" else name


def texts_of(script: FilmScript, scene: Scene, look: Look) -> Iterator[tuple[Style, Box, Block]]:
    """Return a scene's words, set; Invalid names the field of what does not fit."""
    for name, (style, box) in look.scenes[scene.kind].texts.items():
        words = scene.words.get(name, "")
        if words:
            inner = _inside(box) if style.fill else box
            yield style, box, fitted(words, style, inner, field_of(scene, name), rtl=script.rtl)


def _inside(box: Box) -> Box:
    """Return the room for words on a plate."""
    pad = box.height // 4
    return Box(box.left + pad, box.top, box.width - 2 * pad, box.height)


def draw(
    pen: ImageDraw.ImageDraw,
    block: Block,
    box: Box,
    colour: str,
    *,
    rtl: bool,
    centre: bool = False,
) -> None:
    """Draw words from the top of their box, or in the middle of it."""
    top = box.top + ((box.height - block.height) / 2 if centre else 0)
    for line in block.lines:
        baseline = top + (block.advance + line.size * 0.714) / 2
        if centre:
            lettering.draw_line(
                pen, line, box.left + (box.width - line.width) / 2, baseline, colour, end=False
            )
        else:
            edge = box.right if rtl else box.left
            lettering.draw_line(pen, line, edge, baseline, colour, end=rtl)
        top += block.advance
