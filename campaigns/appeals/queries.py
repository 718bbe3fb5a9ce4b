"""Find appeals and the accounts that they speak through."""

from dataclasses import dataclass
from datetime import time

from sqlalchemy import bindparam, select, update

from campaigns.appeals.model import IN_USE, Appeal, AppealChannel, AppealState
from campaigns.appeals.quiet import Quiet
from campaigns.cases.model import Case
from campaigns.channels.model import Channel
from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound
from campaigns.media.model import KitState, PosterKit


def find_appeal(case_id: int) -> Appeal | None:
    """Return the appeal of a case, or None."""
    return db.session.scalar(select(Appeal).where(Appeal.case_id == case_id))


def get_appeal(case_id: int) -> Appeal:
    """Return the appeal of a case, or say that there is none."""
    appeal = find_appeal(case_id)
    if appeal is None:
        raise NotFound("This case has no appeal.")
    return appeal


def read_appeal(appeal_id: int) -> Appeal:
    """Return the appeal by its own id, or say that there is none."""
    appeal = db.session.get(Appeal, appeal_id)
    if appeal is None:
        raise NotFound("There is no such appeal.")
    return appeal


_QUIET = (
    select(Appeal.quiet_from, Appeal.quiet_until, Case.timezone)
    .join(Case, Case.id == Appeal.case_id)
    .where(Appeal.case_id == bindparam("case_id"))
)


def quiet_of(case_id: int) -> Quiet | None:
    """Return the quiet hours of a case's appeal, or None."""
    row = db.session.execute(_QUIET, {"case_id": case_id}).one_or_none()
    if row is None or row.quiet_from is None or row.quiet_until is None:
        return None
    hours = time.fromisoformat(row.quiet_from), time.fromisoformat(row.quiet_until)
    return Quiet(*hours, row.timezone)


def find_by_slug(slug: str) -> Appeal | None:
    """Return the appeal at this address, whatever its state, or None."""
    return db.session.scalar(select(Appeal).where(Appeal.slug == slug))


_LISTENER = select(Appeal.case_id, Appeal.state).where(Appeal.slug == bindparam("slug"))


def find_listener(slug: str) -> tuple[int, AppealState] | None:
    """Return the case that hears what is told at this address, and the appeal's state, or None."""
    row = db.session.execute(_LISTENER, {"slug": slug}).one_or_none()
    return (row.case_id, row.state) if row else None


def find_by_code(code: str) -> Appeal | None:
    """Return the appeal with this code (as `address.read_code` gives it), or None."""
    return db.session.scalar(select(Appeal).where(Appeal.code == code))


def find_by_hashtag(hashtag_key: str) -> Appeal | None:
    """Return the live or paused appeal that holds this hashtag, or None."""
    return db.session.scalar(
        select(Appeal).where(Appeal.hashtag_key == hashtag_key, Appeal.state.in_(IN_USE))
    )


def list_live() -> list[Appeal]:
    """Return the appeals that the public sees, newest first."""
    return list(
        db.session.scalars(
            select(Appeal)
            .where(Appeal.state == AppealState.LIVE)
            .order_by(Appeal.launched_at.desc(), Appeal.id.desc())
        )
    )


def list_ended_with_posters() -> list[Appeal]:
    """Return the appeals that ended and had posters drawn, but have no closing cards yet."""
    drawn = select(PosterKit.case_id).where(PosterKit.state == KitState.READY)
    closed = drawn.where(PosterKit.closed)
    found = select(Appeal).where(
        Appeal.state == AppealState.ENDED,
        Appeal.case_id.in_(drawn),
        Appeal.case_id.not_in(closed),
    )
    return list(db.session.scalars(found.order_by(Appeal.id)))


def channels_of(appeal_id: int) -> list[Channel]:
    """Return the accounts that an appeal speaks through, in the order they were added."""
    return list(
        db.session.scalars(
            select(Channel)
            .join(AppealChannel, AppealChannel.channel_id == Channel.id)
            .where(AppealChannel.appeal_id == appeal_id)
            .order_by(AppealChannel.id)
        )
    )


def find_link(appeal_id: int, channel_id: int) -> AppealChannel | None:
    """Return the row by which an appeal speaks through an account, or None."""
    return db.session.scalar(
        select(AppealChannel).where(
            AppealChannel.appeal_id == appeal_id, AppealChannel.channel_id == channel_id
        )
    )


@dataclass(frozen=True, slots=True)
class PageVersion:
    """What an appeal's page would be made from: changes whenever the page would look different."""

    appeal: int
    case: int
    state: AppealState
    timezone: str


def find_page_version(slug: str) -> PageVersion | None:
    """Return the version of the page at this address by one indexed look, or None."""
    row = db.session.execute(
        select(Appeal.page_version, Case.public_version, Appeal.state, Case.timezone)
        .join(Case, Case.id == Appeal.case_id)
        .where(Appeal.slug == slug)
    ).one_or_none()
    return PageVersion(*row) if row else None


def list_live_versions() -> tuple[tuple[int, int, int], ...]:
    """Return (id, page version, public version) of each live appeal, for pages that list them."""
    rows = db.session.execute(
        select(Appeal.id, Appeal.page_version, Case.public_version)
        .join(Case, Case.id == Appeal.case_id)
        .where(Appeal.state == AppealState.LIVE)
        .order_by(Appeal.id)
    )
    return tuple((row[0], row[1], row[2]) for row in rows)


def move_page_version(case_id: int) -> None:
    """Move the page version of a case's appeal on, past `Versioned`: a redrawn page is no edit."""
    db.session.execute(
        update(Appeal)
        .where(Appeal.case_id == case_id)
        .values(page_version=Appeal.page_version + 1),
        execution_options={"synchronize_session": False},
    )


def contacts_of(case_id: int) -> list[str]:
    """Return the numbers and addresses at which an appeal itself can be told something."""
    found = select(Appeal.contact_phone, Appeal.contact_email).where(Appeal.case_id == case_id)
    return [each for row in db.session.execute(found) for each in row if each]
