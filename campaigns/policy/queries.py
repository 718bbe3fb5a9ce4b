"""Find the rules that are in force, and those that were."""

from functools import lru_cache
from pathlib import Path

from sqlalchemy import func, select

from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound
from campaigns.policy.model import RulesVersion
from campaigns.policy.reading import read
from campaigns.policy.table import Table

SHIPPED = Path(__file__).with_name("default.toml").read_text(encoding="utf-8")
_KEPT_TABLES = 8


@lru_cache(maxsize=_KEPT_TABLES)
def _table(version: int, text: str) -> Table:
    return read(text, version)


def current_version() -> int:
    """Return the number of the version that is in force; 0 is the shipped one."""
    return db.session.scalar(select(func.max(RulesVersion.version))) or 0


def text_of(version: int) -> str:
    """Return the text of a version."""
    if version == 0:
        return SHIPPED
    found = db.session.get(RulesVersion, version)
    if found is None:
        raise NotFound("There is no such version of the rules.")
    return found.text


def table_of(version: int) -> Table:
    """Return the rules as they stood in a version."""
    return _table(version, text_of(version))


def current() -> Table:
    """Return the rules that are in force."""
    return table_of(current_version())


def list_versions() -> list[RulesVersion]:
    """Return what a force wrote, newest first; the shipped version is not among it."""
    return list(db.session.scalars(select(RulesVersion).order_by(RulesVersion.version.desc())))
