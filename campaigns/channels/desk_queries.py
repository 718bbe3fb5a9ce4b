"""Find what is kept at the desk: allowances, costs, clocks, and browsers that are away."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from campaigns.channels.model import AccountPlan, Allowance, Channel, ChannelState, Cost, Leave
from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound


def lock_allowance(holder: str, bucket: str) -> Allowance:
    """Return an allowance that is there, and let nobody else draw on it in this transaction."""
    found = select(Allowance).where(Allowance.holder == holder, Allowance.bucket == bucket)
    fresh = {"populate_existing": True}
    return db.session.scalars(found.with_for_update(), execution_options=fresh).one()


def list_allowances(holders: Collection[str]) -> list[Allowance]:
    """Return what is kept of the allowances of these holders."""
    return list(db.session.scalars(select(Allowance).where(Allowance.holder.in_(holders))))


def read_skew(channel_id: int) -> float | None:
    """Return the clock of an account's platform as it is known, in a session of its own."""
    with Session(db.engine) as reading:
        return reading.scalar(select(Channel.clock_skew_s).where(Channel.id == channel_id))


def sum_costs(
    since: datetime, *, channel_id: int | None = None, case_id: int | None = None
) -> float:
    """Return what calls have cost since a moment, in US cents, for an account or a case."""
    found = select(func.sum(Cost.cents)).where(Cost.at >= since)
    if channel_id is not None:
        found = found.where(Cost.channel_id == channel_id)
    if case_id is not None:
        found = found.where(Cost.case_id == case_id)
    return db.session.scalar(found) or 0.0


def costs_by_channel(since: datetime) -> dict[int, float]:
    """Return what calls have cost since a moment, in US cents, by account."""
    found = select(Cost.channel_id, func.sum(Cost.cents)).where(Cost.at >= since)
    rows = db.session.execute(found.group_by(Cost.channel_id))
    return {row[0]: row[1] for row in rows}


def find_leave(platform: str, state_hash: bytes) -> Leave | None:
    """Return the browser that left for a platform with this state, locked, or None."""
    found = select(Leave).where(Leave.platform == platform, Leave.state_hash == state_hash)
    return db.session.scalar(found.with_for_update())


def forget_leaves(now: datetime) -> None:
    """Forget the browsers that never came back."""
    db.session.execute(delete(Leave).where(Leave.expires_at <= now))


def get_plan(plan_id: int) -> AccountPlan:
    """Return the plan by which an account is made, or say that there is none."""
    plan = db.session.get(AccountPlan, plan_id)
    if plan is None:
        raise NotFound("There is no such plan.")
    return plan


def lock_ending(before: datetime) -> list[Channel]:
    """Return the accounts in use whose key ends before a moment, and of which nobody was warned."""
    found = select(Channel).where(
        Channel.key_expires_at <= before,
        Channel.key_warned_at.is_(None),
        Channel.state != ChannelState.DISCONNECTED,
    )
    return list(db.session.scalars(found.order_by(Channel.id).with_for_update(of=Channel)))


def list_open_plans() -> list[AccountPlan]:
    """Return the accounts that people are making by hand, newest first."""
    found = select(AccountPlan).where(AccountPlan.ended_at.is_(None))
    return list(db.session.scalars(found.order_by(AccountPlan.id.desc())))
