"""Makes the guard of a case from what is kept of it, and asks it.

A guard is made once and kept in memory, sealed words and all, until anything that it was made of
changes: every question asks the database for a few numbers only.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy.pool import Pool

from campaigns.cases import queries
from campaigns.cases.holdback import Detail, Guard, Hit, Said
from campaigns.cases.model import CaseKind, CaseState, Visibility
from campaigns.cases.said import Someone
from campaigns.guard import wording
from campaigns.guard.queries import current_wording
from campaigns.kernel import settings
from campaigns.kernel.db import db

KEPT_GUARDS = 128

# By pool of connections: behind a new one may stand another database with the same numbers.
_kept: WeakKeyDictionary[Pool, dict[int, tuple[Any, Guard]]] = WeakKeyDictionary()
_contacts: list[Callable[[int], Iterable[str]]] = []


def know_contacts(find: Callable[[int], Iterable[str]]) -> None:
    """Say how the numbers and addresses of a case's own appeal are found."""
    _contacts[:] = [find]


def guard_of(case_id: int) -> Guard:
    """Return the guard of a case as it is now."""
    contacts = {each for find in _contacts for each in find(case_id)}
    contacts.add(settings.current().agency_phone)
    version = current_wording()
    key = (queries.guard_mark(case_id), version, frozenset(contacts))
    kept = _kept.setdefault(db.engine.pool, {})
    known = kept.get(case_id)
    if known is not None and known[0] == key:
        return known[1]
    guard = _make(case_id, contacts, version)
    kept.pop(case_id, None)
    while len(kept) >= KEPT_GUARDS:
        kept.pop(next(iter(kept)), None)  # the one that was made first
    kept[case_id] = (key, guard)
    return guard


def _make(case_id: int, contacts: Iterable[str], version: int) -> Guard:
    case = queries.get_case(case_id)
    details = [
        Detail(
            each.id,
            each.detail,
            tuple(each.terms),
            tuple(each.translations or ()),
            tuple(each.loose or ()),
        )
        for each in queries.list_holdbacks(case_id)
    ]
    facts = [each.text for each in queries.list_facts(case_id, Visibility.WITHHELD)]
    people = [
        Someone(
            tuple(filter(None, (each.public_name, each.name, *each.aliases))),
            each.birth_date,
            told=each.publish,
        )
        for each in queries.list_people_of(case_id)
    ]
    return Guard(
        details,
        people,
        facts=facts,
        closed=case.state is not CaseState.OPEN,
        missing=case.kind is CaseKind.MISSING,
        table=wording.table_of(version),
        contacts=contacts,
    )


def check(case_id: int, said: Sequence[Said], before: Sequence[str] = ()) -> list[Hit]:
    """Return what these words give away of a case, each by itself and all of them together."""
    return guard_of(case_id).read(said, before)


def touches(case_id: int, said: Sequence[Said]) -> list[Hit]:
    """Return the withheld details that incoming words touch: a block is the whole of one."""
    return guard_of(case_id).touches(said)
