"""Prepared answers of a case: written once, put into the box to be changed and sent by a person.

They go through the guard when they are written and once more whenever one is sent.
"""

from campaigns.cases.queries import get_case
from campaigns.cases.rules import check_open
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid
from campaigns.kernel.text import clean
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.tips.model import CannedAnswer
from campaigns.tips.question_queries import get_canned, list_canned
from campaigns.users.model import User
from campaigns.users.rules import Permission, check_can

NAME_CHARS, TEXT_CHARS = 60, 1_000


@atomic
def write_canned(case_id: int, name: str, text: str, *, by: User) -> CannedAnswer:
    """Keep a prepared answer under a short name; the same name takes the place of the old one."""
    check_can(by, Permission.TRIAGE_TIPS)
    check_open(get_case(case_id))
    name, text = clean(name), clean(text)
    wrong: dict[str, str] = {}
    if not 0 < len(name) <= NAME_CHARS:
        wrong["name"] = f"Give it a name of up to {NAME_CHARS} characters."
    if not 0 < len(text) <= TEXT_CHARS:
        wrong["text"] = f"Write the answer, up to {TEXT_CHARS:,} characters."
    if wrong:
        raise Invalid("This answer cannot be kept yet.", wrong)
    same = [each for each in list_canned(case_id) if each.name.casefold() == name.casefold()]
    row = same[0] if same else CannedAnswer(case_id=case_id)
    row.name, row.text = name, text
    row.written_by_id, row.written_at = by.id, clock.now()
    db.session.add(row)
    db.session.flush()
    _record(row, "Prepared answer kept", by)
    return row


@atomic
def remove_canned(case_id: int, canned_id: int, *, by: User) -> None:
    """Take a prepared answer away; what was sent of it stays on record."""
    check_can(by, Permission.TRIAGE_TIPS)
    row = get_canned(case_id, canned_id)
    _record(row, "Prepared answer removed", by)
    db.session.delete(row)


def _record(row: CannedAnswer, words: str, by: User) -> None:
    timeline.record(
        row.case_id, EntryKind.TIP, words, actor=by.actor, about=("canned_answer", row.id)
    )
