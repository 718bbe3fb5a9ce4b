"""What becomes of a tip where it was said: its author changes it, or takes it back.

What was said first stays in the tip, each change is kept beside it, and whoever read the tip
before reads it again.
"""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime

from campaigns.kernel import clock
from campaigns.kernel.actor import PUBLIC
from campaigns.kernel.db import atomic, db
from campaigns.media.files import Prepared
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.tips import mark_queries, rules, version_queries
from campaigns.tips.keeping import bring_back, keep_files, note_refused
from campaigns.tips.model import Tip, TipVersion
from campaigns.tips.version_queries import Known


@dataclass(frozen=True, slots=True)
class Again:
    """Something that we know, as its platform gives it now."""

    text: str
    raw: bytes | None = None
    edited_at: datetime | None = None
    gone: bool = False
    files: tuple[Prepared, ...] = ()
    refused_files: tuple[str, ...] = ()


def is_news(known: Known, text: str, edited_at: datetime | None, *, gone: bool) -> bool:
    """Say whether something that we know has changed where it was said.

    What was emptied, as the platform's terms ask, is not taken in again.
    """
    if known.emptied:
        return False
    if gone or known.gone:
        return gone is not known.gone
    later = edited_at is not None and (known.edited_at is None or edited_at > known.edited_at)
    return later or text != known.text


@atomic
def keep_version(tip_id: int, again: Again) -> TipVersion:
    """Keep what a tip has become, with its original, and put it before people's eyes again."""
    tip = mark_queries.lock_tip(tip_id)
    now = clock.now()
    version = TipVersion(
        tip_id=tip.id,
        case_id=tip.case_id,
        gone=again.gone,
        text=None if again.gone else again.text,
        raw=base64.b64encode(again.raw).decode() if again.raw else None,
        raw_sha256=hashlib.sha256(again.raw).hexdigest() if again.raw else None,
        said_at=again.edited_at,
        heard_at=now,
    )
    db.session.add(version)
    db.session.flush()
    there = version_queries.list_hashes(tip.id)
    new_files = tuple(file for file in again.files if file.stored.sha256 not in there)
    keep_files(tip, new_files, actor=None, moment=now)
    note_refused(tip, again.refused_files, now)
    _note(tip, again, now)
    bring_back(tip, now)
    timeline.record(
        tip.case_id,
        EntryKind.TIP,
        f"{rules.name_of(tip)} was {'taken back' if again.gone else 'changed'} by its author",
        actor=PUBLIC,
        about=("tip", tip.id),
        detail={"version": version.id, "gone": again.gone, "files": len(new_files)},
    )
    return version


def _note(tip: Tip, again: Again, now: datetime) -> None:
    """Note on the tip how it stands there now; what has changed since is no backlog any more."""
    tip.backlog = False
    tip.seen_there_at = now
    if again.gone:
        tip.gone_at = again.edited_at or now
    else:
        tip.gone_at, tip.edited_at = None, again.edited_at or now
