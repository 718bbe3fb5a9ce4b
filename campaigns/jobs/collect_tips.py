"""Hears what the public says on our accounts and brings it to the one door for tips.

A platform is asked with no transaction open; then one transaction keeps a whole batch and moves the
cursor, so that a crash hears it again and loses nothing. One bad item, stream or account never
stops the others.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog

from campaigns.appeals import subscribing
from campaigns.channels import actions as channels
from campaigns.channels import cursors
from campaigns.channels import queries as channel_queries
from campaigns.channels.model import ChannelCursor
from campaigns.hearing import ears, gaps, hooks, rules, taking
from campaigns.hearing.ears import Ear
from campaigns.hearing.taking import Heard
from campaigns.kernel import clock, work
from campaigns.kernel.addresses import PHONE
from campaigns.kernel.db import atomic, db, let_go
from campaigns.kernel.errors import CampaignError, Limited, Unauthorised
from campaigns.platforms.base import Batch, Listens, Platform, Scope
from campaigns.platforms.coming import ReadsCalls
from campaigns.tips import actions as tips
from campaigns.tips import version_queries, versions
from campaigns.tips.receive import NewTip
from campaigns.tips.version_queries import Known

WORKERS = 24
QUIET = timedelta(minutes=1)  # how often an exercise writes down that there was nothing to hear
BATCHES_A_RUN = 20  # a flood on one stream lets the others have their turn

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Line:
    """One stream of an account that is open, and what is listened for."""

    ear: Ear
    account: Listens
    platform: Platform
    stream: str
    scope: Scope


@dataclass(frozen=True, slots=True)
class Take:
    """What one hearing brought: the batch, what in it is new, and when to ask again."""

    batch: Batch
    heard: list[Heard]
    repeated: list[int]
    asked_at: datetime
    due_at: datetime | None


def run(workers: int = WORKERS) -> None:
    """Listen to every account of a live or paused appeal whose time has come."""
    let_go()
    work.drain(ears.find_ears, listen, workers=workers, lane=lambda ear: ear.channel_id, room=1)


def listen(ear: Ear) -> None:
    """Hear every stream of one account that is due."""
    try:
        account = channels.open_account(ear.channel_id)
    except CampaignError as error:
        channels.note_trouble(ear.channel_id, error.message)
        return
    if not isinstance(account, Listens):
        return
    platform, scope = ears.platform_of(ear), ears.scope_of(ear)
    if isinstance(account, ReadsCalls):
        _take_calls(ear, account, account.streams[0])
    for stream in account.streams:
        if not _go_on(Line(ear, account, platform, stream, scope)):
            return


def _take_calls(ear: Ear, account: ReadsCalls, stream: str) -> None:
    """Take in what the platform handed over by calling us: it tells it to nobody again."""
    for call_id, kept in hooks.list_handed_over(ear.channel_id):
        try:
            fresh, _ = taking.sift(ear, account.read_call(kept))
            heard = [taking.store(each) for each in fresh]
            _keep_call(ear, call_id, heard, _row(ear.channel_id, stream))
        except CampaignError as error:
            channels.note_trouble(ear.channel_id, error.message)  # it lies there for the next time
        except Exception:
            log.exception("a call was not taken in", channel=ear.channel_id, call=call_id)


@atomic
def _keep_call(ear: Ear, call_id: int, heard: list[Heard], row: ChannelCursor | None) -> None:
    """Keep what a call said and forget the call's own words: both or neither."""
    for each in heard:
        _take_in(ear, each, row)
    hooks.settle(call_id)


def _go_on(line: Line) -> bool:
    """Hear one stream; False when the account's key opens nothing any more."""
    channel_id, stream = line.ear.channel_id, line.stream
    try:
        _hear(line)
    except Limited as error:
        channels.note_trouble(channel_id, error.message)
        cursors.rest(channel_id, stream, error.retry_at)
    except CampaignError as error:
        broken = isinstance(error, Unauthorised)
        channels.note_trouble(channel_id, error.message, broken=broken)
        _put_off(line)
        return not broken
    except Exception as error:
        log.exception("listening broke off", channel=channel_id, stream=stream)
        channels.note_trouble(channel_id, f"Listening broke off: {type(error).__name__}")
        _put_off(line)
    return True


