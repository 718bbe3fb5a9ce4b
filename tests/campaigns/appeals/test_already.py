"""A form that is sent twice adds nothing twice."""

from campaigns.appeals import already
from campaigns.cases import publicity_actions as publicity
from campaigns.cases import story_actions as story
from campaigns.cases.given import FactGiven, HoldbackGiven, PersonGiven
from campaigns.cases.model import PersonRole, Visibility
from tests.factories.cases import make_case


def test_what_is_there_is_known_and_what_differs_is_new(app):
    case = make_case()
    lead, mira = case.lead, PersonGiven(public_name="Mira", age_from=7)
    main = story.add_person(case.id, PersonRole.MISSING, mira, actor=lead.actor)
    story.add_fact(case.id, FactGiven("Red coat"), by=lead)
    publicity.add_holdback(case.id, HoldbackGiven("scar", ("scar",)), by=lead)
    publicity.record_consent(case.id, "father", "photo", actor=lead.actor)
    assert already.find_person(case.id, PersonRole.MISSING, PersonGiven()) == main.id
    assert already.find_person(case.id, PersonRole.COMPANION, mira) is None
    assert already.has_fact(case.id, FactGiven(" Red coat"))
    assert not already.has_fact(case.id, FactGiven("Red coat", "", Visibility.PUBLIC))
    assert already.has_holdback(case.id, HoldbackGiven("scar", ("scar", "")))
    assert already.has_consent(case.id, "father", "photo", refused=False)
    assert not already.has_consent(case.id, "father", "photo", refused=True)
