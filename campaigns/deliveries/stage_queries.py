"""Find the stages of a delivery, and whether whoever sends it may go on."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Select, bindparam, select, update
from sqlalchemy.orm import Session

from campaigns.deliveries.due_queries import may_speak, values
from campaigns.deliveries.model import Delivery, DeliveryStage, DeliveryState
from campaigns.kernel import clock
from campaigns.kernel.db import db


def get_stage(delivery_id: int, part: int, stage: str) -> DeliveryStage:
    """Return a stage that is there."""
    return db.session.scalars(_stage(delivery_id, part, stage)).one()


def read_stage(delivery_id: int, part: int, stage: str) -> str | None:
    """Read what is kept of a stage, in a session of its own that is over before this returns."""
    with Session(db.engine) as reading:
        row = reading.scalar(_stage(delivery_id, part, stage))
        return row.value if row else None


def _stage(delivery_id: int, part: int, stage: str) -> Select[DeliveryStage]:
    return select(DeliveryStage).where(
        DeliveryStage.delivery_id == delivery_id,
        DeliveryStage.part == part,
        DeliveryStage.stage == stage,
    )


def list_stages(delivery_id: int) -> list[DeliveryStage]:
    """Return the stages that a delivery has got to, in order."""
    found = select(DeliveryStage).where(DeliveryStage.delivery_id == delivery_id)
    return list(db.session.scalars(found.order_by(DeliveryStage.part, DeliveryStage.id)))


# Asked before each step of each post, so it is built once.
_MAY_GO_ON = select(Delivery.id).where(
    Delivery.id == bindparam("delivery_id"),
    Delivery.state == DeliveryState.SENDING,
    Delivery.claim_token == bindparam("token"),
    Delivery.released.is_(True),
    may_speak(),
)


def may_go_on(delivery_id: int, token: str) -> bool:
    """Say whether a claimed delivery may go on at this very moment."""
    asked = {"delivery_id": delivery_id, "token": token, **values(clock.now())}
    return db.session.scalar(_MAY_GO_ON, asked) is not None


def mark_alive(delivery_id: int, now: datetime, token: str | None = None) -> None:
    """Note that a delivery is being worked on; leaves its version alone."""
    here = update(Delivery).where(Delivery.id == delivery_id)
    if token is not None:
        here = here.where(Delivery.claim_token == token)
    options = {"synchronize_session": False}
    db.session.execute(here.values(alive_at=now), execution_options=options)


def list_left_behind(case_id: int, stages: Collection[str]) -> list[tuple[Delivery, DeliveryStage]]:
    """Return what posts of a case have made on a platform besides themselves, in order."""
    found = (
        select(Delivery, DeliveryStage)
        .join(DeliveryStage, DeliveryStage.delivery_id == Delivery.id)
        .where(Delivery.case_id == case_id, DeliveryStage.stage.in_(stages))
    )
    return [(row[0], row[1]) for row in db.session.execute(found.order_by(DeliveryStage.id))]
