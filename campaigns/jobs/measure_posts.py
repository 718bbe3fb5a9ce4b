"""Asks platforms how far posts got: views, likes, shares, replies."""

import structlog

from campaigns.channels import actions as channels
from campaigns.channels import books
from campaigns.channels import queries as channel_queries
from campaigns.kernel import clock, work
from campaigns.kernel.db import let_go
from campaigns.kernel.errors import CampaignError, Gone, Limited, Rejected
from campaigns.measures import actions, queries, rules
from campaigns.measures.queries import Due
from campaigns.platforms.base import CanMeasure

WORKERS = 4
DEED = {"collect": 1}  # counts come out of the allowance for reading

log = structlog.get_logger()


def run(workers: int = WORKERS) -> None:
    """Ask for what is due, one post after another on each account."""
    let_go()
    work.drain(_find, measure, workers=workers, lane=lambda due: due.channel_id, room=1)


def _find() -> list[Due]:
    now = clock.now()
    found = queries.list_due(now, now - rules.STEPS[-1][0])
    let_go()
    return found


def measure(due: Due) -> None:
    """Ask for the counts of one post; what goes wrong there is kept with it and stops no other."""
    now = clock.now()
    platform = channels.platform_of(channel_queries.get_channel(due.channel_id))
    wait = books.must_wait(platform, due.channel_id, DEED, urgent=False)
    let_go()
    if wait is not None:
        actions.keep_trouble(due.delivery_id, None, wait.until)
        return
    later = now + rules.AFTER_TROUBLE
    try:
        account = channels.open_account(due.channel_id)
        let_go()
        if isinstance(account, CanMeasure):
            counted = account.measure(due.ref)
            actions.keep_counts(due.delivery_id, counted, rules.next_look(due.sent_at, now))
        else:
            actions.keep_trouble(due.delivery_id, None, None)
    except (Gone, Rejected) as error:
        actions.keep_trouble(due.delivery_id, error.message, None)
    except Limited as error:
        actions.keep_trouble(due.delivery_id, error.message, error.retry_at)
    except CampaignError as error:
        actions.keep_trouble(due.delivery_id, error.message, later)
    except Exception:
        log.exception("counting a post broke off", delivery=due.delivery_id)
        actions.keep_trouble(due.delivery_id, "It broke off here; the log says why.", later)
