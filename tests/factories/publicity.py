"""Cases that someone has decided to publish, for tests."""

from campaigns.cases.model import Case, CaseKind, Decision, DecisionKind
from campaigns.cases.queries import get_case
from campaigns.policy import queries as policy
from campaigns.policy.queries import SHIPPED
from campaigns.policy.reading import read
from campaigns.publicity import actions, queries
from campaigns.publicity.rechecks import request_recheck
from campaigns.publicity.rules import Said
from tests.factories.users import make_user

ANSWERS = {
    "fleeing": Said("no"),
    "order": Said("none"),
    "exploitation": Said("no"),
    "own_choice": Said("child"),
    "parent": Said("yes", "the father, by phone"),
    "wanted": Said("no"),
    "victim": Said("no"),
    "trial": Said("no"),
    "bystanders": Said("yes"),
    "relatives": Said("no"),
    "dignity": Said("yes"),
    "sensitive": Said("no"),
    "others": Said("no"),
}


def answers(case: Case, **other: Said) -> dict[str, Said]:
    """Return harmless answers to what this kind of case is asked, with `other` in their place."""
    asked = policy.current().questions_for(case.kind)
    return {each.key: other.get(each.key) or ANSWERS[each.key] for each in asked}


def form_answers(kind: str, **other: Said) -> dict[str, str]:
    """Return the same as the fields of the form, under the shipped rules."""
    fields = {}
    for each in read(SHIPPED, 0).questions_for(CaseKind(kind)):
        said = other.get(each.key) or ANSWERS[each.key]
        fields[f"answer_{each.key}"], fields[f"note_{each.key}"] = said.answer, said.note
    return fields


def decide_to_publish(
    case_id: int, *, inspector=None, why: str = "Everything was checked"
) -> Decision:
    """Answer the check harmlessly and have an inspector decide to publish."""
    case = get_case(case_id)
    check = actions.answer_check(case.id, answers(case), by=case.lead)
    by = inspector or make_user(rank="inspector", name="Insp. Duarte")
    return actions.decide(case.id, DecisionKind.PUBLISH, why=why, check_id=check.id, by=by)


def leave_in_doubt(case_id: int, *, by, chief) -> None:
    """Leave a decision by phone that its taker has not confirmed, and a doubt that only warns."""
    check = queries.find_check(case_id).id
    why = "Said by phone at night"
    actions.decide(
        case_id, DecisionKind.PUBLISH, why=why, check_id=check, decided_by_id=chief.id, by=by
    )
    request_recheck(case_id, "A neighbour is afraid of him.", actor=by.actor)
