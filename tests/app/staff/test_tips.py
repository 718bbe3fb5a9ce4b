import io
import re

import pytest

from campaigns.deliveries.model import Delivery
from campaigns.kernel.db import db
from campaigns.kernel.text import fold
from campaigns.tips import queries, triage, versions
from campaigns.tips.model import Priority, Tip, TipSource, TipState
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.factories.tips import make_tip, receive_tip
from tests.factories.users import make_user


@pytest.fixture
def triager():
    return make_user(Role.TRIAGER, name="Ada Quinn")


@pytest.fixture
def other():
    return make_user(Role.TRIAGER, name="Ben Okoro")


@pytest.fixture
def case(triager, other):
    return make_case(members=[triager, other])


@pytest.fixture
def desk(client, triager):
    return sign_in(client, triager)


def at(case, tip=None, deed=""):
    return f"/staff/cases/{case.id}/tips" + (f"/{tip.id}" if tip else "") + deed


def page_of(answer) -> str:
    return answer.get_data(as_text=True)


def fresh(tip) -> Tip:
    db.session.expire_all()
    return db.session.get(Tip, tip.id)


def undo(desk, case, answer):
    page = page_of(desk.get(answer.location))
    entries = re.search(r'name="entries" value="([\d.]+)"', page)[1]
    return post(desk, at(case, deed="/undo"), entries=entries)


def test_the_list_teaches_where_tips_come_from_when_there_are_none(desk, case):
    assert "They arrive from the public page" in page_of(desk.get(at(case)))


def test_the_list_shows_newest_first_without_opening_anything(desk, case):
    tips = [make_tip(case=case, text=f"Report number {n}") for n in range(3)]
    page = page_of(desk.get(at(case)))
    assert page.index("Report number 2") < page.index("Report number 0")
    assert "3 of 3" in page
    assert all(fresh(tip).unread for tip in tips)


def test_opening_a_tip_shows_all_of_it_and_marks_it_read_by_name(desk, case):
    tip = make_tip(case=case, text="word " * 3000 + "the end")
    page = page_of(desk.get(at(case, tip)))
    assert "the end</blockquote>" in page
    assert not fresh(tip).unread
    assert fresh(tip).state is TipState.OPEN
    assert "Ada Quinn" in [each.actor for each in queries.list_history(case.id, tip.id)]


def test_a_tip_of_another_case_is_not_there(desk, case):
    stranger = make_tip()
    assert desk.get(at(case, stranger)).status_code == 404
    assert post(desk, at(case, stranger, "/claim")).status_code == 404
    assert post(desk, at(case, stranger, "/state"), state="actioned").status_code == 404


def test_who_does_not_work_on_the_case_sees_no_tip(client, case):
    sign_in(client, make_user(Role.TRIAGER))
    assert client.get(at(case)).status_code == 404


@pytest.mark.parametrize("role", [Role.FAMILY_LIAISON, Role.PRESS_OFFICER, Role.AUDITOR])
def test_roles_that_do_not_read_tips_are_refused(client, role):
    user = make_user(role)
    case = make_case(members=[user])
    tip = make_tip(case=case)
    sign_in(client, user)
    assert client.get(at(case)).status_code == 403
    assert client.get(at(case, tip)).status_code == 403
    assert client.get(at(case, deed="/list")).status_code == 403


def test_claiming_what_someone_has_says_who_and_since_when(desk, case, other, moving_clock):
    tip = make_tip(case=case)
    triage.claim(case.id, tip.id, by=other)
    answer = post(desk, at(case, tip, "/claim"))
    page = page_of(desk.get(answer.location))
    assert "Ben Okoro has it since 08:00." in page
    assert fresh(tip).claimed_by_id == other.id


@pytest.mark.parametrize(
    ("deed", "fields", "now"),
    [
        ("/claim", {}, lambda tip: tip.claimed_by_id is not None),
        ("/state", {"state": "actioned"}, lambda tip: tip.state is TipState.ACTIONED),
        ("/state", {"state": "no_action"}, lambda tip: tip.state is TipState.NO_ACTION),
        ("/priority", {"priority": "urgent"}, lambda tip: tip.priority is Priority.URGENT),
    ],
)
def test_every_deed_is_offered_to_be_undone_and_is(desk, case, deed, fields, now):
    tip = make_tip(case=case)
    answer = post(desk, at(case, tip, deed), **fields)
    assert answer.status_code == 303
    assert now(fresh(tip))
    undo(desk, case, answer)
    assert not now(fresh(tip))


