import io

import pytest

from campaigns.kernel.db import db
from campaigns.tips import actions, queries, triage
from campaigns.tips.model import MessageKind, Tip, TipState
from tests.factories.cases import make_case
from tests.factories.tips import receive_tip
from tests.factories.users import make_user


def come_back(client, words, **more):
    return client.post("/return", data={"codename": words, **more})


def test_the_words_are_asked_for_by_a_form_that_posts(client):
    page = client.get("/return")
    assert 'method="post"' in page.get_data(as_text=True)
    assert page.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "typed",
    [
        str.upper,
        str.title,
        lambda words: words.replace(" ", "-"),
        lambda words: words.replace(" ", ""),
        lambda words: words.replace(" ", ",\n"),
        lambda words: f"  {words}. ",
        lambda words: " ".join(f"{n}. {word}" for n, word in enumerate(words.split(), 1)),
    ],
)
def test_the_words_are_known_however_they_are_typed(client, typed):
    words = receive_tip().codename
    assert come_back(client, typed(words)).status_code == 200


def test_wrong_words_get_a_plain_error_and_stay_in_the_field(client):
    receive_tip()
    page = come_back(client, "river lamp otter")
    assert page.status_code == 422
    assert "We do not know these words" in page.get_data(as_text=True)
    assert "river lamp otter" in page.get_data(as_text=True)


def test_an_answer_is_read_and_marked_as_read_at_the_hour(client, moving_clock):
    got = receive_tip()
    staff = make_user()
    actions.answer_sender(got.tip.case_id, got.tip.id, "Which tram was it?", by=staff)
    moving_clock.move(minutes=37)
    page = come_back(client, got.codename)
    assert "Which tram was it?" in page.get_data(as_text=True)
    assert "Set-Cookie" not in page.headers
    assert page.headers["Cache-Control"] == "no-store"
    (answer,) = queries.list_messages(got.tip.id, (MessageKind.TO_SENDER,))
    assert answer.read_at.minute == 0


def test_notes_of_staff_are_never_shown(client):
    got = receive_tip()
    triage.add_note(got.tip.case_id, got.tip.id, "sounds like the neighbour", by=make_user())
    assert "neighbour" not in come_back(client, got.codename).get_data(as_text=True)


def test_more_can_be_added_once_with_files_and_brings_the_tip_back(client):
    case = make_case()
    got = receive_tip(case=case)
    staff = make_user()
    triage.open_tip(case.id, got.tip.id, by=staff)
    triage.set_state(case.id, got.tip.id, TipState.NO_ACTION, by=staff)
    for _ in range(2):
        page = come_back(
            client,
            got.codename,
            text="It was the 504.",
            adding="yes",
            key="k" * 43,
            files=[(io.BytesIO(b"photo"), "p.bin")],
        )
        assert "We have what you added" in page.get_data(as_text=True)
    db.session.expire_all()
    tip = db.session.get(Tip, got.tip.id)
    said = queries.list_messages(tip.id, (MessageKind.FROM_SENDER,))
    assert [each.text for each in said] == ["It was the 504."]
    assert len(queries.list_evidence(tip.id)) == 1
    assert (tip.state, tip.unread) == (TipState.OPEN, True)


def test_adding_nothing_is_said_beside_the_box(client):
    got = receive_tip()
    page = come_back(client, got.codename, text=" ", adding="yes")
    assert page.status_code == 422
    assert "Write what you want to add" in page.get_data(as_text=True)


def test_a_flood_of_wrong_words_does_not_shut_out_the_right_ones(client):
    got = receive_tip()
    for _ in range(30):
        come_back(client, "able about above absorb accent acid acorn across")
    assert come_back(client, got.codename).status_code == 200
