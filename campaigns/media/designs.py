"""How a poster is laid out, as data: pages, boxes and styles, read from templates/posters/.

A page is measured in units of its own; `Design.px` turns them into pixels. Sizes step down from a
style's largest to its least, so that long words shrink before they are refused.
"""

from dataclasses import dataclass, field

from campaigns.kernel.states import Labelled

STEPS = 7  # sizes between a role's largest and its least


class PosterFormat(Labelled):
    """The shapes that a poster is made in."""

    PORTRAIT = "portrait", "Portrait (1080 by 1350)"
    SQUARE = "square", "Square (1080 by 1080)"
    STORY = "story", "Story (1080 by 1920)"
    LINK = "link", "Card for links (1200 by 630)"
    HEADER = "header", "X header (1500 by 500)"
    AVATAR = "avatar", "Account picture (400 by 400)"
    A4 = "a4", "Page to print (A4, PDF)"
    LETTER = "letter", "Page to print (US Letter, PDF)"


class PosterDesign(Labelled):
    """The two looks that an appeal chooses from."""

    BEAM = "beam", "Beam: the photo large, on dark ground"
    PLAIN = "plain", "Plain: white, photos in a row, facts as a table"


PRINTED = frozenset({PosterFormat.A4, PosterFormat.LETTER})


@dataclass(frozen=True, slots=True)
class Role:
    """How one kind of words is set: from its largest size down to its least, and its colour.

    `gap` is the room above it, `leading` the distance of its lines as a part of the size. A colour
    is the name of a field of `Colours`.
    """

    largest: float
    least: float
    weight: int
    colour: str
    lines: int
    gap: float = 10
    leading: float = 1.24
    capitals: bool = False

    def size(self, step: int) -> float:
        """Return the size at a step: 0 is the largest, STEPS - 1 the least."""
        return float(self.largest * (self.least / self.largest) ** (step / (STEPS - 1)))


@dataclass(frozen=True, slots=True)
class Edge:
    """Where a side of a box is: `offset` units from a named line ("split", "facts.bottom", "")."""

    line: str
    offset: float


@dataclass(frozen=True, slots=True)
class Slot:
    """One kind of words in a box, and the style that they are set in.

    What `may_go` gives way, last one first, where a small format has no room for everything.
    """

    words: str
    role: str
    may_go: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """A named box of a page. Its sides are edges; of several the one that leaves least room counts.

    `when` holds conditions that must all be true ("photos", "not scene"). `align` and `valign` say
    where in the box its content stands; `sink` lets words in a roomy box stand a little lower
    (a ring's breadth, the side of a strip's codes).
    `tries` has its sizes tried against all others', `loss` is how much a step down hurts. `on` is
    the colour that its words stand on, `fill` the colour of a filled box. A table's lines beyond
    those that it `keeps` give way where there is no room. No way is taken that leaves it lower
    than `least`. Photos in a `row` are as wide as their shapes ask for, and never less than it.
    """

    name: str
    show: str
    left: tuple[Edge, ...]
    top: tuple[Edge, ...]
    right: tuple[Edge, ...]
    bottom: tuple[Edge, ...]
    when: tuple[str, ...] = ()
    slots: tuple[Slot, ...] = ()
    of: tuple[str, ...] = ()
    align: str = "start"
    valign: str = "top"
    sink: float = 0
    tries: bool = False
    loss: float = 1.0
    fill: str = ""
    on: str = ""
    captions: str = "plate"
    share: float = 0.3
    at_most: int = 0
    keeps: int = 0
    least: float = 0
    row: float = 0
    frames: dict[int, tuple[tuple[float, float, float, float], ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Guide:
    """A line that may lie in several places, best first; `loss` is how much each further one hurts.

    Without a photo a move hurts by `loss_bare`. One whose `when` is not true stays in its first.
    """

    places: tuple[float, ...]
    loss: float = 0.8
    loss_bare: float = 0.2
    when: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Design:
    """One format in one look. `width` and `height` in pixels; `units` are the page's width.

    What is printed has `dpi`, and the size of its `paper` in points.
    """

    name: str
    look: str
    width: int
    height: int
    units: float
    margin: float
    least: float
    ground: str
    roles: dict[str, Role]
    boxes: tuple[Box, ...]
    guides: dict[str, Guide] = field(default_factory=dict)
    dpi: int | None = None
    paper: tuple[float, float] = (0, 0)
    quality: int = 92

    @property
    def unit(self) -> float:
        """Return how many pixels a unit is."""
        return self.width / self.units

    @property
    def tall(self) -> float:
        """Return the page's height in units."""
        return self.height / self.unit

    def px(self, units: float) -> int:
        """Return a length in pixels."""
        return round(units * self.unit)
