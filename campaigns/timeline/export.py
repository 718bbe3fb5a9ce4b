"""A case's line of time as a file: JSON with the hashes, or CSV for a spreadsheet."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from campaigns.kernel.zones import to_local
from campaigns.timeline.model import TimelineEntry
from campaigns.timeline.rules import content_of

CSV_HEAD = ("number", "when", "when (UTC)", "kind", "who", "what", "about", "number of it")
# A cell that begins like this is run by a spreadsheet as a formula.
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")


def safe_cell(value: object) -> str:
    """Return a cell that a spreadsheet will only ever show."""
    cell = "" if value is None else str(value)
    return f"'{cell}" if cell.lstrip().startswith(_DANGEROUS) else cell


def csv_rows(entries: Iterable[TimelineEntry], zone: str) -> Iterator[str]:
    """Yield CSV lines (with a byte-order mark, so that Excel reads UTF-8); moments in the zone."""
    yield "\ufeff" + _line(CSV_HEAD)
    for entry in entries:
        cells = (
            entry.seq,
            to_local(entry.at, zone).isoformat(sep=" ", timespec="seconds"),
            entry.at.isoformat(),
            entry.kind.label,
            entry.actor,
            entry.summary,
            entry.about_type,
            entry.about_id,
        )
        yield _line(cells)


def _line(cells: Iterable[object]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\r\n").writerow([safe_cell(cell) for cell in cells])
    return out.getvalue()


def json_rows(entries: Iterable[TimelineEntry], about: dict[str, Any]) -> Iterator[str]:
    """Yield one JSON document in pieces: what it is about, then the entries and their hashes."""
    yield json.dumps(about, ensure_ascii=False)[:-1] + ', "entries": ['
    comma = "\n"
    for entry in entries:
        kept = {
            **content_of(entry),
            "seq": entry.seq,
            "prev_hash": entry.prev_hash,
            "hash": entry.hash,
        }
        yield comma + json.dumps(kept, ensure_ascii=False)
        comma = ",\n"
    yield "\n]}\n"
