"""The agency's own look on posters: two colours and a logo, refused where words could not be read.

The darker colour is the ground of "Beam" and the words of "Plain"; the lighter one is the light.
Everything else follows from them.
"""

import io
import re

from PIL import Image

from campaigns.kernel.errors import Invalid
from campaigns.media.sheet import Colours

CONTRAST_LEAST = 4.5
LOGO_SIDE = 600
LINEAR_BELOW = 0.04045  # of a channel, where the curve of sRGB is a line
LOGO_PIXELS_MAX, LOGO_SIDE_MIN = 25_000_000, 32
_COLOUR = re.compile(r"#[0-9a-f]{6}")
HOUSE = Colours()
# Which words stand on which ground, in both designs; (words, ground, how people call it).
PAIRS = (
    ("paper", "ink", "white words on the dark colour"),
    ("beam", "ink", "words in the light colour on the dark one"),
    ("ink", "beam", "words in the dark colour on the light one"),
    ("ink", "paper", "words in the dark colour on white"),
    ("quiet", "ink", "quiet words on the dark colour"),
    ("soft", "paper", "quiet words on white"),
)


def luminance(colour: str) -> float:
    """Return the relative luminance of #rrggbb, 0 to 1 (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= LINEAR_BELOW else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2)."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def mixed(one: str, other: str, share: float) -> str:
    """Return a colour between two: `share` of the first."""
    pairs = [(int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5)]
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def colours_of(ink: str, beam: str) -> Colours:
    """Return all colours of a poster from the agency's two."""
    if (ink, beam) == (HOUSE.ink, HOUSE.beam):
        return HOUSE
    return Colours(
        ink=ink,
        beam=beam,
        paper=HOUSE.paper,
        quiet=mixed(HOUSE.paper, ink, 0.82),
        rule=mixed(HOUSE.paper, ink, 0.22),
        hair=mixed(HOUSE.paper, ink, 0.82),
        soft=mixed(ink, HOUSE.paper, 0.78),
    )


def read_colour(typed: str, field: str) -> str:
    """Return a colour as #rrggbb, or say how one is written."""
    colour = typed.strip().lower()
    colour = colour if colour.startswith("#") else f"#{colour}"
    if not _COLOUR.fullmatch(colour):
        words = "Write a colour as # and six digits, such as #0f1b2d."
        raise Invalid("This is not a colour.", {field: words})
    return colour


def check_colours(ink: str, beam: str) -> None:
    """Refuse colours in which something on a poster could not be read."""
    colours = colours_of(ink, beam)
    weak = []
    for words, ground, called in PAIRS:
        found = contrast(getattr(colours, words), getattr(colours, ground))
        if found < CONTRAST_LEAST:
            weak.append(f"{called}: {found:.1f}")
    if weak:
        words = (
            f"These colours are too much alike to be read: {'; '.join(weak)}. "
            f"{CONTRAST_LEAST} to 1 is needed. Make the dark one darker or the light one lighter."
        )
        field = "ink" if contrast(colours.paper, ink) < CONTRAST_LEAST else "beam"
        raise Invalid("These colours cannot be used.", {field: words})


def prepared_logo(content: bytes) -> bytes:
    """Return a logo as a PNG of modest size; Invalid when it is no picture that can be used."""
    try:
        with Image.open(io.BytesIO(content), formats=("PNG", "JPEG", "WEBP", "GIF")) as image:
            _check_logo(image)
            image.draft("RGB", (LOGO_SIDE, LOGO_SIDE))
            logo = image.convert("RGBA")
    except Invalid:
        raise
    except Exception as error:  # decoders fail in every way on hostile bytes
        words = "This is not a picture that can be opened. Use a PNG or a JPEG."
        raise Invalid(words, {"logo": words}) from error
    logo.thumbnail((LOGO_SIDE, LOGO_SIDE), Image.Resampling.LANCZOS)
    kept = io.BytesIO()
    logo.save(kept, "PNG", optimize=True)
    return kept.getvalue()


def _check_logo(image: Image.Image) -> None:
    width, height = image.size
    if width * height > LOGO_PIXELS_MAX or min(width, height) < LOGO_SIDE_MIN:
        words = f"The logo has {width} by {height} pixels; use one between 32 and 5,000 on a side."
        raise Invalid(words, {"logo": words})
