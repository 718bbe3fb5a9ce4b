import pytest

from campaigns.guard import actions, gate, queries
from campaigns.guard.leaving import Leaving, Words
from campaigns.guard.model import Scope
from campaigns.kernel.errors import Invalid, NotAllowed, NotFound, WrongState
from campaigns.notices.queries import list_unread
from campaigns.timeline import queries as timeline
from campaigns.users.model import Role
from tests.factories.cases import make_case
from tests.factories.holdbacks import withhold
from tests.factories.users import make_user

BEADS = "A green rosary was found"


@pytest.fixture
def case(app):
    case = make_case()
    withhold(case)
    return case


@pytest.fixture
def supervisor(app):
    return make_user(Role.SUPERVISOR)


def decide(case, by, **given):
    asked = {
        "rule": "holdback", "detail_id": 1, "scope": Scope.TEXT, "reason": "It is known by now",
        "author_id": case.lead_id, "text": BEADS, **given,
    }  # fmt: skip
    return actions.release(case.id, by=by, **asked)


def stopped(case, text=BEADS, about=("update", 7)):
    return bool(gate.find([Leaving(case.id, about, (Words("text", "words", text),))]))


def test_a_release_of_a_text_ends_with_the_text(case, supervisor):
    decide(case, supervisor)
    assert not stopped(case)
    assert not stopped(case, about=("fact", 3))
    assert stopped(case, BEADS + " by the rear wheel")


def test_a_release_of_one_thing_covers_its_words_and_nothing_else(case, supervisor):
    decide(case, supervisor, scope=Scope.ABOUT, about=("update", 7))
    assert not stopped(case, "We ask about a green rosary")
    assert stopped(case, about=("update", 8))


def test_a_release_of_a_detail_stands_until_it_is_ended(case, supervisor):
    made = decide(case, supervisor, scope=Scope.DETAIL)
    assert not stopped(case, "prayer beads", about=("channel", 1))
    actions.end_release(case.id, made.id, by=supervisor)
    assert stopped(case, "prayer beads")
    with pytest.raises(WrongState):
        actions.end_release(case.id, made.id, by=supervisor)
    assert [each.id for each in queries.list_releases(case.id)] == [made.id]


def test_a_decision_is_on_the_timeline_without_its_words(case, supervisor):
    decide(case, supervisor)
    (entry,) = [each for each in timeline.page(case.id) if "may leave" in each.summary]
    assert entry.actor_id == supervisor.id
    assert "rosary" not in f"{entry.summary}{entry.detail}"
    assert "known by now" not in f"{entry.summary}{entry.detail}"


def test_only_a_supervisor_who_did_not_write_it_and_may_know_it_decides(case, supervisor):
    with pytest.raises(NotAllowed):
        decide(case, case.lead)
    with pytest.raises(NotAllowed):
        decide(case, supervisor, author_id=supervisor.id)
    secret = withhold(case, "second pause", readers=[case.lead])
    with pytest.raises(NotFound):
        decide(case, supervisor, detail_id=secret.id)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"reason": "  "}, "reason"),
        ({"text": ""}, "text"),
        ({"scope": Scope.ABOUT}, "scope"),
        ({"scope": Scope.DETAIL, "detail_id": None, "rule": "full_dob"}, "scope"),
    ],
)
def test_a_decision_that_says_too_little_names_what_is_missing(case, supervisor, given, field):
    with pytest.raises(Invalid) as refused:
        decide(case, supervisor, **given)
    assert field in refused.value.fields


def test_asking_for_a_decision_reaches_every_supervisor_but_the_one_who_asks(case, supervisor):
    assert actions.ask_for_release(case.id, "/staff/cases/1/updates/1", by=case.lead) == 1
    assert "Decide" in list_unread(supervisor.id)[0].subject
