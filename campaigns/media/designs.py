"""How the poster is laid out, as data. Lengths are in units: 1080 units are the sheet's width."""

from dataclasses import dataclass

from campaigns.media.lettering import BOLD, TEXT

UNITS = 1080
STEPS = 7  # sizes between a role's largest and its least


@dataclass(frozen=True, slots=True)
class Role:
    """How one kind of words is set: from its largest size down to its least, and its colour.

    `gap` is the room above it, `leading` the distance of its lines as a part of the size. A colour
    is the name of a field of `Colours`.
    """

    largest: int
    least: int
    weight: int
    colour: str
    lines: int
    gap: int = 10
    leading: float = 1.24

    def size(self, step: int) -> float:
        """Return the size at a step: 0 is the largest, STEPS - 1 the least."""
        return float(self.largest * (self.least / self.largest) ** (step / (STEPS - 1)))


@dataclass(frozen=True, slots=True)
class Design:
    """One format. `shares` are the parts of the height that the photo may take, best first."""

    name: str
    width: int
    height: int
    margin: int
    least: int
    shares: tuple[float, ...]
    qr: int
    rise: int
    side: int
    roles: dict[str, Role]
    dpi: int | None = None

    @property
    def unit(self) -> float:
        """Return how many pixels a unit is."""
        return self.width / UNITS

    def px(self, units: float) -> int:
        """Return a length in pixels."""
        return round(units * self.unit)


SHARES = tuple(share / 100 for share in range(60, 38, -2))

PORTRAIT = Design(
    name="portrait",
    width=1080,
    height=1350,
    margin=54,
    least=28,
    shares=SHARES,
    qr=248,
    rise=112,
    side=248,
    roles={
        "title": Role(132, 56, BOLD, "paper", 3, gap=0, leading=1.04),
        "label": Role(28, 28, BOLD, "beam", 1, gap=14),
        "last_seen": Role(46, 32, BOLD, "paper", 3, gap=2, leading=1.18),
        "aliases": Role(38, 28, TEXT, "paper", 2, gap=12),
        "companion": Role(38, 28, TEXT, "paper", 2, gap=8),
        "facts": Role(40, 28, TEXT, "paper", 3, gap=10),
        "tell_us": Role(34, 28, BOLD, "beam", 4, gap=0, leading=1.16),
        "code": Role(28, 28, BOLD, "quiet", 2, gap=10, leading=1.16),
        "phone": Role(52, 36, BOLD, "paper", 1, gap=0),
        "email": Role(28, 28, TEXT, "paper", 1, gap=0),
        "agency": Role(30, 28, BOLD, "quiet", 2, gap=0, leading=1.16),
        "emergency": Role(30, 28, BOLD, "beam", 2, gap=0, leading=1.16),
        "kicker": Role(44, 30, BOLD, "ink", 1, gap=0),
        "caption": Role(28, 28, BOLD, "paper", 2, gap=0, leading=1.16),
        "exercise": Role(40, 28, BOLD, "ink", 1, gap=0),
        "headline": Role(300, 60, BOLD, "ink", 4, gap=14, leading=1.02),
        "event": Role(132, 64, BOLD, "ink", 4, gap=10, leading=1.06),
        "when": Role(76, 42, BOLD, "ink", 3, gap=26, leading=1.14),
        "where": Role(56, 34, TEXT, "ink", 3, gap=14, leading=1.18),
        "check": Role(60, 36, BOLD, "paper", 2, gap=30, leading=1.14),
    },
)
A4 = Design(
    name="a4",
    width=2480,
    height=3508,
    margin=54,
    least=20,
    shares=SHARES,
    qr=290,
    rise=120,
    side=290,
    roles={
        "title": Role(150, 54, BOLD, "paper", 3, gap=0, leading=1.04),
        "label": Role(26, 22, BOLD, "beam", 1, gap=18),
        "last_seen": Role(50, 30, BOLD, "paper", 3, gap=2, leading=1.18),
        "aliases": Role(40, 24, TEXT, "paper", 2, gap=16),
        "companion": Role(40, 24, TEXT, "paper", 2, gap=8),
        "facts": Role(42, 24, TEXT, "paper", 4, gap=12),
        "tell_us": Role(38, 29, BOLD, "beam", 4, gap=0, leading=1.16),
        "code": Role(30, 24, BOLD, "quiet", 2, gap=12, leading=1.16),
        "phone": Role(62, 38, BOLD, "paper", 1, gap=0),
        "email": Role(28, 24, TEXT, "paper", 1, gap=0),
        "agency": Role(28, 24, BOLD, "quiet", 2, gap=0, leading=1.16),
        "emergency": Role(32, 26, BOLD, "beam", 2, gap=0, leading=1.16),
        "kicker": Role(48, 32, BOLD, "ink", 1, gap=0),
        "caption": Role(26, 22, BOLD, "paper", 2, gap=0, leading=1.16),
        "exercise": Role(40, 28, BOLD, "ink", 1, gap=0),
        "headline": Role(320, 66, BOLD, "ink", 4, gap=14, leading=1.02),
        "event": Role(140, 66, BOLD, "ink", 4, gap=10, leading=1.06),
        "when": Role(80, 44, BOLD, "ink", 3, gap=30, leading=1.14),
        "where": Role(58, 34, TEXT, "ink", 4, gap=16, leading=1.18),
        "check": Role(64, 36, BOLD, "paper", 2, gap=36, leading=1.14),
    },
    dpi=300,
)
DESIGNS = {"portrait": PORTRAIT, "a4": A4}
