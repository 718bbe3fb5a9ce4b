"""The poster "Beam": photo above, ink band beneath, one amber light, a code to scan.

`draw` is pure: a sheet of words and pictures in, bytes out. What does not fit at the least size is
refused beside its field; nothing is ever clipped or shortened.
"""

import io
import itertools
from dataclasses import asdict, dataclass, replace
from functools import cached_property

from PIL import Image, ImageDraw, features

from campaigns.kernel.errors import CampaignError, Invalid, NotFound
from campaigns.media import layout, panels, pdf
from campaigns.media.designs import DESIGNS, STEPS, Design
from campaigns.media.layout import Column, Setter, Text
from campaigns.media.panels import PHOTOS_MAX, Area
from campaigns.media.sheet import (
    Drawn,
    PosterPhoto,
    PosterSheet,
    Scene,
    alias_line,
    glued_title,
    in_words,
    title_of,
    wording_of,
)

__all__ = ["Drawn", "PosterPhoto", "PosterSheet", "Scene", "check_machine", "draw"]

FACTS_MAX = 3
PAD, TITLE_GAP, CODE_GAP, FOOT_GAP = 30, 10, 16, 34  # units between the parts of the band
QUALITY = {"portrait": 92, "a4": 88}


def check_machine() -> str | None:
    """Say in one sentence what this machine lacks to set names in every script, or None."""
    if not features.check("raqm") or not features.check("fribidi"):
        return (
            "The system library libfribidi0 is missing, without which Arabic and Hebrew names "
            "cannot be set on posters; install it (Debian: apt-get install libfribidi0)."
        )
    return None


def draw(sheet: PosterSheet, format: str) -> Drawn:  # noqa: A002 -- the word of the house's contract for it
    """Draw a sheet as "portrait" (JPEG, 1080 by 1350) or "a4" (PDF, 300 dpi)."""
    lacking = check_machine()
    if lacking:
        raise CampaignError(lacking)
    if format not in DESIGNS:
        raise NotFound(f"There is no poster format called {format}.")
    _check_counts(sheet)
    design = DESIGNS[format]
    page = _Page(sheet, design, Setter(design, rtl=wording_of(sheet).direction == "rtl"))
    image = page.draw()
    kept, words = io.BytesIO(), in_words(sheet)
    image.save(kept, "JPEG", quality=QUALITY[format], subsampling=0, dpi=(design.dpi or 72,) * 2)
    if format == "portrait":
        return Drawn(kept.getvalue(), "image/jpeg", words)
    content = pdf.a4_of_jpeg(
        kept.getvalue(), image.size, title=title_of(sheet), words=words, language=sheet.language
    )
    return Drawn(content, "application/pdf", words)


def _check_counts(sheet: PosterSheet) -> None:
    wrong: dict[str, str] = {}
    if not sheet.headline.strip():
        wrong["headline"] = "The poster needs a name or a headline."
    if len(sheet.facts) > FACTS_MAX:
        wrong["facts"] = f"A poster carries at most {FACTS_MAX} facts; leave out some."
    if len(sheet.photos) > PHOTOS_MAX:
        wrong["photos"] = f"A poster carries at most {PHOTOS_MAX} photos; leave out some."
    if wrong:
        raise Invalid("The poster cannot be made like this.", wrong)


