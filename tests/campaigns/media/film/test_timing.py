from itertools import pairwise

import pytest

from campaigns.kernel.errors import Invalid
from campaigns.media.film.look import look_of
from campaigns.media.film.script import script_of
from campaigns.media.film.timing import cues_of, pieces_of, time_of
from tests.factories.films import sheet


def _timed(shape="wide", sound_s=0.0, spoken=(), **given):
    script = script_of(sheet(**given), shape=shape, hashtag="FindMira")
    look = look_of(shape, rtl=script.rtl)
    return time_of(script, look, sound_s=sound_s, spoken_s=spoken), look


@pytest.mark.parametrize("shape", ["wide", "tall"])
def test_a_film_takes_twenty_to_sixty_seconds_and_its_captions_follow_one_another(shape):
    timed, look = _timed(shape)
    cues = cues_of(timed, look.fps)
    assert 20 <= timed[-1].end / look.fps <= 60
    assert cues[0].start_ms == 0
    assert all(one.end_ms == two.start_ms for one, two in pairwise(cues))
    assert all(cue.end_ms - cue.start_ms >= 1500 for cue in cues)
    assert cues[-1].end_ms == round(timed[-1].end * 1000 / look.fps)


def test_a_narration_makes_the_film_as_long_as_itself():
    timed, look = _timed(sound_s=48.0)
    assert timed[-1].end / look.fps == pytest.approx(48, abs=0.5)


def test_a_scene_lasts_as_long_as_it_is_spoken():
    plain, _ = _timed()
    spoken = [9.0] + [1.0] * (len(plain) - 1)
    timed, look = _timed(spoken=spoken)
    assert timed[0].frames >= 9 * look.fps


def test_what_would_take_longer_than_a_minute_is_refused_beside_the_facts():
    with pytest.raises(Invalid) as refused:
        _timed(facts=("She was seen near the lake by many people. " * 30,))
    assert "60 are the most" in refused.value.fields["facts"]


def test_a_long_sentence_is_cut_into_captions_and_no_word_is_lost():
    look = look_of("tall")
    words = "One two three, four five six; seven eight nine. " * 12
    pieces = pieces_of(words, look)
    assert len(pieces) > 2
    assert " ".join(pieces).split() == words.split()


def test_lines_that_are_said_are_joined_as_their_language_joins_them():
    seen = ("السبت 12 يوليو، الساعة 14:10", "باركديل")
    timed, _ = _timed(language="ar", last_seen=seen)
    said = [words for each in timed for _, words in each.captions]
    assert any("14:10، باركديل" in words for words in said)
    assert not any("," in words for words in said)
