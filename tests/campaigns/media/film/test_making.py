import wave
from dataclasses import replace
from itertools import pairwise

import av
import pytest
from PIL import Image, ImageChops, ImageStat

from campaigns.kernel.errors import Invalid
from campaigns.media.film import making, motion, sound
from campaigns.media.film.look import look_of
from campaigns.media.film.script import script_of
from campaigns.media.film.sound import SoundKind
from tests.factories.films import sheet

SCALE = 1 / 6


def _script(shape="wide", codec="h264", **given):
    return script_of(
        sheet(**given), shape=shape, hashtag="FindMira", looks="121 cm", codec=codec, scale=SCALE
    )


def _made(folder, script, kind=SoundKind.SILENT, given=None):
    heard = []
    made = making.make(script, kind, given, folder, heard.append)
    return made, heard


def _tone(path, seconds):
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(b"\x00\x40\x00\xc0" * round(seconds * 4000))
    return path


def _loudest(path, start_s, end_s):
    with av.open(path) as film:
        frames = [
            bytes(frame.planes[0])
            for frame in film.decode(audio=0)
            if start_s <= frame.time < end_s
        ]
    return max(max(frame) for frame in frames)


@pytest.mark.parametrize(
    ("shape", "codec", "size", "names"),
    [
        ("wide", "h264", (320, 180), ("h264", "aac")),
        ("tall", "vp9", (180, 320), ("vp9", "opus")),
    ],
)
def test_a_film_is_what_platforms_take_and_its_captions_are_in_time(
    tmp_path, shape, codec, size, names
):
    made, heard = _made(tmp_path, _script(shape, codec))
    assert heard == sorted(set(heard))
    assert heard[0] == 0
    assert heard[-1] >= 98
    with av.open(made.film) as film:
        video, audio = film.streams.video[0], film.streams.audio[0]
        seen = [(frame.time, frame.key_frame) for frame in film.decode(video)]
        context = video.codec_context
        assert (context.name, audio.codec_context.name) == (names[0], names[1])
        assert (context.width, context.height, context.pix_fmt) == (*size, "yuv420p")
        assert (context.colorspace, context.color_primaries, context.color_trc) == (1, 1, 1)
        assert context.color_range == 1
        assert audio.codec_context.sample_rate == 48_000
        assert float(film.duration) / av.time_base == pytest.approx(made.length_ms / 1000, abs=0.1)
    keys = [time for time, key in seen if key]
    assert max(two - one for one, two in pairwise(keys)) < 5
    assert made.length_ms / 1000 == pytest.approx(len(seen) / 30, abs=0.05)
    assert 20_000 <= made.length_ms <= 60_000
    assert made.captions["en"][-1].end_ms == made.length_ms
    with av.open(made.film) as film:
        heard_s = sum(f.samples for f in film.decode(audio=0)) / 48_000
    assert heard_s == pytest.approx(made.length_ms / 1000, abs=0.1)
    with Image.open(made.thumbnail) as still:
        assert still.size == ((1280, 720) if shape == "wide" else (720, 1280))
        assert made.thumbnail.stat().st_size < 2_000_000


def test_the_index_lies_in_front_so_that_a_film_starts_at_once(tmp_path):
    made, _ = _made(tmp_path, _script())
    head = made.film.read_bytes()[:200_000]
    assert 0 <= head.find(b"moov") < head.find(b"mdat")


def test_every_frame_of_an_exercise_says_so_and_none_of_a_real_film(tmp_path):
    look = look_of("wide", scale=SCALE)
    drill, real = _script(rehearsal=True), _script()
    band = look.exercise.corners
    marked = None
    timed = making.timing.time_of(drill, look)
    for at, planes in enumerate(motion.frames_of(drill, timed, look)):
        strip = planes[0].crop(band)
        marked = marked or strip
        # Within a cross-fade rounding may move a value by one.
        assert max(ImageChops.difference(strip, marked).getextrema()) <= 1, at
    plain = next(motion.frames_of(real, timed, look))[0].crop(band)
    assert ImageStat.Stat(ImageChops.difference(plain, marked)).mean[0] > 20


def test_the_picture_moves_gently_and_scenes_follow_one_another():
    script = _script()
    look = motion_look = look_of("wide", scale=SCALE)
    timed = making.timing.time_of(script, look)
    frames = [planes[0] for planes in motion.frames_of(script, timed, motion_look)]
    photo = next(each for each in timed if each.scene.kind == "photo")
    first, later = frames[photo.start + 10], frames[photo.end - 10]
    step = ImageChops.difference(first, frames[photo.start + 11])
    assert first.tobytes() != later.tobytes()
    assert ImageStat.Stat(step).mean[0] < 6
    assert len(frames) == timed[-1].end


def test_a_narration_is_heard_and_the_film_lasts_as_long(tmp_path):
    made, _ = _made(tmp_path, _script(), SoundKind.NARRATION, _tone(tmp_path / "n.wav", 31))
    assert made.length_ms == pytest.approx(31_000, abs=600)
    assert _loudest(made.film, 5, 6) > 10


def test_music_is_repeated_to_the_end_and_fades_out(tmp_path):
    pieces = [sound.Piece(_tone(tmp_path / "m.wav", 2), again=True)]
    heard = b"".join(bytes(frame.planes[0]) for frame in sound.track(pieces, 7.0))
    assert len(heard) == 7 * 48_000 * 4
    second = 48_000 * 4
    loud, end = heard[4 * second : 5 * second], heard[-2000:]
    samples = memoryview(loud).cast("h")
    assert max(samples) > 5_000
    assert max(memoryview(end).cast("h")) < 500


@pytest.mark.parametrize("content", [b"", b"no sound at all", b"RIFF\x00\x00\x00\x00WAVE"])
def test_a_sound_that_cannot_be_heard_is_refused_in_plain_words(tmp_path, content):
    (tmp_path / "s").write_bytes(content)
    with pytest.raises(Invalid, match="sound"):
        sound.check(tmp_path / "s")


def test_a_sound_longer_than_a_film_is_refused(tmp_path):
    with pytest.raises(Invalid, match="61 seconds long"):
        sound.check(_tone(tmp_path / "s.wav", 61))


@pytest.mark.parametrize(("shape", "language"), [("wide", "en"), ("tall", "ar"), ("wide", "ar")])
def test_words_that_do_not_fit_are_refused_beside_their_field(shape, language):
    script = _script(shape, headline="Mirabella" * 9, language=language)
    with pytest.raises(Invalid) as refused:
        making.check(script)
    assert list(refused.value.fields) == ["headline"]


def test_a_film_without_photos_is_made_of_words():
    script = _script(photos=())
    assert {scene.kind for scene in script.scenes} == {"opening_plain", "plain", "closing"}
    assert making.check(script) >= 20


def test_a_damaged_photo_ends_the_making_and_says_which(tmp_path):
    with pytest.raises(Invalid, match="cannot be opened"):
        _made(tmp_path, replace(_script(), photos=(b"no picture",)))


@pytest.mark.parametrize("shape", ["wide", "tall"])
def test_a_long_name_stands_on_every_scene_of_a_film(shape):
    name = "María Fernanda de los Ángeles Rodríguez Hernández"
    making.check(_script(shape=shape, headline=name, rehearsal=True))
    making.check(_script(shape=shape, headline=name, photos=()))


def test_a_name_that_no_film_can_carry_is_named_as_what_it_is():
    with pytest.raises(Invalid) as refused:
        making.check(_script(headline="Wolfeschlegelsteinhausenbergerdorff" * 2))
    assert set(refused.value.fields) == {"headline"}
