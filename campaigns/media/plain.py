"""A picture of nothing: what an account shows when its appeal has ended."""

import io

from PIL import Image

GREY = (70, 84, 106)


def plain_picture(width: int, height: int) -> bytes:
    """Return a PNG of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), GREY).save(out, "PNG")
    return out.getvalue()
