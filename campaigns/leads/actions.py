"""Say that tips speak of the same thing, and take it back. No text is ever joined."""

from collections.abc import Sequence

from campaigns.kernel import clock
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import atomic, db
from campaigns.leads import queries, rules
from campaigns.leads.counts import Linked
from campaigns.leads.model import Lead, LeadTip
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind, TimelineEntry
from campaigns.tips import queries as tips
from campaigns.tips import triage
from campaigns.tips.listing import excerpt
from campaigns.tips.model import Tip
from campaigns.tips.rules import check_unchanged, name_of
from campaigns.users.model import User

TITLE_CHARS = 60
Spot = tuple[int, bool] | None  # lead id, independent; None: in no lead


@atomic
def link_as_same(
    case_id: int, tip_ids: Sequence[int], *, by: User, independent: bool = True
) -> Linked:
    """Link tips that speak of the same thing as the first of them.

    `independent` is said of the others: False makes them echoes (re-shares, hearsay) of the first.
    If several of them were in leads already, those leads become one; each tip keeps its own say.
    """
    wanted = list(dict.fromkeys(tip_ids))
    rules.check_several(wanted)
    found = {tip.id: tip for tip in tips.get_tips(case_id, wanted)}
    links = queries.links_of(wanted)
    first = found[wanted[0]]
    lead = _lead_for(first, wanted, links, by)
    targets: dict[int, bool] = {
        link.tip_id: link.independent
        for link in queries.list_links({link.lead_id for link in links.values()})
    }
    targets.setdefault(first.id, True)
    targets.update(dict.fromkeys(wanted[1:], independent))
    everyone = found | {tip.id: tip for tip in tips.get_tips(case_id, targets)}
    words = f"linked as the same as {name_of(first)}"
    entries = [
        _put(
            everyone[tip_id],
            (lead.id, own),
            by.actor,
            "is what others speak of too" if tip_id == first.id else words,
        )
        for tip_id, own in sorted(targets.items())
        if _spot(tip_id) != (lead.id, own)
    ]
    return Linked(lead, entries)


def _lead_for(first: Tip, wanted: Sequence[int], links: dict[int, LeadTip], by: User) -> Lead:
    """Return the lead of the first tip that has one, or a new lead."""
    for tip_id in wanted:
        if tip_id in links:
            return queries.get_lead(first.case_id, links[tip_id].lead_id)
    lead = Lead(
        case_id=first.case_id,
        title=excerpt(first.text, TITLE_CHARS) or name_of(first),
        made_by_id=by.id,
        made_at=clock.now(),
    )
    db.session.add(lead)
    db.session.flush()
    return lead


def _spot(tip_id: int) -> Spot:
    link = queries.links_of([tip_id]).get(tip_id)
    return (link.lead_id, link.independent) if link else None


def _put(tip: Tip, to: Spot, actor: Actor, words: str) -> TimelineEntry:
    """Move a tip to a place in a lead, or out of one, and write down both."""
    before, now = _spot(tip.id), clock.now()
    link = queries.links_of([tip.id]).get(tip.id)
    if link is not None:
        link.unlinked_at = now
        db.session.flush()  # the old place must be free before the new one is taken
    if to is not None:
        db.session.add(
            LeadTip(
                lead_id=to[0],
                tip_id=tip.id,
                independent=to[1],
                linked_by_id=actor.id,
                linked_at=now,
            )
        )
        db.session.flush()
    return timeline.record(
        tip.case_id,
        EntryKind.TIP,
        f"{name_of(tip)} {words}",
        actor=actor,
        about=("tip", tip.id),
        detail={
            "what": "lead",
            "before": list(before) if before else None,
            "after": list(to) if to else None,
        },
    )


@atomic
def unlink(case_id: int, tip_id: int, *, by: User) -> TimelineEntry | None:
    """Say that a tip speaks of something else after all."""
    tip = tips.get_tip(case_id, tip_id)
    if _spot(tip.id) is None:
        return None
    return _put(tip, None, by.actor, "no longer linked as the same")


@atomic
def set_independent(
    case_id: int, tip_id: int, *, independent: bool, by: User
) -> TimelineEntry | None:
    """Say whether a tip is a report of its own or an echo of another."""
    tip = tips.get_tip(case_id, tip_id)
    spot = _spot(tip.id)
    if spot is None or spot[1] == independent:
        return None
    words = "is a report of its own" if independent else "is an echo of another"
    return _put(tip, (spot[0], independent), by.actor, words)


@atomic
def undo(case_id: int, entry_ids: Sequence[int], *, by: User) -> list[TimelineEntry]:
    """Take back what these lines of the timeline tell, about tips or leads; all of them or none."""
    return [_undo_one(case_id, entry, by) for entry in tips.list_entries(case_id, entry_ids)]


def _undo_one(case_id: int, entry: TimelineEntry, by: User) -> TimelineEntry:
    if entry.detail.get("what") != "lead":
        return triage.undo(case_id, [entry], by=by)[0]
    tip = tips.get_tip(case_id, entry.about_id or 0)
    now = _spot(tip.id)
    check_unchanged(tip, list(now) if now else None, entry.detail["after"])
    before = entry.detail["before"]
    to = (queries.get_lead(case_id, before[0]).id, bool(before[1])) if before else None
    return _put(tip, to, by.actor, "put back as it was: link")
