"""Pictures for tests and for the demonstration: drawn, of nobody; and assets made from them."""

import hashlib
import io
from itertools import count

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic
from campaigns.media import actions, clearing, files
from campaigns.media.model import MediaAsset, MediaKind

_numbers = count(1)
_TWICE = 2


def draw_child(
    width: int = 900,
    height: int = 1125,
    *,
    ground: tuple[str, str] = ("#bcd3e6", "#8fb1cd"),
    skin: str = "#f0c8a6",
    hair: str = "#a8794a",
    coat: str = "#c8452f",
    older: bool = False,
) -> Image.Image:
    """Draw a flat portrait of a child who does not exist."""
    image = _gradient(width * _TWICE, height * _TWICE, *ground)
    pen = ImageDraw.Draw(image)
    x, y, u = image.width / 2, image.height * 0.44, image.width / 900
    long = 1.14 if older else 1.0
    dark, shade = _darker(hair, 0.78), _darker(skin, 0.88)

    def oval(cx, cy, rx, ry, fill):
        pen.ellipse(
            (x + (cx - rx) * u, y + (cy - ry) * u, x + (cx + rx) * u, y + (cy + ry) * u), fill=fill
        )

    def curve(cx, cy, rx, ry, *, start, end, fill, wide):
        box = (x + (cx - rx) * u, y + (cy - ry) * u, x + (cx + rx) * u, y + (cy + ry) * u)
        pen.arc(box, start, end, fill=fill, width=round(wide * u))

    oval(0, 40, 268, 330 * long, dark)  # hair behind
    pen.rectangle((x - 252 * u, y + 40 * u, x + 252 * u, y + 330 * u * long), fill=dark)
    pen.rounded_rectangle(
        (x - 330 * u, y + 400 * u, x + 330 * u, image.height + 80), 150 * u, fill=coat
    )
    pen.rectangle((x - 72 * u, y + 210 * u, x + 72 * u, y + 440 * u), fill=shade)
    oval(0, 420, 112, 62, shade)
    oval(0, 0, 205, 255 * (long - 0.04), skin)
    oval(-206, 20, 32, 48, skin)
    oval(206, 20, 32, 48, skin)
    pen.chord((x - 236 * u, y - 310 * u, x + 236 * u, y + 150 * u), 186, 354, fill=hair)
    pen.polygon(
        [(x - 236 * u, y - 90 * u), (x - 70 * u, y - 190 * u), (x - 190 * u, y + 40 * u)], fill=hair
    )
    pen.polygon(
        [(x + 236 * u, y - 90 * u), (x + 30 * u, y - 196 * u), (x + 192 * u, y + 40 * u)], fill=hair
    )
    for side in (-1, 1):
        oval(side * 82, 4, 33, 24, "#ffffff")
        oval(side * 82, 4, 20, 23, "#7b6233")
        oval(side * 82, 4, 10, 11, "#20180f")
        oval(side * 82 + 7, -3, 5, 5, "#ffffff")
        curve(side * 82, -18, 46, 30, start=205, end=335, fill=dark, wide=9)
        oval(side * 118, 92, 38, 24, _mixed(skin, "#e58f78", 0.35))
        for freckle in range(3):
            oval(side * (100 + 16 * freckle), 82 + 8 * (freckle % 2), 3.4, 3.4, shade)
    curve(0, 40, 26, 34, start=25, end=155, fill=_darker(skin, 0.72), wide=7)
    curve(0, 96, 74, 56, start=22, end=158, fill="#a8483f", wide=12)
    pen.arc(
        (x - 150 * u, y + 330 * u, x + 150 * u, y + 520 * u),
        15,
        165,
        fill=_darker(coat, 0.7),
        width=round(16 * u),
    )
    return image.resize((width, height), Image.Resampling.LANCZOS)