def test_an_undo_that_would_undo_someone_elses_deed_is_refused(desk, case, other):
    tip = make_tip(case=case)
    answer = post(desk, at(case, tip, "/state"), state="actioned")
    triage.set_state(case.id, tip.id, TipState.NO_ACTION, by=other)
    undone = undo(desk, case, answer)
    assert "was changed again since" in page_of(desk.get(undone.location))
    assert fresh(tip).state is TipState.NO_ACTION


def test_several_tips_are_claimed_at_once_and_those_of_others_stay(desk, case, triager, other):
    tips = [make_tip(case=case) for _ in range(3)]
    triage.claim(case.id, tips[1].id, by=other)
    answer = post(desk, at(case, deed="/bulk"), deed="claim", tip=[tip.id for tip in tips])
    assert [fresh(tip).claimed_by_id for tip in tips] == [triager.id, other.id, triager.id]
    page = page_of(desk.get(answer.location))
    assert f"T-{tips[1].id}: Ben Okoro has it" in page
    assert "2 tips changed" in page
    undo(desk, case, answer)
    assert [fresh(tip).claimed_by_id for tip in tips] == [None, other.id, None]


def test_several_tips_are_linked_at_once_and_counted_apart_from_echoes(desk, case):
    first, second, echo = (make_tip(case=case) for _ in range(3))
    answer = post(desk, at(case, deed="/bulk"), deed="link", tip=[first.id, second.id])
    post(desk, at(case, echo, "/link"), same_as=f"T-{first.id}", echo="y")
    assert "3 reports, 2 independent" in page_of(desk.get(at(case)))
    assert answer.status_code == 303


def test_doing_something_to_no_tip_asks_to_choose(desk, case):
    answer = post(desk, at(case, deed="/bulk"), deed="claim")
    assert "Choose one or more tips first." in page_of(desk.get(answer.location))


def test_a_link_to_a_tip_that_is_not_there_stays_in_the_form(desk, case):
    tip = make_tip(case=case)
    answer = post(desk, at(case, tip, "/link"), same_as="T-999999")
    assert answer.status_code == 422
    assert "T-999999" in page_of(answer)
    assert "There is no such tip in this case." in page_of(answer)


def test_a_note_stays_with_staff_and_an_empty_one_is_refused(desk, case):
    tip = make_tip(case=case)
    assert post(desk, at(case, tip, "/note"), note=" ").status_code == 422
    post(desk, at(case, tip, "/note"), note="Rang the drop-in.")
    assert "Rang the drop-in." in page_of(desk.get(at(case, tip)))


def test_an_answer_waits_for_the_codename(desk, case):
    got = receive_tip(case=case)
    post(desk, at(case, got.tip, "/answer"), text="Which tram?")
    page = page_of(desk.post("/return", data={"codename": got.codename}))
    assert "Which tram?" in page


def test_an_answer_to_a_reply_leaves_as_a_delivery(desk, triager, case):
    channel = make_channel(dedicated_case_id=case.id)
    make_appeal(case=case, channels=[channel])
    tip = make_tip(
        case=case,
        source=TipSource.REPLY,
        anonymous=False,
        sender="@jo",
        idempotency_key=None,
        channel_id=channel.id,
        remote_ref="r-1",
    )
    answer = post(desk, at(case, tip, "/answer"), text="Thank you. Which tram?")
    assert answer.status_code == 303
    (delivery,) = db.session.query(Delivery).all()
    assert delivery.snapshot["reply_to"] == "r-1"


def test_who_cannot_be_answered_is_said_plainly(desk, case):
    tip = make_tip(
        case=case, source=TipSource.PHONE, anonymous=False, contact="416-555-0199", codename=False
    )
    assert "cannot be answered from here" in page_of(desk.get(at(case, tip)))
    assert post(desk, at(case, tip, "/answer"), text="Hello?").status_code == 422


