"""The list of what comes down as a file: for the papers, for whoever asks what was done."""

import csv
import io
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from campaigns.closure import queries
from campaigns.closure.model import OPEN, YOURS, TakedownLook, TakedownState, TakedownTask
from campaigns.kernel.zones import to_local
from campaigns.platforms import registry
from campaigns.timeline.export import safe_cell

HEAD = (
    "number",
    "what",
    "platform",
    "account",
    "part",
    "number on the platform",
    "address",
    "state",
    "reason, or what to do",
    "looked for",
    "looked for (UTC)",
    "found",
    "platform's status",
    "platform's words",
    "by",
)


@dataclass(frozen=True, slots=True)
class Counts:
    """How the list stands."""

    done: int
    open: int
    yours: int
    stays: int


def count_states(tasks: Iterable[TakedownTask]) -> Counts:
    """Count what is down, what is being taken down, what waits for a person, and what stays."""
    found = Counter(each.state for each in tasks)
    return Counts(
        done=found[TakedownState.DONE],
        open=sum(found[each] for each in OPEN),
        yours=sum(found[each] for each in YOURS),
        stays=found[TakedownState.STAYS],
    )


def platform_label(task: TakedownTask) -> str:
    """Return what people call the platform of an object."""
    return registry.platform(task.channel.platform).label


def csv_lines(case_id: int, zone: str) -> Iterator[str]:
    """Yield CSV lines (with a byte-order mark): one a look, or one for what nobody looked for."""
    looks = queries.list_looks(case_id)
    yield "\ufeff" + _line(HEAD)
    for task in queries.list_tasks(case_id):
        told = [_of_look(look, zone) for look in looks.get(task.id, ())]
        for seen in told or [(None,) * 6]:
            yield _line((*_of_task(task), *seen))


def _of_task(task: TakedownTask) -> tuple[object, ...]:
    return (
        task.id,
        task.what.label,
        platform_label(task),
        f"@{task.channel.handle}",
        task.part,
        task.remote_id,
        task.url,
        task.state.label,
        task.reason,
    )


def _of_look(look: TakedownLook, zone: str) -> tuple[object, ...]:
    local = to_local(look.at, zone).isoformat(sep=" ", timespec="seconds")
    return (local, look.at.isoformat(), look.found.label, look.status, look.words, look.by)


def _line(cells: tuple[object, ...]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([safe_cell(cell) for cell in cells])
    return out.getvalue()
