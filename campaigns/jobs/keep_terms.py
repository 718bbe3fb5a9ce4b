"""Looks up again what platforms let nobody keep for ever, and destroys what cannot be looked up.

Five days before its time is over, what people said is asked for again; what is still there may be
kept on, changes are kept as versions, what is gone there is destroyed here. Where a basis for
keeping evidence stands on the account, nothing is destroyed. Its keepers are warned before.
"""

from datetime import datetime, timedelta

import structlog

from campaigns.channels import actions as channels
from campaigns.channels import basis, basis_queries, books
from campaigns.channels import queries as channel_queries
from campaigns.hearing import taking
from campaigns.hearing.ears import COLLECT
from campaigns.jobs import alarms
from campaigns.kernel import clock, text
from campaigns.kernel.db import atomic, let_go
from campaigns.kernel.errors import CampaignError
from campaigns.platforms.base import Incoming, Platform
from campaigns.platforms.coming import LooksUp
from campaigns.tips import emptying, version_queries, versions

BATCH, BATCHES = 50, 20
BEFORE = timedelta(days=5)

log = structlog.get_logger()


def run() -> None:
    """Look after everything that came from platforms which ask for it."""
    heard = version_queries.list_channels_heard()
    let_go()
    for channel_id in heard:
        platform = channels.platform_of(channel_queries.get_channel(channel_id))
        standing = basis_queries.find_standing(channel_id)
        let_go()
        if platform.keeps_days is None:
            continue
        if standing is not None and standing.keeps_evidence:
            alarms.rest(_alarm(channel_id))
            continue
        _look_after(channel_id, platform, platform.keeps_days)


def _alarm(channel_id: int) -> str:
    return f"terms.{channel_id}"


def _look_after(channel_id: int, platform: Platform, keeps_days: int) -> None:
    try:
        _refresh(channel_id, platform, clock.now() - timedelta(days=keeps_days) + BEFORE)
    except CampaignError as error:
        channels.note_trouble(channel_id, error.message)
    except Exception:
        log.exception("looking up again broke off", channel=channel_id)
    _destroy(channel_id, platform.label, keeps_days)
    _warn(channel_id, platform.label, keeps_days)


def _refresh(channel_id: int, platform: Platform, seen_before: datetime) -> None:
    """Look up again what grows old, batch by batch, within the allowance."""
    may = basis.may_collect(channel_id)
    let_go()
    account = channels.open_account(channel_id) if may else None
    if not isinstance(account, LooksUp):
        return
    for _ in range(BATCHES):
        due = version_queries.list_aging(channel_id, seen_before, BATCH)
        wait = books.must_wait(platform, channel_id, COLLECT, urgent=False)
        let_go()
        if not due or wait is not None:
            return
        refs = {ref: tip_id for tip_id, ref in due}
        items = account.look_up(tuple(refs))
        for item in items:
            if item.ref in refs:
                _keep(channel_id, refs[item.ref], item, platform)
        if len(items) < len(due):
            return  # what was not told is asked for again next time


def _keep(channel_id: int, tip_id: int, item: Incoming, platform: Platform) -> None:
    """Keep how something stands there now; destroy what its platform has no more."""
    known = version_queries.find_known(channel_id, [item.ref]).get(item.ref)
    let_go()
    if known is None:
        return
    if item.gone:
        emptying.empty_tip(tip_id, platform.label, platform.keeps_days or 0)
    elif taking.has_changed(known, item):
        words = text.clean(item.text)
        versions.keep_version(tip_id, versions.Again(words, item.raw, item.edited_at))
    else:
        _note_seen(tip_id)


@atomic
def _note_seen(tip_id: int) -> None:
    version_queries.note_seen([tip_id], clock.now())


def _destroy(channel_id: int, label: str, keeps_days: int) -> None:
    """Destroy what could not be looked up in time."""
    seen_before = clock.now() - timedelta(days=keeps_days)
    for _ in range(BATCHES):
        due = version_queries.list_aging(channel_id, seen_before, BATCH)
        let_go()
        for tip_id, _ref in due:
            emptying.empty_tip(tip_id, label, keeps_days)
        if len(due) < BATCH:
            return


def _warn(channel_id: int, label: str, keeps_days: int) -> None:
    """Warn the keepers of an account while anything is within days of being destroyed."""
    seen_before = clock.now() - timedelta(days=keeps_days) + BEFORE - timedelta(days=1)
    left = len(version_queries.list_aging(channel_id, seen_before, BATCH))
    channel = channel_queries.get_channel(channel_id)
    handle, keepers = channel.handle, (channel.owner_id, channel.deputy_id)
    let_go()
    if not left:
        alarms.rest(_alarm(channel_id))
        return
    many = f"{left} tips" if left < BATCH else f"{BATCH} tips or more"
    words = (
        f"@{handle}: {many} from {label} could not be looked up again and will be destroyed within"
        " days, unless a basis for keeping evidence is recorded on the account."
    )
    alarms.sound(_alarm(channel_id), words, keepers)
