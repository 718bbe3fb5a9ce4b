import pytest
from PIL import Image

from campaigns.media.panels import KEPT_LEAST, into, quiet_code
from tests.factories import media


@pytest.mark.parametrize("size", [(1080, 810), (540, 810), (432, 405), (1080, 500)])
@pytest.mark.parametrize("shape", [(900, 1125), (1280, 720), (400, 1600), (1600, 400)])
def test_a_photo_of_any_shape_fills_its_frame(shape, size):
    filled = into(Image.new("RGB", shape, "#cc3333"), *size, "#0f1b2d")
    assert filled.size == size
    assert filled.getpixel((size[0] // 2, size[1] // 2))[0] > 180


def test_no_photo_loses_more_than_it_may():
    photo = Image.new("RGB", (400, 1600), "white")
    photo.paste("#00ff00", (0, 0, 400, 1))
    filled = into(photo, 1000, 1000, "#000000")
    white = [x for x in range(1000) if min(filled.getpixel((x, 500))) > 240]
    assert len(white) == pytest.approx(1000 * 0.25 / KEPT_LEAST, abs=3)


def test_a_dark_photo_stays_as_it_is():
    dark = media.draw_dark(400, 500)
    assert into(dark, 400, 500, "#0f1b2d").tobytes() == dark.tobytes()


def test_a_code_is_of_whole_pixels_and_never_wider_than_asked():
    code = quiet_code("https://searchlight.northbank.example/a/mira", 248)
    assert code.width <= 248
    assert code.getpixel((1, 1)) == (255, 255, 255)
