"""What must not be said of people, as the force has written it: find it, and change it."""

from functools import lru_cache

from campaigns.audit import actions as audit
from campaigns.cases.oversharing import SHIPPED, Table, read_force_table, shipped
from campaigns.guard import queries
from campaigns.guard.model import WordingVersion
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.kernel.text import clean
from campaigns.users.model import User
from campaigns.users.rules import Permission, check_can

_KEPT_TABLES = 4


@lru_cache(maxsize=_KEPT_TABLES)
def _table(text: str) -> Table:
    return read_force_table(text)


def text_of(version: int) -> str:
    """Return the text of a version; 0 is the one that ships."""
    return queries.get_wording(version).text if version else SHIPPED


def table_of(version: int) -> Table:
    """Return the rules as they stood in a version."""
    return _table(text_of(version)) if version else shipped()


@atomic
def write_wording(text: str, why: str, *, seen: int, by: User) -> WordingVersion:
    """Put another table in force; one that is broken is refused with each wrong row named.

    `seen` is the version that its writer looked at: who comes second is told, and wins nothing.
    """
    check_can(by, Permission.CHANGE_RULES)
    version = queries.current_wording() + 1
    if seen != version - 1:
        raise WrongState("Someone else changed this a moment ago. Look at it again.")
    text = text.replace("\r\n", "\n").strip() + "\n"
    read_force_table(text)
    if text == text_of(version - 1).strip() + "\n":
        raise Invalid("Nothing is different.", {"text": "This is the table as it stands."})
    if not clean(why):
        raise Invalid("Say why.", {"why": "Say why, and who agreed: others will read it."})
    written = WordingVersion(
        version=version, text=text, why=clean(why), written_by_id=by.id, written_at=clock.now()
    )
    db.session.add(written)
    db.session.flush()
    audit.record(
        "what must not be said changed",
        actor=by.actor,
        about=("wording", version),
        detail={"version": version, "why": written.why},
    )
    return written