def draw_cctv(width: int = 1280, height: int = 720) -> Image.Image:
    """Draw a still of a camera above a doorway: an adult and a child, grey and grainy."""
    image = _gradient(width, height, "#5c6468", "#2f3639")
    pen = ImageDraw.Draw(image)
    pen.polygon([(0, 560), (width, 470), (width, height), (0, height)], fill="#4a5053")
    for line in range(9):
        pen.line((line * 190 - 120, height, line * 120 + 180, 500), fill="#565d60", width=3)
    pen.rectangle((860, 60, 1130, 540), fill="#79858a")
    pen.rectangle((884, 84, 1106, 530), fill="#98a4a8")
    pen.rectangle((150, 90, 420, 300), fill="#6d777b")
    _figure(pen, 560, 250, 1.0, coat="#1f2628", skin="#b3a79b", hair="#2a2522")
    _figure(pen, 700, 398, 0.68, coat="#6e7679", skin="#c4b8ab", hair="#71665b")
    pen.line((616, 470, 668, 505), fill="#2a3032", width=22)
    soft = image.filter(ImageFilter.GaussianBlur(2.2))
    grain = Image.frombytes(
        "L", (width, height), hashlib.shake_256(b"grain").digest(width * height)
    )
    grained = Image.blend(soft, grain.filter(ImageFilter.GaussianBlur(0.8)).convert("RGB"), 0.10)
    lines = Image.new("RGB", (width, height), "white")
    rows = ImageDraw.Draw(lines)
    for row in range(0, height, 4):
        rows.line((0, row, width, row), fill="#d5dad8")
    return ImageEnhance.Color(ImageChops.multiply(grained, lines)).enhance(0.35)


def draw_dark(width: int = 900, height: int = 1125) -> Image.Image:
    """Draw a portrait taken at night."""
    child = draw_child(width, height, ground=("#1b2436", "#0d1420"), coat="#22304a")
    return ImageEnhance.Brightness(child).enhance(0.42)


def draw_age_progressed() -> Image.Image:
    """Draw how the child of `draw_child` may look some years on."""
    return draw_child(ground=("#e4dccf", "#c9bca6"), coat="#2f5d50", hair="#8f6740", older=True)


def _figure(pen, x, y, size, *, coat, skin, hair):
    def box(left, top, right, bottom):
        return (x + left * size, y + top * size, x + right * size, y + bottom * size)

    pen.rounded_rectangle(box(-80, 70, 80, 330), 46 * size, fill=coat)
    pen.rectangle(box(-58, 300, -10, 470), fill="#24292b")
    pen.rectangle(box(10, 300, 58, 470), fill="#24292b")
    pen.ellipse(box(-62, -62, 62, 76), fill=hair)
    pen.ellipse(box(-44, -36, 44, 68), fill=skin)


def _gradient(width, height, top, bottom):
    column = Image.linear_gradient("L").resize((width, height))
    return Image.composite(
        Image.new("RGB", (width, height), bottom), Image.new("RGB", (width, height), top), column
    )


def _rgb(colour):
    return tuple(int(colour[at : at + 2], 16) for at in (1, 3, 5))


def _mixed(one, other, share):
    both = zip(_rgb(one), _rgb(other), strict=True)
    return "#" + "".join(f"{round(a * (1 - share) + b * share):02x}" for a, b in both)


def _darker(colour, factor):
    return _mixed("#000000", colour, factor)


def jpeg(image: Image.Image | None = None, **more) -> bytes:
    """Return a picture as JPEG bytes; `more` goes to Pillow (exif, quality...)."""
    kept = io.BytesIO()
    (image or draw_child(300, 375)).save(kept, "JPEG", **{"quality": 82, **more})
    return kept.getvalue()


def png(image: Image.Image, **more) -> bytes:
    """Return a picture as PNG bytes."""
    kept = io.BytesIO()
    image.save(kept, "PNG", **more)
    return kept.getvalue()


def exif_with_place(orientation: int = 1) -> bytes:
    """Return EXIF that gives away a camera and a place."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "SecretCamera"
    exif.get_ifd(0x8825).update({1: "N", 2: (43.0, 38.0, 24.0), 3: "W", 4: (79.0, 26.0, 20.0)})
    return exif.tobytes()


@atomic
def make_photo(case, **given) -> MediaAsset:
    """Keep a photo in a case; `content`, `name` and columns of the asset can be given."""
    kind = given.pop("kind", MediaKind.PHOTO)
    content = given.pop("content", None) or jpeg(draw_child(300, 375, coat=_coat(next(_numbers))))
    name = given.pop("name", "mira.jpg")
    actor = given.pop("actor", HOUSE)
    prepared = files.prepare(name, (content,), 50_000_000, kind)
    asset = actions.keep(case.id, kind, prepared, actor=actor)
    if given.get("publish") and kind is MediaKind.PHOTO:
        asset.alt = given.get("alt") or "A girl smiles"
        clearing.let_out(case.id, asset.id, actor=actor)
    for column, value in given.items():
        setattr(asset, column, value)
    return asset


def _coat(number: int) -> str:
    return f"#{(number * 2654435761) % 0xFFFFFF:06x}"
