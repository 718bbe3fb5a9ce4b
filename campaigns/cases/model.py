"""Case, and what belongs to one: members, people, what happened, facts, what may be said."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaigns.cases.publicity import Publicity
from campaigns.kernel.columns import Sealed, SealedOfCase
from campaigns.kernel.db import Model, Versioned
from campaigns.kernel.states import Labelled
from campaigns.users.model import User


class CaseKind(Labelled):
    """What sort of appeal it is; decides fields, wording, cadence and closing rules."""

    MISSING = "missing", "Missing person"
    WITNESS = "witness", "Witness appeal"
    IDENTIFY = "identify", "Identify a person"
    REMAINS = "remains", "Unidentified remains"


class Risk(Labelled):
    """How urgent it is."""

    HIGH = "high", "High risk", "life"
    MEDIUM = "medium", "Medium risk", "wait"
    STANDARD = "standard", "Standard"


class CaseState(Labelled):
    """Where a case stands."""

    OPEN = "open", "Open", "ok"
    CLOSED = "closed", "Closed"
    RETIRED = "retired", "Retired"


class Outcome(Labelled):
    """How a case ended."""

    LOCATED_SAFE = "located_safe", "Found safe"
    LOCATED_HARMED = "located_harmed", "Found, harmed"
    DECEASED = "deceased", "Found dead"
    IDENTIFIED = "identified", "Identified"
    SOLVED = "solved", "Solved"
    NO_LONGER_NEEDED = "no_longer_needed", "Appeal no longer needed"


class DecisionKind(Labelled):
    """What a decision is about."""

    OTHER = "other", "Decision"
    PUBLISH = "publish", "Publish"
    WITHHOLD = "withhold", "Do not publish"


class PersonRole(Labelled):
    """What a person is to the case."""

    MISSING = "missing", "Missing"
    SOUGHT = "sought", "To be identified"
    REMAINS = "remains", "Unidentified"
    COMPANION = "companion", "Companion"


class Visibility(Labelled):
    """Who may see a fact."""

    PUBLIC = "public", "Public"
    FAMILY = "family", "Family"
    STAFF = "staff", "Staff"
    WITHHELD = "withheld", "Withheld"


class Case(Versioned, Model):
    """One matter under inquiry. Rehearsal cases can never reach a real platform.

    `public_version` moves whenever something that the public is shown of the case changes.
    """

    __tablename__ = "case"

    id: Mapped[int] = mapped_column(primary_key=True)
    reference: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[CaseKind]
    title: Mapped[str]
    risk: Mapped[Risk]
    state: Mapped[CaseState] = mapped_column(default=CaseState.OPEN)
    publicity: Mapped[Publicity] = mapped_column(default=Publicity.UNDECIDED)
    outcome: Mapped[Outcome | None]
    rehearsal: Mapped[bool]
    timezone: Mapped[str]
    languages: Mapped[list[str]]
    partners: Mapped[list[str]]
    lead_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    deputy_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    liaison_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    opened_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    public_version: Mapped[int] = mapped_column(default=1)

    lead: Mapped[User] = relationship(foreign_keys=[lead_id])
    deputy: Mapped[User] = relationship(foreign_keys=[deputy_id])
    liaison: Mapped[User | None] = relationship(foreign_keys=[liaison_id])


class CaseMember(Model):
    """Someone who works on a case; lead, deputy and liaison are members too."""

    __tablename__ = "case_member"
    __table_args__ = (UniqueConstraint("case_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    added_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    added_at: Mapped[datetime]

    user: Mapped[User] = relationship(foreign_keys=[user_id])


class Person(Versioned, Model):
    """Someone the case is about. `public_name` is what the public is told, if anything."""

    __tablename__ = "person"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    role: Mapped[PersonRole]
    name_sealed: Mapped[bytes | None]
    public_name: Mapped[str | None]
    aliases: Mapped[list[str]]
    publish_aliases: Mapped[bool] = mapped_column(default=False)
    birth_date_sealed: Mapped[bytes | None]
    age_from: Mapped[int | None]
    age_to: Mapped[int | None]
    sex: Mapped[str | None]
    height_cm: Mapped[int | None]
    build: Mapped[str | None]
    hair: Mapped[str | None]
    eyes: Mapped[str | None]
    languages_spoken: Mapped[str | None]
    clothing: Mapped[str | None]
    relation: Mapped[str | None]
    publish: Mapped[bool] = mapped_column(default=True)

    name = SealedOfCase("name_sealed")
    birth_date_text = SealedOfCase("birth_date_sealed")

    @property
    def birth_date(self) -> date | None:
        """Return the date of birth; only ages are ever published."""
        return date.fromisoformat(self.birth_date_text) if self.birth_date_text else None


class LastSeen(Model):
    """Where and when the person was last seen, as far as is known; the newest one counts."""

    __tablename__ = "last_seen"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    at: Mapped[datetime]
    timezone: Mapped[str]
    place: Mapped[str]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    confirmed: Mapped[bool] = mapped_column(default=False)
    source: Mapped[str]


class Incident(Versioned, Model):
    """What witnesses may have seen: when, where, and how far around."""

    __tablename__ = "incident"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), unique=True)
    what: Mapped[str]
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]
    place: Mapped[str]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    radius_m: Mapped[int | None]


class Fact(Versioned, Model):
    """One statement, with where it comes from and who may see it."""

    __tablename__ = "fact"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    visibility: Mapped[Visibility]
    position: Mapped[int] = mapped_column(default=0)
    text_sealed: Mapped[bytes]
    source_sealed: Mapped[bytes | None]

    text = SealedOfCase("text_sealed")
    source = SealedOfCase("source_sealed")


class HoldbackDetail(Versioned, Model):
    """A withheld detail: ways to say it, words that only come close, why, and who may know."""

    __tablename__ = "holdback_detail"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    detail_sealed: Mapped[bytes]
    terms_sealed: Mapped[bytes]
    translations_sealed: Mapped[bytes | None]
    loose_sealed: Mapped[bytes | None]
    reason_sealed: Mapped[bytes | None]
    reader_ids: Mapped[list[int]]

    detail = SealedOfCase("detail_sealed")
    terms = SealedOfCase("terms_sealed")
    translations = SealedOfCase("translations_sealed")
    loose = SealedOfCase("loose_sealed")
    reason = SealedOfCase("reason_sealed")


class Consent(Model):
    """Who said yes or no to what, for where (nothing: everywhere), until when; only withdrawn.

    `scopes` is what is understood of `scope`, the words. `followed_at`: its end has had its effect.
    """

    __tablename__ = "consent"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    given_by_sealed: Mapped[bytes]
    scope: Mapped[str]
    scopes: Mapped[list[str]] = mapped_column(default=list)
    channels: Mapped[list[str]] = mapped_column(default=list)
    refused: Mapped[bool] = mapped_column(default=False)
    how: Mapped[str]
    given_at: Mapped[datetime]
    until: Mapped[datetime | None]
    warned_at: Mapped[datetime | None]
    followed_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    withdrawn_at: Mapped[datetime | None]

    given_by = SealedOfCase("given_by_sealed")


class Decision(Model):
    """Who decided what, and why; append-only.

    Of a decision whether to publish: the harm check it rests on, the risk, the version of the rules
    and the decider's rank as they then were, the scopes that go out without a consent
    (`uncovered`), and, where the decider did not sign in themselves, who wrote it down for them.
    """

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    kind: Mapped[DecisionKind] = mapped_column(default=DecisionKind.OTHER)
    what: Mapped[str]
    why_sealed: Mapped[bytes | None]
    decided_by_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    check_id: Mapped[int | None]
    rules_version: Mapped[int | None]
    risk: Mapped[Risk | None]
    rank: Mapped[str | None]
    uncovered: Mapped[list[str]] = mapped_column(default=list)

    why = SealedOfCase("why_sealed")
    decided_by: Mapped[User] = relationship(foreign_keys=[decided_by_id])
    recorded_by: Mapped[User | None] = relationship(foreign_keys=[recorded_by_id])


class FormDraft(Model):
    """What someone has typed into a form and not yet saved, kept as typed.

    `form` names the form ("launch"); `case_id` is 0 before there is a case.
    """

    __tablename__ = "form_draft"
    __table_args__ = (UniqueConstraint("user_id", "form", "case_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    form: Mapped[str]
    case_id: Mapped[int] = mapped_column(default=0)
    typed_sealed: Mapped[bytes]
    saved_at: Mapped[datetime]

    typed = Sealed("typed_sealed")
