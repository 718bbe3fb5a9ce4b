"""Reading a long story: by an index, a page at a time."""

import pytest
from sqlalchemy import event, insert

from campaigns.kernel import clock
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import NotFound
from campaigns.timeline import actions, queries
from campaigns.timeline.model import EntryKind, TimelineEntry
from tests.factories.cases import make_case

ANN, BO = Actor("Ann", 1), Actor("Bo", 2)


@pytest.fixture
def case(app):
    case = make_case()  # entry 1
    for number in range(2, 12):
        kind = EntryKind.TIP if number % 2 else EntryKind.POST
        actions.record(case.id, kind, f"{number}", actor=ANN if number % 3 else BO)
    return case


def seqs(*args, **given):
    return [entry.seq for entry in queries.page(*args, **given)]


def test_a_page_is_newest_first(case):
    assert seqs(case.id, limit=3) == [11, 10, 9]
    assert seqs(case.id, before_seq=9, limit=3) == [8, 7, 6]


def test_paging_forward_leaves_none_out(case):
    assert seqs(case.id, after_seq=2, limit=3) == [5, 4, 3]
    assert seqs(case.id, after_seq=11) == []


def test_kinds_and_people_narrow_it(case):
    assert seqs(case.id, [EntryKind.TIP]) == [11, 9, 7, 5, 3]
    assert seqs(case.id, [EntryKind.CASE, EntryKind.TIP], limit=3) == [11, 9, 7]
    assert seqs(case.id, [EntryKind.CASE, EntryKind.TIP], before_seq=4) == [3, 1]
    assert seqs(case.id, actor_id=2) == [9, 6, 3]
    assert seqs(case.id, [EntryKind.POST], 2) == [6]


def test_another_case_is_another_story(case):
    other = make_case()
    assert seqs(other.id) == [1]
    with pytest.raises(NotFound):
        queries.get_entry(other.id, 5)


def test_everyone_who_wrote_is_listed_by_the_name_they_have_now(case):
    actions.record(case.id, EntryKind.CASE, "x", actor=Actor("Ann Ode", 1))
    assert queries.list_actors(case.id) == [(1, "Ann Ode"), (2, "Bo")]


def test_everything_can_be_walked_in_order(case, monkeypatch):
    monkeypatch.setattr(queries, "BATCH", 4)
    assert [entry.seq for entry in queries.stream(case.id)] == list(range(1, 12))
    assert [entry.seq for entry in queries.stream(case.id, until_seq=5)] == [1, 2, 3, 4, 5]


@atomic
def fill(case_id, count):
    rows = [
        {
            "case_id": case_id, "seq": seq, "at": clock.now(),
            "kind": EntryKind.DECISION if seq == 50 else EntryKind.TIP,
            "actor_id": 7 if seq == 60 else 3, "actor": "Cy", "summary": f"Tip {seq}",
            "detail": {}, "prev_hash": "", "hash": "",
        }
        for seq in range(12, count)
    ]  # fmt: skip
    db.session.execute(insert(TimelineEntry), rows)


def test_however_long_the_story_only_an_index_is_walked(case, app):
    fill(case.id, 5_000)
    asked = []

    def note(_conn, _cursor, statement, parameters, _context, _many):
        asked.append((statement, parameters))

    event.listen(db.engine, "before_cursor_execute", note)
    queries.page(case.id, limit=51)
    queries.page(case.id, [EntryKind.DECISION, EntryKind.FILE], limit=51)
    queries.page(case.id, actor_id=7, limit=51)
    queries.page(case.id, [EntryKind.DECISION], 7, before_seq=4_000, limit=51)
    queries.list_actors(case.id)
    queries.last_seq(case.id)
    event.remove(db.engine, "before_cursor_execute", note)
    assert len(asked) < 20
    if db.engine.dialect.name != "sqlite":
        return
    for statement, parameters in asked:
        explain = f"EXPLAIN QUERY PLAN {statement}"
        plan = db.session.connection().exec_driver_sql(explain, parameters)
        words = " ".join(row[-1] for row in plan)
        assert "SCAN" not in words, words
        assert "TEMP B-TREE" not in words, words
