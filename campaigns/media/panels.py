"""Paints what is placed on a page: fills, photos with captions, codes, stripes and words."""

import io
import itertools
from collections.abc import Callable
from dataclasses import replace

from PIL import Image, ImageDraw, ImageStat

from campaigns.kernel.errors import Invalid
from campaigns.media import layout, strip
from campaigns.media.brand import contrast
from campaigns.media.canvas import Canvas
from campaigns.media.darkroom import filled, size_of
from campaigns.media.layout import Text
from campaigns.media.placed import Placed, Rect
from campaigns.media.sheet import PosterPhoto, PosterSheet, caption_of
from campaigns.media.slots import words_of

STRIPE, PLATE_PAD, PLATE_ABOVE, CAPTION_PAD, CAPTION_EDGE = 44, 28, 12, 12, 16  # units
LOGO_SEEN = 3.0  # the contrast of a logo with the page, below which it needs a card
OPAQUE = 255
GAP, ROW_GAP = 6, 24  # units between two photos, and between two in a row that have room
NARROW, WIDE = 0.6, 1.8  # a photo's width for its height, as a row takes it at most into account


def paint(canvas: Canvas, placed: list[Placed]) -> None:
    """Paint all boxes: first what fills, then the words above it."""
    for each in sorted(placed, key=lambda each: each.box.show == "exercise"):
        painter = SOLID.get(each.box.show)
        if painter:
            painter(canvas, each)
    for each in placed:
        if each.box.show in {"texts", "table"}:
            paint_words(canvas, each)
        elif each.box.show == "code":
            paint_code(canvas, each)


def paint_words(canvas: Canvas, placed: Placed) -> None:
    """Set the words of a box, and a table's labels beside them."""
    at = Rect(placed.frame.left, placed.content.top, placed.frame.right, placed.content.bottom)
    if placed.labels is None:
        if placed.column:
            canvas.words(placed.column, at, placed.box.align)
        return
    canvas.words(placed.labels, at)
    if placed.column:
        canvas.words(placed.column, Rect(at.left + placed.inset, at.top, at.right, at.bottom))


def check(canvas: Canvas, placed: list[Placed]) -> None:
    """Refuse captions and tabs that do not fit; nothing is painted."""
    for each in placed:
        if each.box.show == "photos":
            for photo, rect in photos_in(canvas.sheet, each, canvas.design.unit):
                words = _caption_words(canvas, photo, each)
                if words and each.box.captions == "under":
                    _caption(canvas, words, rect.width - canvas.px(GAP))
                elif words:
                    _plated(canvas, words, rect)
        elif each.box.show == "strip":
            strip.tab_words(canvas, each)


def _caption_words(canvas: Canvas, photo: PosterPhoto, placed: Placed) -> str:
    """Return what stands on a photo; where there is room for little, only what must be said."""
    if placed.box.captions == "labels" and not photo.age_progressed:
        return ""
    return caption_of(photo, canvas.sheet)


def _paint_fill(canvas: Canvas, placed: Placed) -> None:
    canvas.fill(placed.frame, placed.box.fill)


def paint_code(canvas: Canvas, placed: Placed) -> None:
    """Paint the code on its white card; the card is its quiet zone and more."""
    left, top, right, bottom = canvas.frame(placed.content)
    canvas.pen.rectangle((left, top, right - 1, bottom - 1), fill="white")
    code = canvas.darkroom.code(canvas.sheet.qr_url, right - left)
    spare = (right - left - code.width) // 2
    canvas.image.paste(code, (left + spare, top + spare))


def photos_in(sheet: PosterSheet, placed: Placed, unit: float) -> list[tuple[PosterPhoto, Rect]]:
    """Return the photos that a box shows, each in its frame; a unit has so many pixels."""
    counts = placed.box.frames
    photos = [
        photo
        for photo in sheet.photos
        if placed.box.captions != "labels" or not photo.age_progressed or len(sheet.photos) == 1
    ]
    most = max(count for count in counts if count <= max(len(photos), 1))
    shares = counts[most]
    if placed.box.row and len(photos) >= most > 1:
        shares = _row(photos[:most], placed.box.row * unit / placed.frame.width)
    frames = []
    for left, top, right, bottom in shares:
        at, wide, tall = placed.frame, placed.frame.width, placed.frame.height
        frames.append(
            Rect(
                at.left + left * wide,
                at.top + top * tall,
                at.left + right * wide,
                at.top + bottom * tall,
            )
        )
    return list(zip(photos, frames, strict=False))


