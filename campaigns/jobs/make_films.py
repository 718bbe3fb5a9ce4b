"""Makes the films that wait for their turn, one at a time, each in a process of its own.

A tick only looks: it hears how far the process is, keeps what is ready, stops what was cancelled,
and begins the next. So nothing else ever waits for a film.
"""

import os
import shutil
import socket
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

import structlog

from campaigns.appeals import films
from campaigns.kernel import clock, settings
from campaigns.kernel.db import let_go
from campaigns.kernel.errors import CampaignError, Invalid
from campaigns.media import files, film_actions, film_queries, storage
from campaigns.media import queries as media
from campaigns.media.film.making import Made
from campaigns.media.film.sound import SoundKind
from campaigns.media.film.workshop import Failure, Making, Order, OwnOrder
from campaigns.media.model import Film

STUCK_AFTER_S = 120

log = structlog.get_logger()
_in_hand: dict[int, Making] = {}
_lent: dict[int, ExitStack] = {}  # the files that a making reads


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
    lent = ExitStack()
    try:
        folder.mkdir(parents=True)
        order = _order(film_queries.read_film(film_id), folder, lent)
        let_go()
        _in_hand[film_id], _lent[film_id] = Making(order), lent
    except (CampaignError, OSError) as error:
        lent.close()
        shutil.rmtree(folder, ignore_errors=True)
        film_actions.fail(film_id, _me(), str(error))


def _order(film: Film, folder: Path, lent: ExitStack) -> Order | OwnOrder:
    """Return what is to be made; the file that it is made from is lent until it is."""

    def lend(asset_id: int) -> Path:
        asset = media.get_asset(film.case_id, asset_id)
        return lent.enter_context(storage.on_disk(asset.storage_key))

    if not film.facts and film.asset_id is not None:
        return OwnOrder(lend(film.asset_id), folder)
    script = films.script_for(film.case_id, film.facts, film.shape, film.codec)
    heard = lend(film.sound_asset_id) if film.sound_asset_id is not None else None
    return Order(script, SoundKind(film.sound), heard, folder)


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
    _lent.pop(film_id).close()


def _keep(film_id: int, made: Made) -> None:
    film = film_queries.read_film(film_id)
    name = f"film-{film_id}-{film.shape}-{film.language}{made.film.suffix}"
    still = made.thumbnail.read_bytes()
    let_go()
    try:
        if film.facts:
            prepared = files.prepare_film(name, made.film, still)
            film_actions.finish(film_id, _me(), prepared, made.captions, made.length_ms)
        else:
            parts = files.parts_of_film(made.film, still)
            film_actions.finish_own(film_id, _me(), parts, made.length_ms)
    except Invalid as error:
        film_actions.fail(film_id, _me(), error.message)
