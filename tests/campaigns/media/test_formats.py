import io
from dataclasses import replace
from itertools import pairwise

import pytest
import zxingcpp
from PIL import Image

from campaigns.kernel.errors import NotFound
from campaigns.media import poster
from campaigns.media.brand import colours_of
from campaigns.media.design_files import design_of, formats_of
from campaigns.media.designs import PRINTED, PosterDesign, PosterFormat
from campaigns.media.panels import photos_in
from campaigns.media.placing import place
from campaigns.media.poster import PosterPhoto, Press, draw
from tests.factories import media
from tests.factories.posters import (
    CHILD,
    LAKESHORE,
    MIRA,
    SHEETS,
    URL,
    YOUSSEF,
    page_of,
    picture_of,
)

SIZES = {
    "portrait": (1080, 1350),
    "square": (1080, 1080),
    "story": (1080, 1920),
    "link": (1200, 630),
    "header": (1500, 500),
    "avatar": (400, 400),
    "a4": (2480, 3508),
    "letter": (2550, 3300),
}
ON_A_SCREEN = [each.value for each in PosterFormat if each not in PRINTED]


@pytest.mark.parametrize("look", list(PosterDesign))
def test_every_look_has_every_format_in_its_size(look):
    assert set(formats_of(look)) == set(SIZES) == set(PosterFormat)
    for name, size in SIZES.items():
        design = design_of(look, name)
        assert (design.width, design.height) == size


@pytest.mark.parametrize("look", list(PosterDesign))
@pytest.mark.parametrize("name", ["no photo", "witness", "a long name"])
def test_every_format_can_be_drawn(look, name):
    room = poster.Darkroom()
    for shape in ON_A_SCREEN:
        drawn = draw(SHEETS[name], shape, look, darkroom=room)
        assert picture_of(drawn.content).size == SIZES[shape] == (drawn.width, drawn.height)
        assert min(Image.open(io.BytesIO(drawn.preview)).size) >= 100


@pytest.mark.parametrize("look", list(PosterDesign))
@pytest.mark.parametrize("shape", ["portrait", "square", "story"])
def test_each_picture_to_share_has_a_code_that_leads_to_the_page(look, shape):
    image = picture_of(draw(YOUSSEF, shape, look).content)
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [URL]


@pytest.mark.parametrize("look", list(PosterDesign))
def test_an_exercise_is_striped_on_every_format(look):
    for shape in ON_A_SCREEN:
        real, exercise = (
            picture_of(draw(replace(MIRA, photos=(), rehearsal=on), shape, look).content)
            for on in (False, True)
        )
        band = next(box for box in design_of(look, shape).boxes if box.show == "exercise")
        y = round(band.top[0].offset) + 4
        assert _stripes(exercise, y) >= 8, shape
        assert real.crop((0, y, real.width, y + 1)).tobytes() != (
            exercise.crop((0, y, exercise.width, y + 1)).tobytes()
        ), shape


def _stripes(image: Image.Image, y: int) -> int:
    """Return how often a row changes between light and dark."""
    row = image.convert("L").crop((0, y, image.width, y + 1)).tobytes()
    return sum(abs(a - b) > 60 for a, b in pairwise(row))


def test_a_story_has_nothing_to_read_where_the_apps_put_their_buttons():
    for look in PosterDesign:
        image = picture_of(draw(replace(MIRA, photos=(), rehearsal=False), "story", look).content)
        for top, bottom in ((0, 250), (1585, 1920)):
            part = image.crop((0, top, 1080, bottom)).quantize(16).convert("RGB")
            ground = max(part.getcolors(100_000))
            assert ground[0] > 0.9 * part.width * part.height


def test_an_account_picture_reads_at_48_pixels():
    small = picture_of(draw(replace(MIRA, photos=(), rehearsal=False), "avatar").content)
    small = small.resize((48, 48), Image.Resampling.LANCZOS).convert("L")
    dark = sum(1 for value in small.tobytes() if value < 90)
    assert 0.08 < dark / 48**2 < 0.6


@pytest.mark.parametrize("shape", ["a4", "letter"])
def test_a_bleed_goes_beyond_the_page_and_is_marked_where_to_cut(shape):
    drawn = draw(LAKESHORE, shape, press=Press(bleed=True, strip=True))
    image, page = page_of(drawn.content)
    assert (image.width - SIZES[shape][0]) / 2 / 300 * 25.4 == pytest.approx(3, abs=0.1)
    width = float(page.trimbox.width)
    assert width == pytest.approx(SIZES[shape][0] / 300 * 72, abs=0.1)
    assert float(page.bleedbox.width) == pytest.approx(width + 2 * 3 / 25.4 * 72, abs=0.3)
    assert float(page.mediabox.width) > float(page.bleedbox.width) + 20
    assert b"BMC q 0.25 w" in drawn.content


def test_every_tab_of_the_strip_has_a_code_that_can_be_scanned():
    image, _ = page_of(draw(MIRA, "a4", press=Press(strip=True)).content)
    whole = image.crop((0, round(image.height * 0.83), image.width, image.height))
    assert [code.text for code in zxingcpp.read_barcodes(whole)] == [URL] * 6
    plain, _ = page_of(draw(MIRA, "a4").content)
    assert len(zxingcpp.read_barcodes(plain)) == 1


