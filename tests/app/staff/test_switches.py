"""The switches' page."""

from campaigns.deliveries import queries
from campaigns.deliveries.model import HoldScope
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.deliveries import make_speaking_case
from tests.factories.users import make_user


def test_a_switch_is_pulled_for_a_reason_and_lifted(client):
    case, [channel] = make_speaking_case("missingmira")
    sign_in(client, case.lead)
    page = client.get("/staff/switches", query_string={"what": f"case:{case.id}"}).text
    assert f'value="case:{case.id}" selected' in page
    bare = post(client, "/staff/switches", what=f"case:{case.id}", reason="")
    assert bare.status_code == 422
    post(client, "/staff/switches", what=f"channel:{channel.id}", reason="Wrong picture")
    hold = queries.find_hold(HoldScope.CHANNEL, channel.id)
    assert "Wrong picture" in client.get("/staff/switches").text
    assert post(client, f"/staff/switches/{hold.id}/lift").status_code == 303
    assert queries.is_held(channel_id=channel.id) is None
    assert "Lifted" in client.get("/staff/switches").text


def test_nobody_stops_a_case_that_they_do_not_work_on_nor_without_permission(client, app):
    case, _ = make_speaking_case()
    sign_in(client, make_user())
    assert post(client, "/staff/switches", what=f"case:{case.id}", reason="No").status_code == 422
    assert queries.is_held(case.id) is None
    auditor = sign_in(app.test_client(), make_user(Role.AUDITOR))
    assert auditor.get("/staff/switches").status_code == 403
