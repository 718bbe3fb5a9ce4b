"""The upper part of the poster: photos with their captions, or words where there is no photo."""

import io
from dataclasses import asdict, dataclass

import segno
from PIL import Image, ImageDraw, ImageFilter

from campaigns.kernel.errors import Invalid
from campaigns.media import layout
from campaigns.media.designs import Design
from campaigns.media.layout import Setter, Text
from campaigns.media.sheet import (
    PosterPhoto,
    PosterSheet,
    caption_of,
    glued_title,
    kicker_of,
    wording_of,
)

PHOTOS_MAX = 3
KEPT_LEAST = 0.64  # no photo loses more than the rest: a blurred ground fills what is left
FACES_AT = 0.30  # faces are mostly in the upper part: what is cut off goes more from below
QUIET_MODULES = 4
Frame = tuple[int, int, int, int]
# The share of the upper part that each photo takes: left, top, right, bottom.
FRAMES: dict[int, tuple[tuple[float, float, float, float], ...]] = {
    1: ((0, 0, 1, 1),),
    2: ((0, 0, 0.5, 1), (0.5, 0, 1, 1)),
    3: ((0, 0, 0.6, 1), (0.6, 0, 1, 0.5), (0.6, 0.5, 1, 1)),
}


@dataclass(frozen=True, slots=True)
class Area:
    """The upper part: from `top`, where an exercise's band ends, down to `split` (pixels).

    The code's card rises into it by `rise`.
    """

    image: Image.Image
    pen: ImageDraw.ImageDraw
    design: Design
    setter: Setter
    split: int
    rise: int
    top: int = 0


