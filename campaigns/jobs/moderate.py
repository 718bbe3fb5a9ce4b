"""Hides what is to be hidden, blocks who is to be blocked; both may be done twice."""

from collections.abc import Callable
from datetime import datetime

from campaigns.channels import actions as channels
from campaigns.kernel import clock
from campaigns.kernel.db import let_go
from campaigns.kernel.errors import CampaignError, Gone, Limited, Unauthorised, Unreachable
from campaigns.moderation import actions, queries
from campaigns.platforms.base import Blocks, Hides

AGAIN_S = 30
CANNOT_HIDE = (
    "This platform lets no program hide a reply: block the sender, or report it there by hand."
)
CANNOT_BLOCK = "This platform lets no program block anyone: do it there by hand."


def run() -> None:
    """Do what is due, hidings first: every minute that abuse stands is one too many."""
    for hiding_id in queries.due_hidings(clock.now()):
        _hide(hiding_id)
    for block_id in queries.due_blocks(clock.now()):
        _block(block_id)


def _hide(hiding_id: int) -> None:
    hiding = queries.get_hiding(hiding_id)
    channel_id, ref = hiding.channel_id, hiding.remote_ref
    let_go()

    def deed() -> str | None:
        account = channels.open_account(channel_id)
        let_go()
        if not isinstance(account, Hides):
            return CANNOT_HIDE
        account.hide(ref)
        return None

    words, again_at = _tried(channel_id, deed)
    if words is None:
        actions.settle_hidden(hiding_id)
    else:
        actions.settle_not_hidden(hiding_id, words, again_at)


def _block(block_id: int) -> None:
    row = queries.get_block(block_id)
    channel_id, author = row.channel_id, queries.get_blocked(row.sender_id).author
    let_go()

    def deed() -> str | None:
        account = channels.open_account(channel_id)
        let_go()
        if not isinstance(account, Blocks):
            return CANNOT_BLOCK
        account.block(author)
        return None

    words, again_at = _tried(channel_id, deed)
    actions.settle_block(block_id, words, again_at)


def _tried(channel_id: int, deed: Callable[[], str | None]) -> tuple[str | None, datetime | None]:
    """Do a deed; return what is in the way, and when to try again (None: a person must look)."""
    try:
        return deed(), None
    except Gone:
        return None, None  # its author, or the platform, was quicker
    except Limited as error:
        return error.message, error.retry_at
    except Unreachable as error:
        return error.message, clock.after(seconds=AGAIN_S)
    except CampaignError as error:
        if isinstance(error, Unauthorised):
            channels.note_trouble(channel_id, error.message, broken=True)
        return error.message, None
    finally:
        let_go()
