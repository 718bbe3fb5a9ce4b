"""Lead: tips that speak of the same thing. Linking is reversible and joins no text."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaigns.kernel.columns import SealedOfCase
from campaigns.kernel.db import Model, Versioned
from campaigns.tips.model import Tip


class Lead(Versioned, Model):
    """One thing that several people may have told us of."""

    __tablename__ = "lead"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    title_sealed: Mapped[bytes]
    made_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]

    title = SealedOfCase("title_sealed")


class LeadTip(Model):
    """A tip's place in a lead. `independent` is False for an echo (re-share, hearsay)."""

    __tablename__ = "lead_tip"
    __table_args__ = (
        Index(
            "uq_lead_tip_in_force",
            "tip_id",
            unique=True,
            sqlite_where=text("unlinked_at IS NULL"),
            postgresql_where=text("unlinked_at IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    lead_id: Mapped[int] = mapped_column(ForeignKey("lead.id"), index=True)
    tip_id: Mapped[int] = mapped_column(ForeignKey("tip.id"))
    independent: Mapped[bool] = mapped_column(default=True)
    linked_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    linked_at: Mapped[datetime]
    unlinked_at: Mapped[datetime | None]

    tip: Mapped[Tip] = relationship()
