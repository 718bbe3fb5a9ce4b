from fractions import Fraction

import av
import pytest

from campaigns.kernel.errors import Invalid
from campaigns.media.film import own, probe
from tests.factories.films import write_film
from tests.factories.media import draw_child, jpeg

TOLD = {"location": "+43.6532-079.3832/", "title": "Grandma's garden", "artist": "Ann Holloway"}


def test_a_phones_film_loses_place_and_maker_and_nothing_else(tmp_path):
    given = write_film(tmp_path / "given.mov", told=TOLD)
    (tmp_path / "out").mkdir()
    heard = []
    made = own.prepare(given, tmp_path / "out", heard.append)
    with av.open(made.film) as film:
        assert (film.streams.video[0].codec_context.name, len(film.streams)) == ("h264", 2)
        assert len(list(film.decode(video=0))) == 20
        assert set(film.metadata) <= {
            "major_brand",
            "minor_version",
            "compatible_brands",
            "encoder",
        }
    content = made.film.read_bytes()
    assert content.find(b"moov") < content.find(b"mdat")
    for words in (b"43.65", b"Grandma", b"Holloway"):
        assert words not in content
    assert heard == sorted(set(heard))
    assert made.thumbnail.read_bytes()[:3] == b"\xff\xd8\xff"
    assert made.length_ms == pytest.approx(2000, abs=100)


@pytest.mark.parametrize(
    ("name", "video", "audio", "kept"),
    [
        ("a.webm", "libvpx-vp9", "libopus", ("film.webm", "vp9", "opus")),
        ("a.mkv", "libx264", "pcm_s16le", ("film.mp4", "h264", "aac")),
        ("a.mp4", "libx264", "", ("film.mp4", "h264", "")),
    ],
)
def test_what_browsers_play_is_kept_and_sound_that_they_do_not_is_coded_anew(
    tmp_path, name, video, audio, kept
):
    given = write_film(tmp_path / name, video=video, audio=audio)
    (tmp_path / "out").mkdir()
    made = own.prepare(given, tmp_path / "out", lambda _: None)
    with av.open(made.film) as film:
        heard = film.streams.audio[0].codec_context.name if film.streams.audio else ""
        assert (made.film.name, film.streams.video[0].codec_context.name, heard) == kept
        assert len(list(film.decode(video=0))) == 20
    if heard:
        with av.open(made.film) as film:
            assert sum(f.samples for f in film.decode(audio=0)) / 48_000 == pytest.approx(
                2, abs=0.1
            )


def _cut(path, part):
    content = path.read_bytes()
    path.write_bytes(content[: round(len(content) * part)])
    return path


def _without_end(path):
    """A film in fragments that broke off says how long it is and cannot be played to its end."""
    return _cut(write_film(path, seconds=4), 0.4)


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (lambda p: write_film(p / "a.mp4", video=""), "sound only"),
        (lambda p: _without_end(p / "a.mp4"), "damaged"),
        (lambda p: write_film(p / "a.mp4", seconds=0.4), "shorter than a second"),
        (lambda p: write_film(p / "a.mp4", size=(64, 64)), "only 64 by 64"),
        (lambda p: write_film(p / "a.avi", video="mpeg4"), "coded as mpeg4"),
    ],
)
def test_what_cannot_be_used_is_refused_in_plain_words(tmp_path, make, why):
    path = make(tmp_path)
    with pytest.raises(Invalid, match=why):
        probe.probe(path)


@pytest.mark.parametrize("content", [b"", b"x" * 5000, b"\x00\x00\x00\x18ftypmp42" + b"\0" * 500])
def test_what_is_no_film_is_refused(tmp_path, content):
    path = tmp_path / "a.mp4"
    path.write_bytes(content)
    with pytest.raises(Invalid, match="damaged"):
        probe.probe(path)


def test_a_picture_is_no_film(tmp_path):
    path = tmp_path / "a.mp4"
    path.write_bytes(jpeg(draw_child(300, 375)))
    with pytest.raises(Invalid, match="no moving picture"):
        probe.probe(path)


def test_three_hours_are_refused_and_three_minutes_are_warned_of(tmp_path):
    long = write_film(
        tmp_path / "a.mp4", seconds=10_800, fps=Fraction(1, 90), size=(160, 144), audio=""
    )
    with pytest.raises(Invalid, match=r"3\.0 hours long; 30 minutes are the most"):
        probe.probe(long)
    some = write_film(tmp_path / "b.mp4", seconds=180, fps=1, size=(160, 144))
    assert probe.probe(some).warnings == (
        "It is 3 minutes long: X and others take 2 minutes 20 seconds at most.",
    )


def test_silence_and_a_codec_that_few_play_are_warned_of(tmp_path):
    probed = probe.probe(write_film(tmp_path / "a.mp4", video="libx265", audio=""))
    assert probed.warnings[0] == "It has no sound."
    assert "coded as hevc" in probed.warnings[1]
    assert (probed.width, probed.height, probed.audio) == (320, 240, "")
