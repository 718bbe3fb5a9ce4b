"""First words and names made from what is known."""

import pytest

from campaigns.appeals import propose
from campaigns.cases import story_actions as story
from campaigns.cases.given import PersonGiven
from campaigns.cases.model import CaseKind, PersonRole
from tests.factories.cases import make_case


def test_nothing_is_proposed_from_a_title_that_a_name_will_replace(app):
    case = make_case()
    assert (propose.headline(case), propose.handle(case)) == ("", "")
    story.add_person(
        case.id, PersonRole.MISSING, PersonGiven(public_name="Mira"), actor=case.lead.actor
    )
    assert propose.headline(case) == "Have you seen Mira?"
    assert propose.handle(case) == "missingmira"
    assert propose.account_name(case) == "Help find Mira"


@pytest.mark.parametrize("kind", [CaseKind.IDENTIFY, CaseKind.REMAINS])
def test_who_has_no_name_is_asked_for(app, kind):
    assert propose.headline(make_case(kind=kind)).endswith("this person?")
