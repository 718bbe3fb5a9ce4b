import io
import tracemalloc

import pytest
from PIL import Image, ImageCms

from campaigns.kernel.errors import Invalid
from campaigns.media import images
from campaigns.media.images import Box, derive
from tests.factories import media


def _file(tmp_path, content: bytes):
    path = tmp_path / "picture"
    path.write_bytes(content)
    return path


def _saved(image: Image.Image, kind: str, **more) -> bytes:
    kept = io.BytesIO()
    image.save(kept, kind, **more)
    return kept.getvalue()


def _open(content: bytes) -> Image.Image:
    image = Image.open(io.BytesIO(content))
    image.load()
    return image


def test_three_sizes_are_made_and_none_is_larger_than_it_should_be(tmp_path):
    made = derive(_file(tmp_path, media.jpeg(media.draw_child(1600, 2000))))
    assert (made.width, made.height) == (1600, 2000)
    sides = {name: max(_open(content).size) for name, content in made.content.items()}
    assert sides == {"clean": 2000, "web": 1200, "thumb": 320}


def test_derivatives_carry_no_exif_no_place_no_profile_and_no_comment(tmp_path):
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    content = media.jpeg(
        media.draw_child(400, 500),
        exif=media.exif_with_place(),
        icc_profile=profile,
        comment=b"taken at 14 Larch Terrace",
    )
    assert b"SecretCamera" in content
    for made in derive(_file(tmp_path, content)).content.values():
        assert b"SecretCamera" not in made
        assert b"Larch" not in made
        image = _open(made)
        assert not image.getexif()
        assert not {"exif", "icc_profile", "comment", "xmp"} & set(image.info)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_picture_is_turned_upright_as_its_camera_said(tmp_path, orientation):
    upright = Image.new("RGB", (300, 200), "white")
    upright.paste("red", (0, 0, 300, 40))  # red is on top when it is upright
    turned = {1: 0, 3: 180, 6: 90, 8: 270}[orientation]
    content = media.jpeg(
        upright.rotate(turned, expand=True), exif=media.exif_with_place(orientation)
    )
    made = derive(_file(tmp_path, content))
    assert (made.width, made.height) == (300, 200)
    red, _, blue = _open(made.content["clean"]).getpixel((150, 10))
    assert red > 200
    assert blue < 80


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF", "BMP", "GIF", "AVIF"])
def test_other_kinds_of_picture_work_too(tmp_path, kind):
    made = derive(_file(tmp_path, _saved(media.draw_child(200, 250), kind)))
    assert (made.width, made.height) == (200, 250)


def test_a_cmyk_jpeg_becomes_a_picture_in_rgb(tmp_path):
    made = derive(_file(tmp_path, media.jpeg(Image.new("CMYK", (200, 200), (0, 255, 255, 0)))))
    red, green, blue = _open(made.content["clean"]).getpixel((100, 100))
    assert red > 180
    assert max(green, blue) < 100


def test_a_sixteen_bit_grey_png_keeps_its_greys(tmp_path):
    deep = Image.new("I;16", (200, 200), 32_768)
    made = derive(_file(tmp_path, _saved(deep, "PNG")))
    assert 120 <= _open(made.content["clean"]).getpixel((5, 5))[0] <= 135


def test_an_animated_gif_gives_its_first_frame(tmp_path):
    frames = [Image.new("RGB", (100, 100), colour) for colour in ("red", "blue")]
    content = _saved(frames[0], "GIF", save_all=True, append_images=frames[1:])
    red, _, blue = _open(derive(_file(tmp_path, content)).content["clean"]).getpixel((50, 50))
    assert red > 200 > blue


@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_other_animated_pictures_give_their_first_frame_too(tmp_path, kind):
    frames = [Image.new("RGB", (90, 90), colour) for colour in ("red", "blue", "blue")]
    content = _saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=40)
    with Image.open(io.BytesIO(content)) as animated:
        assert animated.n_frames > 1
    red, _, blue = _open(derive(_file(tmp_path, content)).content["web"]).getpixel((45, 45))
    assert red > 200 > blue


