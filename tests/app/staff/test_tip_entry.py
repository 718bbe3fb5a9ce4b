import io
import re
from datetime import UTC, datetime

import pytest

from campaigns.kernel.db import db
from campaigns.tips import queries
from campaigns.tips.model import Tip, TipSource
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.cases import make_case
from tests.factories.users import make_user


@pytest.fixture
def triager():
    return make_user(Role.TRIAGER, name="Ada Quinn")


@pytest.fixture
def case(triager):
    return make_case(members=[triager])


@pytest.fixture
def desk(client, triager):
    return sign_in(client, triager)


def enter(desk, case, **fields):
    given = {"source": "phone", "text": "Saw them at Berri.", "priority": "medium", **fields}
    return post(desk, f"/staff/cases/{case.id}/tips/new", **given)


def only_tip() -> Tip:
    db.session.expire_all()
    (tip,) = db.session.query(Tip).all()
    return tip


def test_a_call_is_written_down_by_name_with_its_time_in_the_cases_zone(desk, case, triager):
    page = enter(desk, case, sender="Jo", contact="416-555-0188", seen_at="2026-05-15T17:20")
    tip = only_tip()
    assert page.status_code == 200
    assert (tip.source, tip.entered_by_id) == (TipSource.PHONE, triager.id)
    assert (tip.sender, tip.contact) == ("Jo", "416-555-0188")
    assert tip.seen_at == datetime(2026, 5, 15, 21, 20, tzinfo=UTC)
    assert 'id="codename"' not in page.get_data(as_text=True)


def test_a_caller_without_a_name_gets_words_to_be_read_out_and_only_the_hour_is_kept(
    desk, case, moving_clock
):
    moving_clock.move(minutes=23)
    page = enter(desk, case, anonymous="y")
    words = re.search(r'id="codename"[^>]*>([^<]+)<', page.get_data(as_text=True))[1]
    assert len(words.split()) == 8
    assert page.headers["Cache-Control"] == "no-store"
    tip = only_tip()
    assert (tip.received_at.minute, tip.anonymous) == (0, True)
    assert desk.post("/return", data={"codename": words}).status_code == 200


def test_a_form_sent_twice_is_one_tip(desk, case):
    for _ in range(2):
        enter(desk, case, key="k" * 43)
    assert only_tip()


def test_a_name_and_anonymous_at_once_is_refused_and_kept_in_the_form(desk, case):
    page = enter(desk, case, anonymous="y", sender="Jo")
    assert page.status_code == 422
    assert "is not anonymous" in page.get_data(as_text=True)
    assert "Saw them at Berri." in page.get_data(as_text=True)


def test_a_time_that_the_clocks_skip_is_refused_beside_its_field(desk, case):
    page = enter(desk, case, seen_at="2026-03-08T02:30")
    assert page.status_code == 422
    assert "skip 02:30" in page.get_data(as_text=True)


def test_a_pasted_post_needs_its_address_and_keeps_when_it_was_copied(desk, case):
    assert enter(desk, case, source="pasted").status_code == 422
    enter(
        desk,
        case,
        source="pasted",
        remote_url="https://social.example/p/1",
        captured_at="2026-05-16T07:55",
        files=[(io.BytesIO(b"screen copy"), "screen.png")],
    )
    tip = only_tip()
    assert tip.remote_url == "https://social.example/p/1"
    assert tip.captured_at == datetime(2026, 5, 16, 11, 55, tzinfo=UTC)
    assert len(queries.list_evidence(tip.id)) == 1


def test_the_form_opens_with_a_key_and_the_present_time(desk, case):
    page = desk.get(f"/staff/cases/{case.id}/tips/new").get_data(as_text=True)
    assert 'value="2026-05-16T08:00"' in page
    assert re.search(r'name="key"[^>]*value="[\w-]{43}"', page)


def test_who_may_not_enter_tips_is_refused(client):
    user = make_user(Role.PRESS_OFFICER)
    case = make_case(members=[user])
    sign_in(client, user)
    assert client.get(f"/staff/cases/{case.id}/tips/new").status_code == 403
