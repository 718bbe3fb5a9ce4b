"""RulesVersion: a rules table as the force wrote it; the newest counts, none is ever changed."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaigns.kernel.db import Model
from campaigns.users.model import User


class RulesVersion(Model):
    """One version of the rules of publicity. Version 0 is the file that Searchlight ships."""

    __tablename__ = "rules_version"

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str]
    why: Mapped[str]
    written_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    written_at: Mapped[datetime]

    written_by: Mapped[User] = relationship()
