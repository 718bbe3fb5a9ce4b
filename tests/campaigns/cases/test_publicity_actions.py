"""What is withheld, who agreed, who decided."""

import pytest

from campaigns.cases import publicity_actions as publicity
from campaigns.cases import queries
from campaigns.cases.given import HoldbackGiven
from campaigns.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from campaigns.timeline import queries as timeline
from campaigns.users.model import Role
from tests.factories.cases import make_case
from tests.factories.users import make_user

SCAR = HoldbackGiven(
    "a scar behind the ear", ("star-shaped scar", " ", "star-shaped scar"), "proof"
)


@pytest.fixture
def case(app):
    return make_case()


@pytest.fixture
def lead(case):
    return case.lead


def test_a_withheld_detail_is_sealed_and_the_timeline_says_nothing_of_it(case, lead):
    detail = publicity.add_holdback(case.id, SCAR, by=lead)
    assert detail.terms == ["star-shaped scar"]
    assert b"scar" not in detail.detail_sealed + detail.terms_sealed
    line = timeline.page(case.id)[0]
    assert line.summary == "Withheld detail added"
    assert line.detail == {"terms": 1, "readers": 0}


@pytest.mark.parametrize(
    ("terms", "words"),
    [
        ((), "at least one way"),
        (("", " "), "at least one way"),
        (("a",), "too short"),
        (("م",), "too short"),
        (("!?",), "no letter"),
        (("bb",), "too short"),
        (("the", "star-shaped scar"), "almost every text"),
        (("red",), "most appeals"),
        (("2026",), "only a number"),
    ],
)
def test_terms_that_would_stop_nothing_or_everything_are_refused_in_words(case, lead, terms, words):
    with pytest.raises(Invalid) as refused:
        publicity.add_holdback(case.id, HoldbackGiven("a scar", terms), by=lead)
    assert words in refused.value.fields["terms"]


def test_short_terms_in_scripts_with_short_words_are_good(case, lead):
    assert publicity.add_holdback(case.id, HoldbackGiven("scar", ("傷痕",)), by=lead)


def test_readers_must_be_on_the_case_and_allowed_to(case, lead):
    for stranger in (make_user(), make_user(Role.TRIAGER)):
        given = HoldbackGiven("a scar", ("scar",), "", (stranger.id,))
        with pytest.raises(Invalid) as refused:
            publicity.add_holdback(case.id, given, by=lead)
        assert "reader_ids" in refused.value.fields


def test_who_is_no_reader_cannot_change_a_detail(case, lead):
    only_deputy = HoldbackGiven("a scar", ("scar",), "", (case.deputy_id,))
    detail = publicity.add_holdback(case.id, only_deputy, by=case.deputy)
    with pytest.raises(NotFound):
        publicity.edit_holdback(case.id, detail.id, SCAR, by=lead)
    with pytest.raises(NotFound):
        publicity.remove_holdback(case.id, detail.id, by=lead)


def test_who_writes_a_detail_is_among_its_readers(case, lead):
    given = HoldbackGiven("a scar", ("scar",), "", (case.deputy_id,))
    assert publicity.add_holdback(case.id, given, by=lead).reader_ids == sorted(
        [lead.id, case.deputy_id]
    )


def test_a_role_that_may_not_know_cannot_withhold(case):
    with pytest.raises(NotAllowed):
        publicity.add_holdback(case.id, SCAR, by=make_user(Role.PRESS_OFFICER))


def test_a_change_is_one_line_and_no_change_is_none(case, lead):
    detail = publicity.add_holdback(case.id, SCAR, by=lead)
    publicity.edit_holdback(case.id, detail.id, SCAR, by=lead)
    publicity.edit_holdback(case.id, detail.id, HoldbackGiven("x", ("scar",)), by=lead)
    publicity.remove_holdback(case.id, detail.id, by=lead)
    assert [line.summary for line in timeline.page(case.id)][:3] == [
        "Withheld detail released",
        "Withheld detail changed",
        "Withheld detail added",
    ]
    assert queries.list_holdbacks(case.id) == []


def test_a_consent_is_given_withdrawn_and_still_readable(case, lead, moving_clock):
    consent = publicity.record_consent(case.id, "father", "photo, name", actor=lead.actor)
    moving_clock.move(days=1)
    publicity.withdraw_consent(case.id, consent.id, actor=lead.actor)
    (kept,) = queries.list_consents(case.id)
    assert (kept.given_by, kept.scope) == ("father", "photo, name")
    assert kept.withdrawn_at > kept.given_at
    with pytest.raises(WrongState):
        publicity.withdraw_consent(case.id, consent.id, actor=lead.actor)


def test_a_refusal_is_recorded_and_cannot_be_withdrawn(case, lead):
    refusal = publicity.record_consent(
        case.id, "father", "family phone number", refused=True, actor=lead.actor
    )
    assert timeline.page(case.id)[0].summary == "Consent refused"
    with pytest.raises(WrongState):
        publicity.withdraw_consent(case.id, refusal.id, actor=lead.actor)


def test_a_consent_says_who_and_what(case, lead):
    with pytest.raises(Invalid) as refused:
        publicity.record_consent(case.id, " ", "photo", actor=lead.actor)
    assert "given_by" in refused.value.fields
    with pytest.raises(Invalid) as refused:
        publicity.record_consent(case.id, "father", "", actor=lead.actor)
    assert "scope" in refused.value.fields


def test_a_decision_names_who_took_it(case, lead):
    publicity.record_decision(
        case.id, "Publish", why="no marker", decided_by_id=case.deputy_id, actor=lead.actor
    )
    (decision,) = queries.list_decisions(case.id)
    assert (decision.what, decision.why, decision.decided_by_id) == (
        "Publish",
        "no marker",
        case.deputy_id,
    )
    assert case.deputy.name in timeline.page(case.id)[0].summary
