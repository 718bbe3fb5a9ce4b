"""What a page is while it is laid out: its parts, its boxes in their places."""

from dataclasses import dataclass

from campaigns.media.designs import Box
from campaigns.media.layout import Column, Setter


@dataclass(frozen=True, slots=True)
class Rect:
    """A part of the page, in pixels."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Return how wide it is."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Return how high it is."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Placed:
    """A box in its place: the room it was given, what it takes of it, and its words.

    A table has two columns, `labels` and `column`, the second `inset` from the first.
    """

    box: Box
    frame: Rect
    content: Rect
    column: Column | None = None
    labels: Column | None = None
    inset: float = 0


@dataclass(frozen=True, slots=True)
class Way:
    """One choice: a place for each guide, a step for each box that tries."""

    guides: dict[str, float]
    steps: dict[str, int]
    loss: float


@dataclass(frozen=True, slots=True)
class Page:
    """A page that is laid out: its letters' setter, its boxes, the words that gave way."""

    setter: Setter
    placed: list[Placed]
    gone: tuple[str, ...] = ()


def collapsed(box: Box, frame: Rect) -> Rect:
    """Return what a box that is not there takes: a line at the side where it would have stood."""
    at = frame.bottom if box.valign == "bottom" else frame.top
    side = frame.right if box.align == "end" else frame.left
    return Rect(side, at, side, at)


def around(rects: list[Rect]) -> Rect:
    """Return the least part that holds all of these."""
    return Rect(
        min(rect.left for rect in rects),
        min(rect.top for rect in rects),
        max(rect.right for rect in rects),
        max(rect.bottom for rect in rects),
    )
