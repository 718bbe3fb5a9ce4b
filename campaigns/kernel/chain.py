"""The hash chain under both ledgers: each line seals the one before it.

A chain has one head row. Adding a line moves the head with a guarded UPDATE, so two writers queue
for it and no number is given twice, on SQLite and PostgreSQL alike.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.kernel.db import Model, db

START = "0" * 64


class ChainHead(Model):
    """Where a chain stands: the number and the hash of its last line."""

    __tablename__ = "chain_head"

    ledger: Mapped[str] = mapped_column(primary_key=True)
    chain: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]


@dataclass(frozen=True, slots=True)
class Link:
    """A line's place in its chain."""

    seq: int
    prev_hash: str
    hash: str


def digest(prev_hash: str, content: Mapping[str, Any]) -> str:
    """Return the hash (hex SHA-256) of a line: the hash before it and its content as JSON."""
    body = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(f"{prev_hash}\n{body}".encode()).hexdigest()


def append(ledger: str, chain: int, content: Mapping[str, Any]) -> Link:
    """Take the next place in a chain for a line with this content (JSON values)."""
    session = db.session()
    mine = (ChainHead.ledger == ledger) & (ChainHead.chain == chain)
    moved = session.execute(
        update(ChainHead)
        .where(mine)
        .values(seq=ChainHead.seq + 1)
        .returning(ChainHead.seq, ChainHead.hash),
        execution_options={"synchronize_session": False},
    ).one_or_none()
    seq, before = moved or (1, START)
    link = Link(seq, before, digest(before, {**content, "seq": seq}))
    if moved is None:
        session.execute(insert(ChainHead).values(ledger=ledger, chain=chain, seq=1, hash=link.hash))
    else:
        session.execute(
            update(ChainHead).where(mine).values(hash=link.hash),
            execution_options={"synchronize_session": False},
        )
    return link


def head(ledger: str, chain: int) -> Link | None:
    """Return where a chain stands, or None if it has no line yet."""
    row = db.session.execute(
        select(ChainHead.seq, ChainHead.hash).where(
            ChainHead.ledger == ledger, ChainHead.chain == chain
        )
    ).one_or_none()
    return Link(row.seq, "", row.hash) if row else None


def first_break(lines: Iterable[tuple[Link, Mapping[str, Any]]], end: Link | None) -> int | None:
    """Return the number of the first line that was altered or is missing, or None if all hold.

    `lines` come in order; `end` is the head, without which a cut-off tail would not show.
    """
    before, expected = START, 1
    for link, content in lines:
        good = (
            link.seq == expected
            and link.prev_hash == before
            and link.hash == digest(before, {**content, "seq": link.seq})
        )
        if not good:
            return expected
        before, expected = link.hash, expected + 1
    if end is not None and (end.seq != expected - 1 or end.hash != before):
        return expected
    return None
