"""User, and what belongs to one: sessions, invitations, keys."""

from datetime import datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaigns.kernel.actor import Actor
from campaigns.kernel.columns import Sealed
from campaigns.kernel.db import Model, Versioned
from campaigns.kernel.states import Labelled


class Role(Labelled):
    """What a person is here for; `users.rules.GRANTS` says what each may do."""

    INVESTIGATOR = "investigator", "Investigator"
    PRESS_OFFICER = "press_officer", "Press officer"
    TRIAGER = "triager", "Triager (call taker)"
    SUPERVISOR = "supervisor", "Supervisor"
    FAMILY_LIAISON = "family_liaison", "Family liaison"
    AUDITOR = "auditor", "Auditor"
    ADMINISTRATOR = "administrator", "Administrator"


class User(Versioned, Model):
    """Someone who works here. A leaver stays as a row, inactive, because the ledgers name them.

    `rank` is a key of the rules table (`policy`); "" counts as what the table gives the role.
    """

    __tablename__ = "user"

    id: Mapped[int] = mapped_column(primary_key=True)
    username: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    email: Mapped[str]
    role: Mapped[Role]
    rank: Mapped[str] = mapped_column(default="")
    active: Mapped[bool] = mapped_column(default=True)
    password_hash: Mapped[str]
    totp_sealed: Mapped[bytes | None]
    totp_confirmed_at: Mapped[datetime | None]
    totp_last_step: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    totp_secret = Sealed("totp_sealed")

    @property
    def actor(self) -> Actor:
        """Return this person as the ledgers name them."""
        return Actor(self.name, self.id)


class SignIn(Model):
    """One signed-in browser; ended by signing out, idling, age, a new password, or leaving."""

    __tablename__ = "sign_in"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    second_factor: Mapped[bool] = mapped_column(default=False)
    agent: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class KnownBrowser(Model):
    """A browser in which this person has signed in before; it has its own count of wrong tries."""

    __tablename__ = "known_browser"
    __table_args__ = (UniqueConstraint("user_id", "token_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    token_hash: Mapped[bytes]
    failed_count: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    last_at: Mapped[datetime]


class Guess(Model):
    """Wrong tries from browsers that are not known, counted by the (hashed) name that was typed.

    Names that nobody has are counted too, so that the answer does not tell which names exist.
    """

    __tablename__ = "sign_in_guess"

    name_hash: Mapped[bytes] = mapped_column(primary_key=True)
    failed_count: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    last_at: Mapped[datetime] = mapped_column(index=True)


class Invitation(Model):
    """A link by which someone becomes a user, once, for a while.

    With a `user_id` it is for someone who works here already and lost password or phone.
    """

    __tablename__ = "invitation"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str]
    name: Mapped[str]
    role: Mapped[Role]
    token_hash: Mapped[bytes] = mapped_column(unique=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    invited_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class ApiKey(Model):
    """A personal key for the API: acts as its user, shown once, kept as a keyed hash."""

    __tablename__ = "api_key"

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    label: Mapped[str]
    key_hash: Mapped[bytes] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    last_used_at: Mapped[datetime | None]
    revoked_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()
