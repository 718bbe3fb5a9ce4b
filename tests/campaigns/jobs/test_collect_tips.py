"""What people say on our accounts comes in once, to the right case, whatever goes wrong between."""

import hashlib
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import select

from campaigns.appeals.model import AppealState
from campaigns.channels import actions as channels
from campaigns.channels import cursors, queries
from campaigns.channels.exercise import FaultKind, Operation, crowd, faults, network
from campaigns.channels.model import ChannelState
from campaigns.deliveries.model import DeliveryState
from campaigns.hearing import taking
from campaigns.jobs import collect_tips
from campaigns.kernel import clock
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid
from campaigns.platforms.base import Post
from campaigns.tips import actions as tips
from campaigns.tips.model import Evidence, Tip, TipSource
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.factories.deliveries import make_delivery


def png() -> bytes:
    drawn = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(drawn, "PNG")
    return drawn.getvalue()


@pytest.fixture
def channel(app):
    return make_channel(handle="missingmira")


@pytest.fixture
def case(channel):
    case = make_case()
    make_appeal(case=case, channels=[channel])
    return case


@pytest.fixture
def post_id(channel, case):
    return int(channels.open_account(channel.id).publish(Post("Have you seen Mira?")).ref)


def collected() -> list[Tip]:
    db.session.rollback()
    db.session.expire_all()
    return list(db.session.scalars(select(Tip).order_by(Tip.id)))


@atomic
def sent(case, channel, ref):
    return make_delivery(case, channel, state=DeliveryState.SENT, remote_id=str(ref))


def test_a_reply_comes_in_once_with_its_words_and_its_original(channel, case, post_id):
    ref = crowd.answer(network(), post_id, "Sam", "At the metro\x00, clinging")
    collect_tips.run()
    collect_tips.run()
    (tip,) = collected()
    assert (tip.case_id, tip.source, tip.sender) == (case.id, TipSource.REPLY, "Sam")
    assert tip.text == "At the metro, clinging"
    assert (tip.remote_ref, tip.remote_url) == (
        str(ref),
        f"http://localhost/rehearsal/post/{ref}",
    )
    assert len(tip.raw_sha256) == 64
    assert queries.get_cursor(channel.id, "replies") == str(ref)
    assert queries.get_channel(channel.id).last_heard_at == clock.now()


def test_a_message_comes_in_as_a_message(channel, case):
    crowd.write_to(network(), "missingmira", "Sam", "Not in public")
    collect_tips.run()
    (tip,) = collected()
    assert tip.source is TipSource.MESSAGE


def test_a_picture_is_kept_byte_for_byte_and_held(post_id):
    crowd.answer(network(), post_id, "Sam", "This is her", [(png(), "seen.png")])
    collect_tips.run()
    (evidence,) = db.session.scalars(select(Evidence))
    assert evidence.asset.sha256 == hashlib.sha256(png()).hexdigest()
    assert (evidence.held, evidence.asset.file_name) == (True, "seen.png")


def test_a_picture_without_words_is_a_tip(post_id):
    crowd.answer(network(), post_id, "Sam", "", [(png(), "seen.png")])
    collect_tips.run()
    assert len(collected()) == 1


def test_a_reply_belongs_to_the_case_whose_post_it_answers(channel, case, post_id):
    other = make_case()
    make_appeal(case=other, channels=[channel])
    delivery = sent(case, channel, post_id)
    crowd.answer(network(), post_id, "Sam", "Yes")
    collect_tips.run()
    (tip,) = collected()
    assert (tip.case_id, tip.answers_delivery_id) == (case.id, delivery.id)


def test_an_answer_to_an_answer_belongs_to_the_talks_first_post(channel, case, post_id):
    delivery = sent(case, channel, post_id)
    first = crowd.answer(network(), post_id, "Sam", "Yes")
    crowd.answer(network(), first, "Kim", "Me too")
    collect_tips.run()
    assert [tip.answers_delivery_id for tip in collected()] == [delivery.id, delivery.id]


def test_what_answers_nothing_goes_to_the_case_the_account_was_made_for(app):
    made_for = make_case()
    channel = make_channel(handle="missingmira", dedicated_case_id=made_for.id)
    make_appeal(case=made_for, channels=[channel])
    make_appeal(channels=[channel])
    crowd.write_to(network(), "missingmira", "Sam", "Hello")
    collect_tips.run()
    assert collected()[0].case_id == made_for.id


def test_on_a_shared_account_it_goes_to_the_appeal_that_was_launched_last(
    channel, case, moving_clock
):
    moving_clock.move(hours=1)
    later = make_case()
    make_appeal(case=later, channels=[channel])
    crowd.write_to(network(), "missingmira", "Sam", "Hello")
    collect_tips.run()
    assert collected()[0].case_id == later.id


