"""Find tips and what belongs to them."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime

from sqlalchemy import Select, bindparam, func, select, tuple_, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import defer, joinedload

from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound
from campaigns.timeline.model import TimelineEntry
from campaigns.tips.listing import Chosen, Place, TipOrder, TipPage
from campaigns.tips.model import Evidence, MessageKind, Tip, TipMessage, TipState

# Two requests with the same key at the same moment: the second one breaks the unique key.
HereAlready = IntegrityError
_BATCH = 500
# Asked by everyone who sends or comes back, so they are put together once.
_BY_KEY = select(Tip.id).where(Tip.idempotency_key == bindparam("key"))
_BY_REMOTE = select(Tip.id).where(
    Tip.channel_id == bindparam("channel_id"), Tip.remote_ref == bindparam("ref")
)
_BY_CODENAME = (
    select(Tip).where(Tip.codename_hash == bindparam("hash")).options(defer(Tip.raw_sealed))
)
_TALK = (
    select(TipMessage)
    .where(TipMessage.tip_id == bindparam("tip_id"))
    .where(TipMessage.kind.in_((MessageKind.FROM_SENDER, MessageKind.TO_SENDER)))
    .order_by(TipMessage.id)
)
_NOT_OURS = "There is no such tip in this case."


def get_tip(case_id: int, tip_id: int) -> Tip:
    """Return a tip of this case, or say that there is none."""
    tip = db.session.scalar(select(Tip).where(Tip.id == tip_id, Tip.case_id == case_id))
    if tip is None:
        raise NotFound(_NOT_OURS)
    return tip


def get_tips(case_id: int, tip_ids: Collection[int]) -> list[Tip]:
    """Return these tips of this case, oldest first, and let nobody else change them meanwhile."""
    wanted = set(tip_ids)
    found = select(Tip).where(Tip.case_id == case_id, Tip.id.in_(wanted)).order_by(Tip.id)
    tips = list(db.session.scalars(found.with_for_update()))
    if len(tips) != len(wanted):
        raise NotFound(_NOT_OURS)
    return tips


def find_received(key: str | None, channel_id: int | None, remote_ref: str | None) -> Tip | None:
    """Return the tip that came in by this form key or as this remote thing, or None."""
    known = db.session.scalar(_BY_KEY, {"key": key}) if key is not None else None
    if known is None and channel_id is not None and remote_ref is not None:
        known = db.session.scalar(_BY_REMOTE, {"channel_id": channel_id, "ref": remote_ref})
    return db.session.get(Tip, known) if known is not None else None


def find_by_codename(codename_hash: bytes) -> Tip | None:
    """Return the tip whose sender holds this codename, or None."""
    return db.session.scalar(_BY_CODENAME, {"hash": codename_hash})


def find_message(key: str) -> TipMessage | None:
    """Return the message that came in by this form key, or None."""
    return db.session.scalar(select(TipMessage).where(TipMessage.idempotency_key == key))


def list_messages(tip_id: int, kinds: Collection[MessageKind] = ()) -> list[TipMessage]:
    """Return the talk about a tip, oldest first; all kinds if none is named."""
    found = select(TipMessage).where(TipMessage.tip_id == tip_id)
    if kinds:
        found = found.where(TipMessage.kind.in_(kinds))
    found = found.options(joinedload(TipMessage.author))
    return list(db.session.scalars(found.order_by(TipMessage.id)))


def list_talk(tip_id: int) -> list[TipMessage]:
    """Return what the sender and we have said to each other, oldest first; never a note."""
    return list(db.session.scalars(_TALK, {"tip_id": tip_id}))


def list_said_before(message: TipMessage) -> list[TipMessage]:
    """Return what we had said to a sender before a message, oldest first."""
    found = select(TipMessage).where(
        TipMessage.tip_id == message.tip_id,
        TipMessage.kind == MessageKind.TO_SENDER,
        TipMessage.id < message.id,
    )
    return list(db.session.scalars(found.order_by(TipMessage.id)))


def list_said_to_senders(case_id: int) -> list[TipMessage]:
    """Return all that we said to senders in a case, oldest first."""
    found = select(TipMessage).where(
        TipMessage.case_id == case_id, TipMessage.kind == MessageKind.TO_SENDER
    )
    return list(db.session.scalars(found.order_by(TipMessage.id)))


def list_evidence(tip_id: int) -> list[Evidence]:
    """Return the files that came with a tip, in order."""
    found = select(Evidence).where(Evidence.tip_id == tip_id).options(joinedload(Evidence.asset))
    return list(db.session.scalars(found.order_by(Evidence.id)))


def get_evidence(tip_id: int, evidence_id: int) -> Evidence:
    """Return a file that came with this tip, or say that there is none."""
    evidence = db.session.scalar(
        select(Evidence).where(Evidence.id == evidence_id, Evidence.tip_id == tip_id)
    )
    if evidence is None:
        raise NotFound("There is no such file with this tip.")
    return evidence


def count_tips(case_id: int) -> int:
    """Return how many tips a case has."""
    found = select(func.count()).select_from(Tip).where(Tip.case_id == case_id)
    return db.session.scalar(found) or 0


def count_unsettled(case_id: int) -> int:
    """Return how many tips of a case are new or open."""
    found = (
        select(func.count())
        .select_from(Tip)
        .where(Tip.case_id == case_id, Tip.state.in_((TipState.NEW, TipState.OPEN)))
    )
    return db.session.scalar(found) or 0


def list_codename_tip_ids(case_id: int) -> list[int]:
    """Return the ids of the tips whose senders can come back."""
    found = select(Tip.id).where(Tip.case_id == case_id, Tip.codename_hash.is_not(None))
    return list(db.session.scalars(found.order_by(Tip.id)))


def list_claimed(user_id: int) -> list[Tip]:
    """Return the tips, of any case, that this person has and that are not settled."""
    found = select(Tip).where(
        Tip.claimed_by_id == user_id, Tip.state.in_((TipState.NEW, TipState.OPEN))
    )
    return list(db.session.scalars(found.order_by(Tip.id)))


def take(case_id: int, tip_id: int, user_id: int, now: datetime) -> bool:
    """Claim a tip if nobody has it; False if someone has. One statement, so two cannot win."""
    done = db.session.execute(
        update(Tip)
        .where(Tip.id == tip_id, Tip.case_id == case_id, Tip.claimed_by_id.is_(None))
        .values(claimed_by_id=user_id, claimed_at=now, changed_at=now, version=Tip.version + 1)
        .returning(Tip.id),
        execution_options={"synchronize_session": False},
    )
    taken = done.scalar_one_or_none() is not None
    db.session.expire_all()
    return taken


def mark_answers_read(tip_id: int, at: datetime) -> int:
    """Mark what we wrote to a sender as read; return how much of it was new to them."""
    unread = (
        select(TipMessage)
        .where(TipMessage.tip_id == tip_id)
        .where(TipMessage.kind == MessageKind.TO_SENDER, TipMessage.read_at.is_(None))
    )
    messages = list(db.session.scalars(unread))
    for message in messages:
        message.read_at = at
    return len(messages)


def list_history(case_id: int, tip_id: int, limit: int = 50) -> list[TimelineEntry]:
    """Return what the timeline tells of a tip, newest first."""
    return list(
        db.session.scalars(
            select(TimelineEntry)
            .where(TimelineEntry.case_id == case_id)
            .where(TimelineEntry.about_type == "tip", TimelineEntry.about_id == tip_id)
            .order_by(TimelineEntry.seq.desc())
            .limit(limit)
        )
    )


def list_entries(case_id: int, entry_ids: Sequence[int]) -> list[TimelineEntry]:
    """Return these lines of a case's timeline, newest first."""
    return list(
        db.session.scalars(
            select(TimelineEntry)
            .where(TimelineEntry.case_id == case_id, TimelineEntry.id.in_(entry_ids))
            .order_by(TimelineEntry.seq.desc())
        )
    )


