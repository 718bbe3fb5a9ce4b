import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.kernel.errors import Invalid
from campaigns.kernel.text import clean
from campaigns.media.film.captions import (
    Cue,
    as_srt,
    as_vtt,
    parse,
    parse_bytes,
    transcript,
)

CUES = (Cue(0, 1500, "Help find Mira."), Cue(1500, 3_723_004, "Tom & Jerry < 3 > 2\nsecond line"))


@pytest.mark.parametrize("write", [as_srt, as_vtt])
def test_what_is_written_is_read_again(write):
    assert parse(write(CUES)) == CUES


@given(
    st.lists(
        st.text(min_size=1).map(clean).filter(lambda t: t and "-->" not in t and "\n" not in t)
    )
)
def test_any_words_come_through_webvtt_as_they_were(words):
    cues = tuple(Cue(n * 1000, n * 1000 + 900, f"a {each}") for n, each in enumerate(words))
    cues = tuple(cue for cue in cues if "<" not in cue.text and "&" not in cue.text)
    if cues:
        assert parse(as_vtt(cues)) == cues


def test_webvtt_with_notes_settings_and_tags_is_read():
    text = (
        "WEBVTT - made elsewhere\nKind: captions\n\nNOTE nobody reads this\n\n"
        "intro\n00:01.000 --> 00:02.500 align:start\n<v Anna>Have <b>you</b> seen her?\n"
    )
    assert parse(text) == (Cue(1000, 2500, "Have you seen her?"),)


@pytest.mark.parametrize(
    ("text", "line", "why"),
    [
        ("1\n00:00:01,000 -> 00:00:02,000\nHello\n", 2, "a line with two times"),
        ("1\n00:00:02,000 --> 00:00:01,000\nHello\n", 2, "ends before it begins"),
        ("1\n00:00:01,000 --> 00:00:02,000\n\n", 2, "no words"),
        ("00:05.000 --> 00:06.000\nA\n\n00:01.000 --> 00:02.000\nB\n", 4, "before the one above"),
        ("00:50.000 --> 00:51.000\nA\n", 1, "after the film ends"),
        ("00:61.000 --> 00:62.000\nA\n", 1, "a line with two times"),
    ],
)
def test_what_is_wrong_is_said_with_the_number_of_its_line(text, line, why):
    with pytest.raises(Invalid) as refused:
        parse(text, length_ms=30_000)
    assert refused.value.fields["captions"].startswith(f"Line {line}: ")
    assert why in refused.value.message


def test_no_captions_and_no_text_are_refused():
    with pytest.raises(Invalid, match="There is no caption in it"):
        parse("\n\n")
    with pytest.raises(Invalid, match="Line 2: this is not text in UTF-8"):
        parse_bytes(b"1\n\xff\xfe", length_ms=None, field="captions")


def test_a_transcript_is_the_words_alone():
    assert transcript(CUES) == "Help find Mira.\nTom & Jerry < 3 > 2 second line"
