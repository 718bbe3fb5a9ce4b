"""Pictures from strangers, opened without harm: derivatives carry no EXIF, GPS, name or profile.

Memory is bounded: only the header is read before the size is judged, JPEGs are decoded at a
fraction of their size, and one picture is decoded at a time.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import cast

from PIL import ExifTags, Image, ImageCms, ImageOps, UnidentifiedImageError

from campaigns.kernel.errors import Invalid

PIXELS_MAX = 100_000_000
UNDRAFTED_PIXELS_MAX = 64_000_000  # formats that can only be decoded whole
SIDE_MIN_PX = 64
ROUNDING = 0.001  # fractions typed or dragged may overshoot by this much
SIDES_PX = {"clean": 4096, "web": 1200, "thumb": 320}
QUALITY = {"clean": 92, "web": 85, "thumb": 80}
_FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "AVIF", "TIFF", "BMP")
_SIDEWAYS = frozenset({5, 6, 7, 8})  # EXIF orientations that swap width and height
_one_at_a_time = Lock()

# The limits above are asked before anything is decoded; Pillow's own would only warn.
Image.MAX_IMAGE_PIXELS = None


@dataclass(frozen=True, slots=True)
class Box:
    """A part of a picture, as fractions 0..1 of its width and height as it is shown."""

    left: float = 0.0
    top: float = 0.0
    width: float = 1.0
    height: float = 1.0

    def as_dict(self) -> dict[str, float]:
        """Return it as a row keeps it."""
        return {
            "left": self.left,
            "top": self.top,
            "width": self.width,
            "height": self.height,
        }


WHOLE = Box()


@dataclass(frozen=True, slots=True)
class Made:
    """What was made from a picture: its size as it is shown, and JPEGs by name."""

    width: int
    height: int
    content: Mapping[str, bytes]


def check_box(box: Box, width: int, height: int) -> None:
    """Refuse a part that lies outside the picture or is too small to be of use."""
    right, bottom = box.left + box.width, box.top + box.height
    if min(box.left, box.top) < 0 or max(right, bottom) > 1 + ROUNDING:
        raise Invalid("The crop lies outside the picture.", {"crop": "Stay inside the picture."})
    if box.width * width < SIDE_MIN_PX or box.height * height < SIDE_MIN_PX:
        raise Invalid(
            "The crop is too small.",
            {"crop": f"Leave at least {SIDE_MIN_PX} by {SIDE_MIN_PX} pixels."},
        )


def derive(path: Path, box: Box = WHOLE) -> Made:
    """Make the derivatives of a picture; Invalid, in plain words, when it cannot be used."""
    with _one_at_a_time:
        try:
            with Image.open(path, formats=_FORMATS) as image:
                _check_size(image)
                return _derive(image, box)
        except Invalid:
            raise
        except UnidentifiedImageError:
            raise Invalid("it is damaged, or it is not the picture it says it is.") from None
        except Exception as error:  # decoders fail in every way on hostile bytes
            raise Invalid("it is damaged: a part of the picture is missing.") from error


def _check_size(image: Image.Image) -> None:
    pixels = image.width * image.height
    limit = PIXELS_MAX if image.format in {"JPEG", "MPO"} else UNDRAFTED_PIXELS_MAX
    if pixels > limit:
        raise Invalid(
            f"it has {pixels / 1e6:,.0f} megapixels; the most that can be used as "
            f"{image.format} is {limit // 1_000_000}."
        )
    if min(image.size) < SIDE_MIN_PX:
        raise Invalid(
            f"it is only {image.width} by {image.height} pixels; "
            f"each side must have at least {SIDE_MIN_PX}."
        )


def _derive(image: Image.Image, box: Box) -> Made:
    width, height = _upright_size(image)
    check_box(box, width, height)
    _draft(image, box)
    image.seek(0)
    ImageOps.exif_transpose(image, in_place=True)
    part = _cut(_in_colour(image), box)
    made: dict[str, bytes] = {}
    for name, side in SIDES_PX.items():
        part.thumbnail((side, side), Image.Resampling.LANCZOS, reducing_gap=3.0)
        made[name] = _as_jpeg(part, QUALITY[name])
    return Made(width, height, made)


def _upright_size(image: Image.Image) -> tuple[int, int]:
    """Return the size as the picture is shown (Pillow turns a TIFF by itself)."""
    turned = image.getexif().get(ExifTags.Base.Orientation, 1) in _SIDEWAYS
    if turned and image.format != "TIFF":
        return image.height, image.width
    return image.size


def _draft(image: Image.Image, box: Box) -> None:
    """Let a JPEG decode at the smallest fraction that still gives the largest derivative."""
    longest = max(image.width * box.width, image.height * box.height, 1)
    scale = min(1.0, SIDES_PX["clean"] / longest)
    if scale < 1:
        image.draft(None, (round(image.width * scale), round(image.height * scale)))


def _in_colour(image: Image.Image) -> Image.Image:
    """Return the picture in sRGB, on white where it was transparent."""
    if image.mode in {"I", "F"} or image.mode.startswith("I;16"):
        return _from_deep(image)
    if image.has_transparency_data:
        seen = image.convert("RGBA")
        plain = Image.new("RGB", image.size, "white")
        plain.paste(seen, mask=seen.getchannel("A"))
        return plain
    profile = image.info.get("icc_profile")
    return _from_profile(image, profile) if profile else image.convert("RGB")


def _from_profile(image: Image.Image, profile: bytes) -> Image.Image:
    """Bring a picture's own colours into sRGB; a profile that cannot be read is left aside."""
    flat = image if image.mode in {"RGB", "CMYK", "L"} else image.convert("RGB")
    try:
        mine = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(
            flat, mine, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image.convert("RGB")
    return turned or image.convert("RGB")


def _from_deep(image: Image.Image) -> Image.Image:
    """Bring 16-bit and floating greys down to eight bits, by the range that is used."""
    wide = image.convert("F")
    low, high = cast("tuple[float, float]", wide.getextrema())  # one band, so two numbers
    if image.mode.startswith("I;16"):
        low, high = 0.0, 65_535.0
    factor = 255.0 / (high - low) if high > low else 0.0
    return wide.point(lambda v: v * factor + (-low * factor)).convert("L").convert("RGB")


def _cut(image: Image.Image, box: Box) -> Image.Image:
    if box == WHOLE:
        return image
    return image.crop(
        (
            round(box.left * image.width),
            round(box.top * image.height),
            round(min(1.0, box.left + box.width) * image.width),
            round(min(1.0, box.top + box.height) * image.height),
        )
    )


def _as_jpeg(image: Image.Image, quality: int) -> bytes:
    """Return a JPEG of the pixels and nothing else."""
    bare = Image.new("RGB", image.size)
    bare.paste(image)
    kept = io.BytesIO()
    bare.save(kept, "JPEG", quality=quality, optimize=False, progressive=quality > QUALITY["thumb"])
    return kept.getvalue()
