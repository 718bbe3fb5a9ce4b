"""Measure: what a platform last counted of one post of ours."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.kernel.db import Model


class Measure(Model):
    """The newest counts of a sent post (of its first part), and when they are asked for again.

    A count is None where the platform does not tell it. `trouble` is what the platform said instead
    of counts; `next_at` is None once nobody asks any more.
    """

    __tablename__ = "measure"
    __table_args__ = (Index("ix_measure_due", "next_at"),)

    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), primary_key=True)
    measured_at: Mapped[datetime | None]
    next_at: Mapped[datetime | None]
    views: Mapped[int | None] = mapped_column(BigInteger)
    likes: Mapped[int | None] = mapped_column(BigInteger)
    shares: Mapped[int | None] = mapped_column(BigInteger)
    replies: Mapped[int | None] = mapped_column(BigInteger)
    trouble: Mapped[str | None]
