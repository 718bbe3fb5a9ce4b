"""What people do with tips. Every verb can be taken back: its line in the timeline says how.

Each returns its line, or None where nothing had to change. A line's `detail` holds `what` was
changed, and what it was `before` and `after`; `undo` goes by that, as long as nobody has changed
the same thing since.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from campaigns.audit import actions as audit
from campaigns.cases.queries import get_case
from campaigns.kernel import clock
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import WrongState
from campaigns.kernel.text import plural
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind, TimelineEntry
from campaigns.tips import queries, rules
from campaigns.tips.model import (
    PRIORITY_RANK,
    Evidence,
    MessageKind,
    Priority,
    Tip,
    TipMessage,
    TipState,
)
from campaigns.users.model import User
from campaigns.users.queries import get_user


@dataclass(frozen=True, slots=True)
class Bulk:
    """What became of several tips: the lines of those that changed, and words for the others."""

    entries: list[TimelineEntry]
    refused: list[str]


def _record(
    tip: Tip,
    summary: str,
    *,
    actor: Actor,
    what: str = "",
    before: object = None,
    after: object = None,
) -> TimelineEntry:
    return timeline.record(
        tip.case_id,
        EntryKind.TIP,
        f"{rules.name_of(tip)} {summary}",
        actor=actor,
        about=("tip", tip.id),
        detail={"what": what, "before": before, "after": after} if what else None,
    )


@atomic
def open_tip(case_id: int, tip_id: int, *, by: User) -> Tip:
    """Open a tip to read it: a new one becomes open, and no longer counts as unread."""
    tip = queries.get_tip(case_id, tip_id)
    if not tip.unread:
        return tip
    first = tip.first_read_at is None
    tip.unread = False
    tip.first_read_at = tip.first_read_at or clock.now()
    if tip.state is TipState.NEW:
        tip.state = TipState.OPEN
    for message in queries.list_messages(tip.id, (MessageKind.FROM_SENDER,)):
        message.read_at = message.read_at or clock.now()
    _record(
        tip,
        "read for the first time" if first else "read again, with what was added",
        actor=by.actor,
    )
    return tip


@atomic
def claim(case_id: int, tip_id: int, *, by: User) -> TimelineEntry | None:
    """Take a tip; if someone else has it, say who and since when."""
    tip = queries.get_tip(case_id, tip_id)
    rules.check_triages(by)
    if not queries.take(case_id, tip_id, by.id, clock.now()):
        if tip.claimed_by_id == by.id:
            return None
        holder = tip.claimed_by.name if tip.claimed_by else "Someone"
        raise WrongState(rules.taken_words(holder, tip.claimed_at, get_case(case_id).timezone))
    return _record(tip, "claimed", actor=by.actor, what="claim", before=None, after=by.id)


@atomic
def unclaim(case_id: int, tip_id: int, *, by: User) -> TimelineEntry | None:
    """Let go of a tip."""
    tip = queries.get_tip(case_id, tip_id)
    if tip.claimed_by_id is None:
        return None
    rules.check_can_let_go(tip, by)
    return _set_claim(tip, None, by.actor, "let go")


def _set_claim(tip: Tip, to: int | None, actor: Actor, words: str) -> TimelineEntry:
    before = tip.claimed_by_id
    tip.claimed_by_id = to
    tip.claimed_at = clock.now() if to is not None else None
    tip.changed_at = clock.now()
    return _record(tip, words, actor=actor, what="claim", before=before, after=to)


@atomic
def set_state(case_id: int, tip_id: int, to: TipState, *, by: User) -> TimelineEntry | None:
    """Say where a tip stands."""
    tip = queries.get_tip(case_id, tip_id)
    if tip.state is to:
        return None
    rules.check_move(tip, to)
    return _set_state(tip, to, by.actor, f"marked: {to.label.lower()}")


def _set_state(tip: Tip, to: TipState, actor: Actor, words: str) -> TimelineEntry:
    before, tip.state = tip.state, to
    tip.changed_at = clock.now()
    return _record(tip, words, actor=actor, what="state", before=before.value, after=to.value)


@atomic
def set_priority(case_id: int, tip_id: int, to: Priority, *, by: User) -> TimelineEntry | None:
    """Say how soon a tip should be dealt with."""
    tip = queries.get_tip(case_id, tip_id)
    if tip.priority is to:
        return None
    return _set_priority(tip, to, by.actor, f"priority: {to.label.lower()}")


def _set_priority(tip: Tip, to: Priority, actor: Actor, words: str) -> TimelineEntry:
    before, tip.priority = tip.priority, to
    tip.priority_rank = PRIORITY_RANK[to]
    tip.changed_at = clock.now()
    return _record(tip, words, actor=actor, what="priority", before=before.value, after=to.value)


@atomic
def add_note(case_id: int, tip_id: int, text: str, *, by: User) -> TipMessage:
    """Write a note that only staff read."""
    tip = queries.get_tip(case_id, tip_id)
    rules.check_words(text, field="note", words="Write the note first.")
    note = TipMessage(
        tip_id=tip.id,
        case_id=case_id,
        kind=MessageKind.NOTE,
        text=text,
        author_id=by.id,
        at=clock.now(),
    )
    db.session.add(note)
    db.session.flush()
    _record(tip, "noted", actor=by.actor)
    return note


@atomic
def show_evidence(case_id: int, tip_id: int, evidence_id: int, *, by: User) -> Evidence:
    """Show a file that was held; who looked first is written down."""
    tip = queries.get_tip(case_id, tip_id)
    evidence = queries.get_evidence(tip.id, evidence_id)
    if evidence.held:
        evidence.held = False
        evidence.shown_by_id = by.id
        audit.record(
            "evidence.show",
            actor=by.actor,
            case_id=case_id,
            about=("media_asset", evidence.asset_id),
        )
    return evidence


@atomic
def claim_many(case_id: int, tip_ids: Collection[int], *, by: User) -> Bulk:
    """Take several tips; those that others have stay with them."""
    done = Bulk([], [])
    for tip in queries.get_tips(case_id, tip_ids):
        try:
            entry = claim(case_id, tip.id, by=by)
        except WrongState as taken:
            done.refused.append(f"{rules.name_of(tip)}: {taken.message}")
            continue
        if entry:
            done.entries.append(entry)
    return done


@atomic
def set_state_many(case_id: int, tip_ids: Collection[int], to: TipState, *, by: User) -> Bulk:
    """Say of several tips where they stand."""
    tips = queries.get_tips(case_id, tip_ids)
    changed = [set_state(case_id, tip.id, to, by=by) for tip in tips]
    return Bulk([entry for entry in changed if entry], [])


@atomic
def hand_over(from_id: int, to_id: int, *, actor: Actor) -> int:
    """Give all that one person has not settled to another; return how many tips that is."""
    rules.check_triages(get_user(to_id))
    tips = queries.list_claimed(from_id)
    for tip in tips:
        _set_claim(tip, to_id, actor, "handed over")
    return len(tips)


@atomic
def undo(case_id: int, entries: Sequence[TimelineEntry], *, by: User) -> list[TimelineEntry]:
    """Take back what these lines tell; all of them or none."""
    return [_undo_one(case_id, entry, by) for entry in entries]


def _undo_one(case_id: int, entry: TimelineEntry, by: User) -> TimelineEntry:
    tip = queries.get_tip(case_id, entry.about_id or 0)
    what, before, after = (entry.detail.get(part) for part in ("what", "before", "after"))
    words = "put back as it was: "
    match what:
        case "state":
            rules.check_unchanged(tip, tip.state.value, after)
            return _set_state(tip, TipState(str(before)), by.actor, words + "state")
        case "priority":
            rules.check_unchanged(tip, tip.priority.value, after)
            return _set_priority(tip, Priority(str(before)), by.actor, words + "priority")
        case "claim":
            rules.check_unchanged(tip, tip.claimed_by_id, after)
            return _set_claim(tip, before, by.actor, words + "claim")
        case _:
            raise WrongState(f"This cannot be undone: {entry.summary}.")


def said(entries: Sequence[TimelineEntry]) -> str:
    """Return what was just done, for the line above the list that offers to undo it."""
    if len(entries) == 1:
        return entries[0].summary
    return f"{plural(len(entries), 'tip')} changed"
