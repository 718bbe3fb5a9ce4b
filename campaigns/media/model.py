"""MediaAsset: a file of a case; Clearance: its uses; Poster and Film: made from its facts."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.kernel.columns import SealedOfCase
from campaigns.kernel.db import Model, Versioned
from campaigns.kernel.states import Labelled


class MediaKind(Labelled):
    """What a file is for."""

    PHOTO = "photo", "Photo"
    POSTER = "poster", "Poster"
    ATTACHMENT = "attachment", "Attachment to an update"
    EVIDENCE = "evidence", "Came with a tip"
    FILM = "film", "Film"
    SOUND = "sound", "Sound for a film"


class Use(Labelled):
    """What a photo can be cleared for."""

    PAGE = "page", "Appeal page"
    POSTER = "poster", "Posters"
    POST = "post", "Posts"
    FILM = "film", "Films"
    PARTNER = "partner", "Partners"


class MediaAsset(Versioned, Model):
    """A file kept byte for byte, with its SHA-256, and what has been made from it.

    `storage_key` and `derivatives` (name -> storage key, e.g. "clean", "thumb", "web") are keys of
    `media.storage`. A derivative has no EXIF. `crop` is {"left", "top", "width", "height"} as
    fractions 0..1 of the original. `trouble` says why there is no picture of a file. `publish` says
    that the public page may show it now; of a photo it follows its clearances (`media.clearing`).
    `made_from` are the photos that stand in it. `shows_others`: someone else, who never agreed, can
    be recognised in it, so it goes nowhere.
    """

    __tablename__ = "media_asset"
    __table_args__ = (Index("ix_media_asset_case_kind", "case_id", "kind"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"))
    kind: Mapped[MediaKind]
    file_name_sealed: Mapped[bytes | None]
    content_type: Mapped[str]
    size_bytes: Mapped[int]
    sha256: Mapped[str]
    storage_key: Mapped[str]
    derivatives: Mapped[dict[str, Any]]
    trouble: Mapped[str | None]
    width: Mapped[int | None]
    height: Mapped[int | None]
    year: Mapped[int | None]
    age_progressed: Mapped[bool] = mapped_column(default=False)
    label: Mapped[str | None]
    alt: Mapped[str] = mapped_column(default="")
    crop: Mapped[dict[str, Any] | None]
    publish: Mapped[bool] = mapped_column(default=False)
    shows_others: Mapped[bool] = mapped_column(default=False)
    made_from: Mapped[list[int]] = mapped_column(default=list)
    position: Mapped[int] = mapped_column(default=0)
    added_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    added_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]

    file_name = SealedOfCase("file_name_sealed")


class Clearance(Model):
    """One photo let out for one use, by someone, until a moment or without end; never rewritten.

    It rests on a consent, or on what `rests_on` says (a photo of the police's own). It ends when
    its time is over, its consent is withdrawn, or someone says so; `ended_why` tells which.
    """

    __tablename__ = "clearance"
    __table_args__ = (
        Index("ix_clearance_asset", "asset_id", "use", "ended_at"),
        Index("ix_clearance_ends", "ended_at", "until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    asset_id: Mapped[int] = mapped_column(ForeignKey("media_asset.id"))
    use: Mapped[Use]
    until: Mapped[datetime | None]
    consent_id: Mapped[int | None] = mapped_column(ForeignKey("consent.id"))
    rests_on: Mapped[str] = mapped_column(default="")
    cleared_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    cleared_at: Mapped[datetime]
    warned_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    ended_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    ended_why: Mapped[str | None]


class KitState(Labelled):
    """Where the making of a case's posters stands."""

    QUEUED = "queued", "Waiting for its turn", "wait"
    DRAWING = "drawing", "Being drawn", "wait"
    READY = "ready", "Ready", "ok"
    FAILED = "failed", "Failed", "life"


class PosterKit(Model):
    """One making of all posters of a case, in all formats and languages: a version of them.

    `facts` maps a language to what stands on its posters. `troubles` says what does not fit, by the
    place where it was typed. `maker` is the process that draws it now, `seen_at` when that last
    said so. `closed` is the kit of neutral cards that follows when the appeal is over.
    """

    __tablename__ = "poster_kit"
    __table_args__ = (Index("ix_poster_kit_state", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    design: Mapped[str]
    languages: Mapped[list[str]]
    bleed: Mapped[bool]
    strip: Mapped[bool]
    closed: Mapped[bool] = mapped_column(default=False)
    facts: Mapped[dict[str, Any]]
    facts_hash: Mapped[str]
    state: Mapped[KitState]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int]
    reason: Mapped[str | None]
    troubles: Mapped[dict[str, Any]]
    attempt: Mapped[int] = mapped_column(default=0)
    maker: Mapped[str | None]
    asked_by: Mapped[str]
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]


class Poster(Model):
    """One poster of a kit: its format and language, the facts it shows, and the file.

    `warnings` says what is not as good as it could be, in sentences.
    """

    __tablename__ = "poster"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    kit_id: Mapped[int | None] = mapped_column(ForeignKey("poster_kit.id"), index=True)
    format: Mapped[str]
    language: Mapped[str] = mapped_column(default="en")
    facts: Mapped[dict[str, Any]]
    facts_hash: Mapped[str]
    asset_id: Mapped[int] = mapped_column(ForeignKey("media_asset.id"))
    text_equivalent: Mapped[str]
    warnings: Mapped[list[str]]
    made_at: Mapped[datetime]


class PosterChoice(Model):
    """What somebody chose for a case's posters: look, languages, and how pages are printed."""

    __tablename__ = "poster_choice"

    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), primary_key=True)
    design: Mapped[str]
    languages: Mapped[list[str]]
    bleed: Mapped[bool]
    strip: Mapped[bool]