def _put_off(line: Line) -> None:
    """Leave a platform that did not answer alone for a moment."""
    if not line.platform.rehearsal:
        cursors.put_off(line.ear.channel_id, line.stream, clock.now() + rules.AFTER_TROUBLE)


def _hear(line: Line) -> None:
    """Take in a stream batch by batch, from where it was last heard."""
    ear, stream = line.ear, line.stream
    seen: set[str | None] = set()
    for number in range(BATCHES_A_RUN):
        row = _row(ear.channel_id, stream)
        if row is not None and number == 0 and not rules.is_due(row, clock.now()):
            return
        wait = ears.must_wait(ear, line.platform)
        if wait is not None:
            cursors.rest(ear.channel_id, stream, wait.until)
            return
        asked_at, cursor = clock.now(), row.cursor if row else None
        seen.add(cursor)
        batch = line.account.replies(stream, cursor, line.scope)
        over = not batch.items or batch.cursor in seen
        every = ears.next_hearing(ear, line.platform, len(line.account.streams)) if over else None
        fresh, repeated = taking.sift(ear, batch.items)
        heard = [taking.store(each) for each in fresh]
        if over and not heard and _is_known_quiet(row, batch, every):
            return
        due_at = clock.now() + every if every is not None else None
        _keep(line, row, Take(batch, heard, repeated, asked_at, due_at))
        if over:
            return


def _is_known_quiet(row: ChannelCursor | None, batch: Batch, every: timedelta | None) -> bool:
    """Say whether it need not be written down that there was nothing to hear, of an exercise."""
    if row is None or row.heard_at is None or row.caught_up_at is None or every:
        return False
    nothing = batch.cursor == row.cursor and not batch.missed
    return nothing and clock.now() - row.heard_at < QUIET


def _row(channel_id: int, stream: str) -> ChannelCursor | None:
    """Return what is remembered of a stream, and hold nothing."""
    row = channel_queries.find_cursor(channel_id, stream)
    if row is not None:
        db.session.expunge(row)
    let_go()
    return row


@atomic
def _keep(line: Line, row: ChannelCursor | None, take: Take) -> None:
    """Keep a batch and move the cursor: both or neither."""
    ear, stream = line.ear, line.stream
    for each in take.heard:
        new = _take_in(ear, each, row)
        if new is not None and line.platform.addresses == PHONE:
            subscribing.heard(new.case_id, each.item.author_ref, each.item.text)
    if take.repeated:
        version_queries.note_seen(take.repeated, clock.now())
    _look_for_gaps(line, row, take.batch)
    cursors.move_cursor(
        ear.channel_id, stream, take.batch.cursor, asked_at=take.asked_at, due_at=take.due_at
    )


def _take_in(ear: Ear, heard: Heard, row: ChannelCursor | None) -> NewTip | None:
    """Keep one item, and return it if it is new; where that fails, as it came."""
    known = taking.find_known(ear, heard)
    if known is not None:
        _keep_change(ear, known, heard)
        return None
    new = taking.tip_of(ear, heard, row)
    try:
        with db.session.begin_nested():
            tips.receive(new)
    except Exception:
        log.exception("kept as it came", channel=ear.channel_id, ref=heard.item.ref)
        tips.receive(taking.bare(new))
    return new


def _keep_change(ear: Ear, known: Known, heard: Heard) -> None:
    """Keep what became of something that we know; where that fails, it is tried again later."""
    if not taking.has_changed(known, heard.item):
        return
    try:
        with db.session.begin_nested():
            versions.keep_version(known.tip_id, taking.again_of(heard))
    except Exception:
        log.exception("a change was not kept", channel=ear.channel_id, ref=heard.item.ref)


def _look_for_gaps(line: Line, row: ChannelCursor | None, batch: Batch) -> None:
    """Raise an alarm where the platform says that something was missed, or we were away."""
    ear, looks_back_s = line.ear, line.platform.looks_back_s
    if batch.missed:
        gaps.raise_gap(ear.channel_id, line.stream, batch.missed)
    since = (
        rules.missed_since(row.heard_at, ears.listening_since(ear), clock.now(), looks_back_s)
        if row is not None and looks_back_s is not None
        else None
    )
    if since is not None:
        words = (
            f"Nobody listened to {line.stream} for longer than {line.platform.label} looks back."
            " What was said in between may never come in."
        )
        gaps.raise_gap(ear.channel_id, line.stream, words, since)
