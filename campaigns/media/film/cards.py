"""Draws what stands still in a scene: ground, plates, words, code, caption, and EXERCISE."""

import io
from dataclasses import dataclass
from functools import lru_cache

import segno
from PIL import Image, ImageDraw

from campaigns.media.film import lettered
from campaigns.media.film.lettered import Block
from campaigns.media.film.look import Box, Look, Style
from campaigns.media.film.script import FilmScript, Scene

QUIET_MODULES = 4


@dataclass(frozen=True, slots=True)
class Card:
    """The still part of a scene: the whole frame, and the plates that lie above its picture."""

    ground: Image.Image
    plates: tuple[Box, ...]


def draw_card(script: FilmScript, scene: Scene, look: Look, caption: str) -> Card:
    """Draw the still part of a scene while a caption stands; an empty caption leaves the band."""
    image = Image.new("RGB", (look.width, look.height), look.colours["ink"])
    pen = ImageDraw.Draw(image)
    plates = [
        plate
        for style, box, block in lettered.texts_of(script, scene, look)
        for plate in [_draw_text(pen, look, style, box, block)]
        if plate is not None
    ]
    code = look.scenes[scene.kind].code
    if scene.code and code is not None:
        _draw_code(image, pen, script.qr_url, code)
    pen.rectangle(_filled(look.line), fill=look.colours["quiet"])
    if caption:
        style, box = look.caption
        block = lettered.fitted(caption, style, box, scene.source, rtl=script.rtl)
        lettered.draw(pen, block, box, look.colours[style.colour], rtl=script.rtl)
    if script.exercise:
        _draw_exercise(pen, look, script)
        plates.append(look.exercise)
    return Card(image, tuple(plates))


def check(script: FilmScript, look: Look) -> None:
    """Refuse words that do not fit their box, before anything is made."""
    for scene in script.scenes:
        for _ in lettered.texts_of(script, scene, look):
            pass


def _filled(box: Box) -> tuple[int, int, int, int]:
    """Return a box as Pillow's rectangles count: the last pixel belongs to it."""
    return box.left, box.top, box.right - 1, box.bottom - 1


def _draw_text(
    pen: ImageDraw.ImageDraw, look: Look, style: Style, box: Box, block: Block
) -> Box | None:
    """Draw words; return the plate they stand on, if they have one."""
    if not style.fill:
        lettered.draw(pen, block, box, look.colours[style.colour], rtl=look.rtl)
        return None
    plate = _plate(look, box, block)
    pen.rectangle(_filled(plate), fill=look.colours[style.fill])
    lettered.draw(pen, block, plate, look.colours[style.colour], rtl=look.rtl, centre=True)
    return plate


def _plate(look: Look, box: Box, block: Block) -> Box:
    """Return a plate just wide and high enough, at the start of its box and at its foot."""
    wide = min(box.width, (round(block.width) + box.height // 2) // 2 * 2)
    tall = min(box.height, (round(block.height) + box.height // 5) // 2 * 2)
    left = box.right - wide if look.rtl else box.left
    return Box(left, box.bottom - tall, wide, tall)


@lru_cache(maxsize=8)
def quiet_code(url: str, side: int) -> Image.Image:
    """Return a QR code with its quiet zone, at most `side` wide, of whole pixels a module."""
    code = segno.make(url, error="m", micro=False)
    modules = code.symbol_size(scale=1, border=QUIET_MODULES)[0]
    kept = io.BytesIO()
    code.save(kept, kind="png", scale=max(1, side // modules), border=QUIET_MODULES)
    return Image.open(kept).convert("RGB")


def _draw_code(image: Image.Image, pen: ImageDraw.ImageDraw, url: str, box: Box) -> None:
    pen.rectangle(_filled(box), fill="white")
    code = quiet_code(url, min(box.width, box.height))
    spare = (box.width - code.width) // 2, (box.height - code.height) // 2
    image.paste(code, (box.left + spare[0], box.top + spare[1]))


def _draw_exercise(pen: ImageDraw.ImageDraw, look: Look, script: FilmScript) -> None:
    """Draw the striped band that says on every frame that it is an exercise."""
    band, (style, words) = look.exercise, look.exercise_words
    pen.rectangle(_filled(band), fill=look.colours["beam"])
    stripe = max(4, round(44 * look.scale))
    for x in range(band.left - band.height - stripe, band.right + stripe, 2 * stripe):
        pen.polygon(
            (
                (x, band.bottom - 1),
                (x + band.height, band.top),
                (x + band.height + stripe, band.top),
                (x + stripe, band.bottom - 1),
            ),
            fill=look.colours["ink"],
        )
    block = lettered.fitted(script.exercise, style, words, "rehearsal", rtl=script.rtl)
    wide = round(block.width) + words.height
    left = words.left + (words.width - wide) // 2
    plate = Box(left, words.top, wide, words.height)
    pen.rectangle(_filled(plate), fill=look.colours["paper"])
    lettered.draw(pen, block, plate, look.colours[style.colour], rtl=script.rtl, centre=True)
