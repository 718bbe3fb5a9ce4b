import re

import pytest
from werkzeug.routing import IntegerConverter

from campaigns.cases import story_actions
from campaigns.cases.given import FactGiven, HoldbackGiven
from campaigns.cases.model import Visibility
from campaigns.cases.publicity_actions import add_holdback, record_consent
from campaigns.cases.queries import list_consents
from campaigns.families import actions, queries
from campaigns.notices.queries import list_unread
from tests.browsing import csrf_token, post, sign_in
from tests.factories.deliveries import make_speaking_case
from tests.factories.tips import make_tip
from tests.factories.users import make_user

SECRET = "star-shaped scar"
TIP_WORDS = "I work the desk at a drop-in"
STAFF_WORDS = "the informant is called Whistler"


@pytest.fixture
def case(app):
    case, _ = make_speaking_case()
    lead = case.lead
    add_holdback(case.id, HoldbackGiven(detail=SECRET, terms=(SECRET,)), by=lead)
    for text, visibility in (
        ("Light brown hair", Visibility.PUBLIC),
        ("Seen well on camera", Visibility.FAMILY),
        (STAFF_WORDS, Visibility.STAFF),
        ("withheld: " + SECRET, Visibility.WITHHELD),
    ):
        given = FactGiven(text=text, visibility=visibility)
        story_actions.add_fact(case.id, given, by=lead)
    make_tip(case=case, text=TIP_WORDS)
    return case


@pytest.fixture
def portal(client, case):
    """A relative's browser, after their link was used."""
    _, token = actions.invite_relative(case.id, "Daniel", "", "father", by=case.lead)
    assert post(client, f"/family/enter/{token}").status_code == 303
    return client


def test_looking_at_the_link_does_not_use_it_up(client, case):
    _, token = actions.invite_relative(case.id, "Daniel", "", "father", by=case.lead)
    for _ in range(3):
        assert client.get(f"/family/enter/{token}").status_code == 200
    assert post(client, f"/family/enter/{token}").status_code == 303
    assert client.get("/family/").status_code == 200


def test_a_used_link_is_refused_in_plain_words(portal, case, app):
    stranger = app.test_client()
    token = actions.make_link(case.id, queries.list_relatives(case.id)[0].id, by=case.lead)
    assert post(portal, f"/family/enter/{token}").status_code == 303
    refused = post(stranger, f"/family/enter/{token}")
    assert refused.status_code == 401
    assert "has been used" in refused.text


def test_the_family_sees_where_things_stand(portal, case):
    page = portal.get("/family/").text
    assert "The appeal is live" in page
    assert "Light brown hair" in page
    assert "Seen well on camera" in page
    assert case.lead.name in page
    assert "1 message has" in " ".join(page.split())


def test_a_message_reaches_the_liaison_and_is_kept_once(portal, case):
    page = portal.get("/family/").text
    key = re.search(r'name="key"[^>]*value="([^"]+)"', page)[1]
    for _ in range(2):
        assert post(portal, "/family/messages", text="Any news?", key=key).status_code == 303
    assert [each.text for each in queries.list_messages(case.id)] == ["Any news?"]


def test_an_empty_message_is_refused_beside_the_field(portal):
    refused = post(portal, "/family/messages", text="  ", key="k")
    assert refused.status_code == 422
    assert "Write a message first" in refused.text


def test_leaving_closes_the_portal_here(portal):
    assert post(portal, "/family/leave").status_code == 200
    assert portal.get("/family/").status_code in {302, 401}


def _addresses(app, case):
    """Every address of the house, with the ids of this case where it takes any."""
    for rule in app.url_map.iter_rules():
        values = {}
        for name, converter in rule._converters.items():
            number = isinstance(converter, IntegerConverter)
            values[name] = (case.id if name == "case_id" else 1) if number else "1"
        yield rule, rule.build(values, append_unknown=False)[1]


def test_no_route_and_no_id_gives_the_family_a_tip_or_a_secret(portal, case, app):
    tried = 0
    for rule, address in _addresses(app, case):
        for method in sorted(rule.methods & {"GET", "POST"}):
            data = {"csrf_token": csrf_token(portal)} if method == "POST" else None
            if rule.endpoint == "family.portal.leave":
                continue
            answer = portal.open(address, method=method, data=data)
            tried += 1
            body = answer.get_data(as_text=True) if answer.mimetype.startswith("text") else ""
            for secret in (SECRET, TIP_WORDS, STAFF_WORDS):
                assert secret not in body, (rule.endpoint, secret)
            if rule.endpoint.startswith(("staff.", "api.")):
                guard = app.view_functions[rule.endpoint].guard
                assert guard.startswith("open:") or answer.status_code in {302, 303, 401, 403}, (
                    rule.endpoint,
                    answer.status_code,
                )
    assert tried > 60


def test_a_relative_of_one_case_sees_nothing_of_another(portal, app):
    other, _ = make_speaking_case("another")
    given = FactGiven(text="only for the other family", visibility=Visibility.FAMILY)
    story_actions.add_fact(other.id, given, by=other.lead)
    assert "only for the other family" not in portal.get("/family/").text


def test_staff_invite_and_answer(client, case):
    sign_in(client, case.lead)
    base = f"/staff/cases/{case.id}/family"
    assert post(client, f"{base}/relatives", name="Daniel", relation="father").status_code == 303
    shown = client.get(base).text
    assert "/family/enter/" in shown
    assert "/family/enter/" not in client.get(base).text
    assert post(client, f"{base}/messages", text="I will call at ten.").status_code == 303
    assert "I will call at ten." in client.get(base).text


def test_who_has_no_business_with_the_family_is_refused(client, case, app):
    from_outside = sign_in(client, make_user())
    assert from_outside.get(f"/staff/cases/{case.id}/family").status_code == 404


def test_a_relative_takes_their_own_yes_back_and_it_is_held_at_once(portal, case):
    mine = record_consent(case.id, "the father", "photo", actor=case.lead.actor)
    other = record_consent(case.id, "mother", "name", actor=case.lead.actor)
    page = portal.get("/family/").text
    assert f"/family/consents/{mine.id}/take-back" in page
    assert f"/family/consents/{other.id}/take-back" not in page
    assert post(portal, f"/family/consents/{other.id}/take-back").status_code == 404
    assert post(portal, f"/family/consents/{mine.id}/take-back").status_code == 303
    assert mine.withdrawn_at is not None
    assert other.withdrawn_at is None
    assert "taken back" in portal.get("/family/").text
    assert any("took a yes back" in each.subject for each in list_unread(case.lead_id))


def test_a_relative_says_yes_or_no_to_what_is_shown(portal, case):
    nothing = post(portal, "/family/consents", refused="y")
    assert nothing.status_code == 422
    assert "Choose at least one thing" in nothing.text
    assert post(portal, "/family/consents", scopes=["photo", "age"], refused="").status_code == 303
    assert post(portal, "/family/consents", scopes=["health"], refused="y").status_code == 303
    yes, no = list_consents(case.id)
    assert (yes.given_by, yes.scopes, yes.refused) == ("Daniel", ["age", "photo"], False)
    assert (no.scopes, no.refused) == (["health"], True)
