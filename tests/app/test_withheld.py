"""Whoever may not know a withheld detail finds it nowhere: every page and answer is opened."""

import json

import pytest
from flask import url_for
from werkzeug.routing import IntegerConverter

from campaigns.cases import draft_actions
from campaigns.guard import actions as guard
from campaigns.guard.model import Scope
from campaigns.jobs import make_rounds, read_tips, send_notices
from campaigns.kernel.db import db
from campaigns.notices.model import Notice
from campaigns.users import actions as users
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.deliveries import make_delivery, make_speaking_case
from tests.factories.holdbacks import withhold
from tests.factories.tips import make_tip
from tests.factories.updates import make_approved, make_update
from tests.factories.users import make_user

DETAIL, TERM, WHY, DECIDED = "qzdetailzq", "qztermzq", "qzwhyzq", "qzdecidedzq"
SECRET = (DETAIL, TERM, WHY, DECIDED)
ROLES = [role for role in Role if role is not Role.ADMINISTRATOR]


@pytest.fixture
def house(app, data_dir):
    """A case with one detail that only its lead may know, met on every side."""
    team = {role: make_user(role) for role in ROLES}
    case, channels = make_speaking_case(members=tuple(team.values()))
    make_delivery(case, channels[0], "something green", out_count=1)
    make_approved(case, channels, "something green")
    detail = withhold(case, TERM, "something green", detail=DETAIL, reason=WHY, readers=[case.lead])
    supervisor = make_user(Role.SUPERVISOR)
    detail.reader_ids = [case.lead_id, supervisor.id]
    db.session.commit()
    guard.release(
        case.id, rule="holdback", detail_id=detail.id, scope=Scope.TEXT, reason=DECIDED,
        author_id=case.lead_id, text="a green thing", by=supervisor,
    )  # fmt: skip
    make_tip(case=case, text="there was something green")
    make_update(case, channels, "something green", by=team[Role.PRESS_OFFICER])
    draft_actions.keep_draft(case.lead_id, "launch", case.id, [("holdbacks-0-detail", DETAIL)])
    read_tips.run()
    make_rounds.run()
    send_notices.run()
    return case, team


def addresses(app, case):
    """Yield every address of staff and api that can be opened; every first row has the number 1."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint.startswith(("staff.", "api.")) and "GET" in rule.methods:
            given = {
                name: case.id if name == "case_id" else 1
                for name, converter in rule._converters.items()
                if isinstance(converter, IntegerConverter)
            }
            given = {name: given.get(name, "csv") for name in rule.arguments}
            with app.test_request_context():
                yield url_for(rule.endpoint, **given)
    for more in (
        "tips?state=all",
        "tips?q=something+green",
        "guard?update=1",
        "updates/2",
        "timeline.json",
    ):
        yield f"/staff/cases/{case.id}/{more}"


def leaks(text):
    return [secret for secret in SECRET if secret in text]


@pytest.mark.parametrize("role", ROLES)
def test_whoever_may_not_know_finds_it_on_no_page_and_in_no_answer(house, app, role):
    case, team = house
    client = sign_in(app.test_client(), team[role])
    _, key = users.make_key(team[role].id, "a program")
    opened = 0
    for address in addresses(app, case):
        headers = {"Authorization": f"Bearer {key}"} if address.startswith("/api") else {}
        answer = client.get(address, headers=headers)
        opened += answer.status_code == 200
        assert leaks(answer.get_data().decode(errors="replace")) == [], address
    assert opened > 8


def test_whoever_may_know_finds_it_where_they_look_for_it(house, app):
    case, _ = house
    client = sign_in(app.test_client(), case.lead)
    for page in ("launch", "guard", "tips/1"):
        shown = client.get(f"/staff/cases/{case.id}/{page}").get_data(as_text=True)
        assert DETAIL in shown, page


def test_a_refusal_names_nothing_to_those_who_may_not_know(house, app):
    case, team = house
    client = sign_in(app.test_client(), team[Role.PRESS_OFFICER])
    refused = post(client, f"/staff/cases/{case.id}/updates/2/submit")
    assert refused.status_code == 422
    assert leaks(refused.get_data(as_text=True)) == []
    _, key = users.make_key(case.deputy_id, "a program")
    answer = client.post(
        f"/api/v1/cases/{case.id}/updates/2/submit", headers={"Authorization": f"Bearer {key}"}
    )
    told = json.loads(answer.get_data())
    assert (answer.status_code, told["type"]) == (422, "urn:searchlight:holdback_leak")
    assert told["guard"][0]["blocks"] is True
    assert leaks(answer.get_data(as_text=True)) == []


@pytest.mark.parametrize("kind", ["json", "csv"])
def test_an_exported_timeline_carries_none_of_it(house, app, kind):
    case, team = house
    client = sign_in(app.test_client(), team[Role.AUDITOR])
    answer = post(client, f"/staff/cases/{case.id}/timeline/export", format=kind)
    assert answer.status_code == 200
    assert leaks(answer.get_data(as_text=True)) == []


def test_no_mail_and_no_line_of_the_ledgers_carries_it(house, app, data_dir):
    mails = [path.read_text(errors="replace") for path in data_dir.glob("mail/**/*")]
    bodies = [f"{each.subject} {each.body}" for each in db.session.query(Notice)]
    lines = [
        str(tuple(row))
        for table in ("timeline_entry", "audit_entry", "finding", "tip_mark", "guard_release")
        for row in db.session.execute(db.text(f'SELECT * FROM "{table}"'))
    ]
    assert bodies
    assert lines
    assert [each for each in (*mails, *bodies, *lines) if leaks(each)] == []