def test_evidence_is_held_until_someone_asks_to_see_it(desk, case, client):
    appeal = make_appeal(case=case)
    client.post(
        f"/a/{appeal.slug}/tip",
        data={"text": "Look", "files": [(io.BytesIO(b"GIF89a-bad"), "x.gif")]},
        content_type="multipart/form-data",
    )
    (tip,) = db.session.query(Tip).all()
    assert "Held: nobody has looked at it yet" in page_of(desk.get(at(case, tip)))
    (evidence,) = queries.list_evidence(tip.id)
    post(desk, at(case, tip, f"/evidence/{evidence.id}/show"))
    assert "Held: nobody" not in page_of(desk.get(at(case, tip)))


def test_the_list_is_filtered_ordered_and_leafed_through(desk, case, triager):
    tips = [make_tip(case=case, text=f"Report {n:03}") for n in range(60)]
    triage.claim(case.id, tips[3].id, by=triager)
    triage.set_priority(case.id, tips[5].id, Priority.URGENT, by=triager)
    triage.set_state(case.id, tips[7].id, TipState.ACTIONED, by=triager)
    first = page_of(desk.get(at(case)))
    assert "50 of 59" in first
    further = re.search(r'href="([^"]*after=[^"]*)"', first)[1].replace("&amp;", "&")
    second = page_of(desk.get(further))
    assert "Report 000" in second
    assert "Report 059" not in second
    assert re.findall(r"Report (\d+)", page_of(desk.get(at(case) + "?whose=mine"))) == ["003"]
    ranked = re.findall(r"Report (\d+)", page_of(desk.get(at(case) + "?order=priority")))
    assert ranked[:2] == ["005", "059"]
    oldest = re.findall(r"Report (\d+)", page_of(desk.get(at(case) + "?order=oldest-unread")))
    assert oldest[:2] == ["000", "001"]
    done = re.findall(r"Report (\d+)", page_of(desk.get(at(case) + "?state=actioned")))
    assert done == ["007"]


@pytest.mark.parametrize(
    "query", ["?state=x&order=y&whose=z&source=q&after=..&before=9", "?done=x"]
)
def test_an_address_that_makes_no_sense_shows_the_list(desk, case, query):
    assert desk.get(at(case) + query).status_code == 200


def test_polling_costs_nothing_while_nothing_happens(desk, case):
    make_tip(case=case)
    first = desk.get(at(case, deed="/list"))
    since = first.headers["ETag"].strip('"')
    assert desk.get(at(case, deed=f"/list?since={since}")).status_code == 304
    again = desk.get(at(case, deed="/list"), headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    make_tip(case=case, text="Something new")
    news = desk.get(at(case, deed=f"/list?since={since}"))
    assert news.status_code == 200
    assert "Something new" in page_of(news)
    assert "<html" not in page_of(news)


def test_a_search_finds_words_without_regard_to_accents_and_a_number_goes_straight_there(
    desk, case
):
    tip = make_tip(case=case, text="Une fillette, elle l’appelait Léna.")
    make_tip(case=case, text="Something else.")
    page = page_of(desk.get(at(case) + "?q=lena+fillette"))
    assert "1 found" in page
    assert fold("Léna") in fold(page)
    assert desk.get(at(case) + f"?q=T-{tip.id}").location.endswith(f"/tips/{tip.id}")


def test_the_list_stays_small(desk, case):
    for _ in range(50):
        make_tip(case=case, text="A long tip, full of words. " * 300)
    answer = desk.get(at(case))
    assert len(answer.data) < 80_000


def test_what_its_author_changed_and_took_back_stands_beside_what_was_said_first(desk, case):
    tip = make_tip(case=case, text="At the metro")
    versions.keep_version(tip.id, versions.Again("At the ferry", b"{}"))
    versions.keep_version(tip.id, versions.Again("", gone=True))
    page = page_of(desk.get(at(case, tip)))
    assert "Taken back by its author" in page
    assert page.index("At the ferry") < page.index("First said") < page.rindex("At the metro")
    assert "Taken back" in page_of(desk.get(at(case)))