def _row(photos: list[PosterPhoto], least: float) -> tuple[tuple[float, float, float, float], ...]:
    """Share a row among photos by how wide each is for its height; none has less than `least`.

    Photos that are not read in yet have the least, so that captions which fit there always do.
    """
    least = min(least, 1 / len(photos))
    sizes = [size_of(photo) if photo.content else (0, 1) for photo in photos]
    shapes = [min(max(wide / tall, NARROW), WIDE) if wide else 0.0 for wide, tall in sizes]
    spare = (1 - least * len(photos)) / (sum(shapes) or 1)
    ends = list(itertools.accumulate(least + spare * shape for shape in shapes))
    return tuple((start, 0.0, end, 1.0) for start, end in itertools.pairwise((0.0, *ends)))


def _paint_photos(canvas: Canvas, placed: Placed) -> None:
    """Fill the box with the photos, each with its caption."""
    gap = canvas.px(GAP) / 2
    whole, spare = placed.frame, 0.0  # what those before in a row did not need
    for photo, rect in photos_in(canvas.sheet, placed, canvas.design.unit):
        inner = Rect(
            rect.left + (gap if rect.left > whole.left + 1 else 0),
            rect.top + (gap if rect.top > whole.top + 1 else 0),
            rect.right - (gap if rect.right < whole.right - 1 else 0),
            rect.bottom - (gap if rect.bottom < whole.bottom - 1 else 0),
        )
        words = _caption_words(canvas, photo, placed)
        if placed.box.captions == "under":
            inner = replace(inner, left=inner.left - spare, right=inner.right - spare)
            end, inner = inner.right, _with_caption_under(canvas, photo, words, inner, placed)
            said = _caption(canvas, words, end - inner.left).width if words else 0
            spare += max(0.0, end - max(inner.right, inner.left + said) - canvas.px(ROW_GAP))
        left, top, right, bottom = canvas.frame(inner)
        picture = canvas.darkroom.cut(photo, (right - left, bottom - top), canvas.colours["ink"])
        canvas.image.paste(picture, (left, top))
        if words and placed.box.captions != "under":
            _caption_plate(canvas, words, inner)


def _caption(canvas: Canvas, words: str, width: float) -> layout.Column:
    return layout.fitted(
        canvas.setter, [Text("photos", "caption", words)], width, canvas.design.height
    )


def _with_caption_under(
    canvas: Canvas, photo: PosterPhoto, words: str, rect: Rect, placed: Placed
) -> Rect:
    """Set a photo's caption beneath it; return where the photo itself is.

    It stands on the page without a ground of its own: alone at the head of its frame, in a row on
    one line with the others.
    """
    tallest = max(
        _caption(canvas, caption_of(photo, canvas.sheet) or "0", at.width - canvas.px(GAP)).height
        for photo, at in photos_in(canvas.sheet, placed, canvas.design.unit)
    )
    bottom = rect.bottom - tallest - canvas.px(CAPTION_PAD)
    across, down = filled(size_of(photo), round(rect.width), round(bottom - rect.top))
    if len(canvas.sheet.photos) == 1:
        wide, tall = size_of(photo)
        down = min(down, round(rect.width * tall / wide)) if across == round(rect.width) else down
        bottom = rect.top + down
    if words:
        column = _caption(canvas, words, rect.width)
        under = Rect(rect.left, bottom + canvas.px(CAPTION_PAD), rect.right, rect.bottom)
        canvas.words(column, under)
    return Rect(rect.left, bottom - down, rect.left + across, bottom)


def _caption_plate(canvas: Canvas, words: str, rect: Rect) -> None:
    """Paint a photo's caption on a plate in its upper corner, where there are no faces."""
    px, (column, right) = canvas.px, _plated(canvas, words, rect)
    pad = px(CAPTION_PAD)
    top = max(rect.top + px(CAPTION_EDGE), px(canvas.design.margin))
    wide, tall = column.width + 2 * pad, column.height + pad
    canvas.fill(Rect(right - wide, top, right, top + tall), "ink")
    canvas.words(column, Rect(right - wide + pad, top + pad / 2, right - pad, top + tall))


