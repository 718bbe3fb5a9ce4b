"""A story as a file: safe in a spreadsheet, whole in JSON."""

import csv
import io
import json
from datetime import UTC, datetime

import pytest

from campaigns.timeline import export
from campaigns.timeline.model import EntryKind, TimelineEntry

ENTRY = TimelineEntry(
    case_id=1, seq=4, at=datetime(2026, 5, 16, 12, tzinfo=UTC), kind=EntryKind.TIP, actor_id=2,
    actor="=cmd|'/c calc'!A1", summary='He said "no", twice\nand left',
    about_type="tip", about_id=9, detail={"n": 1}, prev_hash="a", hash="b",
)  # fmt: skip


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", " =1", "\r=1", "|x"])
def test_no_cell_is_run_as_a_formula(cell):
    assert export.safe_cell(cell) == f"'{cell}"


def test_other_cells_stay_as_they_are():
    assert [export.safe_cell(cell) for cell in ("Tip 4", 7, None)] == ["Tip 4", "7", ""]


def test_csv_has_a_line_an_entry_in_the_zone_of_the_case():
    text = "".join(export.csv_rows([ENTRY], "America/Toronto"))
    assert text.startswith("\ufeff")
    head, row = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert head == list(export.CSV_HEAD)
    assert row[:3] == ["4", "2026-05-16 08:00:00-04:00", "2026-05-16T12:00:00+00:00"]
    assert row[4:6] == ["'=cmd|'/c calc'!A1", 'He said "no", twice\nand left']


def test_json_carries_the_hashes():
    whole = json.loads("".join(export.json_rows([ENTRY, ENTRY], {"case": "MP-1"})))
    assert whole["case"] == "MP-1"
    assert [entry["hash"] for entry in whole["entries"]] == ["b", "b"]


def test_an_empty_story_is_still_json():
    assert json.loads("".join(export.json_rows([], {"case": "MP-1"})))["entries"] == []
