"""Fits words to a box by choosing among sizes; what does not fit is said, never cut.

A column is a stack of texts. All of them step down together, so that their ranks stay the same.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from PIL import ImageDraw

from campaigns.kernel.errors import Invalid
from campaigns.media import lettering
from campaigns.media.designs import STEPS, Role
from campaigns.media.lettering import Line

SHOWN_CHARS = 40
CAP_HEIGHT = 0.714  # of Noto Sans, as a part of its size
MARK_ROOM = 0.8  # from a fact's mark to its words, as a part of the size


@dataclass(frozen=True, slots=True)
class Text:
    """Words in a role; `field` is what the form calls them; `mark` puts a square before them."""

    field: str
    role: str
    words: str
    mark: bool = False


@dataclass(frozen=True, slots=True)
class Set:
    """A text that has been set: its lines, at a height beneath the column's top."""

    text: Text
    lines: tuple[Line, ...]
    top: float
    indent: float


@dataclass(frozen=True, slots=True)
class Column:
    """Texts set beneath one another; sizes in pixels."""

    sets: tuple[Set, ...]
    width: float
    height: float

    def lowered(self, by: float) -> "Column":
        """Return the column with room above it."""
        sets = tuple(replace(each, top=each.top + by) for each in self.sets)
        return Column(sets, self.width, self.height + by)

    def over(self, other: "Column", gap: float) -> "Column":
        """Return both columns, this one above the other."""
        if not self.sets or not other.sets:
            return self if self.sets else other
        below = other.lowered(self.height + gap)
        return Column((*self.sets, *below.sets), max(self.width, other.width), below.height)


class Measured(Protocol):
    """What letters are set for: a poster's design, or a frame of a film."""

    @property
    def roles(self) -> Mapping[str, Role]:
        """Return how each kind of words is set."""

    def px(self, units: float) -> int:
        """Return a length in pixels."""


@dataclass(frozen=True, slots=True)
class Setter:
    """Sets texts for one design and one direction."""

    design: Measured
    rtl: bool

    def role(self, text: Text) -> Role:
        """Return how a text is set."""
        return self.design.roles[text.role]

    def lines(self, text: Text, width: float, step: int) -> tuple[Line, ...] | None:
        """Break a text at one step's size; None when a word or the count of lines does not fit."""
        role = self.role(text)
        size = self.design.px(role.size(step))
        lines = lettering.balance(
            text.words, size, role.weight, width - self._indent(text, size), rtl=self.rtl
        )
        return None if lines is None or len(lines) > role.lines else lines

    def column(self, texts: Sequence[Text], width: float, step: int) -> Column | None:
        """Set texts beneath one another at one step; None when one of them does not fit."""
        sets, top, widest = [], 0.0, 0.0
        for at, text in enumerate(texts):
            lines = self.lines(text, width, step)
            if lines is None:
                return None
            top += self.design.px(self.role(text).gap) if at else 0
            indent = self._indent(text, lines[0].size)
            sets.append(Set(text, lines, top, indent))
            top += sum(self.advance(text, line) for line in lines)
            widest = max(widest, *(line.width + indent for line in lines))
        return Column(tuple(sets), widest, top)

    def fit(self, texts: Sequence[Text], width: float, height: float) -> Column | None:
        """Set texts at the largest step that fits a box; None when not even the least does."""
        for step in range(STEPS):
            column = self.column(texts, width, step)
            if column is not None and column.height <= height:
                return column
        return None

    def advance(self, text: Text, line: Line) -> float:
        """Return how far a line reaches down: its leading, or its ink where that is taller."""
        return max(self.role(text).leading * line.size, (line.above + line.below) * 1.06)

    def _indent(self, text: Text, size: int) -> float:
        return size * MARK_ROOM if text.mark else 0.0


def check_letters(texts: Iterable[Text]) -> None:
    """Refuse characters that no font has, beside the field they were typed into."""
    for text in texts:
        lettering.check_letters(text.words, text.field)


def fitted(setter: Setter, texts: Sequence[Text], width: float, height: float) -> Column:
    """Set texts at the largest step that fits; Invalid says which text is how much too long."""
    check_letters(texts)
    column = setter.fit(texts, width, height)
    if column is not None:
        return column
    last = STEPS - 1
    for text in texts:
        if setter.lines(text, width, last) is None:
            raise too_long(text, excess(text, lambda t: setter.lines(t, width, last) is not None))
    longest = max(texts, key=lambda text: len(text.words))

    def fits(shorter: Text) -> bool:
        tried = [shorter if text is longest else text for text in texts]
        column = setter.column(tried, width, last)
        return column is not None and column.height <= height

    raise too_long(longest, excess(longest, fits))


def too_long(text: Text, excess: int) -> Invalid:
    """Return the error that says how much too long a text is."""
    named = text.field.replace("_", " ")
    shown = text.words if len(text.words) <= SHOWN_CHARS else text.words[:SHOWN_CHARS] + "…"
    words = (
        f"“{shown}” ({named}) is {excess} "
        f"{'character' if excess == 1 else 'characters'} too long for the poster."
    )
    return Invalid(words, {text.field: words})


def excess(long: Text, fits: Callable[[Text], bool]) -> int:
    """Return how many characters must go from a text before it fits."""
    low, high = 0, len(long.words)  # keeping `low` characters fits, keeping `high` does not
    while high - low > 1:
        middle = (low + high) // 2
        if fits(replace(long, words=long.words[:middle].strip() or ".")):
            low = middle
        else:
            high = middle
    return len(long.words) - low


def draw_column(
    pen: ImageDraw.ImageDraw,
    setter: Setter,
    column: Column,
    box: tuple[float, float, float],
    colours: dict[str, str],
    *,
    end: bool = False,
    centre: bool = False,
) -> None:
    """Draw a column into a box (left, top, right), against its leading edge (or the other)."""
    left, top, right = box
    at_right = setter.rtl != end
    for each in column.sets:
        role, y = setter.role(each.text), top + each.top
        for number, line in enumerate(each.lines):
            advance = setter.advance(each.text, line)
            baseline = y + _baseline(line, advance, role)
            edge = right - each.indent if at_right else left + each.indent
            if each.text.mark and not number:
                back = line.size * MARK_ROOM
                out = edge + back if at_right else edge - back
                _draw_mark(pen, line, (out, baseline), colours, at_right=at_right)
            if centre:
                edge = left + (right - left + (line.width if at_right else -line.width)) / 2
            lettering.draw_line(pen, line, edge, baseline, colours[role.colour], end=at_right)
            y += advance


def _baseline(line: Line, advance: float, role: Role) -> float:
    """Return the baseline: capitals in the middle of the room, or all ink if that is taller."""
    if line.above + line.below < line.size * role.leading:
        return (advance + line.size * CAP_HEIGHT) / 2
    return (advance - line.above - line.below) / 2 + line.above


def _draw_mark(
    pen: ImageDraw.ImageDraw,
    line: Line,
    at: tuple[float, float],
    colours: dict[str, str],
    *,
    at_right: bool,
) -> None:
    """Draw the small square before a fact."""
    side, middle = line.size * 0.34, at[1] - line.size * CAP_HEIGHT / 2
    x = at[0] - side if at_right else at[0]
    pen.rectangle((x, middle - side / 2, x + side, middle + side / 2), fill=colours["beam"])
