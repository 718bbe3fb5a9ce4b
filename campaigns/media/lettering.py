"""Letters: which vendored font has a character, how wide words are, where lines break.

The fonts are subsets of Noto Sans (static/fonts, listed with their coverage in fonts.json). A line
is cut into runs of one font and one direction; the type engine (raqm) shapes each run.
"""

import hashlib
import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from PIL import ImageDraw, ImageFont

from campaigns.kernel.errors import CampaignError, Invalid
from campaigns.media import bidi

FONTS = Path(__file__).parents[2] / "static" / "fonts"
TEXT, BOLD = 500, 800
_JOINERS = frozenset("\u200c\u200d")  # they shape their neighbours and have no shape of their own
_UNSEEN = frozenset("\u200e\u200f\u00ad\ufeff\u200b")
_TURNING = frozenset("\u200e\u200f")  # seen by nobody, they say which way their neighbours run
_BLANKS = re.compile(r"[ \n\t]+")
_BREAKS = re.compile(r"(?<=[^\W\d])(-)(?=[^\W\d])")
_MARKS = frozenset({"Mn", "Mc", "Me"})


@dataclass(frozen=True, slots=True)
class Run:
    """Letters of one font and one direction."""

    text: str
    font: str
    rtl: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, ready to be drawn; `above` and `below` are its ink around the baseline.

    `bearing` is the white before its first letter, by which a large line is drawn further out.
    """

    runs: tuple[Run, ...]
    size: int
    weight: int
    width: float
    above: float
    below: float
    bearing: float = 0.0


@cache
def _coverage() -> dict[int, str]:
    """Return the font that has each code point; where several have it, the first listed."""
    kept: dict[int, str] = {}
    for font in json.loads((FONTS / "fonts.json").read_text())["fonts"]:
        for span in font["covers"].split():
            first, _, last = span.partition("-")
            for point in range(int(first, 16), int(last or first, 16) + 1):
                kept.setdefault(point, font["name"])
    return kept


def missing_fonts() -> list[str]:
    """Return the files of fonts that are not there or are not what fonts.json says they are."""
    try:
        listed = json.loads((FONTS / "fonts.json").read_text())["fonts"]
    except (OSError, ValueError, KeyError):
        return ["fonts.json"]
    lacking = []
    for font in listed:
        for weight, digest in font["sha256"].items():
            path = FONTS / f"{font['name']}-{weight}.woff2"
            whole = path.is_file() and hashlib.sha256(path.read_bytes()).hexdigest() == digest
            lacking += [] if whole else [path.name]
    return lacking


@lru_cache(maxsize=256)
def face(name: str, weight: int, size: int) -> ImageFont.FreeTypeFont:
    """Return a font at a size in pixels."""
    path = FONTS / f"{name}-{weight}.woff2"
    try:
        return ImageFont.truetype(path, size, layout_engine=ImageFont.Layout.RAQM)
    except OSError as error:
        raise CampaignError(
            f"The font {path.name} is missing or damaged in static/fonts, so nothing was drawn. "
            "Put it back as it came with Searchlight."
        ) from error


def missing(text: str) -> list[str]:
    """Return the characters that no vendored font has, once each."""
    covered = _coverage()
    passed = _JOINERS | _UNSEEN | {"\n"}
    return list(dict.fromkeys(c for c in text if ord(c) not in covered and c not in passed))


def check_letters(text: str, field: str) -> None:
    """Refuse a text with a character that cannot be printed, naming it."""
    lacking = missing(text)
    if lacking:
        named = ", ".join(
            f"{char} ({unicodedata.name(char, f'U+{ord(char):04X}').lower()})" for char in lacking
        )
        words = f"The poster's letters do not have {named}. Leave it out here."
        raise Invalid(words, {field: words})


def _fonts_of(text: str) -> list[str]:
    """Return the font of each character; blanks and marks stay with the letter before them."""
    covered, fonts = _coverage(), list[str]()
    for char in text:
        own = covered.get(ord(char))
        stays = own is None or unicodedata.category(char) in _MARKS or char == " "
        fonts.append(fonts[-1] if fonts and stays else own or "noto-sans-latin")
    return fonts


def runs_of(text: str, *, rtl: bool) -> tuple[Run, ...]:
    """Cut a line into runs, from left to right."""
    ordered = "".join(char for char in text if char not in _UNSEEN - _TURNING)
    levels = zip(ordered, bidi.levels(ordered, rtl=rtl), strict=True)
    heights = [level for char, level in levels if char not in _TURNING]
    plain = "".join(char for char in ordered if char not in _TURNING)
    fonts = _fonts_of(plain)
    pieces: list[tuple[str, int]] = []
    names: list[str] = []
    for char, font, level in zip(plain, fonts, heights, strict=True):
        if pieces and names[-1] == font and pieces[-1][1] == level:
            pieces[-1] = (pieces[-1][0] + char, level)
        else:
            pieces.append((char, level))
            names.append(font)
    numbered = [(str(at), level) for at, (_, level) in enumerate(pieces)]
    return tuple(
        Run(pieces[int(at)][0], names[int(at)], rtl=level % 2 == 1)
        for at, level in bidi.in_visual_order(numbered)
    )


@lru_cache(maxsize=4096)
def line_of(text: str, size: int, weight: int, *, rtl: bool) -> Line:
    """Measure one line."""
    runs = runs_of(text, rtl=rtl)
    width, above, below, bearings = 0.0, 0.0, 0.0, list[float]()
    for run in runs:
        font = face(run.font, weight, size)
        direction = "rtl" if run.rtl else "ltr"
        width += font.getlength(run.text, direction=direction)
        left, top, _, bottom = font.getbbox(run.text, direction=direction, anchor="ls")
        above, below = max(above, -top), max(below, bottom)
        bearings.append(left)
    return Line(runs, size, weight, width, above, below, max(0.0, *bearings[:1], 0.0))


def _parts(text: str) -> list[str]:
    """Return the pieces between which a line may break: at blanks, and behind hyphens."""
    even = _BLANKS.sub(" ", text.strip())
    return _BREAKS.sub("\\1\n", even).replace(" ", " \n").split("\n")


def wrap(text: str, size: int, weight: int, width: float, *, rtl: bool) -> tuple[Line, ...] | None:
    """Break a text into lines of at most `width`; None when a single word is wider."""
    lines: list[str] = []
    for part in _parts(text):
        longer = (lines[-1] if lines else "") + part
        if lines and line_of(longer.rstrip(), size, weight, rtl=rtl).width <= width:
            lines[-1] = longer
        elif line_of(part.rstrip(), size, weight, rtl=rtl).width <= width:
            lines.append(part)
        else:
            return None
    return tuple(line_of(line.rstrip(), size, weight, rtl=rtl) for line in lines)


@lru_cache(maxsize=8192)
def balance(
    text: str, size: int, weight: int, width: float, *, rtl: bool
) -> tuple[Line, ...] | None:
    """Break a text into as few lines as fit, and make them about equally long."""
    best = wrap(text, size, weight, width, rtl=rtl)
    if best is None or len(best) == 1:
        return best
    parts = _parts(text)
    spans = [line_of(part, size, weight, rtl=rtl).width for part in parts]
    low, high = max(width / len(best), *spans), width
    while high - low > size / 8:
        middle = (low + high) / 2
        if len(_greedy(spans, middle)) <= len(best):
            high = middle
        else:
            low = middle
    cuts = _greedy(spans, high)
    lines = ("".join(parts[start:end]).rstrip() for start, end in cuts)
    even = tuple(line_of(line, size, weight, rtl=rtl) for line in lines)
    return even if all(line.width <= width for line in even) else best


def _greedy(spans: list[float], width: float) -> list[tuple[int, int]]:
    """Return which pieces go together on lines of at most `width`."""
    cuts, start, filled = [], 0, 0.0
    for at, span in enumerate(spans):
        if at > start and filled + span > width:
            cuts.append((start, at))
            start, filled = at, 0.0
        filled += span
    return [*cuts, (start, len(spans))]


def draw_line(
    pen: ImageDraw.ImageDraw, line: Line, x: float, baseline: float, colour: str, *, end: bool
) -> None:
    """Draw a line from its left edge `x`, or to its right edge when `end` is set."""
    left = x - line.width if end else x - line.bearing
    for run in line.runs:
        font = face(run.font, line.weight, line.size)
        direction = "rtl" if run.rtl else "ltr"
        pen.text(
            (left, baseline), run.text, fill=colour, font=font, direction=direction, anchor="ls"
        )
        left += font.getlength(run.text, direction=direction)
