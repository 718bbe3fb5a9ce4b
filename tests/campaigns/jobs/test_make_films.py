import os
import signal
from contextlib import ExitStack
from itertools import pairwise

import pytest

from campaigns.cases import story_actions as story
from campaigns.cases.given import FactGiven
from campaigns.cases.model import Visibility
from campaigns.jobs import make_films
from campaigns.kernel import settings
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.errors import Invalid
from campaigns.media import actions as media_actions
from campaigns.media import film_actions, film_queries, queries
from campaigns.media.film import workshop
from campaigns.media.model import FilmState, MediaKind
from tests.factories.films import (
    ask,
    drop_all,
    make_film,
    make_told_appeal,
    read,
    small_films,
    work_until,
)


@pytest.fixture
def appeal(app):
    small_films()
    yield make_told_appeal()
    drop_all()


def _rest():
    folder = settings.current().data_dir / "films"
    return list(folder.iterdir()) if folder.is_dir() else []


def test_a_film_is_made_in_the_background_and_kept_with_all_that_belongs_to_it(appeal):
    film = make_film(appeal)
    asset = queries.get_asset(appeal.case_id, film.asset_id)
    assert (film.state, film.progress, film.reason) == (FilmState.READY, 100, None)
    assert (asset.kind, asset.content_type, asset.publish) == (MediaKind.FILM, "video/mp4", False)
    assert "still" in asset.derivatives
    assert film.captions["en"][0]["text"] == "Help find: Mira, 7."
    assert film.length_ms >= 20_000
    assert _rest() == []


def test_a_film_has_captions_in_every_language_at_its_own_times(appeal):
    film = make_film(appeal, language="fr")
    assert set(film.captions) == {"en", "fr", "es", "ar"}
    assert film.captions["fr"][0]["text"] == "Aidez-nous à retrouver\u00a0: Mira, 7."
    assert film.captions["ar"][0]["text"].startswith("ساعدونا")
    for rows in film.captions.values():
        assert all(one["end_ms"] == two["start_ms"] for one, two in pairwise(rows))
        assert (rows[0]["start_ms"], rows[-1]["end_ms"]) == (0, film.length_ms)
        assert rows[-1]["start_ms"] >= film.captions["fr"][-2]["start_ms"]


def test_captions_say_nothing_that_the_film_leaves_out(appeal):
    film = ask(appeal, language="fr")
    typed = "She speaks English and a little Portuguese."
    assert typed in film.facts["left_out"]
    assert typed not in film.facts["also"]["en"]
    assert typed in ask(appeal).facts["facts"]
    assert ask(appeal).facts["also"] == {}


def test_films_are_made_one_after_the_other_in_the_order_they_were_asked_for(appeal):
    first, second = ask(appeal), ask(appeal, language="fr")
    work_until(lambda: read(first.id).progress > 0)
    assert read(second.id).state is FilmState.QUEUED
    assert len(make_films._in_hand) == 1


def test_a_cancelled_film_stops_and_nothing_of_it_is_kept(appeal):
    film = ask(appeal)
    work_until(lambda: read(film.id).progress > 5)
    film_actions.cancel(appeal.case_id, film.id, actor=HOUSE)
    make_films.run()
    assert make_films._in_hand == {}
    assert (read(film.id).state, read(film.id).asset_id) == (FilmState.CANCELLED, None)
    assert queries.list_assets(appeal.case_id, frozenset({MediaKind.FILM})) == []
    assert _rest() == []


def test_a_maker_that_is_killed_is_said_to_have_ended_and_the_next_film_is_made(appeal):
    film = ask(appeal)
    work_until(lambda: read(film.id).progress > 5)
    os.kill(make_films._in_hand[film.id]._process.pid, signal.SIGKILL)
    work_until(lambda: read(film.id).state is FilmState.FAILED)
    assert "ended unexpectedly (exit -9)" in read(film.id).reason
    assert _rest() == []


def test_a_film_whose_scheduler_was_killed_is_taken_up_again_at_the_next_start(appeal):
    film = ask(appeal)
    work_until(lambda: read(film.id).progress > 0)
    drop_all()  # as if this process had died
    make_films.run_at_start()
    assert read(film.id).state is FilmState.QUEUED
    work_until(lambda: read(film.id).state is FilmState.READY)
    assert read(film.id).attempt == 2


def test_a_film_that_is_interrupted_again_and_again_is_given_up_with_the_reason(appeal):
    film = ask(appeal)
    for _ in range(film_actions.ATTEMPTS_MOST):
        assert read(film.id).state is FilmState.QUEUED
        assert film_actions.take(film.id, "elsewhere:1")
        make_films.run_at_start()
    assert read(film.id).state is FilmState.FAILED
    assert "interrupted 3 times" in read(film.id).reason


def test_a_maker_nobody_has_heard_of_for_long_is_given_up_on(appeal, moving_clock):
    film = ask(appeal)
    film_actions.take(film.id, "elsewhere:1")
    make_films.run()
    assert read(film.id).state is FilmState.MAKING
    moving_clock.move(seconds=make_films.STUCK_AFTER_S + 1)
    make_films.run()
    assert read(film.id).maker == make_films._me()


def test_what_was_taken_over_meanwhile_cannot_finish(appeal):
    film = ask(appeal)
    film_actions.take(film.id, "one:1")
    film_actions.take_up_again(film.id)
    film_actions.take(film.id, "two:2")
    assert not film_actions.move(film.id, "one:1", 50)
    assert not film_actions.fail(film.id, "one:1", "late")
    assert film_actions.move(film.id, "two:2", 50)


def test_a_full_disk_is_the_reason_and_nothing_half_made_is_kept(appeal, tmp_path):
    folder = tmp_path / "full"
    folder.mkdir()
    (folder / "film.mp4").symlink_to("/dev/full")
    order = make_films._order(read(ask(appeal).id), folder, ExitStack())
    making = workshop.Making(order)
    work_until(lambda: making.poll() is not None)
    assert making.poll() == workshop.Failure(workshop.DISK_FULL)
    making.stop()
    assert not folder.exists()


def test_what_does_not_fit_is_refused_before_it_is_asked_for(appeal):
    fact = FactGiven("She was seen again and again. " * 60, visibility=Visibility.PUBLIC)
    story.add_fact(appeal.case_id, fact, by=appeal.case.lead)
    with pytest.raises(Invalid) as refused:
        ask(appeal)
    assert list(refused.value.fields) == ["facts"]
    assert film_queries.list_films(appeal.case_id) == []


def test_a_photo_that_was_withdrawn_takes_the_film_out_of_date(appeal):
    film = make_film(appeal)
    photo = queries.list_photos(appeal.case_id)[0]
    media_actions.withdraw_asset(appeal.case_id, photo.id, actor=HOUSE)
    assert not make_films.films.is_shown(appeal, film)
