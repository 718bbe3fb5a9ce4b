"""Hears what the public says on our accounts and brings it to the one door for tips.

A platform is asked with no transaction open; then one transaction keeps a whole batch and moves the
cursor, so that a crash hears it again and loses nothing. One bad item, stream or account never
stops the others.
"""

from dataclasses import dataclass
from datetime import timedelta

import structlog

from campaigns.appeals import queries as appeals
from campaigns.channels import actions as channels
from campaigns.channels import basis
from campaigns.channels import queries as channel_queries
from campaigns.deliveries import queries as deliveries
from campaigns.kernel import clock, settings, text, work
from campaigns.kernel.db import atomic, db, let_go
from campaigns.kernel.errors import CampaignError, Invalid, Limited, Unauthorised
from campaigns.media import files as media
from campaigns.media.files import Prepared
from campaigns.media.model import MediaKind
from campaigns.platforms.base import Batch, Incoming, Listens, Scope
from campaigns.tips import actions as tips
from campaigns.tips.model import TipSource
from campaigns.tips.receive import NewTip

WORKERS = 8
BATCHES_A_RUN = 20  # a flood on one stream lets the others have their turn
QUIET = timedelta(minutes=1)  # how often it is written down that there was nothing to hear
UNREADABLE = "This came in a form that could not be read. The original is kept as it was."

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Ear:
    """An account that is listened to, for these cases (the latest launched appeal first)."""

    channel_id: int
    case_ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Heard:
    """One item with its files stored already, and the names of those that could not be."""

    item: Incoming
    files: tuple[Prepared, ...]
    refused: tuple[str, ...]


def run(workers: int = WORKERS) -> None:
    """Listen once to every account of a live or paused appeal."""
    work.drain(_find, listen, workers=workers, lane=lambda ear: ear.channel_id, room=1)


def _find() -> list[Ear]:
    let_go()
    cases: dict[int, list[int]] = {}
    for channel_id, case_id in appeals.list_listening():
        cases.setdefault(channel_id, []).append(case_id)
    let_go()
    return [Ear(channel_id, tuple(case_ids)) for channel_id, case_ids in cases.items()]


def listen(ear: Ear) -> None:
    """Hear every stream of one account, if there is a legal basis for it."""
    allowed = basis.may_collect(ear.channel_id)
    let_go()
    if not allowed:
        return
    try:
        account = channels.open_account(ear.channel_id)
    except CampaignError as error:
        channels.note_trouble(ear.channel_id, error.message)
        return
    if not isinstance(account, Listens):
        return
    for stream in account.streams:
        try:
            _hear(ear, account, stream)
        except Limited as error:
            channels.note_trouble(ear.channel_id, error.message)
            channels.rest(ear.channel_id, stream, error.retry_at)
        except CampaignError as error:
            broken = isinstance(error, Unauthorised)
            channels.note_trouble(ear.channel_id, error.message, broken=broken)
            if broken:
                return
        except Exception as error:
            log.exception("listening broke off", channel=ear.channel_id, stream=stream)
            words = f"Listening broke off: {type(error).__name__}"
            channels.note_trouble(ear.channel_id, words)


def _hear(ear: Ear, account: Listens, stream: str) -> None:
    """Take in a stream batch by batch, from where it was last heard."""
    for _ in range(BATCHES_A_RUN):
        row = channel_queries.find_cursor(ear.channel_id, stream)
        cursor, heard_at = (row.cursor, row.heard_at) if row else (None, None)
        resting = row is not None and row.not_before is not None and row.not_before > clock.now()
        let_go()
        if resting:
            return
        batch = account.replies(stream, cursor, Scope())
        if batch.items:
            keep(ear, stream, batch, tuple(_store(item) for item in batch.items))
        elif heard_at is None or clock.now() - heard_at >= QUIET or batch.cursor != cursor:
            channels.move_cursor(ear.channel_id, stream, batch.cursor)
        if not batch.items or batch.cursor == cursor:
            return


def _store(item: Incoming) -> Heard:
    """Store what came with an item, before any transaction; what cannot be stored is named."""
    kept: list[Prepared] = []
    refused: list[str] = []
    limit = settings.current().upload_max_bytes
    for file in item.media:
        try:
            kept.append(media.prepare(file.file_name, [file.content], limit, MediaKind.EVIDENCE))
        except Invalid as error:
            refused.append(error.message)
        except OSError:
            raise  # the disk is full or gone: nothing is wrong with the file, so it is tried again
        except Exception:
            log.exception("a file could not be kept", ref=item.ref)
            refused.append(f"{media.clean_name(file.file_name)}: it could not be opened.")
    return Heard(item, tuple(kept), tuple(refused))


@atomic
def keep(ear: Ear, stream: str, batch: Batch, heard: tuple[Heard, ...]) -> None:
    """Keep a batch and move the cursor: both or neither."""
    for each in heard:
        new = _tip_of(ear, each)
        try:
            with db.session.begin_nested():
                tips.receive(new)
        except Exception:
            log.exception("kept as it came", channel=ear.channel_id, ref=each.item.ref)
            tips.receive(_bare(new))
    channels.move_cursor(ear.channel_id, stream, batch.cursor)


def _tip_of(ear: Ear, heard: Heard) -> NewTip:
    item = heard.item
    case_id, delivery_id = _belongs(ear, item)
    words = text.clean(item.text)
    return NewTip(
        case_id=case_id,
        source=TipSource.MESSAGE if item.private else TipSource.REPLY,
        text=words or ("" if heard.files or heard.refused else UNREADABLE),
        sender=text.clean(item.author) or None,
        files=heard.files,
        refused_files=heard.refused,
        channel_id=ear.channel_id,
        remote_ref=item.ref,
        remote_url=item.url or None,
        captured_at=item.at,
        answers_delivery_id=delivery_id,
        raw=item.raw,
    )


def _bare(new: NewTip) -> NewTip:
    """Return as much of a tip as can always be kept: where it came from, and the original."""
    return NewTip(
        case_id=new.case_id,
        source=new.source,
        text=UNREADABLE,
        channel_id=new.channel_id,
        remote_ref=new.remote_ref,
        raw=new.raw,
    )


def _belongs(ear: Ear, item: Incoming) -> tuple[int, int | None]:
    """Return the case that an item speaks to, and the delivery that it answers, if any.

    That is the case of the post it answers (or of the first post of that talk); else the case that
    the account was made for; else the appeal on this account that was launched last.
    """
    for ref in (item.in_reply_to, item.thread):
        delivery = deliveries.find_by_remote(ear.channel_id, ref) if ref else None
        if delivery is not None:
            return delivery.case_id, delivery.id
    dedicated = channel_queries.get_channel(ear.channel_id).dedicated_case_id
    return dedicated if dedicated in ear.case_ids else ear.case_ids[0], None