def _plated(canvas: Canvas, words: str, rect: Rect) -> tuple[layout.Column, float]:
    """Return a caption set for its plate, and where the plate ends; it keeps the safe margin."""
    px = canvas.px
    margin, edge = px(canvas.design.margin), px(CAPTION_EDGE)
    left = max(rect.left + edge, margin)
    right = min(rect.right - edge, canvas.design.width - margin)
    return _caption(canvas, words, right - left - 2 * px(CAPTION_PAD)), right


def _paint_exercise(canvas: Canvas, placed: Placed) -> None:
    """Paint the striped band that says it is an exercise, its words on a plate."""
    px = canvas.px
    left, top, right, bottom = canvas.frame(placed.frame)
    tall, stripe = bottom - top, px(STRIPE)
    band = Image.new("RGB", (right - left, tall), canvas.colours["beam"])
    pen = ImageDraw.Draw(band)
    for x in range(-tall - stripe, band.width + stripe, 2 * stripe):
        pen.polygon(
            ((x, tall), (x + tall, 0), (x + tall + stripe, 0), (x + stripe, tall)),
            fill=canvas.colours["ink"],
        )
    canvas.image.paste(band, (left, top))
    slot = placed.box.slots[0].words if placed.box.slots else "exercise"
    texts = [Text(each.field, "exercise", each.words) for each in words_of(canvas.sheet, slot)]
    margin = px(canvas.design.margin)
    room = placed.frame.width - 2 * margin - 2 * px(PLATE_PAD)
    column = layout.fitted(canvas.setter, texts, room, placed.frame.height)
    middle = (placed.frame.left + placed.frame.right) / 2
    low = placed.frame.bottom - px(placed.box.sink or PLATE_ABOVE)
    high = low - column.height - px(8)
    half = column.width / 2
    canvas.fill(
        Rect(middle - half - px(PLATE_PAD), high, middle + half + px(PLATE_PAD), low), "paper"
    )
    canvas.words(column, Rect(middle - half, high + px(4), middle + half, low))


def _paint_logo(canvas: Canvas, placed: Placed) -> None:
    """Paint the agency's logo as large as its box allows, against the side that is asked for."""
    left, top, right, bottom = canvas.frame(placed.frame)
    try:
        logo = Image.open(io.BytesIO(canvas.sheet.logo), formats=("PNG", "JPEG")).convert("RGBA")
    except (OSError, SyntaxError, ValueError) as error:
        words = "The agency's logo cannot be opened; add it again."
        raise Invalid(words, {"logo": words}) from error
    card = _card_for(logo, canvas)
    scale = min((right - left) / logo.width, (bottom - top) / logo.height)
    size = (max(1, round(logo.width * scale)), max(1, round(logo.height * scale)))
    small = logo.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    at_end = (placed.box.align == "end") != canvas.setter.rtl
    x = right - size[0] if at_end else left
    if placed.box.align == "centre":
        x = (left + right - size[0]) // 2
    y = (top + bottom - size[1]) // 2
    if card:
        pad = canvas.px(8)
        around = (x - pad, y - pad, x + size[0] + pad - 1, y + size[1] + pad - 1)
        canvas.pen.rectangle(around, fill=canvas.colours[card])
    canvas.image.paste(small, (x, y), small)


def _card_for(logo: Image.Image, canvas: Canvas) -> str:
    """Return the colour of a card that a logo needs to be seen: none where the page shows it."""
    ground = canvas.design.ground
    other = "ink" if ground == "paper" else "paper"
    solid = logo.getchannel("A")
    if solid.getextrema()[0] == OPAQUE:
        return "" if ground == "paper" else other  # it brings a ground of its own
    red, green, blue = (round(part) for part in ImageStat.Stat(logo, solid).mean[:3])
    seen = f"#{red:02x}{green:02x}{blue:02x}"
    return "" if contrast(seen, canvas.colours[ground]) >= LOGO_SEEN else other


def _paint_ring(canvas: Canvas, placed: Placed) -> None:
    """Paint a ring of light just inside the circle that platforms cut pictures to."""
    frame = canvas.frame(placed.frame)
    canvas.pen.ellipse(
        (frame[0], frame[1], frame[2] - 1, frame[3] - 1),
        outline=canvas.colours[placed.box.fill],
        width=canvas.px(placed.box.sink),
    )


SOLID: dict[str, Callable[[Canvas, Placed], None]] = {
    "fill": _paint_fill,
    "photos": _paint_photos,
    "exercise": _paint_exercise,
    "logo": _paint_logo,
    "ring": _paint_ring,
    "strip": strip.paint_strip,
}
