"""What a platform that fetches for itself is given, and when nobody is given anything."""

from dataclasses import replace

import pytest

from campaigns.cases.model import Case
from campaigns.channels.model import Channel
from campaigns.deliveries import carry, fetching, holds
from campaigns.deliveries.journey import keep_stage
from campaigns.deliveries.model import Delivery, DeliveryState, HoldScope
from campaigns.kernel import settings
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic, db
from campaigns.media import actions
from campaigns.users.model import Role
from tests.factories.appeals import make_appeal
from tests.factories.channels import make_channel
from tests.factories.deliveries import make_delivery
from tests.factories.media import make_photo
from tests.factories.users import make_user


@pytest.fixture
def appeal(app):
    return make_appeal(channels=[make_channel()])


@pytest.fixture
def photo(appeal):
    return make_photo(appeal.case, publish=True, alt="A girl")


def _delivery(photo, **given):
    key = photo.derivatives["web"]
    media = [{"asset_id": photo.id, "sha256": key, "type": "image/jpeg", "alt": "A girl"}]
    case, channel = db.session.get_one(Case, photo.case_id), db.session.query(Channel).one()
    return make_delivery(case, channel, media=media, **given)


def _get(client, photo):
    return client.get(f"/m/going/{photo.derivatives['web']}")


@pytest.mark.parametrize("state", [DeliveryState.SENDING, DeliveryState.UNKNOWN])
def test_what_is_being_sent_may_be_fetched_as_it_was_approved(client, photo, state):
    _delivery(photo, state=state)
    answer = _get(client, photo)
    assert (answer.status_code, answer.content_type) == (200, "image/jpeg")
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data[:3] == b"\xff\xd8\xff"


def test_the_still_of_a_film_may_be_fetched_with_it(client, photo):
    delivery = _delivery(photo, state=DeliveryState.SENDING)
    still = {"sha256": photo.derivatives["thumb"], "type": "image/jpeg", "alt": ""}
    _carry(delivery.id, still)
    assert client.get(f"/m/going/{still['sha256']}").status_code == 200


@atomic
def _carry(delivery_id, still) -> None:
    row = db.session.get_one(Delivery, delivery_id)
    (part,) = row.snapshot["parts"]
    media = [{**each, "thumbnail": still} for each in part["media"]]
    row.snapshot = {**row.snapshot, "parts": [{**part, "media": media}]}


def test_what_waits_may_be_fetched_only_after_its_sending_has_begun(client, photo):
    delivery = _delivery(photo)
    assert _get(client, photo).status_code == 404
    keep_stage(delivery.id, 1, "container", "17")
    assert _get(client, photo).status_code == 200


@pytest.mark.parametrize(
    "given",
    [{"state": DeliveryState.SENT}, {"released": False}, {"held": True}],
)
def test_what_is_out_or_held_is_not_given(client, photo, given):
    _delivery(photo, **{"state": DeliveryState.SENDING, **given})
    assert _get(client, photo).status_code == 404


def test_a_switch_closes_the_door(client, photo):
    _delivery(photo, state=DeliveryState.SENDING)
    holds.pull_hold(HoldScope.ALL, 0, "Wait", by=make_user(Role.SUPERVISOR))
    assert _get(client, photo).status_code == 404


def test_a_picture_out_of_use_is_not_given(client, photo):
    _delivery(photo, state=DeliveryState.SENDING)
    actions.withdraw_asset(photo.case_id, photo.id, actor=HOUSE)
    assert _get(client, photo).status_code == 404


def test_other_names_open_nothing(client, photo):
    _delivery(photo, state=DeliveryState.SENDING)
    for name in ("x", "0" * 64, f"{photo.derivatives['web']}0", "%25"):
        assert client.get(f"/m/going/{name}").status_code == 404


def test_a_house_without_a_public_address_has_none_to_give(app, photo):
    delivery = _delivery(photo)
    frozen = delivery.snapshot["parts"][0]["media"][0]
    assert carry.media_of(frozen).url == ""
    settings.install(replace(settings.current(), public_url="https://appeals.example.org"))
    assert carry.media_of(frozen).url == f"https://appeals.example.org/m/going/{frozen['sha256']}"
    assert fetching.find_type("") is None
