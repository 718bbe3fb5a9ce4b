"""The hash chain under both ledgers: each line seals the one before it.

A chain has one head row. Adding a line moves the head with a guarded UPDATE, so two writers queue
for it and no number is given twice, on SQLite and PostgreSQL alike.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, bindparam, select, update
from sqlalchemy.orm import Mapped, mapped_column

from campaigns.kernel.db import Model, db, insert_unless_there
from campaigns.kernel.errors import Broken

START = "0" * 64


class ChainHead(Model):
    """Where a chain stands: the number and the hash of its last line."""

    __tablename__ = "chain_head"

    ledger: Mapped[str] = mapped_column(primary_key=True)
    chain: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int]
    hash: Mapped[str]


# Every line of both ledgers asks these two, so they are put together once, past the ORM.
_HEAD = ChainHead.metadata.tables["chain_head"]
_MINE = and_(_HEAD.c.ledger == bindparam("of"), _HEAD.c.chain == bindparam("on"))
_MOVE = update(_HEAD).where(_MINE).values(seq=_HEAD.c.seq + 1).returning(_HEAD.c.seq, _HEAD.c.hash)
_SEAL = update(_HEAD).where(_MINE).values(hash=bindparam("end"))


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
    seq, before = _move(ledger, chain) or _begin(ledger, chain)
    link = Link(seq, before, digest(before, {**content, "seq": seq}))
    db.session.execute(_SEAL, {"of": ledger, "on": chain, "end": link.hash})
    return link


def _move(ledger: str, chain: int) -> tuple[int, str] | None:
    """Move the head on by one; return its new number and the hash it still has."""
    moved = db.session.execute(_MOVE, {"of": ledger, "on": chain}).one_or_none()
    return (moved.seq, moved.hash) if moved else None


def _begin(ledger: str, chain: int) -> tuple[int, str]:
    """Make the head of a new chain, unless another writer does so now, and move it."""
    insert_unless_there(ChainHead, ledger=ledger, chain=chain, seq=0, hash=START)
    moved = _move(ledger, chain)
    if moved is None:
        raise Broken(f"The head of the {ledger} of {chain} cannot be made.")
    return moved


def head(ledger: str, chain: int) -> Link | None:
    """Return where a chain stands, or None if it has no line yet."""
    row = db.session.execute(
        select(ChainHead.seq, ChainHead.hash).where(
            ChainHead.ledger == ledger, ChainHead.chain == chain
        )
    ).one_or_none()
    return Link(row.seq, "", row.hash) if row else None


def heads(ledger: str) -> list[int]:
    """Return which chains a ledger has, in order."""
    found = select(ChainHead.chain).where(ChainHead.ledger == ledger).order_by(ChainHead.chain)
    return list(db.session.scalars(found))


def first_break(lines: Iterable[tuple[Link, Mapping[str, Any]]], end: Link | None) -> int | None:
    """Return the number of the first line that was altered or is missing, or None if all hold.

    `lines` come in order; `end` is the head, without which a cut-off tail would not show: lines
    without a head are a break, too.
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
    last, last_hash = (end.seq, end.hash) if end else (0, START)
    return None if (last, last_hash) == (expected - 1, before) else expected
