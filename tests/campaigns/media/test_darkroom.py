import pytest
from PIL import Image

from campaigns.media.darkroom import KEPT_LEAST, Darkroom, into, quiet_code, seen_at
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


@pytest.mark.parametrize("skin", ["#f0c8a6", "#8d5a3a", "#4f3324"])
@pytest.mark.parametrize(("left", "seen"), [(0, 0.0), (900, 1.0)])
def test_whoever_stands_at_the_side_stays_in_a_narrow_cut(skin, left, seen):
    wall = Image.new("RGB", (1300, 500), "#8fae8a")
    wall.paste(media.draw_child(400, 500, skin=skin), (left, 0))
    assert seen_at(wall, 0.4) == pytest.approx(seen, abs=0.15)


def test_without_colours_people_are_found_by_what_is_not_even():
    still = media.draw_cctv(1280, 720).convert("L").convert("RGB")
    wall = Image.new("RGB", (2400, 720), "#505558")
    wall.paste(still.crop((460, 0, 820, 720)), (1900, 0))
    assert seen_at(wall, 0.3) > 0.7


def test_a_portrait_is_cut_in_its_middle():
    assert seen_at(media.draw_child(900, 1125), 0.7) == 0.5
    assert seen_at(Image.new("RGB", (900, 600), "#777777"), 0.5) == 0.5
