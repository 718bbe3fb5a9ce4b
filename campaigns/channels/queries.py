"""Find channels, what they have heard, and the platforms that there are."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, joinedload

from campaigns.channels.model import AppRegistration, Channel, ChannelCursor, ChannelState
from campaigns.kernel import settings
from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound
from campaigns.platforms import registry
from campaigns.platforms.base import Field, Platform


@dataclass(frozen=True, slots=True)
class PlatformView:
    """What a page needs to know of a platform: enough to draw its connect form."""

    name: str
    label: str
    rehearsal: bool
    fields: tuple[Field, ...]
    makes_accounts: bool
    name_max: int
    bio_max: int
    handle_max: int = 30
    signs_in: bool = False
    app_fields: tuple[Field, ...] = ()
    checklist: tuple[str, ...] = ()
    terms: str = ""
    keeps_days: int | None = None
    addresses: str = ""
    tells_free: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """What opens an account, read apart from whatever the caller has in hand."""

    platform: str
    state: ChannelState
    credentials: dict[str, str] | None
    registration: dict[str, str]


def get_channel(channel_id: int) -> Channel:
    """Return the channel, or say that there is none."""
    channel = db.session.get(Channel, channel_id)
    if channel is None:
        raise NotFound("There is no such account.")
    return channel


def find_channel(platform: str, handle: str) -> Channel | None:
    """Return the account of this name on a platform, or None."""
    return db.session.scalar(
        select(Channel).where(Channel.platform == platform, Channel.handle == handle)
    )


def list_channels() -> list[Channel]:
    """Return every account, disconnected ones last."""
    return list(
        db.session.scalars(
            select(Channel)
            .options(joinedload(Channel.owner), joinedload(Channel.deputy))
            .order_by(Channel.state == ChannelState.DISCONNECTED, Channel.platform, Channel.handle)
        )
    )


def list_dedicated(case_id: int) -> list[Channel]:
    """Return the accounts that were made for a case."""
    return list(
        db.session.scalars(
            select(Channel).where(Channel.dedicated_case_id == case_id).order_by(Channel.id)
        )
    )


def list_kept_by(user_id: int) -> list[Channel]:
    """Return the accounts that a person owns or is the deputy of."""
    kept = or_(Channel.owner_id == user_id, Channel.deputy_id == user_id)
    return list(
        db.session.scalars(
            select(Channel)
            .where(kept, Channel.state != ChannelState.DISCONNECTED)
            .order_by(Channel.id)
        )
    )


def list_needing_someone() -> list[Channel]:
    """Return the accounts that do not work until someone looks."""
    return list(db.session.scalars(select(Channel).where(Channel.state == ChannelState.BROKEN)))


def get_cursor(channel_id: int, stream: str) -> str | None:
    """Return how far a stream has been heard; None is the beginning."""
    row = find_cursor(channel_id, stream)
    return row.cursor if row else None


def find_cursor(channel_id: int, stream: str) -> ChannelCursor | None:
    """Return the row that remembers how far a stream has been heard."""
    return db.session.scalar(
        select(ChannelCursor).where(
            ChannelCursor.channel_id == channel_id, ChannelCursor.stream == stream
        )
    )


def read_key(channel_id: int) -> Key:
    """Read what opens an account in a session of its own, which is over before this returns.

    So the caller's own transaction is neither begun nor ended, and no connection is held while the
    account is used.
    """
    with Session(db.engine) as reading:
        row = reading.get(Channel, channel_id)
        if row is None:
            raise NotFound("There is no such account.")
        ours = reading.get(AppRegistration, row.platform)
        registration = ours.credentials if ours else {}
        return Key(row.platform, row.state, row.credentials, registration)


def read_registration(platform: str) -> dict[str, str]:
    """Return what we are registered with at a platform; empty where we are not."""
    row = db.session.get(AppRegistration, platform)
    return dict(row.credentials) if row else {}


def list_registered() -> set[str]:
    """Return the names of the platforms that know us."""
    return set(db.session.scalars(select(AppRegistration.platform)))


def lock_channel(channel_id: int) -> Channel:
    """Return an account as it is now, and let nobody else change it in this transaction."""
    found = select(Channel).where(Channel.id == channel_id).with_for_update(of=Channel)
    channel = db.session.scalar(found, execution_options={"populate_existing": True})
    if channel is None:
        raise NotFound("There is no such account.")
    return channel


def mark(channel_id: int, *, was: ChannelState | None = None, **what: object) -> bool:
    """Set columns that say how an account is doing; True if the row was there (and was `was`).

    Many posts report at once, so this leaves the row's version alone: the last word counts.
    """
    here = update(Channel).where(Channel.id == channel_id)
    if was is not None:
        here = here.where(Channel.state == was)
    done = db.session.execute(here.values(**what).returning(Channel.id))
    return done.one_or_none() is not None


def set_cursor(channel_id: int, stream: str, **what: object) -> bool:
    """Set what is remembered of a stream; False if it was never heard before."""
    done = db.session.execute(
        update(ChannelCursor)
        .where(ChannelCursor.channel_id == channel_id, ChannelCursor.stream == stream)
        .values(**what)
        .returning(ChannelCursor.id)
    )
    return done.one_or_none() is not None


def set_hinted(channel_id: int, now: datetime) -> None:
    """Set when a platform last hinted that there is something to hear on an account."""
    db.session.execute(
        update(ChannelCursor).where(ChannelCursor.channel_id == channel_id).values(hinted_at=now)
    )


def list_platforms() -> list[PlatformView]:
    """Return every platform that this house may use, as a page may see it, by label."""
    views = (_view(each) for each in registry.all_platforms().values())
    only_rehearsal = settings.current().rehearsal
    return sorted((each for each in views if each.rehearsal or not only_rehearsal), key=_label)


def get_platform(name: str) -> PlatformView:
    """Return one platform as a page may see it."""
    return _view(registry.platform(name))


def _label(view: PlatformView) -> str:
    return view.label


def _view(platform: Platform) -> PlatformView:
    return PlatformView(
        platform.name,
        platform.label,
        platform.rehearsal,
        platform.credentials,
        platform.makes_accounts is not None,
        platform.limits.name_max,
        platform.limits.bio_max,
        platform.limits.handle_max,
        platform.sign_in is not None,
        platform.app_fields,
        platform.checklist,
        platform.terms,
        platform.keeps_days,
        platform.addresses,
        platform.is_free is not None,
    )
