"""Whoever alters the story of a case is found out."""

import pytest
from sqlalchemy import text

from campaigns.audit import actions as audit
from campaigns.audit import proof as audit_proof
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic, db
from campaigns.timeline import actions, proof
from campaigns.timeline.model import EntryKind
from tests.factories.cases import make_case


@atomic
def tamper(statement, **given):
    db.session.execute(text(statement), given)


@pytest.fixture
def case(app):
    case = make_case()
    for number in range(5):
        actions.record(case.id, EntryKind.TIP, f"Tip {number}", actor=HOUSE, detail={"n": number})
        audit.record("looked", actor=HOUSE, case_id=case.id)
    return case


def run(app, *args):
    return app.test_cli_runner().invoke(args=["verify-timeline", *args])


def test_an_untouched_story_holds(app, case):
    assert proof.verify(case.id) is None
    done = run(app)
    assert done.exit_code == 0
    assert done.output == "Both ledgers hold: no line was altered or removed.\n"


@pytest.mark.parametrize(
    "change",
    ["summary = 'Nothing'", "actor = 'Someone'", "at = '2020-01-01 00:00:00+00'", "about_id = 7",
     "kind = 'post'", "hash = 'x'", "prev_hash = 'x'", "seq = 900"],
)  # fmt: skip
def test_an_altered_entry_is_named(app, case, change):
    tamper(f"UPDATE timeline_entry SET {change} WHERE seq = 3")
    assert proof.verify(case.id) == 3
    done = run(app, case.reference)
    assert done.exit_code == 1
    assert done.output == f"The timeline of {case.reference} is broken at entry 3.\n"


def test_an_entry_that_was_removed_from_the_middle_is_named(app, case):
    tamper("DELETE FROM timeline_entry WHERE seq = 3")
    assert proof.verify(case.id) == 3


def test_a_tail_that_was_cut_off_is_found(app, case):
    tamper("DELETE FROM timeline_entry WHERE seq >= 5")
    assert proof.verify(case.id) == 5


def test_renumbering_does_not_hide_what_was_removed(app, case):
    tamper("DELETE FROM timeline_entry WHERE seq = 3")
    for seq in (4, 5, 6):
        tamper("UPDATE timeline_entry SET seq = :new WHERE seq = :old", new=seq - 1, old=seq)
    assert proof.verify(case.id) == 3


def test_a_story_that_was_deleted_with_its_head_is_found(app, case):
    tamper("DELETE FROM chain_head WHERE ledger = 'timeline'")
    assert proof.verify(case.id) == 7
    assert run(app).exit_code == 1


def test_a_broken_audit_is_named_too(app, case):
    audit.record("signed in", actor=HOUSE)
    tamper("UPDATE audit_entry SET verb = 'slept' WHERE chain = 0 AND seq = 1")
    assert audit_proof.verify(0) == 1
    done = run(app)
    assert done.exit_code == 1
    assert "The audit of the house is broken at entry 1." in done.output


def test_a_case_that_is_not_there_is_said_so(app, case):
    done = run(app, "MP-0000-0000")
    assert done.exit_code == 1
    assert "There is no case called MP-0000-0000." in done.output