def _turned_profile() -> bytes:
    """Return a profile in whose words red means green: sRGB with two columns exchanged."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    count = int.from_bytes(profile[128:132], "big")
    at = {
        bytes(profile[place : place + 4]): int.from_bytes(profile[place + 4 : place + 8], "big")
        for place in range(132, 132 + 12 * count, 12)
    }
    red, green = at[b"rXYZ"] + 8, at[b"gXYZ"] + 8
    first, second = profile[red : red + 12], profile[green : green + 12]
    profile[red : red + 12], profile[green : green + 12] = second, first
    return bytes(profile)


def test_colours_of_another_profile_are_brought_into_srgb(tmp_path):
    content = media.png(Image.new("RGB", (90, 90), (255, 0, 0)), icc_profile=_turned_profile())
    red, green, _ = _open(derive(_file(tmp_path, content)).content["web"]).getpixel((45, 45))
    assert green > 200 > red


@pytest.mark.parametrize("mode", ["1", "P", "LA", "RGBA", "I;16", "I", "F", "YCbCr", "CMYK", "LAB"])
def test_every_way_of_keeping_pixels_becomes_a_plain_picture(tmp_path, mode):
    teal = Image.new("RGB", (90, 90), "teal")
    if mode == "LAB":
        srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
        image = ImageCms.profileToProfile(teal, srgb, lab, outputMode="LAB")
    else:
        image = (teal.convert("L") if mode in {"I;16", "I", "F", "LA"} else teal).convert(mode)
    made = derive(_file(tmp_path, _saved(image, "TIFF")))
    assert _open(made.content["web"]).mode == "RGB"


def test_what_was_transparent_becomes_white(tmp_path):
    made = derive(_file(tmp_path, _saved(Image.new("RGBA", (100, 100), (0, 0, 0, 0)), "PNG")))
    assert _open(made.content["clean"]).getpixel((50, 50)) == (255, 255, 255)


def test_a_profile_that_cannot_be_read_is_left_aside(tmp_path):
    content = media.jpeg(media.draw_child(200, 250), icc_profile=b"no profile at all")
    assert derive(_file(tmp_path, content)).width == 200


def test_a_fifty_megapixel_photo_works_and_costs_little_memory(tmp_path):
    huge = Image.new("RGB", (8700, 5800), "#88aacc")
    path = _file(tmp_path, media.jpeg(huge, quality=70))
    del huge
    tracemalloc.start()
    made = derive(path)
    tracemalloc.stop()
    assert (made.width, made.height) == (8700, 5800)
    assert max(_open(made.content["clean"]).size) == images.SIDES_PX["clean"]


def test_a_fifty_megapixel_png_works_too(tmp_path):
    path = _file(tmp_path, _saved(Image.new("L", (8000, 6250), 90), "PNG", compress_level=1))
    assert derive(path).width == 8000


def test_a_decompression_bomb_is_refused_before_it_is_decoded(tmp_path):
    bomb = _saved(Image.new("1", (30_000, 30_000)), "PNG")
    assert len(bomb) < 200_000
    with pytest.raises(Invalid, match="900 megapixels; the most that can be used as PNG is 64"):
        derive(_file(tmp_path, bomb))


@pytest.mark.parametrize("part", [0.2, 0.6, 0.95])
def test_a_truncated_picture_is_refused_in_plain_words(tmp_path, part):
    content = media.jpeg(media.draw_child(400, 500))
    with pytest.raises(Invalid, match="it is damaged"):
        derive(_file(tmp_path, content[: int(len(content) * part)]))


def test_a_picture_with_turned_bytes_is_refused_or_works_but_never_breaks_the_house(tmp_path):
    content = bytearray(_saved(media.draw_child(200, 250), "PNG"))
    for at in range(40, len(content), 97):
        content[at] ^= 0xFF
    with pytest.raises(Invalid, match="it is damaged"):
        derive(_file(tmp_path, bytes(content)))


def test_a_picture_too_small_to_help_is_refused(tmp_path):
    with pytest.raises(Invalid, match="only 20 by 20 pixels"):
        derive(_file(tmp_path, media.jpeg(Image.new("RGB", (20, 20)))))


def test_a_crop_shows_that_part_of_the_upright_picture(tmp_path):
    image = Image.new("RGB", (400, 200), "white")
    image.paste("red", (200, 0, 400, 200))
    made = derive(_file(tmp_path, media.jpeg(image)), Box(0.5, 0.0, 0.5, 1.0))
    assert (made.width, made.height) == (400, 200)
    clean = _open(made.content["clean"])
    assert clean.size == (200, 200)
    assert clean.getpixel((5, 100))[1] < 60


@pytest.mark.parametrize("box", [Box(-0.1, 0, 0.5, 0.5), Box(0.8, 0, 0.5, 0.5), Box(0, 0, 0.05, 1)])
def test_a_crop_outside_the_picture_or_too_small_is_refused(tmp_path, box):
    with pytest.raises(Invalid) as refused:
        derive(_file(tmp_path, media.jpeg(media.draw_child(400, 500))), box)
    assert "crop" in refused.value.fields


def test_small_crops_of_large_photos_stay_sharp(tmp_path):
    path = _file(tmp_path, media.jpeg(Image.new("RGB", (6000, 4000), "#335577")))
    made = derive(path, Box(0.4, 0.4, 0.2, 0.3))
    assert _open(made.content["clean"]).size == (1200, 1200)


def test_a_box_is_kept_as_a_row_keeps_it():
    kept = Box(0.1, 0.2, 0.3, 0.4).as_dict()
    assert kept == {"left": 0.1, "top": 0.2, "width": 0.3, "height": 0.4}
