"""Who asked is answered: a guess at questions, a reminder after a day, prepared answers."""

import pytest

from campaigns.jobs import question_reminders
from campaigns.kernel.errors import Invalid, NotFound
from campaigns.notices.queries import list_unread
from campaigns.tips import actions, canned, reminding
from campaigns.tips.question_queries import count_questions, list_canned, list_questions
from campaigns.tips.questions import asks
from campaigns.users.model import Role
from tests.factories.cases import make_case
from tests.factories.tips import make_tip
from tests.factories.users import make_user


@pytest.mark.parametrize(
    "text",
    ["Where do I look for your answer?", "can the father do an interview", "Any news on her",
     "Hi, is she still missing", "Est-ce que je peux aider", "¿Dónde la vieron?", "هل وجدتموها؟"],
)  # fmt: skip
def test_a_question_is_known(text):
    assert asks(text)


@pytest.mark.parametrize(
    "text",
    ["I saw her at the ferry.", "look https://example.org/?a=b", "", None, "Tell her dad we care",
     "J’ai vu une femme anglaise", "On the 121 bus we all heard shots"],
)  # fmt: skip
def test_a_statement_is_none(text):
    assert not asks(text)


def test_what_nobody_answered_for_a_day_is_brought_back_once(app, moving_clock):
    case = make_case()
    tip = make_tip(case=case, text="Where do I bring my film?")
    make_tip(case=case, text="I saw her.")
    question_reminders.run()
    assert list_unread(case.lead_id) == []
    moving_clock.move(hours=25)
    question_reminders.run()
    question_reminders.run()
    for user_id in (case.lead_id, case.deputy_id):
        (told,) = list_unread(user_id)
        assert "1 question" in told.subject
        assert told.path == f"/staff/cases/{case.id}/questions"
    assert [each.id for each in list_questions(case.id)] == [tip.id]


def test_an_answer_ends_the_wait_and_a_wrong_guess_is_put_right(app):
    case, by = make_case(), make_user(Role.TRIAGER)
    asked = make_tip(case=case, text="Where do I bring my film?")
    told = make_tip(case=case, text="I saw her")
    reminding.set_question(case.id, told.id, question=True, by=by)
    assert count_questions(case.id) == 2
    actions.answer_sender(case.id, asked.id, "To any desk.", by=by)
    reminding.set_question(case.id, told.id, question=False, by=by)
    assert list_questions(case.id) == []


def test_a_prepared_answer_is_kept_under_its_name_changed_and_removed(app):
    case, by = make_case(), make_user(Role.TRIAGER)
    canned.write_canned(case.id, "Film", "Bring it to any desk.", by=by)
    row = canned.write_canned(case.id, "film", "Upload it on the page.", by=by)
    assert [(each.name, each.text) for each in list_canned(case.id)] == [
        ("film", "Upload it on the page.")
    ]
    with pytest.raises(Invalid) as refused:
        canned.write_canned(case.id, "", "x" * 1_001, by=by)
    assert set(refused.value.fields) == {"name", "text"}
    canned.remove_canned(case.id, row.id, by=by)
    with pytest.raises(NotFound):
        canned.remove_canned(case.id, row.id, by=by)
