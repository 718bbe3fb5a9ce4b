"""Paints the strip of a printed page: tabs that passers-by tear off and take along."""

from campaigns.media import layout
from campaigns.media.canvas import Canvas
from campaigns.media.layout import Text
from campaigns.media.placed import Placed, Rect
from campaigns.media.slots import words_of

TAB_PAD = 12  # units at the sides of a tab
STRIP_HEAD = 24  # units above the code on a tab and below its words


def paint_strip(canvas: Canvas, placed: Placed) -> None:
    """Paint the strip of tabs to tear off: each has the name, the code to scan and the number."""
    px, frame = canvas.px, placed.frame
    canvas.fill(frame, "paper")
    count = placed.box.at_most
    wide = frame.width / count
    sheet = canvas.sheet
    side = px(placed.box.sink)
    column = tab_words(canvas, placed)
    for number in range(count):
        left = frame.left + number * wide
        at = (left + wide / 2 - side / 2, frame.top + px(8))
        code = canvas.darkroom.code(sheet.qr_url, side)
        seen = canvas.mirrored(Rect(at[0], at[1], at[0] + side, at[1] + side))
        canvas.image.paste(code, (round(seen.left), round(seen.top)))
        canvas.words(
            column,
            Rect(left, at[1] + side, left + wide, frame.bottom),
            "centre",
        )
        if number:
            _dash(canvas, left, frame)
    _dash_across(canvas, frame)


def tab_words(canvas: Canvas, placed: Placed) -> layout.Column:
    """Return what stands on each tab: number and code, and the name where it fits."""
    px, frame = canvas.px, placed.frame
    wide = frame.width / placed.box.at_most - 2 * px(TAB_PAD)
    tall = frame.height - px(placed.box.sink) - px(STRIP_HEAD)
    name, *rest = [
        [Text(each.field, "tab", each.words) for each in words_of(canvas.sheet, slot)]
        for slot in ("title", "phone", "tab_code")
    ]
    needed = [text for texts in rest for text in texts]
    layout.check_letters([*name, *needed])
    whole = canvas.setter.fit([*name, *needed], wide, tall)
    return whole or layout.fitted(canvas.setter, needed, wide, tall)


def _dash(canvas: Canvas, x: float, frame: Rect) -> None:
    seen, step = canvas.mirrored(Rect(x, frame.top, x, frame.bottom)), canvas.px(8)
    for y in range(round(seen.top), canvas.image.height, 2 * step):
        canvas.pen.line((seen.left, y, seen.left, y + step), fill=canvas.colours["soft"], width=3)


def _dash_across(canvas: Canvas, frame: Rect) -> None:
    y, step = round(frame.top) + canvas.bleed, canvas.px(8)
    for x in range(0, canvas.image.width, 2 * step):
        canvas.pen.line((x, y, x + step, y), fill=canvas.colours["soft"], width=3)
