import io
import re
import shutil
from dataclasses import replace

import pytest
import zxingcpp
from pypdf import PdfReader

from campaigns.kernel.errors import CampaignError, Invalid, NotFound
from campaigns.media import design_files, lettering, poster
from campaigns.media.design_files import design_of, formats_of
from campaigns.media.designs import PosterDesign
from campaigns.media.poster import PosterPhoto, Scene, draw
from campaigns.media.wording import wordings
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


@pytest.mark.parametrize("name", SHEETS)
def test_every_poster_is_1080_by_1350_and_its_code_leads_to_the_page(name):
    drawn = draw(SHEETS[name], "portrait")
    image = picture_of(drawn.content)
    assert drawn.content_type == "image/jpeg"
    assert image.size == (1080, 1350)
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [URL]


@pytest.mark.parametrize("name", ["three photos", "witness", "Arabic"])
def test_every_page_is_exactly_a4_at_300_dpi_and_its_code_leads_to_the_page(name):
    drawn = draw(SHEETS[name], "a4")
    image, page = page_of(drawn.content)
    assert drawn.content_type == "application/pdf"
    assert image.size == (2480, 3508)
    assert float(page.mediabox.width) == pytest.approx(210 / 25.4 * 72, abs=0.01)
    assert float(page.mediabox.height) == pytest.approx(297 / 25.4 * 72, abs=0.01)
    assert image.width / (float(page.mediabox.width) / 72) == pytest.approx(300, abs=0.5)
    assert [code.text for code in zxingcpp.read_barcodes(image)] == [URL]


def test_the_code_has_a_quiet_zone_of_four_modules():
    image = picture_of(draw(MIRA, "portrait").content)
    found = zxingcpp.read_barcodes(image)[0].position
    module = (found.top_right.x - found.top_left.x) / 33
    for step in range(1, 4):
        offset = round(step * module)
        spots = (
            (found.top_left.x - offset, found.top_left.y - offset),
            (found.bottom_right.x + offset, found.bottom_right.y + offset),
        )
        assert all(min(image.getpixel(spot)) > 230 for spot in spots)


def test_the_page_is_tagged_with_the_posters_words_title_and_language():
    reader = PdfReader(io.BytesIO(draw(YOUSSEF, "a4").content))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "ar"
    assert root["/MarkInfo"]["/Marked"]
    figure = root["/StructTreeRoot"]["/K"]["/K"]
    assert "يوسف عبد الرحمن" in figure["/Alt"]
    assert "يوسف" in reader.metadata.title


def _designs():
    return [
        design_of(look, name) for look in (*PosterDesign, "closed") for name in formats_of(look)
    ]


@pytest.mark.parametrize("design", _designs(), ids=lambda each: f"{each.look}-{each.name}")
def test_no_letter_is_smaller_than_28_pixels_at_1080_or_11_points(design):
    for name, role in design.roles.items():
        least = role.least * design.unit
        if design.dpi:
            assert least * 72 / design.dpi >= 11, name
        else:
            assert least >= 28 * min(1, design.width / 1080), name


@pytest.mark.parametrize("design", _designs(), ids=lambda each: f"{each.look}-{each.name}")
def test_the_safe_margin_is_five_percent(design):
    assert design.margin * design.unit >= 0.05 * min(design.width, design.height) - 1


def test_nothing_but_ground_and_stripes_lies_in_the_margins():
    image = picture_of(draw(replace(MIRA, photos=(), rehearsal=False), "portrait").content)
    for x in (10, 40, 1040, 1070):
        colours = {image.getpixel((x, y)) for y in range(0, 1350, 3)}
        bright = [c for c in colours if min(c) > 200]
        assert bright == []


def test_an_exercise_wears_a_striped_band_and_the_real_thing_does_not():
    def stripes(sheet):
        row = picture_of(draw(sheet, "portrait").content).crop((0, 30, 1080, 31))
        return sum(
            1
            for x in range(1079)
            if abs(row.getpixel((x, 0))[0] - row.getpixel((x + 1, 0))[0]) > 60
        )

    plain = replace(LAKESHORE, rehearsal=False)
    assert stripes(replace(plain, rehearsal=True)) >= 10
    assert stripes(plain) == 0
    assert "EXERCISE" in draw(replace(plain, rehearsal=True), "portrait").text_equivalent


def test_the_photo_takes_most_of_the_height_when_little_is_known():
    image = picture_of(draw(replace(SHEETS["little known"], rehearsal=False), "portrait").content)
    ink = (0x0F, 0x1B, 0x2D)
    band = next(
        y
        for y in range(400, 1350)
        if all(abs(a - b) < 6 for a, b in zip(image.getpixel((700, y)), ink, strict=True))
    )
    assert band >= 0.59 * 1350


