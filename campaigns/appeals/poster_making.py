"""Draws a kit of posters and keeps it: all of it, or nothing with the reason why."""

import errno
import os
import socket
from datetime import timedelta

import structlog

from campaigns.appeals import posters
from campaigns.appeals.poster_facts import sheet_of
from campaigns.appeals.posters import Choice
from campaigns.appeals.queries import get_appeal, move_page_version
from campaigns.appeals.tongues import main_language
from campaigns.kernel import clock
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import atomic, let_go
from campaigns.kernel.errors import CampaignError, Invalid
from campaigns.media import files, poster, poster_actions
from campaigns.media import poster_queries as kits
from campaigns.media.darkroom import Darkroom
from campaigns.media.designs import PosterDesign, PosterFormat
from campaigns.media.model import PosterKit
from campaigns.media.poster_actions import Piece
from campaigns.media.sheet import PosterSheet
from campaigns.media.types import SUFFIXES

FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
NO_ROOM = "The disk is full. Nothing half-made is shown. Make room, then try again."

log = structlog.get_logger()


def me() -> str:
    """Return the name of this process, by which a kit is in hand."""
    return f"{socket.gethostname()}:{os.getpid()}"


def make_now(case_id: int, *, actor: Actor) -> PosterKit:
    """Ask for an appeal's posters and draw them at once; for jobs, demonstrations and terminals."""
    kit = posters.ask_for_kit(case_id, actor=actor)
    make(kit.id)
    return kits.read_kit(kit.id)


def make(kit_id: int) -> None:
    """Take a waiting kit in hand, draw it and keep it; what goes wrong is written down."""
    maker = me()
    if not poster_actions.take(kit_id, maker):
        return
    kit = kits.read_kit(kit_id)
    case_id = kit.case_id
    try:
        pieces = _drawn(kit, maker)
        if pieces is not None and poster_actions.finish(kit_id, maker, pieces):
            _move_page(case_id)
    except Invalid as error:
        poster_actions.fail(kit_id, maker, error.message, error.fields)
    except CampaignError as error:
        poster_actions.fail(kit_id, maker, error.message)
    except OSError as error:
        log.exception("posters could not be drawn", kit=kit_id)
        said = NO_ROOM if error.errno in FULL else f"A file could not be written: {error.strerror}."
        poster_actions.fail(kit_id, maker, said)
    except Exception:
        log.exception("posters could not be drawn", kit=kit_id)
        poster_actions.fail(kit_id, maker, "Something broke while they were drawn. Try again.")
        raise


@atomic
def _move_page(case_id: int) -> None:
    move_page_version(case_id)


def _drawn(kit: PosterKit, maker: str) -> list[Piece] | None:
    """Draw and store every piece; None when somebody else has taken the kit over."""
    appeal = get_appeal(kit.case_id)
    choice = Choice(PosterDesign(kit.design), tuple(kit.languages), kit.bleed, kit.strip)
    formats = posters.formats_of(choice, closed=kit.closed)
    home, slug = main_language(appeal).split("-")[0], appeal.slug if not kit.closed else "closed"
    sheets = _sheets(kit)
    let_go()
    room, pieces = Darkroom(), list[Piece]()
    for sheet in sheets.values():
        for name in formats:
            pieces.append(_piece(sheet, name, choice, room, slug=slug, home=home))
            if not poster_actions.move(kit.id, maker, len(pieces)):
                return None
    return pieces


def _sheets(kit: PosterKit) -> dict[str, PosterSheet]:
    """Return a sheet a language."""
    return {each: sheet_of(kit.case_id, kit.facts[each]) for each in kit.languages}


def _piece(
    sheet: PosterSheet, name: str, choice: Choice, room: Darkroom, *, slug: str, home: str
) -> Piece:
    try:
        drawn = poster.draw(sheet, name, choice.design, press=choice.press, darkroom=room)
    except Invalid as error:
        label = PosterFormat(name).label
        fields = posters.placed_at(error, sheet, label, home=sheet.language.split("-")[0] == home)
        raise Invalid("Something does not fit, or cannot be shown.", fields) from error
    suffix = SUFFIXES.get(drawn.content_type, "bin")
    prepared = files.prepare_drawn(f"{slug}-{name}-{sheet.language}.{suffix}", drawn)
    return Piece(name, sheet.language, drawn, prepared)


def take_up_again(stuck_after_s: int) -> None:
    """Put kits in line again whose maker has said nothing for a while."""
    for kit_id in kits.list_drawing(clock.now() - timedelta(seconds=stuck_after_s)):
        poster_actions.take_up_again(kit_id)