def _matching(case_id: int, chosen: Chosen) -> Select[Tip]:
    """Select the tips that a triage list is about."""
    found = select(Tip).where(Tip.case_id == case_id)
    if chosen.states:
        found = found.where(Tip.state.in_(chosen.states))
    if chosen.order is TipOrder.OLDEST_UNREAD:
        found = found.where(Tip.unread)
    if chosen.source is not None:
        found = found.where(Tip.source == chosen.source)
    if chosen.claimed_by_id is not None:
        found = found.where(Tip.claimed_by_id == chosen.claimed_by_id)
    if chosen.restricted:
        found = found.where(Tip.restricted)
    if chosen.unclaimed:
        found = found.where(Tip.claimed_by_id.is_(None))
    return found


def page_tips(
    case_id: int,
    chosen: Chosen,
    *,
    after: Place | None = None,
    before: Place | None = None,
    limit: int = 50,
) -> TipPage:
    """Return one page of a triage list: what follows `after`, what leads to `before`, or the top.

    Pages are found by place, not by number, so that tips coming in do not shift them.
    """
    by_rank = chosen.order is TipOrder.PRIORITY
    key = (Tip.priority_rank, Tip.id) if by_rank else (Tip.id,)
    found = _matching(case_id, chosen).options(defer(Tip.raw_sealed), joinedload(Tip.claimed_by))
    down = (chosen.order is not TipOrder.OLDEST_UNREAD) != (before is not None)
    edge = before or after
    if edge is not None:
        there = (edge.rank, edge.tip_id) if by_rank else (edge.tip_id,)
        found = found.where(tuple_(*key) < there if down else tuple_(*key) > there)
    found = found.order_by(*(column.desc() if down else column.asc() for column in key))
    tips = list(db.session.scalars(found.limit(limit + 1)))
    more, tips = len(tips) > limit, tips[:limit]
    if before is not None:
        tips.reverse()
    return TipPage(
        tips=tips,
        earlier=Place.of(tips[0]) if tips and (after or (before and more)) else None,
        later=Place.of(tips[-1]) if tips and (before or more) else None,
    )


