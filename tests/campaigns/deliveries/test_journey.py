"""Stages of a part: kept, gone on from, stopped between by the switches."""

import io

import pytest

from campaigns.deliveries import asking, carry, holds, queries, sending, stage_queries, telling
from campaigns.deliveries.journey import KeptJourney, SendersJourney
from campaigns.deliveries.model import DeliveryState, HoldScope
from campaigns.jobs import reconcile_deliveries, send_deliveries, settle_stuck
from campaigns.kernel.db import db
from campaigns.kernel.errors import Held
from campaigns.media import storage
from campaigns.media.opened import open_kept
from campaigns.users.model import Role
from campaigns.users.queries import get_user
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.factories.deliveries import make_delivery
from tests.factories.users import make_user
from tests.fakes.lantern import CREDENTIALS
from tests.fakes.lantern_client import CHUNK
from tests.fakes.world import Fault

S = DeliveryState
FILM = bytes(range(256)) * 12_000  # three chunks and a bit


@pytest.fixture
def voice(lantern):
    channel = make_channel(platform="lantern", handle="missingmira", credentials=CREDENTIALS)
    case = make_case(rehearsal=False)
    make_appeal(case=case, channels=[channel])
    return case, channel


def _film_delivery(voice, **given):
    kept = storage.put_bytes(FILM)
    film = {"asset_id": 1, "sha256": kept.key, "type": "video/mp4", "alt": "Mira runs."}
    return make_delivery(*voice, "See how she runs", media=[film], **given).id


def _state(delivery_id):
    db.session.rollback()
    return queries.read_delivery(delivery_id).state


def _puts(world):
    return [each for each in world.calls if each.method == "PUT"]


def test_a_film_leaves_in_chunks_and_its_stages_are_kept(world, lantern, voice):
    delivery_id = _film_delivery(voice)
    carry.say(delivery_id)
    assert _state(delivery_id) is S.SENT
    assert [bytes(each) for each in lantern.media.values()] == [FILM]
    assert len(_puts(world)) == 4
    assert max(len(each.body) for each in _puts(world)) == CHUNK
    (stage,) = stage_queries.list_stages(delivery_id)
    assert (stage.part, stage.stage, stage.value) == (1, "upload 1", "m1")
    assert b"m1" not in stage.value_sealed
    told = telling.steps(queries.read_delivery(delivery_id), [], [stage])
    assert [each.word for each in told] == ["got to: upload 1"]


def test_an_upload_that_breaks_is_taken_up_where_it_broke(world, lantern, voice, moving_clock):
    delivery_id = _film_delivery(voice)
    world.arm(Fault.DROP_BEFORE, lambda request: request.method == "PUT", skip=2)
    carry.say(delivery_id)
    assert _state(delivery_id) is S.UNKNOWN
    assert lantern.posts == {}
    moving_clock.move(seconds=61)
    reconcile_deliveries.run(1)
    assert _state(delivery_id) is S.PLANNED
    before = len(_puts(world))
    send_deliveries.run(1)
    assert _state(delivery_id) is S.SENT
    assert len(_puts(world)) - before == 2  # two of four were there already
    assert [bytes(each) for each in lantern.media.values()] == [FILM]
    assert len(lantern.posts) == 1


def test_a_switch_stops_an_upload_between_two_chunks_and_it_goes_on_later(
    app, world, lantern, voice
):
    delivery_id, case_id = _film_delivery(voice), voice[0].id
    by_id = make_user(Role.SUPERVISOR).id
    pulled = []

    def after_first(request):
        if request.method == "PUT" and not pulled:
            with app.app_context():
                by = get_user(by_id)
                pulled.append(holds.pull_hold(HoldScope.CASE, case_id, "Stop.", by=by).id)
                db.session.remove()
        return False

    world.arm(Fault.S503, after_first)
    carry.say(delivery_id)
    assert _state(delivery_id) is S.PLANNED
    assert len(_puts(world)) == 1
    assert lantern.posts == {}
    send_deliveries.run(1)
    assert _state(delivery_id) is S.PLANNED
    holds.lift_hold(pulled[0], by=get_user(by_id))
    send_deliveries.run(1)
    assert _state(delivery_id) is S.SENT
    assert [bytes(each) for each in lantern.media.values()] == [FILM]
    assert len(_puts(world)) == 4


def test_whoever_lost_the_claim_stops_at_the_next_step(lantern, voice):
    delivery = make_delivery(*voice)
    claimed = sending.claim(delivery.id)
    journey = SendersJourney(delivery.id, 1, claimed.claim_token)
    journey.go_on()
    sending.settle_unknown(delivery.id, None, "The sender broke off.", None)
    with pytest.raises(Held):
        journey.go_on()
    KeptJourney(delivery.id, 1).go_on()  # asking is stopped by nothing


def test_a_long_upload_is_not_taken_for_dead(lantern, voice, moving_clock):
    delivery = make_delivery(*voice)
    claimed = sending.claim(delivery.id)
    journey = SendersJourney(delivery.id, 1, claimed.claim_token)
    for _ in range(10):
        moving_clock.move(seconds=30)
        journey.go_on()
        settle_stuck.run()
    assert _state(delivery.id) is S.SENDING
    moving_clock.move(seconds=121)
    settle_stuck.run()
    assert _state(delivery.id) is S.UNKNOWN


def test_a_stage_is_replaced_by_its_name(lantern, voice):
    delivery = make_delivery(*voice)
    journey = KeptJourney(delivery.id, 1)
    assert journey.known("upload") is None
    journey.save("upload", "m1")
    journey.save("upload", "m2")
    assert KeptJourney(delivery.id, 1).known("upload") == "m2"
    assert KeptJourney(delivery.id, 2).known("upload") is None


def test_an_empty_allowance_lets_posts_wait_and_lateness_counts_from_then(
    lantern, voice, moving_clock
):
    for number in range(9):
        make_delivery(*voice, f"Post {number}")
    urgent = make_delivery(*voice, "Urgent", urgent=True)
    send_deliveries.run(1)
    assert len(lantern.posts) == 9  # ten, two of them kept back, and one that is urgent
    assert "Urgent" in lantern.texts()
    assert _state(urgent.id) is S.SENT
    moving_clock.move(seconds=899)
    send_deliveries.run(1)
    assert len(lantern.posts) == 9
    moving_clock.move(seconds=1)
    send_deliveries.run(1)
    assert len(lantern.posts) == 10


def test_a_platform_that_asks_to_wait_when_asked_is_asked_again_then(
    world, lantern, voice, moving_clock
):
    delivery = make_delivery(*voice)
    world.arm(Fault.COMMIT_DROP, lambda request: request.method == "POST")
    carry.say(delivery.id)
    world.arm(Fault.S429)
    asking.ask(delivery.id)
    assert _state(delivery.id) is S.UNKNOWN
    assert queries.read_delivery(delivery.id).not_before >= moving_clock()
    moving_clock.move(seconds=61)
    reconcile_deliveries.run(1)
    assert _state(delivery.id) is S.SENT
    assert len(lantern.posts) == 1


def test_a_kept_file_is_read_and_sought_in_like_any_file(app):
    key = storage.put_bytes(FILM).key
    with open_kept(key) as file:
        assert file.read(10) == FILM[:10]
        assert file.seek(-5, io.SEEK_END) == len(FILM) - 5
        assert file.read() == FILM[-5:]
        assert file.read(1) == b""
        file.seek(1_500_000)
        assert file.read(700_000) == FILM[1_500_000:2_200_000]
        file.seek(0)
        assert file.read() == FILM