@pytest.mark.parametrize(
    ("part", "value"),
    [
        ("headline", "Wolfeschlegelsteinhausenbergerdorff" * 3),
        ("facts", ("A very long fact " * 30,)),
        ("last_seen", ("Somewhere on a road with a very long name " * 6,)),
        ("companion", "With someone who " * 20),
        ("aliases", ("A name that is long",) * 12),
        ("phone", "416-555-0143 and 416-555-0144 and 416-555-0145"),
        ("agency", "The Office of the Commissioner of the Police Service of " * 4),
    ],
)
@pytest.mark.parametrize("shape", ["portrait", "a4"])
def test_what_does_not_fit_is_refused_beside_its_field_with_the_count(part, value, shape):
    with pytest.raises(Invalid) as refused:
        draw(replace(MIRA, **{part: value}), shape)
    assert set(refused.value.fields) == {part}
    assert re.search(r"is \d+ characters? too long for the poster", refused.value.fields[part])


def test_a_text_shortened_by_the_count_that_was_named_fits():
    fact = "Wears a red coat with a hood and large wooden buttons, " * 9
    with pytest.raises(Invalid) as refused:
        draw(replace(MIRA, facts=(fact,)), "portrait")
    count = int(re.search(r"is (\d+) characters", refused.value.fields["facts"]).group(1))
    draw(replace(MIRA, facts=(fact[:-count].strip(),)), "portrait")


def test_a_scene_that_does_not_fit_is_refused_too():
    with pytest.raises(Invalid) as refused:
        draw(replace(LAKESHORE, scene=Scene("tonight", "a place " * 60)), "portrait")
    assert set(refused.value.fields) == {"scene"}


@pytest.mark.parametrize("part", ["headline", "companion", "agency"])
def test_an_emoji_is_refused_by_name_beside_its_field(part):
    with pytest.raises(Invalid) as refused:
        draw(replace(MIRA, **{part: "Mira 🦊"}), "portrait")
    assert "🦊 (fox face)" in refused.value.fields[part]


def test_six_facts_or_five_photos_are_too_many():
    with pytest.raises(Invalid) as refused:
        draw(replace(MIRA, facts=("a",) * 6, photos=MIRA.photos * 5, headline=" "), "portrait")
    assert set(refused.value.fields) == {"facts", "photos", "headline"}


def test_a_photo_that_cannot_be_opened_is_said_beside_the_photos():
    with pytest.raises(Invalid) as refused:
        draw(replace(MIRA, photos=(PosterPhoto(CHILD[:400]),)), "portrait")
    assert "photos" in refused.value.fields


def test_there_is_no_other_format():
    with pytest.raises(NotFound):
        draw(MIRA, "billboard")


def test_the_text_equivalent_says_all_that_the_poster_says():
    words = draw(SHEETS["three photos"], "portrait").text_equivalent
    for part in ("Help find: Mira, 7", "2023", "CCTV still", "Age-progressed picture, 2025"):
        assert part in words
    for part in (
        "Last seen: Saturday 12 July",
        "Lena Dunmore",
        "Red coat",
        URL,
        "7KQ2-XM4D",
        "911",
    ):
        assert part in words


def test_a_witness_poster_says_when_where_and_to_check_ones_dashcam():
    words = draw(LAKESHORE, "portrait").text_equivalent
    assert "19:40 to 20:20" in words
    assert "Check your dashcam" in words


@pytest.mark.parametrize("language", wordings())
def test_each_language_has_a_poster(language):
    assert draw(replace(MIRA, language=language), "portrait").content


def test_the_same_sheet_gives_the_same_bytes():
    assert draw(MIRA, "portrait") == draw(MIRA, "portrait")


def test_a_machine_without_libfribidi_is_told_so_in_one_sentence(monkeypatch):
    assert poster.check_machine() is None
    monkeypatch.setattr(poster.features, "check", lambda name: name != "fribidi")
    assert "libfribidi0 is missing" in poster.check_machine()
    with pytest.raises(CampaignError, match="libfribidi0"):
        draw(MIRA, "portrait")


def test_fonts_that_are_missing_are_named_at_the_start(monkeypatch, tmp_path):
    (tmp_path / "fonts.json").write_text((lettering.FONTS / "fonts.json").read_text())
    monkeypatch.setattr(lettering, "FONTS", tmp_path)
    assert "noto-sans-latin-500.woff2" in poster.check_machine()


def test_a_font_that_goes_missing_while_the_house_runs_is_named(monkeypatch, tmp_path):
    (tmp_path / "noto-sans-latin-500.woff2").write_bytes(b"no longer a font")
    monkeypatch.setattr(lettering, "FONTS", tmp_path)
    lettering.face.cache_clear()
    for name in ("noto-sans-latin", "noto-sans-arabic"):
        with pytest.raises(CampaignError, match=f"{name}-500.woff2 is missing or damaged"):
            lettering.face(name, 500, 30)


def test_a_damaged_design_is_named_at_the_start(monkeypatch, tmp_path):
    folder = tmp_path / "posters"
    shutil.copytree(design_files.FOLDER, folder)
    page = folder / "beam" / "link.toml"
    page.write_text(page.read_text().replace('bottom = "foot.top-30"', 'bottom = "food.top-30"'))
    monkeypatch.setattr(design_files, "FOLDER", folder)
    design_files.design_of.cache_clear()
    try:
        said = poster.check_machine()
        assert "beam/link.toml, box “title”, key “bottom”" in said
    finally:
        monkeypatch.undo()
        design_files.design_of.cache_clear()
