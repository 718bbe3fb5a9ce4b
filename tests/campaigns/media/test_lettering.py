import json
from hashlib import sha256

import pytest

from campaigns.kernel.errors import Invalid
from campaigns.media import lettering
from campaigns.media.lettering import BOLD, FONTS, TEXT, balance, line_of, runs_of, wrap


def test_every_listed_font_is_there_and_is_the_one_that_was_taken_in():
    listed = json.loads((FONTS / "fonts.json").read_text())
    names = set()
    for font in listed["fonts"]:
        for weight, hashed in font["sha256"].items():
            file = FONTS / f"{font['name']}-{weight}.woff2"
            assert sha256(file.read_bytes()).hexdigest() == hashed, file.name
            names.add(file.name)
    assert names == {path.name for path in FONTS.glob("*.woff2")}


@pytest.mark.parametrize(
    "name",
    [
        "Mira Vance-Holloway",
        "Łukasz Żółć",
        "Nguyễn Thị Ánh",
        "Ελένη Παπαδοπούλου",
        "Олександр Їжак",
        "يوسف عبد الرحمن",
        "יוסף כהן",
        "अमृता शर्मा",
        "অমৃতা",
        "ਅਮ੍ਰਿਤਾ ਕੌਰ",
        "அமிர்தா",
        "อมฤตา",
        "Անահիտ",
        "ნინო",
        "ሰላም",
        "O’Brien–Śmith « … »",
    ],
)
def test_names_in_many_scripts_can_be_printed(name):
    assert lettering.missing(name) == []
    line = line_of(name, 60, BOLD, rtl=False)
    assert line.width > 60
    assert line.above > 20


@pytest.mark.parametrize(
    ("text", "named"), [("Mira 🦊", "🦊 (fox face)"), ("李梅", "李 (cjk unified ideograph-674e)")]
)
def test_a_character_that_no_font_has_is_named(text, named):
    with pytest.raises(Invalid) as refused:
        lettering.check_letters(text, "headline")
    assert named in refused.value.fields["headline"]


def test_arabic_letters_are_joined_when_they_are_shaped():
    joined = line_of("سمير", 100, TEXT, rtl=True).width
    apart = sum(line_of(letter, 100, TEXT, rtl=True).width for letter in "سمير")
    assert joined < apart * 0.9


def test_a_line_of_two_scripts_is_cut_into_runs_from_left_to_right():
    runs = runs_of("باركديل، Toronto", rtl=True)
    assert [run.text.strip() for run in runs if run.text.strip()] == ["Toronto", "باركديل،"]
    assert [run.rtl for run in runs if run.text.strip()] == [False, True]


def test_a_text_breaks_at_blanks_and_behind_hyphens_in_names():
    lines = wrap("Featherstonehaugh-Vandenberghe", 60, BOLD, 620, rtl=False)
    assert lines is not None
    assert [line.runs[0].text for line in lines] == ["Featherstonehaugh-", "Vandenberghe"]


def test_a_phone_number_never_breaks():
    assert wrap("416-555-0143", 60, BOLD, 200, rtl=False) is None


def test_what_is_held_together_by_a_hard_blank_stays_together():
    lines = wrap("Featherstone,\u00a017", 60, BOLD, 520, rtl=False)
    assert lines is not None
    assert len(lines) == 1


def test_lines_are_made_about_equally_long():
    lines = balance("May be with a woman of thirty-three", 40, TEXT, 660, rtl=False)
    assert lines is not None
    assert len(lines) == 2
    assert min(line.width for line in lines) > 0.6 * max(line.width for line in lines)
    assert all(line.width <= 660 for line in lines)


def test_marks_without_a_shape_of_their_own_are_no_trouble():
    persian = "می\u200cروم\u200f"
    assert lettering.missing(persian) == []
    assert line_of(persian, 40, TEXT, rtl=True).width > 20


def test_a_hashtag_keeps_its_sign_before_it_where_the_page_runs_the_other_way():
    runs = runs_of("\u200e#FindMira", rtl=True)
    assert "".join(run.text for run in runs) == "#FindMira"
    assert "".join(run.text for run in runs_of("#FindMira", rtl=True)) == "FindMira#"
