import pytest

from campaigns.appeals import rules
from campaigns.appeals.model import Appeal, AppealState
from campaigns.cases.model import Case, CaseKind, CaseState, Incident, Person
from campaigns.kernel.errors import Invalid, WrongState


def _appeal(**given):
    return Appeal(
        **{
            "id": 1,
            "state": AppealState.DRAFT,
            "headline": "Have you seen Mira, 7?",
            "ask": "Tell us.",
            "hashtag": "FindMira",
            "contact_phone": "416-555-0143",
            "contact_email": "",
            **given,
        }
    )


def _case(**given):
    return Case(**{"kind": CaseKind.MISSING, "lead_id": 1, "deputy_id": 2, **given})


def test_every_state_has_a_next_and_the_end_has_none():
    assert set(rules.NEXT) == set(AppealState)
    assert rules.NEXT[AppealState.ENDED] == frozenset()


@pytest.mark.parametrize("to", AppealState)
def test_an_ended_appeal_stays_ended(to):
    with pytest.raises(WrongState):
        rules.check_move(_appeal(state=AppealState.ENDED), to)


def test_a_closed_case_cannot_go_live():
    with pytest.raises(WrongState):
        rules.check_open(_case(state=CaseState.CLOSED))


def test_each_thing_that_is_missing_is_named_at_once():
    bare = _appeal(headline=" ", ask="", hashtag="", contact_phone="")
    lacks = rules.missing(bare, _case(deputy_id=1), None, None)
    assert set(lacks) == {"headline", "ask", "hashtag", "contact_phone", "deputy_id", "person"}


def test_an_address_for_mail_is_contact_enough():
    appeal = _appeal(contact_phone="", contact_email="tips@police.example")
    assert rules.missing(appeal, _case(), Person(), None) == {}


def test_a_witness_appeal_needs_what_happened_and_no_person():
    case = _case(kind=CaseKind.WITNESS)
    assert set(rules.missing(_appeal(), case, None, None)) == {"incident"}
    assert rules.missing(_appeal(), case, None, Incident()) == {}


def test_a_hashtag_is_fixed_once_the_public_has_seen_it():
    rules.check_hashtag_may_change(_appeal())
    for state in set(AppealState) - {AppealState.DRAFT}:
        with pytest.raises(Invalid):
            rules.check_hashtag_may_change(_appeal(state=state))


@pytest.mark.parametrize(
    "words",
    [
        "Mira was found at a hostel.",
        "Vance-Holloway is safe.",
        "MIRA!",
        "Thanks, Nora’s back",
        "شكرا نور",
    ],
)
def test_closing_words_name_nobody(words):
    names = ["Mira Vance-Holloway", "Nora Dunmore", "نور"]
    with pytest.raises(Invalid) as refused:
        rules.check_neutral(words, names)
    assert "closing_text" in refused.value.fields


def test_closing_words_may_say_the_hashtag_and_words_that_are_names_too():
    rules.check_neutral(
        "The appeal #FindMiraV has been resolved. Thank you, we will take posters down.",
        ["Mira Vance-Holloway", "Will Smith"],
    )
