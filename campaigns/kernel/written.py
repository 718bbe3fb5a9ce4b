"""What an action has written, for those who must look at it before it is kept.

`watch` names kinds of rows and who looks at them. The outermost action shows every such row that it
added, changed or removed to the one who looks, after its last change and before the commit: who
refuses by raising stops the whole action. So a new action, page or job that writes such a row is
looked at without knowing of it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session

_KEPT = "written"


@dataclass(frozen=True, slots=True)
class Written:
    """One row, the attributes that changed, and whether it is new or gone."""

    row: Any
    changed: frozenset[str]
    new: bool = False
    gone: bool = False


Look = Callable[[list[Written]], None]
_WATCH: dict[type, list[Look]] = {}


def watch(kinds: Iterable[type], look: Look) -> None:
    """Have `look` called, too, with what an action wrote of these kinds of rows."""
    for kind in kinds:
        looks = _WATCH.setdefault(kind, [])
        if look not in looks:
            looks.append(look)


def watched() -> frozenset[type]:
    """Return the kinds of rows that someone looks at."""
    return frozenset(_WATCH)


@event.listens_for(Session, "before_flush")
def _remember(session: Session, _context: object, _instances: object) -> None:
    kept: dict[int, Written] = session.info.setdefault(_KEPT, {})
    for row in [*session.new, *session.dirty, *session.deleted]:
        if type(row) in _WATCH:
            state = inspect(row)
            changed = {each.key for each in state.attrs if each.history.has_changes()}
            if not (changed or row in session.new or row in session.deleted):
                continue
            before = kept.get(id(row))
            kept[id(row)] = Written(
                row,
                frozenset(changed | (before.changed if before else frozenset())),
                new=row in session.new or bool(before and before.new),
                gone=row in session.deleted,
            )


def forget(session: Session) -> None:
    """Begin anew: nothing has been written yet."""
    session.info.pop(_KEPT, None)


def show(session: Session) -> None:
    """Show what was written to those who look at it; whatever they raise goes up."""
    session.flush()
    kept: dict[int, Written] = session.info.pop(_KEPT, {})
    by_look: dict[Look, list[Written]] = {}
    for each in kept.values():
        if each.gone or each.row in session:
            for look in _WATCH[type(each.row)]:
                by_look.setdefault(look, []).append(each)
    for look, rows in by_look.items():
        look(rows)
