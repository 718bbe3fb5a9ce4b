"""Relative: someone of the family; their links into the portal and what they say to the liaison."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaigns.kernel.columns import SealedOfCase
from campaigns.kernel.db import Model, Versioned


class Relative(Versioned, Model):
    """A member of the family who may follow the case."""

    __tablename__ = "relative"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    name_sealed: Mapped[bytes]
    email_sealed: Mapped[bytes | None]
    relation: Mapped[str]
    invited_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    invited_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    name = SealedOfCase("name_sealed")
    email = SealedOfCase("email_sealed")


class FamilyLink(Model):
    """A magic link: one use, expiring, bound to one relative of one case."""

    __tablename__ = "family_link"

    id: Mapped[int] = mapped_column(primary_key=True)
    relative_id: Mapped[int] = mapped_column(ForeignKey("relative.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    relative: Mapped[Relative] = relationship()


class FamilyVisit(Model):
    """A relative's open portal in one browser, after a link was used."""

    __tablename__ = "family_visit"

    id: Mapped[int] = mapped_column(primary_key=True)
    relative_id: Mapped[int] = mapped_column(ForeignKey("relative.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    began_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    relative: Mapped[Relative] = relationship()


class FamilyMessage(Model):
    """One message between the family and their liaison; `heard_at`: the house read it."""

    __tablename__ = "family_message"
    __table_args__ = (Index("ix_family_message_case", "case_id", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    relative_id: Mapped[int | None] = mapped_column(ForeignKey("relative.id"))
    author_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    text_sealed: Mapped[bytes]
    at: Mapped[datetime]
    read_at: Mapped[datetime | None]
    heard_at: Mapped[datetime | None]
    idempotency_key: Mapped[str | None] = mapped_column(unique=True)

    text = SealedOfCase("text_sealed")
    relative: Mapped[Relative | None] = relationship()