def test_a_closed_appeal_leaves_a_card_without_name_photo_or_place():
    closed = replace(MIRA, closed=True)
    for shape in formats_of("closed"):
        drawn = draw(closed, shape)
        assert picture_of(drawn.content).size == SIZES[shape]
        for word in ("Mira", "Parkdale", "Lena", "7KQ2", URL):
            assert word not in drawn.text_equivalent
        assert (
            draw(replace(closed, headline="X", photos=(), code="Z"), shape).content == drawn.content
        )
    with pytest.raises(NotFound):
        draw(closed, "a4")


def test_an_age_progressed_photo_is_no_account_picture_where_there_is_another():
    older = PosterPhoto(media.jpeg(media.draw_dark(450, 560)), 2026, age_progressed=True)
    mixed = replace(MIRA, photos=(older, PosterPhoto(CHILD)), rehearsal=False)
    only = replace(MIRA, photos=(PosterPhoto(CHILD),), rehearsal=False)
    assert draw(mixed, "avatar").content == draw(only, "avatar").content


def test_a_small_or_dark_photo_is_warned_of():
    small = replace(MIRA, photos=(PosterPhoto(media.jpeg(media.draw_child(120, 150))),))
    assert "Photo 1 has only 120 by 150 pixels" in draw(small, "portrait").warnings[0]
    dark = replace(MIRA, photos=(PosterPhoto(media.jpeg(media.draw_dark(900, 1100))),))
    assert "Photo 1 is very dark" in draw(dark, "portrait").warnings[0]
    good = replace(MIRA, photos=(PosterPhoto(media.jpeg(media.draw_child(900, 1100))),))
    assert draw(good, "portrait").warnings == ()


def test_what_gives_way_in_a_small_format_is_named():
    full = replace(SHEETS["three photos"], facts=("A fact that is not short at all " * 3,) * 2)
    said = draw(full, "square", "plain").warnings
    assert any(words.startswith("Left out here for want of room: “A fact") for words in said)


def test_the_agencys_colours_and_logo_stand_on_every_poster():
    logo = io.BytesIO()
    Image.new("RGBA", (200, 100), "#ff00ff").save(logo, "PNG")
    ours = replace(
        LAKESHORE, logo=logo.getvalue(), colours=colours_of("#003322", "#ffe066"), rehearsal=False
    )
    for look in PosterDesign:
        image = picture_of(draw(ours, "portrait", look).content)
        colours = {colour for _, colour in image.reduce(4).getcolors(100_000)}
        for wanted in ((255, 0, 255), (0, 51, 34), (255, 224, 102)):
            assert any(
                all(abs(a - b) < 12 for a, b in zip(wanted, colour, strict=True))
                for colour in colours
            ), (look, wanted)


FACTS = tuple(f"A fact that takes nearly a whole line, number {number}" for number in range(1, 6))
LONG = "María Fernanda de los Ángeles Rodríguez Featherstonehaugh"


@pytest.mark.parametrize("look", list(PosterDesign))
def test_a_long_name_stands_on_every_format_and_facts_give_way_to_it(look):
    room, long = poster.Darkroom(), replace(MIRA, headline=LONG, facts=FACTS)
    for shape in SIZES:
        press = Press(strip=True) if shape in PRINTED else None
        drawn = draw(long, shape, look, press=press, darkroom=room)
        assert not any(LONG in words for words in drawn.warnings)


def test_without_a_photo_the_room_is_for_the_facts():
    bare = replace(MIRA, photos=(), facts=FACTS, rehearsal=False)
    for shape in ("portrait", "story", "a4"):
        assert draw(bare, shape, "beam", press=Press(strip=shape == "a4")).warnings == ()


def test_a_short_name_stays_the_largest_words_however_much_there_is_to_say():
    full = replace(MIRA, facts=tuple(f"{fact}, and more beside it" for fact in FACTS))
    for look in PosterDesign:
        page = place(full, design_of(look, "portrait"))
        sizes = {
            each.text.field: each.lines[0].size
            for placed in page.placed
            if placed.column
            for each in placed.column.sets
        }
        assert sizes["headline"] > 1.4 * sizes["kicker"]
        assert sizes["headline"] == max(sizes.values())


def test_photos_in_a_row_are_as_wide_as_they_need_and_stand_on_the_bare_page():
    wide = PosterPhoto(media.jpeg(media.draw_cctv(640, 360)))
    sheet = replace(MIRA, photos=(PosterPhoto(CHILD), wide), facts=(), rehearsal=False)
    page = place(sheet, design_of("plain", "portrait"))
    box = next(each for each in page.placed if each.box.show == "photos")
    (_, first), (_, second) = photos_in(sheet, box, 1)
    assert second.width > first.width * 1.3
    assert first.right == second.left
    assert first.width >= box.box.row


def test_a_pale_logo_stands_on_a_card_where_the_page_is_pale_too():
    logo = io.BytesIO()
    pale = Image.new("RGBA", (200, 100), "#00000000")
    pale.paste("#fff6d8", (20, 20, 180, 80))
    pale.save(logo, "PNG")
    ours = replace(LAKESHORE, logo=logo.getvalue(), rehearsal=False)
    for look, seen in (("plain", True), ("beam", False)):
        box = next(b for b in design_of(look, "portrait").boxes if b.name == "logo")
        image = picture_of(draw(ours, "portrait", look).content)
        x, bottom = round(box.left[0].offset), 1350 + round(box.bottom[0].offset)
        around = image.crop((x - 8, bottom - 100, x + 100, bottom))
        dark = sum(1 for value in around.convert("L").tobytes() if value < 60)
        assert (200 < dark < 6000) == seen, (look, dark)
