"""Find who asked for news of an appeal, and who is to get what an account says."""

from collections.abc import Iterator

from sqlalchemy import func, select

from campaigns.appeals.model import Appeal, AppealChannel, Subscriber, SubscriberState
from campaigns.channels.model import Channel, ChannelState, PressContact
from campaigns.kernel import settings
from campaigns.kernel.db import db
from campaigns.platforms import registry
from campaigns.platforms.base import Recipient

PRESS_FROM = 1_000_000_000  # recipients of the press list are numbered apart from subscribers


def find_subscriber(case_id: int, medium: str, address_hash: bytes) -> Subscriber | None:
    """Return who asked with this address, or None."""
    return db.session.scalar(
        select(Subscriber).where(
            Subscriber.case_id == case_id,
            Subscriber.medium == medium,
            Subscriber.address_hash == address_hash,
        )
    )


def find_by_token(token_hash: bytes) -> Subscriber | None:
    """Return whose page a token opens, or None."""
    return db.session.scalar(select(Subscriber).where(Subscriber.token_hash == token_hash))


def list_of_case(case_id: int) -> list[Subscriber]:
    """Return whoever asked for news of a case and whose address is still kept."""
    found = select(Subscriber).where(
        Subscriber.case_id == case_id, Subscriber.state != SubscriberState.ENDED
    )
    return list(db.session.scalars(found.order_by(Subscriber.id)))


def count_followers(case_id: int) -> dict[str, int]:
    """Return how many get news of a case, by medium."""
    rows = db.session.execute(
        select(Subscriber.medium, func.count())
        .where(Subscriber.case_id == case_id, Subscriber.state == SubscriberState.FOLLOWS)
        .group_by(Subscriber.medium)
    )
    return {row[0]: row[1] for row in rows}


def ways_to_follow(appeal: Appeal) -> dict[str, Channel]:
    """Return the accounts through which people can follow an appeal, by medium."""
    rows = db.session.scalars(
        select(Channel)
        .join(AppealChannel, AppealChannel.channel_id == Channel.id)
        .where(AppealChannel.appeal_id == appeal.id, Channel.state == ChannelState.CONNECTED)
        .order_by(AppealChannel.id.desc())
    )
    return {medium: row for row in rows if (medium := registry.platform(row.platform).addresses)}


def recipients_of(channel_id: int, case_id: int) -> tuple[Recipient, ...]:
    """Return everyone who is to get what a case says on an account: press first, then followers.

    Whoever stands on both lists gets it once.
    """
    name = db.session.scalar(select(Channel.platform).where(Channel.id == channel_id))
    medium = registry.platform(name).addresses if name else ""
    if not medium:
        return ()
    listed = (*_press(channel_id), *_followers(case_id, medium))
    first = {each.address.casefold(): each for each in reversed(listed)}
    return tuple(each for each in listed if first[each.address.casefold()] is each)


def still_wants(recipient_id: int) -> bool:
    """Say whether someone on the list has not been taken off it, or has not said stop."""
    if recipient_id > PRESS_FROM:
        contact = db.session.get(PressContact, recipient_id - PRESS_FROM)
        return contact is not None and contact.removed_at is None
    row = db.session.get(Subscriber, recipient_id)
    return row is not None and row.state is SubscriberState.FOLLOWS


def _press(channel_id: int) -> Iterator[Recipient]:
    rows = db.session.scalars(
        select(PressContact)
        .where(PressContact.channel_id == channel_id, PressContact.removed_at.is_(None))
        .order_by(PressContact.id)
    )
    for row in rows:
        yield Recipient(PRESS_FROM + row.id, row.address)


def _followers(case_id: int, medium: str) -> Iterator[Recipient]:
    slug = db.session.scalar(select(Appeal.slug).where(Appeal.case_id == case_id))
    rows = db.session.scalars(
        select(Subscriber)
        .where(
            Subscriber.case_id == case_id,
            Subscriber.medium == medium,
            Subscriber.state == SubscriberState.FOLLOWS,
        )
        .order_by(Subscriber.id)
    )
    for row in rows:
        address = f"{settings.current().public_url}/a/{slug}/stop/{row.token}"
        yield Recipient(row.id, row.address, address)
