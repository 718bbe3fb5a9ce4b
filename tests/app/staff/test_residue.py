import pytest

from campaigns.cases import story_actions
from campaigns.cases.given import PersonGiven
from campaigns.cases.model import PersonRole
from campaigns.closure import requests
from campaigns.closure.model import ResidueKind, ResidueState
from campaigns.closure.residue_queries import list_residue
from campaigns.jobs import send_deliveries, take_down
from campaigns.kernel.db import db
from campaigns.notices.model import Notice
from campaigns.platforms import rehearsal
from campaigns.platforms.network import crowd
from campaigns.updates.queries import get_update
from tests.browsing import post, sign_in
from tests.campaigns.closure.ending import close, work_off
from tests.factories.deliveries import make_speaking_case
from tests.factories.updates import make_approved

GIVEN = {
    "kind": "quote",
    "place": "Facebook",
    "address": "https://example.org/mira-vance",
    "who": "Rosa T.",
}


@pytest.fixture
def case(app):
    case, _ = make_speaking_case("northbank")
    person = PersonGiven(name="Mira Vance", public_name="Mira")
    story_actions.add_person(case.id, PersonRole.MISSING, person, actor=case.lead.actor)
    close(case)
    return case


@pytest.fixture
def lead(client, case):
    return sign_in(client, case.lead)


def _url(case, more=""):
    return f"/staff/cases/{case.id}/close/residue{more}"


def _row(case):
    db.session.rollback()
    db.session.expire_all()
    return list_residue(case.id)[0]


def _ask(lead, case, text):
    row = _row(case)
    return post(lead, _url(case, f"/{row.id}/asked"), **{f"ask-{row.id}-text": text})


def test_what_others_show_is_listed_asked_for_chased_and_settled(lead, case, moving_clock):
    assert "Nothing is on the list." in lead.get(_url(case)).get_data(as_text=True)
    assert post(lead, _url(case), **GIVEN).status_code == 303
    row = _row(case)
    assert b"Rosa" not in row.who_sealed
    draft = requests.drafts(row.kind, row.url)["en"]
    assert _ask(lead, case, draft).status_code == 303
    assert _row(case).state is ResidueState.ASKED
    for days, told in ((6, 0), (2, 2), (20, 2), (3, 4), (60, 4)):
        moving_clock.move(days=days)
        take_down.run(workers=1)
        db.session.rollback()
        wanted = Notice.subject.like("1 request to take something down%")
        assert db.session.query(Notice).filter(wanted).count() == told
    lead = sign_in(lead, case.lead)
    assert _ask(lead, case, draft).status_code == 303
    assert _row(case).state is ResidueState.ASKED_AGAIN
    end = {f"end-{row.id}-state": "gone", f"end-{row.id}-reason": "Deleted by its author"}
    assert post(lead, _url(case, f"/{row.id}/ended"), **end).status_code == 303
    assert (_row(case).state, _row(case).remind_at) == (ResidueState.GONE, None)
    assert "Deleted by its author" in lead.get(_url(case)).get_data(as_text=True)


def test_a_request_that_names_someone_is_refused_and_stays_typed(lead, case):
    post(lead, _url(case), **GIVEN)
    answer = _ask(lead, case, "Please delete the post about Mira")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Take out: mira" in page
    assert "Please delete the post about Mira" in page
    assert _row(case).state is ResidueState.FOUND


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"address": "javascript:alert(1)"}, "Give its address, as in"),
        ({"address": ""}, "Give its address."),
        ({"place": ""}, "Say where it is."),
    ],
)
def test_what_cannot_be_listed_stays_typed_beside_what_is_wrong(lead, case, change, said):
    answer = post(lead, _url(case), **{**GIVEN, **change})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert said in page
    assert 'value="Rosa T."' in page


def test_an_address_is_listed_once(lead, case):
    post(lead, _url(case), **GIVEN)
    assert "on the list already" in post(lead, _url(case), **GIVEN).get_data(as_text=True)


@pytest.mark.parametrize("kind", ResidueKind)
def test_a_request_stands_in_four_languages_and_holds_nothing_but_kind_words_and_the_link(kind):
    drafts = requests.drafts(kind, "https://example.org/1")
    assert set(drafts) == set(requests.LANGUAGES) == {"en", "fr", "es", "ar"}
    assert all(each.count("https://example.org/1") == 1 for each in drafts.values())


def test_a_thread_that_was_going_out_while_the_case_closed_stops_and_all_of_it_comes_down(
    app, moving_clock, monkeypatch
):
    case, (channel,) = make_speaking_case("southbank")
    update = make_approved(case, [channel], "Have you seen Mira, 7?", "Part two", "Part three")
    first = rehearsal.RehearsalAccount.publish

    def close_meanwhile(account, asked):
        receipt = first(account, asked)
        close(case)
        return receipt

    monkeypatch.setattr(rehearsal.RehearsalAccount, "publish", close_meanwhile)
    send_deliveries.run(workers=1)
    monkeypatch.undo()
    assert [each.text for each in crowd.feed(rehearsal.network())] == ["Have you seen Mira, 7?"]
    work_off(moving_clock)
    send_deliveries.run(workers=1)
    assert crowd.feed(rehearsal.network()) == []
    assert get_update(case.id, update.id).state.value == "withdrawn"
