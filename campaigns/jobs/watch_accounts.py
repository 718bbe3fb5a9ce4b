"""Looks at our own accounts for posts that are not ours, and forgets calls that are old."""

from datetime import timedelta

import structlog

from campaigns.channels import actions as channels
from campaigns.channels import books
from campaigns.channels import queries as channel_queries
from campaigns.hearing import hooks, strangers
from campaigns.hearing.ears import COLLECT
from campaigns.hearing.stranger_queries import list_watched
from campaigns.kernel import clock, work
from campaigns.kernel.db import let_go
from campaigns.kernel.errors import CampaignError, Unauthorised

WORKERS = 8
EVERY = timedelta(minutes=5)

log = structlog.get_logger()


def run(workers: int = WORKERS) -> None:
    """Look at every account whose time has come."""
    let_go()
    work.drain(_find, look, workers=workers, lane=lambda channel_id: channel_id, room=1)
    hooks.forget_old_calls()


def _find() -> list[int]:
    found = list_watched(clock.now() - EVERY)
    let_go()
    return found


def look(channel_id: int) -> None:
    """Look at one account; what goes wrong there stops no other."""
    platform = channels.platform_of(channel_queries.get_channel(channel_id))
    wait = books.must_wait(platform, channel_id, COLLECT, urgent=False)
    let_go()
    try:
        if wait is None:
            strangers.watch(channel_id)
            return
    except CampaignError as error:
        broken = isinstance(error, Unauthorised)
        channels.note_trouble(channel_id, error.message, broken=broken)
    except Exception:
        log.exception("looking at an account broke off", channel=channel_id)
    strangers.note_looked(channel_id)
