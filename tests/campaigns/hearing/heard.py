"""What came in, and what people were told of it."""

from sqlalchemy import select

from campaigns.jobs import collect_tips
from campaigns.kernel.db import atomic, db
from campaigns.notices.model import Notice
from campaigns.tips.model import Tip


def tips() -> list[Tip]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Tip).order_by(Tip.id)))


def hear(moving_clock) -> list[Tip]:
    moving_clock.move(minutes=2)
    collect_tips.run()
    return tips()


@atomic
def told() -> list[str]:
    return [each.subject for each in db.session.scalars(select(Notice).order_by(Notice.id))]