@dataclass(frozen=True)
class _Page:
    """One sheet in one design, while it is being drawn; lengths in pixels."""

    sheet: PosterSheet
    design: Design
    setter: Setter

    def draw(self) -> Image.Image:
        """Return the finished picture."""
        split, main = self._split()
        rise = self._rise(split)
        colours = self.sheet.colours
        image = Image.new("RGB", (self.design.width, self.design.height), colours.ink)
        area = Area(image, ImageDraw.Draw(image), self.design, self.setter, split, rise)
        if self.sheet.rehearsal:
            area = replace(area, top=panels.draw_exercise(area, self.sheet))
        if self.sheet.photos:
            panels.draw_photos(area, self.sheet)
        else:
            panels.draw_words(area, self.sheet)
        self._draw_band(area, main)
        return image

    @cached_property
    def title(self) -> Text | None:
        """Return the name in the band; without a photo it stands in the upper part."""
        return Text("headline", "title", glued_title(self.sheet)) if self.sheet.photos else None

    @cached_property
    def facts(self) -> list[Text]:
        """Return what stands under the name."""
        sheet = self.sheet
        seen = [Text("last_seen", "last_seen", line) for line in sheet.last_seen]
        if seen:
            seen.insert(0, Text("last_seen", "label", wording_of(sheet).last_seen))
        texts = (
            *seen,
            Text("aliases", "aliases", alias_line(sheet)),
            Text("companion", "companion", sheet.companion),
            *(Text("facts", "facts", fact, mark=True) for fact in sheet.facts),
        )
        return [text for text in texts if text.words]

    @cached_property
    def whole(self) -> int:
        """Return the width between the margins."""
        return self.design.width - 2 * self.design.px(self.design.margin)

    @cached_property
    def width(self) -> int:
        """Return the width of the facts."""
        return self.whole - self.design.px(self.design.side + 36)

    @cached_property
    def foot(self) -> tuple[Column, Column]:
        """Return agency and emergency number, and phone and e-mail, which stand at the end."""
        sheet, tall = self.sheet, self.design.px(120)
        number = wording_of(sheet).emergency.format(number=sheet.emergency)
        ours = (
            Text("agency", "agency", sheet.agency),
            Text("emergency", "emergency", number if sheet.emergency else ""),
        )
        theirs = (Text("phone", "phone", sheet.phone), Text("email", "email", sheet.email))
        end = layout.fitted(self.setter, [t for t in theirs if t.words], self.whole * 0.55, tall)
        room = self.whole - end.width - self.design.px(36)
        return layout.fitted(self.setter, [t for t in ours if t.words], room, tall), end

    @cached_property
    def side(self) -> Column:
        """Return what stands under the code; its top is the code's own top."""
        px, words = self.design.px, wording_of(self.sheet)
        texts = [
            Text("tell_us", "tell_us", words.tell_us),
            Text("code", "code", f"{words.code}: {self.sheet.code}"),
        ]
        under = layout.fitted(self.setter, texts, px(self.design.side), self.design.height)
        return under.lowered(px(self.design.qr + CODE_GAP))

    def _room(self, split: int) -> float:
        """Return how high the facts may be in a band that begins at `split`."""
        px, foot = self.design.px, max(column.height for column in self.foot)
        return self.design.height - split - px(PAD + FOOT_GAP) - foot - px(self.design.margin)

    def _rise(self, split: int) -> int:
        """Return how far the code's card stands above the band: no further than it must."""
        needed = self.side.height - self._room(split) - self.design.px(PAD)
        return round(max(self.design.px(self.design.rise / 3), needed))

    def _split(self) -> tuple[int, Column]:
        """Return where the band begins, and the words in it: the largest that fit together.

        Photo, name and facts step down each by itself; the photo's steps weigh most.
        """
        splits = [round(self.design.height * share) for share in self.design.shares]
        layout.check_letters([*([self.title] if self.title else []), *self.facts])
        titles = self._titles()
        facts = [self.setter.column(self.facts, self.width, step) for step in range(STEPS)]
        side = self.side.height - self.design.px(PAD + self.design.rise)
        ways = itertools.product(range(len(splits)), range(STEPS), range(len(titles)))
        for way in sorted(ways, key=self._loss):
            above, below = titles[way[2]], facts[way[1]]
            if above is None or below is None:
                continue
            column = above.over(below, self.design.px(TITLE_GAP))
            if max(column.height, side) <= self._room(splits[way[0]]):
                return splits[way[0]], column
        texts = [*([self.title] if self.title else []), *self.facts]
        return splits[-1], layout.fitted(self.setter, texts, self.width, self._room(splits[-1]))

    def _loss(self, way: tuple[int, int, int]) -> float:
        """Return how much worse a way is than the largest of everything."""
        photo, facts, name = way
        return (0.8 if self.sheet.photos else 0.2) * photo + 0.7 * facts + 0.6 * name

    def _titles(self) -> list[Column | None]:
        """Return the name at each of its sizes."""
        if self.title is None:
            return [Column((), 0, 0)]
        return [self.setter.column([self.title], self.width, step) for step in range(STEPS)]

    def _draw_band(self, area: Area, main: Column) -> None:
        px, rtl, colours = self.design.px, self.setter.rtl, asdict(self.sheet.colours)
        margin, right = px(self.design.margin), self.design.width - px(self.design.margin)
        left = right - self.width if rtl else margin
        spare = self._room(area.split) - main.height
        box = (left, area.split + px(PAD) + min(spare * 0.4, px(PAD)), left + self.width)
        layout.draw_column(area.pen, self.setter, main, box, colours)
        frame = panels.draw_code(area, self.sheet)
        layout.draw_column(area.pen, self.setter, self.side, frame[:3], colours)
        tall = max(column.height for column in self.foot)
        top = self.design.height - margin - tall
        rule = top - px(FOOT_GAP) / 2
        area.pen.line((margin, rule, right, rule), fill=colours["rule"], width=px(2))
        for column, end in zip(self.foot, (False, True), strict=True):
            box = (margin, top + (tall - column.height) / 2, right)
            layout.draw_column(area.pen, self.setter, column, box, colours, end=end)
