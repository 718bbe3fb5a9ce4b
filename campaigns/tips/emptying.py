"""Destroys what a platform gave us, where its terms let nobody keep it for longer.

The tip itself stays, with its number, its marks and what we wrote; so do the hashes of what was
destroyed, by which it can be known again. Whoever wants to keep the words themselves records a
basis for keeping evidence on the account first.
"""

from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic, db
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.tips import mark_queries, rules, version_queries
from campaigns.tips.model import MessageKind, Tip, TipMessage
from campaigns.tips.queries import list_evidence


@atomic
def empty_tip(tip_id: int, platform_label: str, keeps_days: int) -> Tip:
    """Destroy the words, the name, the original and the files that a platform gave."""
    tip = mark_queries.lock_tip(tip_id)
    if tip.emptied_at is not None:
        return tip
    now = clock.now()
    tip.text = (
        f"What was said here was destroyed: {platform_label} lets nobody keep it for longer than"
        f" {keeps_days} days, and no basis for keeping it as evidence was recorded."
    )
    tip.sender = tip.raw = None
    tip.emptied_at = tip.changed_at = now
    for version in version_queries.list_versions(tip.id):
        version.text = version.raw = None
    hashes = _forget_files(tip)
    timeline.record(
        tip.case_id,
        EntryKind.TIP,
        f"What {platform_label} gave of {rules.name_of(tip)} was destroyed, as its terms ask",
        actor=HOUSE,
        about=("tip", tip.id),
        detail={"keeps_days": keeps_days, "files": len(hashes)},
    )
    return tip


def _forget_files(tip: Tip) -> list[str]:
    """Let go of the files that came with a tip; what no row names is swept from the shelf."""
    evidence = list_evidence(tip.id)
    hashes = [each.asset.sha256 for each in evidence]
    for each in evidence:
        db.session.delete(each)
    db.session.flush()
    for each in evidence:
        db.session.delete(each.asset)
    if hashes:
        words = "Destroyed with it, known by SHA-256: " + ", ".join(hashes)
        note = TipMessage(
            tip_id=tip.id, case_id=tip.case_id, kind=MessageKind.NOTE, text=words, at=clock.now()
        )
        db.session.add(note)
    return hashes
