"""Makes a film in a process of its own, so that its memory comes back and a crash stays there.

The process is nice to others, tells how far it is, and ends by itself when nobody listens any more:
a film whose scheduler was killed does not go on being made.
"""

import errno
import os
import shutil
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import SpawnProcess
from pathlib import Path

import structlog

from campaigns.kernel.errors import CampaignError
from campaigns.media.film import making, own
from campaigns.media.film.making import Made
from campaigns.media.film.script import FilmScript
from campaigns.media.film.sound import SoundKind

_NICE = 10
_ENDING_S = 10
DISK_FULL = "The disk is full, so the film could not be made. Nothing half-made was kept."
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Order:
    """A film to make from a script, and the empty folder that it is made in."""

    script: FilmScript
    kind: SoundKind
    sound: Path | None
    folder: Path


@dataclass(frozen=True, slots=True)
class OwnOrder:
    """A film that somebody brought along, to be made fit to be shown."""

    film: Path
    folder: Path


@dataclass(frozen=True, slots=True)
class Failure:
    """Why a film was not made. `broken` means that it was our fault and not that of its words."""

    reason: str
    broken: bool = False


class Making:
    """A film that is being made by another process."""

    def __init__(self, order: Order | OwnOrder) -> None:
        self.folder = order.folder
        self.progress = 0
        self._end: Made | Failure | None = None
        context = get_context("spawn")
        self._ear, mouth = context.Pipe(duplex=False)
        self._process: SpawnProcess = context.Process(
            target=_work, args=(order, mouth), daemon=True
        )
        self._process.start()
        mouth.close()

    def poll(self) -> Made | Failure | None:
        """Hear what the process says; None while it is at work."""
        try:
            while self._end is None and self._ear.poll():
                said = self._ear.recv()
                if isinstance(said, int):
                    self.progress = said
                else:
                    self._end = said
        except (EOFError, OSError):
            self._process.join(_ENDING_S)
            self._end = Failure(
                "The program that makes films ended unexpectedly "
                f"(exit {self._process.exitcode}). Ask for it again.",
                broken=True,
            )
        return self._end

    def stop(self) -> None:
        """End the process if it is still at work, and clear its folder away."""
        if self._process.is_alive():
            self._process.kill()
        self._process.join(_ENDING_S)
        self._process.close()
        self._ear.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _work(order: Order | OwnOrder, mouth: Connection) -> None:
    """Make the film; this is all that the other process does."""
    os.nice(_NICE)
    try:
        said: Made | Failure = _made(order, mouth)
    except (BrokenPipeError, ConnectionResetError):
        shutil.rmtree(order.folder, ignore_errors=True)  # nobody listens: nobody will clear it away
        return
    mouth.send(said)


def _made(order: Order | OwnOrder, mouth: Connection) -> Made | Failure:
    try:
        if isinstance(order, OwnOrder):
            return own.prepare(order.film, order.folder, mouth.send)
        return making.make(order.script, order.kind, order.sound, order.folder, mouth.send)
    except CampaignError as error:
        return Failure(error.message)
    except (BrokenPipeError, ConnectionResetError):
        raise
    except OSError as error:
        if error.errno in _FULL:
            return Failure(DISK_FULL)
        return Failure(f"The film could not be made: {error}", broken=True)
    except Exception as error:
        log.exception("making a film broke off")
        return Failure(f"The film could not be made: {type(error).__name__}: {error}", broken=True)
