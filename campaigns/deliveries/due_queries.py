"""What may go now: one set of conditions, for finding what is due and for claiming it.

The conditions are written with named values (`values`), so that a statement is built once and not
for each of the many posts that ask.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BindParameter,
    Boolean,
    ColumnElement,
    and_,
    bindparam,
    exists,
    func,
    not_,
    or_,
    select,
)

from campaigns.appeals.model import Appeal, AppealState
from campaigns.cases.model import Case, CaseState
from campaigns.cases.publicity import Publicity
from campaigns.channels.model import Channel, ChannelState
from campaigns.deliveries.model import Delivery, DeliveryState, Hold, HoldScope
from campaigns.kernel import settings
from campaigns.kernel.moments import UTCDateTime
from campaigns.platforms import registry

Condition = ColumnElement[bool]
NOW = bindparam("now", type_=UTCDateTime())
LATE_BEFORE = bindparam("late_before", type_=UTCDateTime())
EXERCISE_HOUSE = bindparam("exercise_house", type_=Boolean())
EXERCISE_PLATFORMS: BindParameter[list[str]] = bindparam("exercise_platforms", expanding=True)


def values(now: datetime) -> dict[str, Any]:
    """Return what the conditions below are filled with at a moment."""
    held = settings.current()
    platforms = registry.all_platforms().values()
    return {
        "now": now,
        "late_before": now - timedelta(seconds=held.late_after_s),
        "exercise_house": held.rehearsal,
        "exercise_platforms": [each.name for each in platforms if each.rehearsal],
    }


def is_waiting() -> Condition:
    """Match what is planned, released, not on the review list, not held and not kept back.

    The link of a film waits until there is one.
    """
    return and_(
        Delivery.state == DeliveryState.PLANNED,
        Delivery.released.is_(True),
        Delivery.overdue.is_(False),
        Delivery.held.is_(False),
        Delivery.kept_back.is_(None),
        or_(Delivery.film_id.is_(None), Delivery.linked_at.is_not(None)),
    )


def is_late() -> Condition:
    """Match what has missed its time; what nobody timed counts from the launch of its appeal."""
    launched = exists(
        select(Appeal.id).where(
            Appeal.case_id == Delivery.case_id, Appeal.launched_at < LATE_BEFORE
        )
    )
    since = func.coalesce(Delivery.told_to_wait_until, Delivery.send_at)
    return and_(since < LATE_BEFORE, or_(Delivery.asap.is_(False), launched))


def may_speak() -> Condition:
    """Match what nothing holds back: case open and public, appeal live, account there, no switch.

    An exercise reaches exercise accounts only, whatever was planned.
    """
    harmless = Channel.platform.in_(EXERCISE_PLATFORMS)
    real = and_(not_(EXERCISE_HOUSE), Case.rehearsal.is_(False))
    live = exists(
        select(Case.id)
        .join(Appeal, Appeal.case_id == Case.id)
        .join(Channel, Channel.id == Delivery.channel_id)
        .where(
            Case.id == Delivery.case_id,
            Case.state == CaseState.OPEN,
            Case.publicity == Publicity.PUBLISH,
            Appeal.state == AppealState.LIVE,
            Channel.state == ChannelState.CONNECTED,
            or_(harmless, real),
        )
        .correlate(Delivery)
    )
    return and_(live, not_(is_held()))


def is_held() -> Condition:
    """Match what a kill switch holds."""
    return exists(
        select(Hold.id)
        .where(
            Hold.lifted_at.is_(None),
            or_(
                Hold.scope == HoldScope.ALL,
                and_(Hold.scope == HoldScope.CASE, Hold.scope_id == Delivery.case_id),
                and_(Hold.scope == HoldScope.CHANNEL, Hold.scope_id == Delivery.channel_id),
            ),
        )
        .correlate(Delivery)
    )


def may_go() -> Condition:
    """Match what may be said at this very moment."""
    return and_(is_waiting(), Delivery.not_before <= NOW, not_(is_late()), may_speak())
