"""A post on our own account that Searchlight did not send is found and told; a person decides."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from campaigns.deliveries.model import DeliveryState
from campaigns.hearing import strangers
from campaigns.hearing.model import Stranger, StrangerState
from campaigns.jobs import collect_tips, watch_accounts
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.notices.model import Notice
from campaigns.timeline.queries import get_entry, last_seq
from campaigns.users.model import Role
from tests.campaigns.hearing.heard import tips, told
from tests.factories.appeals import make_appeal
from tests.factories.deliveries import make_delivery
from tests.factories.users import make_user
from tests.fakes.beacon import said
from tests.fakes.world import Answer

SENT = {"state": DeliveryState.SENT, "out_count": 1}


def stands(beacon, ref, text="Hello", at=None):
    """Let a post stand on our account."""
    at = (at or clock.now()).isoformat()
    beacon.own.append({"ref": ref, "text": text, "at": at, "url": f"https://beacon.example/{ref}"})


def found(moving_clock, **later) -> list[str]:
    moving_clock.move(**(later or {"minutes": 6}))
    watch_accounts.run()
    db.session.rollback()
    db.session.expire_all()
    return [each.remote_ref for each in db.session.scalars(select(Stranger).order_by(Stranger.id))]


@pytest.fixture
def supervisor(app):
    return make_user(Role.SUPERVISOR)


@pytest.fixture
def stranger(channel, case, beacon, moving_clock, supervisor):
    stands(beacon, "x", "Send money to this account")
    found(moving_clock)
    return db.session.scalars(select(Stranger)).one()


def test_our_own_posts_threads_and_answers_raise_no_alarm(channel, case, beacon, moving_clock):
    parts = [{"part": n, "remote_id": f"p{n}", "url": ""} for n in range(2)]
    now = clock.now()
    make_delivery(case, channel, **SENT, remote_id="p0", parts_done=parts, claimed_at=now)
    withdrawn = {"state": DeliveryState.WITHDRAWN, "claimed_at": now}
    make_delivery(case, channel, **withdrawn, remote_id="w")
    for ref in ("p0", "p1", "w"):
        stands(beacon, ref)
    assert found(moving_clock) == []
    assert told() == []


def test_a_post_that_is_not_ours_is_told_once_to_owner_deputy_and_supervisors(
    channel, stranger, beacon, moving_clock, supervisor
):
    assert found(moving_clock) == ["x"]
    notices = list(db.session.scalars(select(Notice)))
    assert {each.user_id for each in notices} == {
        channel.owner_id,
        channel.deputy_id,
        supervisor.id,
    }
    assert all(each.urgent and "money" not in each.body for each in notices)
    assert b"money" not in stranger.text_sealed


def test_what_stood_there_before_the_account_was_connected_is_nobodys_alarm(
    channel, beacon, moving_clock
):
    stands(beacon, "old", at=clock.now() - timedelta(days=400))
    assert found(moving_clock) == []


@pytest.mark.parametrize("state", [DeliveryState.SENDING, DeliveryState.UNKNOWN])
def test_a_post_that_may_be_the_one_being_sent_waits_until_that_is_known(
    channel, case, beacon, moving_clock, state
):
    delivery = make_delivery(case, channel, state=state, claimed_at=clock.now())
    stands(beacon, "p", at=clock.now() + timedelta(seconds=20))
    assert found(moving_clock) == []
    settle(delivery, remote_id="p", state=DeliveryState.SENT)
    assert found(moving_clock) == []


def test_a_post_that_was_not_the_one_being_sent_raises_its_alarm_late(
    channel, case, beacon, moving_clock
):
    delivery = make_delivery(case, channel, state=DeliveryState.UNKNOWN, claimed_at=clock.now())
    stands(beacon, "x", at=clock.now() + timedelta(seconds=20))
    assert found(moving_clock) == []
    settle(delivery, remote_id="p", state=DeliveryState.SENT)
    assert found(moving_clock, hours=5) == ["x"]


@atomic
def settle(delivery, **what):
    for name, value in what.items():
        setattr(db.session.merge(delivery), name, value)


def test_a_post_long_after_one_of_unknown_fate_is_not_excused_by_it(
    channel, case, beacon, moving_clock
):
    make_delivery(case, channel, state=DeliveryState.UNDECIDED, claimed_at=clock.now())
    stands(beacon, "x", at=clock.now() + timedelta(hours=1))
    assert found(moving_clock, hours=2) == ["x"]


def test_a_part_that_a_person_vouched_for_is_known_by_its_words(
    channel, case, beacon, moving_clock
):
    parts = [{"part": 0, "remote_id": None, "url": ""}]
    vouched = {**SENT, "parts_done": parts, "claimed_at": clock.now()}
    make_delivery(case, channel, "Have you seen Mira?", **vouched)
    stands(beacon, "p", "Have you seen Mira?")
    assert found(moving_clock) == []


def test_an_adopted_post_stands_in_the_timeline_and_is_listened_to(
    channel, case, beacon, stranger, supervisor
):
    with pytest.raises(Invalid):
        strangers.adopt(channel.id, stranger.id, case.id, " ", by=supervisor)
    strangers.adopt(channel.id, stranger.id, case.id, "I did, by phone.", by=supervisor)
    entry = get_entry(case.id, last_seq(case.id))
    assert entry.summary == "A post on @missingmira that Searchlight did not send was adopted"
    collect_tips.run()
    assert beacon.asked[-1][1]["posts"] == "x"
    with pytest.raises(WrongState):
        strangers.dismiss(channel.id, stranger.id, "No", by=supervisor)


def test_a_dismissed_post_raises_no_other_alarm(channel, stranger, supervisor, moving_clock):
    strangers.dismiss(channel.id, stranger.id, "The owner's test.", by=supervisor)
    before = len(told())
    assert found(moving_clock) == ["x"]
    assert len(told()) == before


def test_a_post_that_is_not_ours_is_taken_down_with_the_platforms_word(
    channel, beacon, stranger, supervisor
):
    row = strangers.take_down(channel.id, stranger.id, by=supervisor)
    assert beacon.own == []
    assert (row.state, row.gone_words) == (StrangerState.DISMISSED, "404")
    with pytest.raises(WrongState):
        strangers.take_down(channel.id, stranger.id, by=supervisor)


def test_an_account_that_does_not_answer_is_looked_at_again_and_misses_nothing(
    channel, beacon, moving_clock, world
):
    world.fakes["api.beacon.example"] = lambda _request: Answer(503)
    assert found(moving_clock) == []
    world.fakes["api.beacon.example"] = beacon
    stands(beacon, "x")
    assert found(moving_clock) == ["x"]


def test_beneath_an_adopted_post_people_speak_to_its_case(
    channel, case, beacon, stranger, supervisor
):
    strangers.adopt(channel.id, stranger.id, case.id, "By phone.", by=supervisor)
    make_appeal(channels=[channel])
    beacon.says(said("a", "Saw her", in_reply_to="x"))
    collect_tips.run()
    assert [tip.case_id for tip in tips()] == [case.id]
