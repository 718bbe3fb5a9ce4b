from dataclasses import fields, replace

from campaigns.media.sheet import (
    WORDINGS,
    PosterPhoto,
    PosterSheet,
    alias_line,
    caption_of,
    glued_title,
    kicker_of,
    title_of,
    wording_of,
)

SHEET = PosterSheet(
    headline="Mira", age="7", qr_url="u", code="c", agency="a", phone="p", emergency="911"
)


def test_every_language_says_everything():
    for language, words in WORDINGS.items():
        for field in fields(words):
            assert getattr(words, field.name), f"{language} lacks {field.name}"
        assert "{number}" in words.emergency
        assert "{names}" in words.alias


def test_an_unknown_language_falls_back_to_english():
    assert wording_of(replace(SHEET, language="xx")) is WORDINGS["en"]
    assert wording_of(replace(SHEET, language="fr-CA")) is WORDINGS["fr"]


def test_the_age_stands_behind_the_name_and_is_held_to_it():
    assert title_of(SHEET) == "Mira, 7"
    assert glued_title(SHEET) == "Mira,\u00a07"
    assert title_of(replace(SHEET, age="")) == glued_title(replace(SHEET, age="")) == "Mira"
    assert title_of(replace(SHEET, language="ar")) == "Mira، 7"


def test_an_age_progressed_photo_is_always_labelled():
    assert caption_of(PosterPhoto(b"", 2025, age_progressed=True), SHEET) == (
        "Age-progressed picture, 2025"
    )
    assert caption_of(PosterPhoto(b"", None, "CCTV still"), SHEET) == "CCTV still"
    assert caption_of(PosterPhoto(b""), SHEET) == ""


def test_other_names_stand_in_one_line():
    assert alias_line(SHEET) == ""
    two = replace(SHEET, aliases=("Lena Dunmore", "Magda Dunmore"))
    assert alias_line(two) == "May use the name Lena Dunmore or Magda Dunmore"
    assert kicker_of(replace(SHEET, kicker="Who is this?")) == "Who is this?"
