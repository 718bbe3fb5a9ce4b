"""A page while it is painted: the picture, and where on it each part lies."""

from dataclasses import asdict, dataclass
from functools import cached_property

from PIL import Image, ImageDraw

from campaigns.media import layout
from campaigns.media.darkroom import Darkroom
from campaigns.media.designs import Design
from campaigns.media.layout import Setter
from campaigns.media.placed import Rect
from campaigns.media.sheet import PosterSheet

Frame = tuple[int, int, int, int]


@dataclass(frozen=True)
class Canvas:
    """A page while it is painted. `bleed` is what is painted beyond each side, in pixels."""

    image: Image.Image
    design: Design
    setter: Setter
    sheet: PosterSheet
    darkroom: Darkroom
    bleed: int = 0

    @cached_property
    def pen(self) -> ImageDraw.ImageDraw:
        """Return what draws on the picture."""
        return ImageDraw.Draw(self.image)

    @cached_property
    def colours(self) -> dict[str, str]:
        """Return the colours by name."""
        return asdict(self.sheet.colours)

    def px(self, units: float) -> int:
        """Return a length in pixels."""
        return self.design.px(units)

    def mirrored(self, rect: Rect) -> Rect:
        """Return where a part of the page is in the direction that the page runs."""
        width = self.design.width
        left, right = (
            (width - rect.right, width - rect.left) if self.setter.rtl else (rect.left, rect.right)
        )
        return Rect(
            left + self.bleed, rect.top + self.bleed, right + self.bleed, rect.bottom + self.bleed
        )

    def frame(self, rect: Rect) -> Frame:
        """Return a part in whole pixels; what touches a side of the page reaches over it."""
        seen = self.mirrored(rect)
        left, top, right, bottom = (
            round(at) for at in (seen.left, seen.top, seen.right, seen.bottom)
        )
        wide, tall = self.design.width + self.bleed, self.design.height + self.bleed
        return (
            0 if left <= self.bleed else left,
            0 if top <= self.bleed else top,
            self.image.width if right >= wide else right,
            self.image.height if bottom >= tall else bottom,
        )

    def fill(self, rect: Rect, colour: str) -> None:
        """Fill a part with a colour."""
        left, top, right, bottom = self.frame(rect)
        if right > left and bottom > top:
            self.pen.rectangle((left, top, right - 1, bottom - 1), fill=self.colours[colour])

    def words(self, column: layout.Column, rect: Rect, align: str = "start") -> None:
        """Set a column of words at the top of a part."""
        seen = self.mirrored(rect)
        layout.draw_column(
            self.pen,
            self.setter,
            column,
            (seen.left, seen.top, seen.right),
            self.colours,
            end=align == "end",
            centre=align == "centre",
        )
