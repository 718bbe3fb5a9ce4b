import pytest
from openapi_spec_validator import validate

from campaigns.appeals.queries import channels_of, get_appeal
from campaigns.tips.model import TipState
from campaigns.users.actions import make_key
from campaigns.users.model import Role
from tests.factories.deliveries import make_speaking_case
from tests.factories.tips import make_tip
from tests.factories.users import make_user


@pytest.fixture
def case(app):
    return make_speaking_case()[0]


def key_of(user):
    return {"Authorization": f"Bearer {make_key(user.id, 'test')[1]}"}


@pytest.fixture
def lead(case):
    return key_of(case.lead)


@pytest.fixture
def deputy(case):
    return key_of(case.deputy)


def test_the_description_is_sound(client):
    described = client.get("/api/v1/openapi.json").json
    validate(described)
    assert described["openapi"].startswith("3.1")
    assert described["security"] == [{"key": []}]


def test_without_a_key_there_is_a_problem(client, case):
    refused = client.get(f"/api/v1/cases/{case.id}")
    assert refused.status_code == 401
    assert refused.content_type == "application/problem+json"
    assert refused.json["type"] == "urn:searchlight:not_signed_in"


def test_a_case_that_is_not_yours_is_not_there(client, case):
    stranger = key_of(make_user())
    assert client.get(f"/api/v1/cases/{case.id}", headers=stranger).status_code == 404
    assert client.get("/api/v1/cases", headers=stranger).json == []


def test_a_case_is_opened_with_an_appeal(client, case, lead):
    given = {
        "kind": "witness",
        "title": "Cherry Street",
        "risk": "standard",
        "lead_id": case.lead_id,
        "deputy_id": case.deputy_id,
    }
    made = client.post("/api/v1/cases", json=given, headers=lead)
    assert made.status_code == 201
    appeal = client.get(f"/api/v1/cases/{made.json['id']}/appeal", headers=lead).json
    assert appeal["state"] == "draft"


def test_what_cannot_be_used_is_named_part_by_part(client, lead):
    refused = client.post("/api/v1/cases", json={"kind": "picnic", "color": 1}, headers=lead)
    assert refused.status_code == 422
    assert refused.content_type == "application/problem+json"
    assert {"kind", "title", "color"} <= set(refused.json["errors"])


def test_rules_refuse_here_as_on_the_pages(client, case, lead):
    given = {
        "kind": "missing",
        "title": "X",
        "risk": "high",
        "lead_id": case.lead_id,
        "deputy_id": case.lead_id,
    }
    refused = client.post("/api/v1/cases", json=given, headers=lead)
    assert refused.status_code == 422
    assert "deputy_id" in refused.json["errors"]


def test_an_update_goes_from_draft_to_approval_by_two_people(client, case, lead, deputy):
    base = f"/api/v1/cases/{case.id}/updates"
    assert client.get(f"/api/v1/cases/{case.id}/deliveries", headers=lead).json == []
    channels = [each.id for each in channels_of(get_appeal(case.id).id)]
    written = client.post(
        base,
        json={"parts": [{"text": "Have you seen Mira?"}], "channel_ids": channels},
        headers=lead,
    )
    assert written.status_code == 201, written.json
    one = f"{base}/{written.json['id']}"
    submitted = client.post(f"{one}/submit", headers=lead).json
    seen = {"content_hash": submitted["content_hash"]}
    assert client.post(f"{one}/approve", json=seen, headers=lead).status_code == 403
    stale = client.post(f"{one}/approve", json={"content_hash": "old"}, headers=deputy)
    assert stale.status_code == 409
    approved = client.post(f"{one}/approve", json=seen, headers=deputy)
    assert approved.json["state"] == "approved"
    planned = client.get(f"/api/v1/cases/{case.id}/deliveries", headers=lead).json
    assert [each["state"] for each in planned] == ["planned"]
    whole = client.get(f"/api/v1/cases/{case.id}/deliveries/{planned[0]['id']}", headers=lead).json
    assert whole["snapshot"]["parts"][0]["text"] == "Have you seen Mira?"
    assert [each["what"] for each in whole["attempts"]] == ["plan"]


def test_a_tip_is_entered_once_and_triaged(client, case, lead):
    base = f"/api/v1/cases/{case.id}/tips"
    given = {"source": "phone", "text": "She got on a bus.", "idempotency_key": "k" * 32}
    first = client.post(base, json=given, headers=lead)
    again = client.post(base, json=given, headers=lead)
    assert first.status_code == 201
    assert first.json["codename"]
    assert again.json["tip"]["id"] == first.json["tip"]["id"]
    one = f"{base}/{first.json['tip']['id']}"
    assert client.post(f"{one}/claim", headers=lead).json["claimed_by_id"] == case.lead_id
    moved = client.post(f"{one}/state", json={"state": "open"}, headers=lead)
    assert moved.json["state"] == TipState.OPEN
    ranked = client.post(f"{one}/priority", json={"priority": "urgent"}, headers=lead)
    assert ranked.json["priority"] == "urgent"
    assert (
        client.post(f"{one}/notes", json={"text": "Called back."}, headers=lead).status_code == 201
    )
    assert (
        client.post(f"{one}/answers", json={"text": "Thank you."}, headers=lead).status_code == 201
    )


def test_lists_are_leafed_through(client, case, lead):
    tips = [make_tip(case=case).id for _ in range(5)]
    base = f"/api/v1/cases/{case.id}/tips"
    first = client.get(f"{base}?limit=3", headers=lead).json
    rest = client.get(f"{base}?limit=3&before={first[-1]['id']}", headers=lead).json
    assert [each["id"] for each in first + rest] == tips[::-1]
    entries = client.get(f"/api/v1/cases/{case.id}/timeline?limit=2", headers=lead).json
    assert len(entries) == 2
    assert entries[0]["seq"] > entries[1]["seq"]


def test_a_role_without_the_permission_is_refused(client, case):
    auditor = key_of(make_user(Role.AUDITOR))
    tip = make_tip(case=case)
    assert client.get(f"/api/v1/cases/{case.id}/timeline", headers=auditor).status_code == 200
    assert client.get(f"/api/v1/cases/{case.id}/tips/{tip.id}", headers=auditor).status_code == 403


def test_a_tip_of_another_case_is_not_there(client, case, lead):
    other = make_tip()
    assert client.get(f"/api/v1/cases/{case.id}/tips/{other.id}", headers=lead).status_code == 404