def count_matching(case_id: int, chosen: Chosen, most: int) -> int:
    """Return how many tips a triage list has, counting no further than `most`."""
    some = _matching(case_id, chosen).with_only_columns(Tip.id).limit(most).subquery()
    return db.session.scalar(select(func.count()).select_from(some)) or 0


def find_oldest_unread(case_id: int) -> Tip | None:
    """Return the tip that has waited longest to be opened, or None."""
    found = select(Tip).where(Tip.case_id == case_id, Tip.unread).order_by(Tip.id).limit(1)
    return db.session.scalar(found.options(defer(Tip.raw_sealed)))


def count_evidence(tip_ids: Collection[int]) -> dict[int, int]:
    """Return how many files came with each of these tips; those without are not named."""
    rows = db.session.execute(
        select(Evidence.tip_id, func.count())
        .where(Evidence.tip_id.in_(tip_ids))
        .group_by(Evidence.tip_id)
    )
    return {row[0]: row[1] for row in rows}


def count_heard(channel_id: int) -> int:
    """Return how many tips came in by an account."""
    found = select(func.count()).select_from(Tip).where(Tip.channel_id == channel_id)
    return db.session.scalar(found) or 0


def search_tips(case_id: int, fits: Callable[[Tip], bool], most: int) -> list[Tip]:
    """Return the newest tips that fit, by opening one after another: sealed words have no index."""
    found = select(Tip).where(Tip.case_id == case_id).order_by(Tip.id.desc())
    found = found.options(defer(Tip.raw_sealed)).execution_options(yield_per=_BATCH)
    fitting: list[Tip] = []
    for tip in db.session.scalars(found):
        if fits(tip):
            fitting.append(tip)
            if len(fitting) == most:
                break
    return fitting
