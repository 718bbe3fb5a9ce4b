"""Words that are sealed in their column, and the keys that seal them.

A sealed column is a bytes column with a `Sealed` beside it. The data key belongs to a scope (one
case, or the house) and is itself sealed by the vault, so that destroying one row of `data_key`
makes every sealed word of that case unreadable, in backups too.
"""

import hmac
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any, overload

from sqlalchemy.orm import Mapped, mapped_column

from campaigns.kernel import vault
from campaigns.kernel.db import Model, atomic, db
from campaigns.kernel.errors import Broken

HOUSE = "house"


class DataKey(Model):
    """The key of one scope, sealed by the vault; empty once it has been destroyed."""

    __tablename__ = "data_key"

    scope: Mapped[str] = mapped_column(primary_key=True)
    sealed: Mapped[bytes]
    made_at: Mapped[datetime]
    destroyed_at: Mapped[datetime | None]


def case_scope(case_id: int) -> str:
    """Return the scope of a case's key."""
    return f"case:{case_id}"


@atomic
def make_data_key(scope: str, at: datetime) -> None:
    """Make the key of a scope; a case makes its own when it is opened."""
    sealed = vault.vault().seal(vault.new_key(), f"data_key:{scope}")
    db.session.add(DataKey(scope=scope, sealed=sealed, made_at=at))
    db.session.flush()


@atomic
def destroy_data_key(scope: str, at: datetime) -> None:
    """Forget a key for good: whatever it sealed can never be read again."""
    key = db.session.get(DataKey, scope)
    if key is not None:
        key.sealed = b""
        key.destroyed_at = at


def _data_key(scope: str) -> bytes:
    kept: dict[str, bytes] = db.session().info.setdefault("data_keys", {})
    if scope not in kept:
        with db.session.no_autoflush:
            row = db.session.get(DataKey, scope)
        if row is None or not row.sealed:
            raise Broken(f"The key of {scope} is not there (any more).")
        kept[scope] = vault.vault().unseal(row.sealed, f"data_key:{scope}")
    return kept[scope]


class Sealed:
    """Words beside a `<name>_sealed` column, sealed when set and opened when read.

    `scope` tells from the row whose key it is; a row without one takes the house's own seal.
    Set the scope's columns before (left of) the sealed words.
    """

    def __init__(self, column: str, scope: Callable[[Any], int | None] | None = None) -> None:
        self._column = column
        self._scope = scope
        self._about = column

    def __set_name__(self, owner: type, name: str) -> None:
        """Bind the seal to its table and column."""
        self._about = f"{getattr(owner, '__tablename__', owner.__name__)}.{name}"

    @overload
    def __get__(self, row: None, owner: type) -> "Sealed": ...
    @overload
    def __get__(self, row: object, owner: type) -> Any: ...

    def __get__(self, row: object | None, owner: type) -> Any:
        """Open the words; None where nothing was sealed."""
        if row is None:
            return self
        sealed: bytes | None = getattr(row, self._column)
        if sealed is None:
            return None
        if self._scope is None:
            plain = vault.vault().unseal(sealed, self._about)
        else:
            plain = vault.unseal(self._key(row), sealed, self._about)
        return json.loads(plain)

    def __set__(self, row: object, value: Any) -> None:
        """Seal what JSON can carry; None clears it."""
        if value is None:
            setattr(row, self._column, None)
            return
        plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
        if self._scope is None:
            sealed = vault.vault().seal(plain, self._about)
        else:
            sealed = vault.seal(self._key(row), plain, self._about)
        setattr(row, self._column, sealed)

    def _key(self, row: object) -> bytes:
        case_id = self._scope(row) if self._scope else None
        if case_id is None:
            raise ValueError(f"{self._about}: the case must be known before its words are sealed.")
        return _data_key(case_scope(case_id))


class SealedOfCase(Sealed):
    """Words sealed with the key of the row's case (its `case_id`)."""

    def __init__(self, column: str) -> None:
        super().__init__(column, scope=_case_id)


def _case_id(row: Any) -> int | None:
    case_id: int | None = row.case_id
    return case_id


def hash_of_case(case_id: int, words: str, about: str) -> bytes:
    """Return a hash keyed with a case's own key: it finds words again, and goes with the case."""
    key = _data_key(case_scope(case_id))
    return hmac.digest(key, f"{about}\0{words}".encode(), "sha256")
