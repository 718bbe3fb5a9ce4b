"""Makes the films that wait for their turn, one at a time, each in a process of its own.

A tick only looks: it hears how far the process is, keeps what is ready, stops what was cancelled,
and begins the next. So nothing else ever waits for a film.
"""

import os
import shutil
import socket
from datetime import timedelta
from pathlib import Path

import structlog

from campaigns.appeals import films
from campaigns.kernel import clock, settings
from campaigns.kernel.db import let_go
from campaigns.kernel.errors import CampaignError
from campaigns.media import files, film_actions, film_queries, storage
from campaigns.media import queries as media
from campaigns.media.film.making import Made
from campaigns.media.film.sound import SoundKind
from campaigns.media.film.workshop import Failure, Making, Order
from campaigns.media.model import Film

STUCK_AFTER_S = 120
_LARGEST_BYTES = 500_000_000

log = structlog.get_logger()
_in_hand: dict[int, Making] = {}


def _me() -> str:
    return f"{socket.gethostname()}:{os.getpid()}"


def _folder() -> Path:
    return settings.current().data_dir / "films"


def run() -> None:
    """Look after the film in hand, or begin the next one."""
    for film_id, making in list(_in_hand.items()):
        _look_after(film_id, making)
    for film in film_queries.list_stuck(clock.now() - timedelta(seconds=STUCK_AFTER_S)):
        if film.id not in _in_hand:
            film_actions.take_up_again(film.id)
    waiting = None if _in_hand else film_queries.find_next()
    let_go()
    if waiting is not None and film_actions.take(waiting, _me()):
        _begin(waiting)


def run_at_start() -> None:
    """Take up again what was being made when its maker died, and clear away its remains."""
    shutil.rmtree(_folder(), ignore_errors=True)
    for film in film_queries.list_making():
        film_actions.take_up_again(film.id)


def _begin(film_id: int) -> None:
    folder = _folder() / f"{film_id}"
    shutil.rmtree(folder, ignore_errors=True)
    try:
        folder.mkdir(parents=True)
        order = _order(film_queries.read_film(film_id), folder)
        let_go()
        _in_hand[film_id] = Making(order)
    except (CampaignError, OSError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        film_actions.fail(film_id, _me(), str(error))


def _order(film: Film, folder: Path) -> Order:
    script = films.script_for(film.case_id, film.facts, film.shape, film.codec)
    given = None
    if film.sound_asset_id is not None:
        asset = media.get_asset(film.case_id, film.sound_asset_id)
        given = folder / "sound"
        with given.open("xb") as file:
            for chunk in storage.stream(asset.storage_key):
                file.write(chunk)
    return Order(script, SoundKind(film.sound), given, folder)


def _look_after(film_id: int, making: Making) -> None:
    ended = making.poll()
    if ended is None:
        if not film_actions.move(film_id, _me(), making.progress):
            _put_down(film_id)
        return
    try:
        if isinstance(ended, Failure):
            if ended.broken:
                log.error("a film could not be made", film=film_id, why=ended.reason)
            film_actions.fail(film_id, _me(), ended.reason)
        else:
            _keep(film_id, ended)
    finally:
        _put_down(film_id)


def _put_down(film_id: int) -> None:
    _in_hand.pop(film_id).stop()


def _keep(film_id: int, made: Made) -> None:
    film = film_queries.read_film(film_id)
    name = f"film-{film_id}-{film.shape}-{film.language}{made.film.suffix}"
    let_go()
    try:
        prepared = files.prepare_film(name, made.film, made.thumbnail.read_bytes(), _LARGEST_BYTES)
    except CampaignError as error:
        film_actions.fail(film_id, _me(), error.message)
        return
    captions = {film.language: made.cues}
    film_actions.finish(film_id, _me(), prepared, captions, made.length_ms)
