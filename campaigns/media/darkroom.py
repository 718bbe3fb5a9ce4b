"""Opens photos and cuts them to their frames, once for all formats and languages of a kit.

Decoding and shrinking take longer than anything else on a poster, and the same photo stands in the
same frame in every language. A darkroom lives as long as one kit is being made.
"""

import io
from dataclasses import dataclass, field

import segno
from PIL import Image, ImageChops, ImageFilter, ImageStat

from campaigns.kernel.errors import Invalid
from campaigns.media.sheet import PosterPhoto

KEPT_LEAST = 0.64  # no photo loses more than the rest: a blurred ground fills what is left
ROUNDING = 0.01  # of that share, so that a pixel more or less makes no ground
HEADS_AT = 0.2  # heads are at the top of most photos: what is cut off goes from below
COLUMNS = 48  # of a photo, when it is asked where in it there is somebody
SKIN = ((133, 173), (77, 127))  # Cr and Cb of skin, light or dark: it differs in lightness only
MIDDLE_GIVES_WAY = 1.08  # a part at the side must be so much better than the middle
QUIET_MODULES = 4
_CUTS_KEPT = 64
_STEPS = (384, 768, 1152, 1536, 2304, 4096)


@dataclass
class Darkroom:
    """What has been opened and cut so far."""

    _opened: dict[tuple[bytes, tuple[int, int]], Image.Image] = field(default_factory=dict)
    _cut: dict[tuple[object, ...], Image.Image] = field(default_factory=dict)
    _codes: dict[tuple[str, int], Image.Image] = field(default_factory=dict)

    def cut(self, photo: PosterPhoto, size: tuple[int, int], ink: str) -> Image.Image:
        """Return a photo that fills a frame; the same frame is only cut once."""
        key = (photo.content, photo.focus, size, ink)
        if key not in self._cut:
            if len(self._cut) >= _CUTS_KEPT:
                self._cut.clear()
            self._cut[key] = into(self._open(photo, size), *size, ink, photo.focus)
        return self._cut[key]

    def _open(self, photo: PosterPhoto, size: tuple[int, int]) -> Image.Image:
        """Return a photo decoded at about the size that is needed."""
        wanted = _draft_size(size)
        key = (photo.content, wanted)
        if key not in self._opened:
            self._opened[key] = open_photo(photo, wanted)
        return self._opened[key]

    def brightness(self, photo: PosterPhoto) -> float:
        """Return how light a photo is on the whole, from 0 to 255."""
        opened = (image for (content, _), image in self._opened.items() if content == photo.content)
        image = next(opened, None) or open_photo(photo, (64, 64))
        factor = max(1, min(image.size) // 64)
        return float(ImageStat.Stat(image.reduce(factor).convert("L")).mean[0])

    def code(self, url: str, side: int) -> Image.Image:
        """Return a QR code at most `side` wide."""
        if (url, side) not in self._codes:
            self._codes[url, side] = quiet_code(url, side)
        return self._codes[url, side]


def _draft_size(size: tuple[int, int]) -> tuple[int, int]:
    """Round a wanted size up, so that formats of about one size share one decoding."""
    longest = max(size)
    step = next((side for side in _STEPS if longest <= side), _STEPS[-1])
    return (step, step)


def size_of(photo: PosterPhoto) -> tuple[int, int]:
    """Return how large a photo is, from its header alone."""
    try:
        with Image.open(io.BytesIO(photo.content), formats=("JPEG", "PNG")) as image:
            return image.size
    except (OSError, SyntaxError, ValueError) as error:
        words = "A photo of this poster cannot be opened; add it again."
        raise Invalid(words, {"photos": words}) from error


def open_photo(photo: PosterPhoto, size: tuple[int, int]) -> Image.Image:
    """Return a photo, decoded no larger than it is needed."""
    try:
        image = Image.open(io.BytesIO(photo.content), formats=("JPEG", "PNG"))
        image.draft("RGB", size)
        image.load()
        return image if image.mode == "RGB" else image.convert("RGB")
    except (OSError, SyntaxError, ValueError) as error:
        words = "A photo of this poster cannot be opened; add it again."
        raise Invalid(words, {"photos": words}) from error


def filled(photo: tuple[int, int], width: int, height: int) -> tuple[int, int]:
    """Return how much of a frame a photo fills when no more of it is cut off than may be."""
    shape, wanted = photo[0] / photo[1], width / height
    if min(shape, wanted) / max(shape, wanted) >= KEPT_LEAST - ROUNDING:
        return width, height
    if shape < wanted:
        return round(height * shape / KEPT_LEAST), height
    return width, round(width / shape / KEPT_LEAST)


def into(
    photo: Image.Image,
    width: int,
    height: int,
    ink: str,
    focus: tuple[float, float] | None = None,
) -> Image.Image:
    """Return a photo that fills a frame: cut a little, on a blurred ground of itself if need be."""
    across, down = filled(photo.size, width, height)
    if (across, down) == (width, height):
        return _cover(photo, width, height, focus)
    small = _cover(photo, max(1, width // 24), max(1, height // 24), focus)
    soft = small.filter(ImageFilter.GaussianBlur(3)).resize((width, height))
    ground = Image.blend(soft, Image.new("RGB", soft.size, ink), 0.6)
    part = _cover(photo, across, down, focus)
    ground.paste(part, ((width - across) // 2, (height - down) // 2))
    return ground


def _cover(
    photo: Image.Image, width: int, height: int, focus: tuple[float, float] | None
) -> Image.Image:
    scale = max(width / photo.width, height / photo.height)
    wide, tall = width / scale, height / scale
    across, down = focus or (seen_at(photo, wide / photo.width), HEADS_AT)
    left = min(max(0.0, (photo.width - wide) * across), photo.width - wide)
    top = min(max(0.0, (photo.height - tall) * down), photo.height - tall)
    box = (
        max(0.0, left),
        max(0.0, top),
        min(left + wide, photo.width),
        min(top + tall, photo.height),
    )
    return photo.resize((width, height), Image.Resampling.BICUBIC, box=box, reducing_gap=2.0)


def seen_at(photo: Image.Image, share: float) -> float:
    """Return where a part as wide as `share` shows most of whoever is there: 0 left, 1 right.

    Skin counts most, then what is not even: people rather than the wall behind them.
    """
    if share > 1 - 1 / COLUMNS:
        return 0.5
    small = photo.resize((COLUMNS, COLUMNS), Image.Resampling.BOX, reducing_gap=2.0)
    light, blue, red = small.convert("YCbCr").split()
    skin = [
        part.point([255 * (low <= value <= high) for value in range(256)])
        for part, (low, high) in zip((red, blue), SKIN, strict=True)
    ]
    uneven = light.filter(ImageFilter.FIND_EDGES).crop((1, 1, COLUMNS - 1, COLUMNS - 1))
    counts = [
        plane.resize((COLUMNS, 1), Image.Resampling.BOX).tobytes()
        for plane in (ImageChops.multiply(*skin), uneven)
    ]
    columns = [2 * shown + edges for shown, edges in zip(*counts, strict=True)]
    wide = max(1, round(share * COLUMNS))
    sums = [sum(columns[left : left + wide]) for left in range(COLUMNS - wide + 1)]
    middle = sums[len(sums) // 2]
    if len(sums) == 1 or max(sums) <= middle * MIDDLE_GIVES_WAY:
        return 0.5
    best = [left for left, found in enumerate(sums) if found >= max(sums) * 0.995]
    return sum(best) / len(best) / (len(sums) - 1)


def quiet_code(url: str, side: int) -> Image.Image:
    """Return a QR code with its quiet zone, at most `side` wide, of whole pixels a module."""
    code = segno.make(url, error="m", micro=False)
    modules = code.symbol_size(scale=1, border=QUIET_MODULES)[0]
    kept = io.BytesIO()
    code.save(kept, kind="png", scale=max(1, side // modules), border=QUIET_MODULES)
    return Image.open(kept).convert("RGB")
