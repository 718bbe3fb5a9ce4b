"""A post's page tells the truth, and offers only what is possible now."""

import pytest

from campaigns.deliveries import queries
from campaigns.deliveries.model import DeliveryState
from campaigns.jobs import reconcile_deliveries, send_deliveries
from campaigns.kernel.db import db
from campaigns.platforms import rehearsal
from campaigns.platforms.network import faults
from campaigns.platforms.network.faults import FaultKind, Operation
from campaigns.users.model import Role
from tests.browsing import post, sign_in
from tests.factories.deliveries import make_delivery, make_speaking_case, said
from tests.factories.users import make_user

S = DeliveryState


@pytest.fixture
def desk(client):
    case, [channel] = make_speaking_case("missingmira")
    sign_in(client, case.lead)
    return client, case, channel, f"/staff/cases/{case.id}/posts"


def state(delivery):
    db.session.rollback()
    db.session.expire_all()
    return queries.read_delivery(delivery.id).state


def test_a_planned_post_is_sent_and_taken_down_from_its_page(desk):
    client, case, channel, url = desk
    delivery = make_delivery(case, channel, "One", "Two")
    page = f"{url}/{delivery.id}"
    assert "It is planned, and goes by itself." in client.get(page).text
    send_deliveries.run(1)
    shown = client.get(page).text
    assert "It is out." in shown
    assert "Take this post down" in shown
    assert "You decide" not in shown
    down = post(client, f"{page}/take-down", follow=True)
    assert "It is down: the platform was asked again" in down.text
    assert "Take this post down" not in down.text
    assert "404" in down.text


def test_what_cannot_be_known_is_decided_on_its_page(desk):
    client, case, channel, url = desk
    delivery = make_delivery(case, channel)
    network = rehearsal.network()
    faults.arm(network, FaultKind.DROP_BEFORE, operation=Operation.PUBLISH)
    faults.arm(network, FaultKind.CANNOT_TELL)
    send_deliveries.run(1)
    page = f"{url}/{delivery.id}"
    assert "Nobody knows yet whether it is out." in client.get(page).text
    reconcile_deliveries.run(1)
    shown = client.get(page).text
    assert "asked: it cannot tell" in shown
    assert "You decide" in client.get(url, query_string={"show": "you"}).text
    wrong = post(client, f"{page}/settle", verdict="was_sent", address="")
    assert wrong.status_code == 422
    assert "Give the address of the post" in wrong.text
    assert post(client, f"{page}/settle", verdict="nonsense").status_code == 422
    post(client, f"{page}/settle", verdict="send_again")
    send_deliveries.run(1)
    assert state(delivery) is S.SENT
    assert len(said()) == 1


def test_late_posts_are_decided_many_at_once(desk, moving_clock):
    client, case, channel, url = desk
    late = [make_delivery(case, channel, f"Post {n}") for n in range(3)]
    moving_clock.move(minutes=16)
    send_deliveries.run(1)
    assert "Missed their time" in client.get(url).text
    nothing = post(client, f"{url}/review", do="now")
    assert nothing.status_code == 422
    no_time = post(client, f"{url}/review", do="time", delivery_ids=[late[0].id])
    assert "Give date and time." in no_time.text
    post(client, f"{url}/review", do="now", delivery_ids=[late[0].id, late[1].id])
    post(client, f"{url}/review", do="withdraw", delivery_ids=[late[2].id])
    send_deliveries.run(2)
    assert [state(each) for each in late] == [S.SENT, S.SENT, S.WITHDRAWN]


def test_a_late_post_can_get_another_time_in_the_case_s_zone(desk, moving_clock):
    client, case, channel, url = desk
    delivery = make_delivery(case, channel)
    moving_clock.move(minutes=16)
    send_deliveries.run(1)
    post(
        client,
        f"{url}/review",
        do="time",
        delivery_ids=[delivery.id],
        send_local="2026-05-16T09:00",
    )
    db.session.expire_all()
    assert queries.read_delivery(delivery.id).send_at.isoformat() == "2026-05-16T13:00:00+00:00"


def test_one_planned_post_can_go_now_or_never(desk, moving_clock):
    client, case, channel, url = desk
    later = moving_clock().replace(hour=20)
    one = make_delivery(case, channel, "One", send_at=later, not_before=later)
    two = make_delivery(case, channel, "Two", send_at=later, not_before=later)
    post(client, f"{url}/{one.id}/now")
    post(client, f"{url}/{two.id}/settle", verdict="give_up")
    send_deliveries.run(1)
    assert (state(one), state(two)) == (S.SENT, S.WITHDRAWN)


def test_a_post_that_is_still_up_is_not_called_down(desk):
    client, case, channel, url = desk
    delivery = make_delivery(case, channel)
    send_deliveries.run(1)
    faults.arm(rehearsal.network(), FaultKind.DROP_BEFORE, operation=Operation.WITHDRAW)
    answer = post(client, f"{url}/{delivery.id}/take-down", follow=True)
    assert "It is still up." in answer.text
    assert post(client, f"{url}/{delivery.id}/taken-down", reason="").status_code == 422
    post(client, f"{url}/{delivery.id}/taken-down", reason="I looked: gone")
    assert "I looked: gone" in client.get(f"{url}/{delivery.id}").text


def test_the_list_pages_and_filters(desk):
    client, case, channel, url = desk
    for n in range(60):
        make_delivery(case, channel, f"Number {n}", overdue=n == 0)
    first = client.get(url).text
    assert "Number 59" in first
    assert "Number 5<" not in first
    older = client.get(url, query_string={"before": 11}).text
    assert "Number 9<" in older
    assert "No posts here." not in client.get(url, query_string={"show": "planned"}).text
    for name in ("all", "you", "sent", "open", "rejected", "withdrawn", "nonsense"):
        assert client.get(url, query_string={"show": name}).status_code == 200


def test_only_those_who_may_decide(desk, app):
    _, case, channel, url = desk
    delivery = make_delivery(case, channel)
    auditor = sign_in(app.test_client(), make_user(Role.AUDITOR))
    assert "Send now" not in auditor.get(f"{url}/{delivery.id}").text
    assert post(auditor, f"{url}/{delivery.id}/now").status_code == 403
    assert sign_in(app.test_client(), make_user()).get(f"{url}/{delivery.id}").status_code == 404
