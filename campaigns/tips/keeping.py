"""What every road into a tip does alike: keeps files, names those not taken, wakes the tip again.

Each is part of the caller's transaction.
"""

from datetime import datetime

from campaigns.kernel.actor import Actor
from campaigns.kernel.db import db
from campaigns.media import actions as media
from campaigns.media.files import Prepared
from campaigns.media.model import MediaKind
from campaigns.tips import rules
from campaigns.tips.model import Evidence, MessageKind, Tip, TipMessage, TipState


def keep_files(
    tip: Tip, files: tuple[Prepared, ...], *, actor: Actor | None, moment: datetime
) -> None:
    """Keep what came with a tip, held until asked for."""
    for prepared in files:
        asset = media.keep(
            tip.case_id,
            MediaKind.EVIDENCE,
            prepared,
            actor=actor,
            at=moment if tip.anonymous else None,
        )
        db.session.add(Evidence(tip_id=tip.id, asset_id=asset.id, note=prepared.trouble))


def note_refused(tip: Tip, refused: tuple[str, ...], moment: datetime) -> None:
    """Tell the triager which files were offered and not taken."""
    if refused:
        db.session.add(
            TipMessage(
                tip_id=tip.id,
                case_id=tip.case_id,
                kind=MessageKind.NOTE,
                text="Offered, but not taken: " + "; ".join(refused),
                at=moment,
            )
        )


def bring_back(tip: Tip, moment: datetime) -> None:
    """Put a tip before people's eyes again."""
    tip.unread, tip.read_version = True, 0
    tip.changed_at = moment
    if tip.state in rules.SETTLED:
        tip.state = TipState.OPEN