def quiet_code(url: str, side: int) -> Image.Image:
    """Return a QR code with its quiet zone, at most `side` wide, of whole pixels a module."""
    code = segno.make(url, error="m", micro=False)
    modules = code.symbol_size(scale=1, border=QUIET_MODULES)[0]
    kept = io.BytesIO()
    code.save(kept, kind="png", scale=max(1, side // modules), border=QUIET_MODULES)
    return Image.open(kept).convert("RGB")


def open_photo(photo: PosterPhoto, size: tuple[int, int]) -> Image.Image:
    """Return a photo, decoded no larger than it is needed."""
    try:
        image = Image.open(io.BytesIO(photo.content), formats=("JPEG", "PNG"))
        image.draft("RGB", size)
        return image.convert("RGB")
    except (OSError, SyntaxError, ValueError) as error:
        words = "A photo of this poster cannot be opened; add it again."
        raise Invalid(words, {"photos": words}) from error


def into(photo: Image.Image, width: int, height: int, ink: str) -> Image.Image:
    """Return a photo that fills a frame: cut a little, on a blurred ground of itself if need be."""
    shape, wanted = photo.width / photo.height, width / height
    if min(shape, wanted) / max(shape, wanted) >= KEPT_LEAST:
        return _cover(photo, width, height)
    small = _cover(photo, max(1, width // 24), max(1, height // 24))
    soft = small.filter(ImageFilter.GaussianBlur(3)).resize((width, height))
    ground = Image.blend(soft, Image.new("RGB", soft.size, ink), 0.6)
    if shape < wanted:
        across, down = round(height * shape / KEPT_LEAST), height
    else:
        across, down = width, round(width / shape / KEPT_LEAST)
    part = _cover(photo, across, down)
    ground.paste(part, ((width - across) // 2, (height - down) // 2))
    return ground


def _cover(photo: Image.Image, width: int, height: int) -> Image.Image:
    scale = max(width / photo.width, height / photo.height)
    wide, tall = width / scale, height / scale
    left = max(0.0, (photo.width - wide) / 2)
    top = max(0.0, (photo.height - tall) * FACES_AT)
    box = (left, top, min(left + wide, photo.width), min(top + tall, photo.height))
    return photo.resize((width, height), Image.Resampling.BICUBIC, box=box, reducing_gap=2.0)


def _frames(area: Area, count: int) -> list[Frame]:
    gap, across, down = area.design.px(6), area.design.width, area.split - area.top
    frames = []
    for left, top, right, bottom in FRAMES[count]:
        x = (1 - right, 1 - left) if area.setter.rtl else (left, right)
        frames.append(
            (
                round(x[0] * across) + (gap // 2 if x[0] else 0),
                area.top + round(top * down) + (gap // 2 if top else 0),
                round(x[1] * across) - (gap // 2 if x[1] < 1 else 0),
                area.top + round(bottom * down) - (gap // 2 if bottom < 1 else 0),
            )
        )
    return frames


def draw_photos(area: Area, sheet: PosterSheet) -> None:
    """Fill the upper part with the photos, the kicker on a tab of light at its foot."""
    frames = _frames(area, len(sheet.photos))
    for photo, frame in zip(sheet.photos, frames, strict=True):
        width, height = frame[2] - frame[0], frame[3] - frame[1]
        picture = open_photo(photo, (width, height))
        area.image.paste(into(picture, width, height, sheet.colours.ink), frame[:2])
        _draw_caption(area, sheet, caption_of(photo, sheet), frame)
    _draw_tab(area, sheet)


def _plate(area: Area, text: Text, width: float) -> layout.Column:
    return layout.fitted(area.setter, [text], width, area.split)


def _draw_tab(area: Area, sheet: PosterSheet) -> None:
    """Draw the kicker's tab and the beam under the photos."""
    px, width, rtl = area.design.px, area.design.width, area.setter.rtl
    margin, colours = px(area.design.margin), asdict(sheet.colours)
    area.pen.rectangle((0, area.split - px(5), width, area.split + px(5)), fill=colours["beam"])
    column = _plate(area, Text("kicker", "kicker", kicker_of(sheet).upper()), width - 2 * margin)
    tall, wide = column.height + px(16), margin + column.width + px(28)
    left = width - wide if rtl else 0
    area.pen.rectangle((left, area.split - tall, left + wide, area.split), fill=colours["beam"])
    text_left = left + px(28) if rtl else margin
    box = (text_left, area.split - tall + px(10), text_left + column.width)
    layout.draw_column(area.pen, area.setter, column, box, colours)


def _draw_caption(area: Area, sheet: PosterSheet, words: str, frame: Frame) -> None:
    """Draw a photo's caption on a plate in its upper corner, where there are no faces."""
    if not words:
        return
    px, colours, rtl = area.design.px, asdict(sheet.colours), area.setter.rtl
    margin, pad, edge = px(area.design.margin), px(12), px(16)
    left, right = max(frame[0] + edge, margin), min(frame[2] - edge, area.design.width - margin)
    column = _plate(area, Text("photos", "caption", words), right - left - 2 * pad)
    wide, tall = column.width + 2 * pad, column.height + pad
    start, top = (left if rtl else right - wide), max(frame[1] + edge, margin)
    area.pen.rectangle((start, top, start + wide, top + tall), fill=colours["ink"])
    box = (start + pad, top + pad / 2, start + wide - pad)
    layout.draw_column(area.pen, area.setter, column, box, colours)


def code_frame(area: Area) -> Frame:
    """Return where the code's card goes: at the end of the line, rising above the band."""
    px, margin = area.design.px, area.design.px(area.design.margin)
    side, top = px(area.design.qr), area.split - area.rise
    left = margin if area.setter.rtl else area.design.width - margin - side
    return (left, top, left + side, top + side)


def draw_code(area: Area, sheet: PosterSheet) -> Frame:
    """Draw the code on its white card; the card is its quiet zone and more."""
    frame = code_frame(area)
    area.pen.rectangle((frame[0], frame[1], frame[2] - 1, frame[3] - 1), fill="white")
    code = quiet_code(sheet.qr_url, frame[2] - frame[0])
    spare = (frame[2] - frame[0] - code.width) // 2
    area.image.paste(code, (frame[0] + spare, frame[1] + spare))
    return frame


def draw_exercise(area: Area, sheet: PosterSheet) -> int:
    """Draw the striped band that says it is an exercise, over the top; return its height."""
    px, width, colours = area.design.px, area.design.width, asdict(sheet.colours)
    margin = px(area.design.margin)
    text = Text("rehearsal", "exercise", wording_of(sheet).exercise)
    column = _plate(area, text, width - 4 * margin)
    tall, stripe = round(margin + column.height + px(20)), px(44)
    area.pen.rectangle((0, 0, width, tall), fill=colours["beam"])
    for x in range(-tall - stripe, width + stripe, 2 * stripe):
        area.pen.polygon(
            ((x, tall), (x + tall, 0), (x + tall + stripe, 0), (x + stripe, tall)),
            fill=colours["ink"],
        )
    left = (width - column.width) / 2
    plate = (left - px(28), margin - px(8), left + column.width + px(28), tall - px(12))
    area.pen.rectangle(plate, fill=colours["paper"])
    y = (plate[1] + plate[3] - column.height) / 2
    layout.draw_column(area.pen, area.setter, column, (left, y, left + column.width), colours)
    return tall


def draw_words(area: Area, sheet: PosterSheet) -> None:
    """Fill the upper part with words on amber: the name, or what witnesses may have seen."""
    px, colours, width = area.design.px, asdict(sheet.colours), area.design.width
    area.pen.rectangle((0, area.top, width, area.split), fill=colours["beam"])
    margin, texts = px(area.design.margin), _panel_texts(sheet)
    top = area.top + px(40) if area.top else margin
    room = area.split - top - px(40) - area.rise
    column = layout.fitted(area.setter, texts, width - 2 * margin, room)
    start = top + (room - column.height) / 2
    _draw_check_plate(area, column, start, colours)
    layout.draw_column(area.pen, area.setter, column, (margin, start, width - margin), colours)


def _panel_texts(sheet: PosterSheet) -> list[Text]:
    scene = sheet.scene
    texts = [
        Text("kicker", "kicker", kicker_of(sheet).upper()),
        Text("headline", "event" if scene else "headline", glued_title(sheet)),
    ]
    if scene:
        texts += [
            Text("scene", "when", scene.when),
            Text("scene", "where", scene.where),
            Text("scene", "check", scene.check or wording_of(sheet).check),
        ]
    return [text for text in texts if text.words]


def _draw_check_plate(
    area: Area, column: layout.Column, start: float, colours: dict[str, str]
) -> None:
    """Put the call to check one's own pictures on an ink plate, from edge to edge of its words."""
    px = area.design.px
    for each in column.sets:
        if each.text.role == "check":
            tall = sum(area.setter.advance(each.text, line) for line in each.lines)
            top = start + each.top
            area.pen.rectangle(
                (0, top - px(12), area.design.width, top + tall + px(12)), fill=colours["ink"]
            )
