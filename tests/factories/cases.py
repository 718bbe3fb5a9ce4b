"""Cases for tests."""

from itertools import count

from campaigns.cases.model import Case, CaseKind, CaseMember, Risk
from campaigns.kernel import clock, columns
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic, db
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from tests.factories.users import make_user

_numbers = count(1)


@atomic
def make_case(**given) -> Case:
    """Make an open rehearsal case with a lead and a deputy who are members."""
    lead = given.pop("lead", None) or make_user()
    deputy = given.pop("deputy", None) or make_user()
    members = given.pop("members", ())
    case = Case(
        **{
            "reference": f"MP-2026-{next(_numbers):04}",
            "kind": CaseKind.MISSING,
            "title": "Help find Mira",
            "risk": Risk.HIGH,
            "rehearsal": True,
            "timezone": "America/Toronto",
            "languages": ["en"],
            "partners": [],
            "lead_id": lead.id,
            "deputy_id": deputy.id,
            "opened_by_id": lead.id,
            "opened_at": clock.now(),
            **given,
        }
    )
    db.session.add(case)
    db.session.flush()
    columns.make_data_key(columns.case_scope(case.id), clock.now())
    for user in {lead, deputy, *members}:
        db.session.add(
            CaseMember(case_id=case.id, user_id=user.id, added_by_id=lead.id, added_at=clock.now())
        )
    timeline.record(case.id, EntryKind.CASE, "Case opened", actor=HOUSE)
    return case
