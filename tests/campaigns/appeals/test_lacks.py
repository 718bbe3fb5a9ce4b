"""What a case and its appeal still lack."""

import pytest

from campaigns.appeals import actions as appeals
from campaigns.appeals.lacks import check_case_ready, lacks_of
from campaigns.kernel.errors import Invalid
from tests.factories.cases import make_case


def test_what_is_missing_is_said_once_and_in_the_order_of_the_form(app):
    case = make_case()
    appeals.start_appeal(case.id, actor=case.lead.actor)
    lacks = lacks_of(case)
    assert [lack.section for lack in lacks if lack.must] == [
        "who",
        "what",
        "consent",
        "words",
        "words",
    ]
    assert len({lack.words for lack in lacks}) == len(lacks)
    assert [lack.section for lack in lacks if not lack.must] == [
        "withheld",
        "consent",
        "photos",
        "accounts",
    ]
    with pytest.raises(Invalid):
        check_case_ready(case)
