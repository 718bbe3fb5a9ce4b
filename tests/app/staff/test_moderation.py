"""Pages: hiding a reply, who is blocked, the questions and the prepared answers."""

import pytest

from campaigns.moderation.queries import find_hiding, list_blocked
from campaigns.tips.model import TipSource
from campaigns.tips.question_queries import list_canned
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.factories.tips import make_tip
from tests.factories.users import make_user


@pytest.fixture
def staff(client, app):
    sign_in(client, make_user(Role.SUPERVISOR))
    return client


@pytest.fixture
def case(app):
    return make_case()


def reply(case, text):
    return make_tip(
        case=case, text=text, source=TipSource.REPLY, channel_id=make_channel().id,
        remote_ref="9", raw=text.encode(), sender="Troll", author="troll-7", anonymous=False,
    )  # fmt: skip


def test_a_reply_is_hidden_and_its_sender_blocked_from_its_page(staff, case):
    tip = reply(case, "dead by now, father probably did it lol scum")
    page = f"/staff/cases/{case.id}/tips/{tip.id}"
    assert "A rule suggests to hide it" in staff.get(page).text
    assert "Abuse or threats" in staff.get(f"{page}/hide").text
    answer = post(staff, f"{page}/hide", why="abuse", words="", block="y")
    assert answer.status_code == 303
    assert find_hiding(tip.id) is not None
    assert "Blocked sender" in staff.get(page).text
    (sender,) = list_blocked()
    overview = staff.get("/staff/moderation").text
    assert "Being hidden" in overview
    assert "Troll" in overview
    assert post(staff, f"/staff/moderation/blocked/{sender.id}/lift").status_code == 303
    assert list_blocked() == []


def test_a_reason_that_is_missing_is_asked_for_and_the_words_stay(staff, case):
    tip = reply(case, "Useless cops. You only appeal when it’s a rich neighbourhood.")
    page = f"/staff/cases/{case.id}/tips/{tip.id}/hide"
    assert "No rule suggests" in staff.get(page).text
    answer = post(staff, page, why="abuse", words="rude")
    assert answer.status_code == 422
    assert "Criticism stays" in answer.text
    assert "rude" in answer.text


def test_questions_wait_on_a_page_of_their_own_with_prepared_answers(staff, case):
    tip = make_tip(case=case, text="Where do I bring my film?")
    page = f"/staff/cases/{case.id}/questions"
    assert "Where do I bring my film?" in staff.get(page).text
    assert post(staff, f"{page}/prepared", name="Film", text="To any desk.").status_code == 303
    (kept,) = list_canned(case.id)
    shown = staff.get(f"/staff/cases/{case.id}/tips/{tip.id}?prepared={kept.id}").text
    assert "To any desk.</textarea>" in shown
    assert post(staff, f"{page}/prepared", name="", text="").status_code == 422
    assert post(staff, f"{page}/{tip.id}", question="no").status_code == 303
    assert "Nobody waits for an answer" in staff.get(page).text
    assert post(staff, f"{page}/prepared/{kept.id}/remove").status_code == 303
