import pytest
from PIL import Image

from campaigns.media.darkroom import KEPT_LEAST, Darkroom, into, quiet_code
from campaigns.media.sheet import PosterPhoto
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


def test_the_same_photo_in_the_same_frame_is_only_cut_once():
    room, photo = Darkroom(), PosterPhoto(media.jpeg())
    first = room.cut(photo, (300, 300), "#000000")
    assert room.cut(PosterPhoto(bytes(photo.content)), (300, 300), "#000000") is first
    assert room.cut(photo, (300, 301), "#000000") is not first


def test_what_is_in_focus_stays_in_sight():
    photo = Image.new("RGB", (1000, 700), "white")
    photo.paste("#00ff00", (900, 0, 1000, 700))
    right = into(photo, 700, 700, "#000000", (1.0, 0.5))
    left = into(photo, 700, 700, "#000000", (0.0, 0.5))
    assert right.getpixel((690, 300)) == (0, 255, 0)
    assert left.getpixel((690, 300)) == (255, 255, 255)
