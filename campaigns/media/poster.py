"""Draws a poster: a sheet of words and pictures and a design in, bytes out.

What does not fit at the least size is refused beside its field; nothing is ever clipped or
shortened.
"""

import io
from dataclasses import dataclass, replace

from PIL import Image, features

from campaigns.kernel.errors import CampaignError, Invalid, NotFound
from campaigns.media import design_files, pdf
from campaigns.media.canvas import Canvas
from campaigns.media.darkroom import Darkroom, filled, size_of
from campaigns.media.designs import Design, PosterDesign
from campaigns.media.lettering import missing_fonts
from campaigns.media.panels import check, paint, photos_in
from campaigns.media.placed import Page
from campaigns.media.placing import place
from campaigns.media.sheet import (
    FACTS_MAX,
    PHOTOS_MAX,
    Drawn,
    PosterPhoto,
    PosterSheet,
    Scene,
    in_words,
    title_of,
)
from campaigns.media.wording import wordings

__all__ = ["Drawn", "PosterPhoto", "PosterSheet", "Scene", "check_machine", "draw"]

PREVIEW_SIDE, PREVIEW_QUALITY = 360, 82
BLEED_MM, MM_PER_INCH = 3, 25.4
ENLARGED_MOST = 1.6  # a photo that is drawn larger than this beyond its own size looks coarse
DARK = 46  # of 255: a photo that is darker on the whole is hard to read in print


@dataclass(frozen=True, slots=True)
class Press:
    """How a page to print is made: with a bleed and crop marks, with a strip to tear off."""

    bleed: bool = False
    strip: bool = False


def check_machine() -> str | None:
    """Say in one sentence what this machine lacks to make posters, or None."""
    return _engine_lacks() or _files_lack()


def _engine_lacks() -> str | None:
    if not features.check("raqm") or not features.check("fribidi"):
        return (
            "The system library libfribidi0 is missing, without which Arabic and Hebrew names "
            "cannot be set on posters; install it (Debian: apt-get install libfribidi0)."
        )
    return None


def _files_lack() -> str | None:
    lacking = missing_fonts()
    if lacking:
        return f"Fonts for posters are missing or damaged in static/fonts: {', '.join(lacking)}."
    try:
        wordings()
        for look in (*PosterDesign, "closed"):
            for name in design_files.formats_of(look):
                design_files.design_of(look, name)
    except CampaignError as error:
        return f"The posters' files are not in order: {error.message}"
    return None


def design_for(sheet: PosterSheet, name: str, look: str) -> Design:
    """Return the design of a format; what is closed has one of its own, in every look."""
    folder = "closed" if sheet.closed else look
    if name not in design_files.formats_of(folder):
        raise NotFound(f"There is no poster format called {name}.")
    return design_files.design_of(folder, name)


def draw(
    sheet: PosterSheet,
    shape: str,
    look: str = PosterDesign.BEAM,
    *,
    press: Press | None = None,
    darkroom: Darkroom | None = None,
) -> Drawn:
    """Draw a sheet in a format and a look: a JPEG, or a PDF where the page is for printing."""
    lacking = _engine_lacks()
    if lacking:
        raise CampaignError(lacking)
    press = press or Press()
    design = design_for(sheet, shape, look)
    check_counts(sheet)
    page = place(sheet, design, strip=press.strip and design.dpi is not None)
    bleed = round(BLEED_MM / MM_PER_INCH * (design.dpi or 0)) if press.bleed else 0
    room = darkroom or Darkroom()
    image = _painted(sheet, design, page, room, bleed)
    drawn = Drawn(
        _as_jpeg(image, design.quality, design.dpi or 72),
        "image/jpeg",
        in_words(sheet),
        _warnings(sheet, design, page, room),
        _preview(image),
        design.width,
        design.height,
    )
    return drawn if design.dpi is None else _on_paper(drawn, sheet, design, image.size)


def _on_paper(drawn: Drawn, sheet: PosterSheet, design: Design, size: tuple[int, int]) -> Drawn:
    """Return a drawn page as a PDF, to be printed in its exact size."""
    paper = pdf.page_of_jpeg(
        drawn.content,
        size,
        trim=(design.width, design.height),
        paper=design.paper,
        title=title_of(sheet),
        words=drawn.text_equivalent,
        language=sheet.language,
    )
    return replace(drawn, content=paper, content_type="application/pdf")


def _as_jpeg(image: Image.Image, quality: int, dpi: int) -> bytes:
    kept = io.BytesIO()
    image.save(kept, "JPEG", quality=quality, subsampling=0, dpi=(dpi, dpi))
    return kept.getvalue()


def _preview(image: Image.Image) -> bytes:
    """Return a small picture of a poster, for pages that show many."""
    factor = max(1, min(image.width, image.height) // PREVIEW_SIDE)
    return _as_jpeg(image.reduce(factor) if factor > 1 else image, PREVIEW_QUALITY, 72)


def check_fits(sheet: PosterSheet, formats: list[str], look: str, press: Press) -> None:
    """Refuse a sheet whose words do not fit one of these formats; nothing is painted."""
    check_counts(sheet)
    for name in formats:
        design = design_for(sheet, name, look)
        page = place(sheet, design, strip=press.strip and design.dpi is not None)
        blank = Image.new("L", (1, 1))
        check(Canvas(blank, design, page.setter, sheet, Darkroom()), page.placed)


def _painted(
    sheet: PosterSheet,
    design: Design,
    page: Page,
    room: Darkroom,
    bleed: int,
) -> Image.Image:
    ground = getattr(sheet.colours, design.ground)
    size = (design.width + 2 * bleed, design.height + 2 * bleed)
    image = Image.new("RGB", size, ground)
    paint(Canvas(image, design, page.setter, sheet, room, bleed), page.placed)
    return image


def _warnings(sheet: PosterSheet, design: Design, page: Page, room: Darkroom) -> tuple[str, ...]:
    """Say what gave way, and which photos are too small for where they stand, or very dark."""
    said = [f"Left out here for want of room: “{words}”." for words in page.gone]
    numbers = {id(photo): number for number, photo in enumerate(sheet.photos, 1)}
    for box in (each for each in page.placed if each.box.show == "photos"):
        for photo, rect in photos_in(sheet, box, design.unit):
            width, height = size_of(photo)
            across, down = filled((width, height), round(rect.width), round(rect.height))
            scale = max(across / width, down / height)
            number = numbers[id(photo)]
            if scale > ENLARGED_MOST:
                said.append(
                    f"Photo {number} has only {width} by {height} pixels and looks coarse here; "
                    "use a larger one if there is one."
                )
            elif room.brightness(photo) < DARK:
                said.append(f"Photo {number} is very dark; lighten it or choose another one.")
    return tuple(said)


def check_counts(sheet: PosterSheet) -> None:
    """Refuse a sheet without a headline, or with more than any poster can carry."""
    wrong: dict[str, str] = {}
    if not sheet.headline.strip() and not sheet.closed:
        wrong["headline"] = "The poster needs a name or a headline."
    if len(sheet.facts) > FACTS_MAX:
        wrong["facts"] = f"A poster carries at most {FACTS_MAX} facts; leave out some."
    if len(sheet.photos) > PHOTOS_MAX:
        wrong["photos"] = f"A poster carries at most {PHOTOS_MAX} photos; leave out some."
    if wrong:
        raise Invalid("The poster cannot be made like this.", wrong)
