from datetime import datetime

import pytest

from campaigns.media.wording import FOLDER, WordingError, called, read, wording, wordings

NOON = datetime.fromisoformat("2025-07-12T14:05")


def test_english_french_spanish_and_arabic_are_there_and_whole():
    assert set(wordings()) >= {"en", "fr", "es", "ar"}
    assert {words.direction for words in wordings().values()} == {"ltr", "rtl"}


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("en", "Saturday 12 July 2025, 14:05"),
        ("fr", "samedi 12 juillet 2025, 14 h 05"),
        ("es", "sábado 12 de julio de 2025, 14:05"),
        ("ar", "السبت 12 يوليو 2025، 14:05"),
    ],
)
def test_each_language_has_its_own_days_and_times(language, day):
    assert wording(language).said_moment(NOON) == day


def test_the_first_of_a_month_is_said_as_the_language_says_it():
    first = NOON.replace(month=8, day=1)
    assert wording("fr").said_day(first) == "vendredi 1er août 2025"
    assert wording("en").said_day(first) == "Friday 1 August 2025"


def test_a_span_within_a_day_says_the_day_once():
    later = NOON.replace(hour=16)
    assert wording("en").said_span(NOON, later) == "Saturday 12 July 2025, 14:05 to 16:05"
    assert wording("en").said_span(NOON, NOON) == "Saturday 12 July 2025, 14:05"
    assert "Sunday 13" in wording("en").said_span(NOON, NOON.replace(day=13))


def test_ages_and_distances_are_said():
    assert wording("fr").said_age(30, 40) == "30 à 40 ans"
    assert wording("en").said_age(7, 7) == wording("en").said_age(7, None) == "7"
    assert wording("en").said_age(None, None) == ""
    assert wording("fr").said_distance(1500) == "1,5 km"
    assert wording("en").said_distance(800) == "800 m"


def test_an_unknown_language_falls_back_to_english():
    assert wording("xx") is wording("en")
    assert wording("fr-CA") is wording("fr")
    assert (called("fr-CA"), called("xx")) == ("Français", "xx")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("help_find = ", "help_fin = "), "key “help_find”: it is missing"),
        (("help_find = ", "help_fin = "), "key “help_fin”: there is no such key"),
        (('call = "Call {phone}"', 'call = "Call"'), "key “call”: it must fill in {phone}"),
        (('"January", ', ""), "key “months”: it needs 12 names"),
        (('direction = "ltr"', 'direction = "up"'), "key “direction”: it is “ltr” or “rtl”"),
        (('photo = "Photo"', "photo = 7"), "key “photo”: it is not a text"),
        (('photo = "Photo"', 'photo = "{"'), "key “photo”:"),
        (('photo = "Photo"', 'photo = "Photo'), "cannot be read as TOML"),
    ],
)
def test_a_language_that_lacks_something_is_refused_by_file_and_key(tmp_path, change, said):
    path = tmp_path / "xx.toml"
    path.write_text((FOLDER / "en.toml").read_text(encoding="utf-8").replace(*change))
    with pytest.raises(WordingError) as refused:
        read(path)
    assert said in refused.value.message
    assert "xx.toml" in refused.value.message
