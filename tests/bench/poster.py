"""How long posters take, beside what Pillow alone needs for the same layers."""

import io
import time
from collections.abc import Callable
from dataclasses import replace

from PIL import Image, ImageDraw

from campaigns.media.darkroom import Darkroom, quiet_code
from campaigns.media.design_files import design_of
from campaigns.media.designs import PosterDesign, PosterFormat
from campaigns.media.lettering import BOLD, face
from campaigns.media.poster import PosterPhoto, PosterSheet, draw
from campaigns.media.sheet import Row as SheetRow
from tests.bench.table import Row
from tests.factories import media

TIMES = 7
LANGUAGES = ("en", "fr", "es", "ar")
LINES = 12
TARGETS = {"portrait": "≤ 0.12 s", "a4": "≤ 0.6 s"}


def _sheet() -> PosterSheet:
    return PosterSheet(
        headline="Mira",
        age="7",
        qr_url="https://searchlight.northbank.example/a/mira-vance",
        code="7KQ2-XM4D",
        agency="Northbank Police Service",
        phone="416-555-0143",
        email="tips@northbank.example",
        emergency="911",
        aliases=("Lena Dunmore",),
        companion="May be with a woman, 33",
        last_seen=("Saturday 12 July 2025, 14:10", "Parkdale, Toronto"),
        rows=(SheetRow("hair", "Hair", "light brown"), SheetRow("height", "Height", "121 cm")),
        facts=("West of England accent", "Red coat"),
        photos=(
            PosterPhoto(media.jpeg(media.draw_child(2400, 3000)), 2023),
            PosterPhoto(media.jpeg(media.draw_cctv()), 2025, "CCTV still"),
        ),
        rehearsal=True,
    )


def _floor(sheet: PosterSheet, name: str) -> None:
    """Compose the same layers with nothing decided: photos, lines, a code; encode."""
    design = design_of(PosterDesign.BEAM, name)
    image = Image.new("RGB", (design.width, design.height), sheet.colours.ink)
    pen = ImageDraw.Draw(image)
    half, tall = design.width // 2, round(design.height * 0.55)
    for at, photo in enumerate(sheet.photos):
        picture = Image.open(io.BytesIO(photo.content))
        picture.draft("RGB", (half, tall))
        image.paste(picture.convert("RGB").resize((half, tall)), (at * half, 0))
    for line in range(LINES):
        font = face("noto-sans-latin", BOLD, design.px(34))
        pen.text((design.px(54), tall + line * design.px(40)), "Saturday 12 July", font=font)
    image.paste(quiet_code(sheet.qr_url, design.px(220)), (0, tall))
    image.save(io.BytesIO(), "JPEG", quality=design.quality, subsampling=0)


def _kit(sheet: PosterSheet) -> None:
    room = Darkroom()
    for language in LANGUAGES:
        for name in PosterFormat:
            draw(replace(sheet, language=language), name, darkroom=room)


def _kit_floor(sheet: PosterSheet) -> None:
    for _ in LANGUAGES:
        for name in PosterFormat:
            _floor(sheet, name)


def _middle_s(act: Callable[[], object], times: int = TIMES) -> float:
    """Return the middle of several times, in seconds, after one that warms up."""
    act()
    spans = []
    for _ in range(times):
        start = time.perf_counter()
        act()
        spans.append(time.perf_counter() - start)
    return sorted(spans)[times // 2]


def rows() -> list[Row]:
    """Measure one picture, one page to print, and a whole kit in four languages."""
    sheet = _sheet()
    one = [
        Row(
            name=f"poster, {name}",
            value=_middle_s(lambda name=name: draw(sheet, name)),
            unit="s",
            target=target,
            floor=_middle_s(lambda name=name: _floor(sheet, name)),
            floor_name="Pillow alone",
        )
        for name, target in TARGETS.items()
    ]
    kit = Row(
        name=f"whole kit, {len(PosterFormat)} formats in {len(LANGUAGES)} languages",
        value=_middle_s(lambda: _kit(sheet), 3),
        unit="s",
        target="≤ 6 s",
        floor=_middle_s(lambda: _kit_floor(sheet), 3),
        floor_name="Pillow alone",
    )
    return [*one, kit]