def test_a_paused_appeal_and_a_paused_account_still_listen_and_an_ended_one_does_not(app):
    for number, state in enumerate((AppealState.PAUSED, AppealState.ENDED, AppealState.DRAFT)):
        channel = make_channel(handle=f"find{number}00")
        make_appeal(state=state, channels=[channel])
        crowd.write_to(network(), channel.handle, "Sam", state.value)
    quiet = make_channel(handle="quiet", state=ChannelState.PAUSED)
    make_appeal(channels=[quiet])
    crowd.write_to(network(), "quiet", "Sam", "account paused")
    collect_tips.run()
    assert sorted(tip.text for tip in collected()) == ["account paused", "paused"]


def test_a_flood_comes_in_whole(post_id, monkeypatch):
    for number in range(230):
        crowd.answer(network(), post_id, "Sam", f"Reply {number}")
    collect_tips.run()
    assert [tip.text for tip in collected()] == [f"Reply {number}" for number in range(230)]


def test_an_item_that_cannot_be_taken_is_kept_as_it_came_and_stops_nothing(
    channel, case, post_id, monkeypatch
):
    for words in ("Good", "Bad", "Good too"):
        crowd.answer(network(), post_id, "Sam", words)
    real = tips.receive

    def receive(new):
        if new.text == "Bad":
            db.session.add(Tip(case_id=case.id, source=TipSource.REPLY, anonymous=False))
            raise ValueError("Half done")
        return real(new)

    monkeypatch.setattr(tips, "receive", receive)
    collect_tips.run()
    kept = collected()
    assert [tip.text for tip in kept] == ["Good", taking.UNREADABLE, "Good too"]
    assert kept[1].raw_sha256


def test_a_batch_and_its_cursor_are_kept_together_or_not_at_all(channel, post_id, monkeypatch):
    crowd.answer(network(), post_id, "Sam", "Yes")
    real = cursors.move_cursor

    def crash(*_args):
        raise OSError("The power went")

    monkeypatch.setattr(cursors, "move_cursor", crash)
    collect_tips.run()
    assert collected() == []
    monkeypatch.setattr(cursors, "move_cursor", real)
    collect_tips.run()
    assert [tip.text for tip in collected()] == ["Yes"]


def test_a_file_that_cannot_be_kept_is_named_and_the_words_come_in(post_id, monkeypatch):
    crowd.answer(network(), post_id, "Sam", "Look", [(png(), "seen.png")])

    def refuse(*_args):
        raise Invalid("seen.png: it is too large.")

    monkeypatch.setattr(taking.media, "prepare", refuse)
    collect_tips.run()
    assert [tip.text for tip in collected()] == ["Look"]


def test_a_key_that_failed_breaks_that_account_and_the_others_are_heard(channel, case, post_id):
    other = make_channel(handle="findpearl")
    make_appeal(channels=[other])
    crowd.write_to(network(), "findpearl", "Kim", "Heard")
    crowd.answer(network(), post_id, "Sam", "Waits")
    faults.arm(network(), FaultKind.EXPIRED_KEY, account="missingmira", times=None)
    collect_tips.run()
    assert [tip.text for tip in collected()] == ["Heard"]
    assert queries.get_channel(channel.id).state is ChannelState.BROKEN
    faults.disarm(network())
    assert channels.test_channel(channel.id) is None
    collect_tips.run()
    assert sorted(tip.text for tip in collected()) == ["Heard", "Waits"]


def test_a_platform_that_does_not_answer_is_asked_again(channel, post_id):
    crowd.answer(network(), post_id, "Sam", "Yes")
    faults.arm(network(), FaultKind.DROP_BEFORE, operation=Operation.REPLIES, times=2)
    collect_tips.run()
    assert collected() == []
    assert "did not answer" in queries.get_channel(channel.id).last_error
    collect_tips.run()
    assert len(collected()) == 1


def test_a_platform_that_asks_for_patience_is_left_alone_until_then(channel, post_id, moving_clock):
    crowd.answer(network(), post_id, "Sam", "Yes")
    faults.arm(network(), FaultKind.LIMITED, operation=Operation.REPLIES, times=1, seconds=90)
    collect_tips.run()
    collect_tips.run()
    assert collected() == []
    moving_clock.move(seconds=91)
    collect_tips.run()
    assert len(collected()) == 1


def test_no_connection_is_held_while_a_platform_is_asked(channel, post_id, monkeypatch):
    held = []
    account = type(channels.open_account(channel.id))
    real = account.replies

    def replies(self, stream, since, scope):
        held.append(db.engine.pool.checkedout())
        return real(self, stream, since, scope)

    monkeypatch.setattr(account, "replies", replies)
    db.session.rollback()
    collect_tips.run()
    assert held == [0, 0]


def test_a_disconnected_account_is_not_listened_to(channel, case, post_id):
    crowd.answer(network(), post_id, "Sam", "Too late")
    channels.disconnect_channel(channel.id, actor=HOUSE)
    collect_tips.run()
    assert collected() == []
