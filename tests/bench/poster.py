"""How long a poster takes, beside what Pillow alone needs for the same layers."""

import io
import time
from collections.abc import Callable

from PIL import Image, ImageDraw

from campaigns.media.designs import DESIGNS, Design
from campaigns.media.lettering import BOLD, face
from campaigns.media.panels import quiet_code
from campaigns.media.poster import QUALITY, PosterPhoto, PosterSheet, draw
from tests.bench.table import Row
from tests.factories import media

TIMES = 7
TARGETS = {"portrait": "≤ 0.2 s", "a4": "≤ 0.6 s"}


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
        facts=("Light brown hair, hazel eyes, 121 cm", "West of England accent", "Red coat"),
        photos=(
            PosterPhoto(media.jpeg(media.draw_child(2400, 3000)), 2023),
            PosterPhoto(media.jpeg(media.draw_cctv()), 2025, "CCTV still"),
        ),
        rehearsal=True,
    )


def _floor(design: Design, sheet: PosterSheet) -> None:
    """Compose the same layers with nothing decided: two photos, twelve lines, a code; encode."""
    image = Image.new("RGB", (design.width, design.height), sheet.colours.ink)
    pen = ImageDraw.Draw(image)
    half, tall = design.width // 2, round(design.height * 0.55)
    for at, photo in enumerate(sheet.photos):
        picture = Image.open(io.BytesIO(photo.content))
        picture.draft("RGB", (half, tall))
        image.paste(picture.convert("RGB").resize((half, tall)), (at * half, 0))
    for line in range(12):
        font = face("noto-sans-latin", BOLD, design.px(34))
        pen.text((design.px(54), tall + line * design.px(40)), "Saturday 12 July", font=font)
    image.paste(quiet_code(sheet.qr_url, design.px(design.qr)), (0, tall))
    image.save(io.BytesIO(), "JPEG", quality=QUALITY[design.name], subsampling=0)


def _middle_s(act: Callable[[], object]) -> float:
    """Return the middle of several times, in seconds, after one that warms up."""
    act()
    spans = []
    for _ in range(TIMES):
        start = time.perf_counter()
        act()
        spans.append(time.perf_counter() - start)
    return sorted(spans)[TIMES // 2]


def rows() -> list[Row]:
    """Measure both formats."""
    sheet = _sheet()
    return [
        Row(
            name=f"poster, {name}",
            value=_middle_s(lambda name=name: draw(sheet, name)),
            unit="s",
            target=TARGETS[name],
            floor=_middle_s(lambda design=design: _floor(design, sheet)),
            floor_name="Pillow alone",
        )
        for name, design in DESIGNS.items()
    ]
