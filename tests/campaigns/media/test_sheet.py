from dataclasses import replace

from campaigns.media.sheet import (
    PosterPhoto,
    PosterSheet,
    Row,
    alias_line,
    caption_of,
    glued_title,
    in_words,
    kicker_of,
    looks_line,
    title_of,
)

SHEET = PosterSheet(
    headline="Mira", age="7", qr_url="u", code="c", agency="a", phone="p", emergency="911"
)


def test_the_age_stands_behind_the_name_and_is_held_to_it():
    assert title_of(SHEET) == "Mira, 7"
    assert glued_title(SHEET) == "Mira,\u00a07"
    assert title_of(replace(SHEET, age="")) == glued_title(replace(SHEET, age="")) == "Mira"
    assert title_of(replace(SHEET, language="ar")) == "Mira، 7"


def test_an_age_progressed_photo_is_always_labelled():
    assert caption_of(PosterPhoto(b"", 2025, age_progressed=True), SHEET) == (
        "Age-progressed picture, 2025"
    )
    assert "Age-progressed" in caption_of(PosterPhoto(b"", label="X", age_progressed=True), SHEET)
    assert caption_of(PosterPhoto(b"", None, "CCTV still"), SHEET) == "CCTV still"
    assert caption_of(PosterPhoto(b""), SHEET) == ""


def test_other_names_stand_in_one_line():
    assert alias_line(SHEET) == ""
    two = replace(SHEET, aliases=("Lena Dunmore", "Magda Dunmore"))
    assert alias_line(two) == "May use the name Lena Dunmore or Magda Dunmore"
    assert kicker_of(replace(SHEET, kicker="Who is this?")) == "Who is this?"


def test_looks_stand_in_one_line_and_each_word_says_what_it_is():
    rows = (Row("height", "Height", "121 cm (4 ft 0 in)"), Row("hair", "Hair", "light brown"))
    assert looks_line(replace(SHEET, rows=rows)) == "121 cm\u00a0· light brown hair"
    french = replace(SHEET, rows=(Row("hair", "Cheveux", "châtains"),), language="fr")
    assert looks_line(french) == "Cheveux\u00a0: châtains"


def test_a_closed_card_in_words_says_nothing_of_the_case():
    assert in_words(replace(SHEET, closed=True, rehearsal=True)).splitlines() == [
        "EXERCISE · not a real appeal",
        "This appeal is closed",
        "Thank you to everyone who helped. Please delete your posts and take posters down.",
        "a",
    ]
