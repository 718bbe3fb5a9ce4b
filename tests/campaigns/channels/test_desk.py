"""The desk of an account, with a platform on loopback: keys, allowances, costs, clocks."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from campaigns.channels import actions, books, desk_queries, queries
from campaigns.channels.desk import ChannelDesk
from campaigns.channels.model import Allowance, ChannelState, Cost
from campaigns.kernel import clock
from campaigns.kernel.db import db, let_go
from campaigns.kernel.errors import Limited, Unauthorised, Unreachable
from campaigns.platforms.base import Post
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.fakes.lantern import CREDENTIALS, PLATFORM
from tests.fakes.world import Fault


@pytest.fixture
def channel(lantern):
    return make_channel(platform="lantern", handle="missingmira", credentials=CREDENTIALS)


def _kept(channel):
    return queries.read_key(channel.id).credentials


def test_a_key_that_ran_out_is_renewed_kept_and_used(lantern, channel):
    lantern.access = set()
    assert actions.open_account(channel.id).publish(Post("Seen?", key="1")).ref
    assert lantern.renewals == 1
    assert _kept(channel)["refresh_token"] == lantern.refresh
    assert {_kept(channel)["access_token"]} == lantern.access
    assert _kept(channel)["handle"] == "missingmira"


def test_twenty_at_once_renew_a_key_once_and_all_get_it(app, lantern, channel):
    lantern.access = set()
    account = actions.open_account(channel.id)

    def check(_number):
        with app.app_context():
            try:
                return actions.open_account(channel.id).check().handle
            finally:
                db.session.remove()

    let_go()
    with ThreadPoolExecutor(20) as crew:
        assert list(crew.map(check, range(20))) == ["missingmira"] * 20
    assert lantern.renewals == 1
    assert account.check().handle == "missingmira"
    assert lantern.renewals == 1


def test_a_key_is_kept_before_it_is_used(world, lantern, channel):
    lantern.access = set()
    desk = ChannelDesk(PLATFORM, channel.id, {})
    fresh = desk.renew(CREDENTIALS, lambda held: {**held, "access_token": "new"})
    assert fresh["access_token"] == _kept(channel)["access_token"] == "new"
    again = desk.renew(CREDENTIALS, lambda _held: pytest.fail("someone has done so"))
    assert again["access_token"] == "new"


def test_only_a_plain_no_breaks_an_account(world, lantern, channel):
    lantern.access = set()
    world.arm(Fault.S503, lambda request: request.path == "/token")
    with pytest.raises(Limited) as caught:
        actions.open_account(channel.id).check()
    assert "could not be renewed" in caught.value.message
    assert actions.test_channel(channel.id) is None  # the turn was given back: it goes now
    lantern.access, lantern.refresh = set(), "another"
    assert "invalid_grant" in actions.test_channel(channel.id)
    assert queries.get_channel(channel.id).state is ChannelState.BROKEN


def test_the_turn_of_a_dead_process_passes(lantern, channel, moving_clock):
    turn = books.take_turn(channel.id, CREDENTIALS, "a process that is killed now")
    assert turn.mine
    assert not books.take_turn(channel.id, CREDENTIALS, "me").mine
    moving_clock.move(seconds=121)
    assert books.take_turn(channel.id, CREDENTIALS, "me").mine


def test_a_failed_renewal_gives_the_turn_back(lantern, channel):
    desk = ChannelDesk(PLATFORM, channel.id, {})

    def broken(_held):
        raise KeyError("access_token")

    for failure, seen in ((broken, KeyError), (_void, Unauthorised), (_silent, Limited)):
        with pytest.raises(seen):
            desk.renew(CREDENTIALS, failure)
    assert desk.renew(CREDENTIALS, lambda held: {**held, "access_token": "new"})


def _void(_held):
    raise Unauthorised("void")


def _silent(_held):
    raise Unreachable("nobody")


def test_allowances_are_kept_by_account_and_bucket(lantern, channel, moving_clock):
    other = make_channel(platform="lantern", handle="other", credentials=CREDENTIALS)
    actions.open_account(channel.id).publish(Post("Seen?", key="1"))
    kept = books.purses(PLATFORM, channel.id)
    assert (kept["posts"].left, kept["posts"].most) == (9, 10)
    assert (kept["calls"].left, kept["calls"].most) == (7, 100)
    assert books.purses(PLATFORM, other.id) == {}
    assert kept["posts"].resets_at == clock.now() + timedelta(seconds=900)
    assert db.session.query(Allowance).count() == 2


def test_what_costs_money_is_counted_by_account_and_case(lantern, channel):
    case = make_case()
    actions.open_account(channel.id, case_id=case.id).publish(Post("Seen?", key="1"))
    actions.open_account(channel.id).publish(Post("Seen again?", key="2"))
    since = clock.now() - timedelta(days=1)
    assert desk_queries.sum_costs(since, channel_id=channel.id) == 3.0
    assert desk_queries.sum_costs(since, case_id=case.id) == 1.5
    assert desk_queries.costs_by_channel(since) == {channel.id: 3.0}
    assert db.session.query(Cost).count() == 2


def test_the_platforms_clock_is_written_down_when_it_changes(lantern, channel):
    desk = ChannelDesk(PLATFORM, channel.id, {})
    for seconds in (-42.0, -42.2, -41.9):
        desk.clock_skew(seconds)
    assert desk_queries.read_skew(channel.id) == -42.0


def test_the_end_of_a_key_is_known_only_where_it_does_not_renew_itself():
    ends = {"access_token": "x", "expires_at": "1789000000"}
    assert books.expiry_of(ends).isoformat() == "2026-09-10T00:26:40+00:00"
    assert books.expiry_of({**ends, "refresh_token": "y"}) is None
    assert books.expiry_of({"expires_at": "soon"}) is None
