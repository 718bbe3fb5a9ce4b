"""Small pictures of every layout, to compare with: python -m tests.golden draws them anew."""

import io
from dataclasses import replace
from pathlib import Path

from PIL import Image, ImageChops
from pypdf import PdfReader

from campaigns.media.design_files import formats_of
from campaigns.media.designs import PosterDesign
from campaigns.media.poster import PosterSheet, Press, draw
from tests.factories.posters import LAKESHORE, MIRA, SHEETS, YOUSSEF

PLACES = Path(__file__).parent / "golden"
WIDTH = 180
BLOCK = 6  # pixels of the small picture; smaller differences are the font's own
DIFFERS = 20  # of 255, at most, in any block


def _scenes() -> dict[str, tuple[PosterSheet, str, str, Press]]:
    real = replace(MIRA, rehearsal=False, hashtag="FindMira")
    scenes = {
        f"{look}-{name}": (real, name, str(look), Press())
        for look in PosterDesign
        for name in formats_of(look)
    }
    for look in PosterDesign:
        each = str(look)
        scenes[f"{each}-portrait-ar"] = (YOUSSEF, "portrait", each, Press())
        scenes[f"{each}-portrait-three"] = (SHEETS["three photos"], "portrait", each, Press())
        scenes[f"{each}-square-witness"] = (LAKESHORE, "square", each, Press())
        scenes[f"{each}-story-bare"] = (SHEETS["no photo"], "story", each, Press())
        scenes[f"{each}-letter-strip"] = (real, "letter", each, Press(bleed=True, strip=True))
    scenes["closed-link"] = (replace(real, closed=True), "link", "beam", Press())
    return scenes


SCENES = _scenes()


def draw_small(name: str) -> Image.Image:
    """Return a layout as it looks now, made small."""
    sheet, shape, look, press = SCENES[name]
    drawn = draw(sheet, shape, look, press=press)
    if drawn.content_type == "application/pdf":
        image = PdfReader(io.BytesIO(drawn.content)).pages[0].images[0].image
    else:
        image = Image.open(io.BytesIO(drawn.content))
    size = (WIDTH, round(image.height * WIDTH / image.width))
    return image.convert("RGB").resize(size, Image.Resampling.BOX)


def read(name: str) -> Image.Image:
    """Return a layout as somebody last looked at it."""
    return Image.open(PLACES / f"{name}.png").convert("RGB")


def difference(one: Image.Image, other: Image.Image) -> float:
    """Return how much two pictures differ in the block where they differ most, from 0 to 255."""
    if one.size != other.size:
        return 255.0
    apart = ImageChops.difference(one, other).convert("L")
    blocks = apart.resize((apart.width // BLOCK, apart.height // BLOCK), Image.Resampling.BOX)
    return float(max(blocks.tobytes()))


def main() -> None:
    """Draw all of them anew."""
    PLACES.mkdir(exist_ok=True)
    for name in SCENES:
        draw_small(name).save(PLACES / f"{name}.png", optimize=True)
        print(PLACES / f"{name}.png")


if __name__ == "__main__":
    main()
