"""Find what is hidden or to be hidden, and who is blocked."""

import hashlib
from datetime import datetime

from sqlalchemy import select

from campaigns.channels.model import Channel, ChannelState
from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound
from campaigns.moderation.model import BlockedSender, HideState, Hiding, SenderBlock


def hash_author(platform: str, author: str) -> bytes:
    """Return what a public author on a platform is found by."""
    return hashlib.sha256(f"{platform}|{author}".encode()).digest()


def find_hiding(tip_id: int) -> Hiding | None:
    """Return the hiding of a tip, or None."""
    return db.session.scalar(select(Hiding).where(Hiding.tip_id == tip_id))


def get_hiding(hiding_id: int) -> Hiding:
    """Return a hiding, or say that there is none."""
    found = db.session.get(Hiding, hiding_id)
    if found is None:
        raise NotFound("There is nothing like that to hide.")
    return found


def list_hidings(limit: int = 200) -> list[Hiding]:
    """Return the newest hidings of all cases."""
    return list(db.session.scalars(select(Hiding).order_by(Hiding.id.desc()).limit(limit)))


def due_hidings(now: datetime) -> list[int]:
    """Return what is to be hidden now, the oldest words first."""
    rows = select(Hiding.id).where(Hiding.state == HideState.ASKED, Hiding.not_before <= now)
    return list(db.session.scalars(rows.order_by(Hiding.said_at)))


def find_blocked(platform: str, author: str) -> BlockedSender | None:
    """Return the block of an author, lifted or not, or None."""
    return db.session.scalar(
        select(BlockedSender).where(
            BlockedSender.platform == platform,
            BlockedSender.author_hash == hash_author(platform, author),
        )
    )


def get_blocked(sender_id: int) -> BlockedSender:
    """Return a block, or say that there is none."""
    found = db.session.get(BlockedSender, sender_id)
    if found is None:
        raise NotFound("Nobody like that is blocked.")
    return found


def list_blocked() -> list[BlockedSender]:
    """Return who is blocked now, the newest first."""
    rows = select(BlockedSender).where(BlockedSender.lifted_at.is_(None))
    return list(db.session.scalars(rows.order_by(BlockedSender.id.desc())))


def blocks_of(sender_id: int) -> list[SenderBlock]:
    """Return how far a block is on each account."""
    return list(db.session.scalars(select(SenderBlock).where(SenderBlock.sender_id == sender_id)))


def due_blocks(now: datetime) -> list[int]:
    """Return the accounts on which someone is still to be blocked."""
    rows = (
        select(SenderBlock.id)
        .join(BlockedSender, BlockedSender.id == SenderBlock.sender_id)
        .where(
            SenderBlock.done_at.is_(None),
            SenderBlock.not_before <= now,
            BlockedSender.lifted_at.is_(None),
        )
    )
    return list(db.session.scalars(rows.order_by(SenderBlock.id)))


def get_block(block_id: int) -> SenderBlock:
    """Return one account's part of a block."""
    found = db.session.get(SenderBlock, block_id)
    if found is None:
        raise NotFound("There is no such block.")
    return found


def list_accounts_on(platform: str) -> list[int]:
    """Return the accounts that we have on a platform and can use."""
    usable = (ChannelState.CONNECTED, ChannelState.PAUSED)
    rows = select(Channel.id).where(Channel.platform == platform, Channel.state.in_(usable))
    return list(db.session.scalars(rows.order_by(Channel.id)))
