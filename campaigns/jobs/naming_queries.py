"""Find which keys of kept files any row of any table names, whatever table that is."""

import re
from collections.abc import Collection, Iterator

from sqlalchemy import JSON, Column, Enum, String, Table, select

from campaigns.kernel.db import Model, db

_KEY = re.compile(r"[0-9a-f]{64}")
# They name what once was; a row that keeps a file alive is another one.
LEDGERS = frozenset({"timeline_entry", "audit_entry"})


def named(keys: Collection[str]) -> set[str]:
    """Return those keys that are written anywhere, such as frozen into a post."""
    wanted, found = set(keys), set[str]()
    if not wanted:
        return found
    for table in Model.metadata.sorted_tables:
        columns = list(_worded(table)) if table.name not in LEDGERS else []
        if columns:
            for row in db.session.execute(select(*columns)).yield_per(1000):
                found |= wanted & set(_KEY.findall(str(tuple(row))))
    return found


def _worded(table: Table) -> Iterator[Column[object]]:
    for column in table.columns:
        if isinstance(column.type, String | JSON) and not isinstance(column.type, Enum):
            yield column