class PosterPhrase(Model):
    """How something the public is told is said in another language, or shorter, on posters.

    A phrase counts for exactly the words it was given for (`source`): when these change, it does
    not count any more.
    """

    __tablename__ = "poster_phrase"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    language: Mapped[str]
    source_sealed: Mapped[bytes]
    words_sealed: Mapped[bytes]
    given_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    given_at: Mapped[datetime]

    source = SealedOfCase("source_sealed")
    words = SealedOfCase("words_sealed")


class PosterPlace(Model):
    """Where printed posters hang, how many, who put them there; until somebody took them down."""

    __tablename__ = "poster_place"

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    kit_id: Mapped[int | None] = mapped_column(ForeignKey("poster_kit.id"))
    where_sealed: Mapped[bytes]
    by_sealed: Mapped[bytes]
    copies: Mapped[int]
    lat: Mapped[float | None]
    lon: Mapped[float | None]
    hung_at: Mapped[datetime]
    noted_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    noted_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    removed_by: Mapped[str | None]

    where = SealedOfCase("where_sealed")
    by = SealedOfCase("by_sealed")


class Brand(Model):
    """The agency's own colours and logo on posters; there is one row, or none for the house's."""

    __tablename__ = "brand"

    id: Mapped[int] = mapped_column(primary_key=True)
    ink: Mapped[str]
    beam: Mapped[str]
    logo_key: Mapped[str | None]
    changed_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    changed_at: Mapped[datetime]


class FilmState(Labelled):
    """Where the making of a film stands."""

    QUEUED = "queued", "Waiting for its turn", "wait"
    MAKING = "making", "Being made", "wait"
    READY = "ready", "Ready", "ok"
    FAILED = "failed", "Failed", "life"
    CANCELLED = "cancelled", "Cancelled"


class Film(Model):
    """One making of a film. `facts` are empty for a film that somebody brought along.

    `told` is every word that is seen in it, `captions` maps a language to its cues, each
    {"start_ms", "end_ms", "text"}. `maker` is the process that makes it now ("host:pid"),
    `seen_at` when that last said so, `attempt` how often it was begun. The film, its still and its
    thumbnail are files of `asset_id`.
    """

    __tablename__ = "film"
    __table_args__ = (Index("ix_film_state", "state", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("case.id"), index=True)
    shape: Mapped[str]
    language: Mapped[str]
    codec: Mapped[str]
    sound: Mapped[str]
    sound_asset_id: Mapped[int | None] = mapped_column(ForeignKey("media_asset.id"))
    facts: Mapped[dict[str, Any]]
    facts_hash: Mapped[str]
    told: Mapped[list[str]]
    captions: Mapped[dict[str, Any]]
    state: Mapped[FilmState]
    progress: Mapped[int] = mapped_column(default=0)
    reason: Mapped[str | None]
    length_ms: Mapped[int | None]
    attempt: Mapped[int] = mapped_column(default=0)
    maker: Mapped[str | None]
    asset_id: Mapped[int | None] = mapped_column(ForeignKey("media_asset.id"))
    asked_by_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    asked_at: Mapped[datetime]
    seen_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
