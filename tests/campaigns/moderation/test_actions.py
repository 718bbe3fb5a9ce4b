"""Hiding: kept first, then hidden, by people, on the platform; blocking reaches every account."""

import pytest
from sqlalchemy import select

from campaigns.channels.actions import open_account
from campaigns.channels.exercise import FaultKind, faults, network
from campaigns.jobs import moderate
from campaigns.kernel.db import db
from campaigns.kernel.errors import Invalid, NotAllowed, WrongState
from campaigns.moderation import actions, queries, rules
from campaigns.moderation.model import HideState, HideWhy
from campaigns.moderation.telling import is_blocked
from campaigns.notices.model import Notice
from campaigns.platforms.base import Post
from campaigns.platforms.network import crowd
from campaigns.platforms.network.faults import Operation
from campaigns.tips.model import TipSource
from campaigns.users.model import Role
from tests.factories.channels import make_channel
from tests.factories.tips import make_tip
from tests.factories.users import make_user


@pytest.fixture
def channel(app):
    return make_channel()


@pytest.fixture
def triager(app):
    return make_user(Role.TRIAGER)


def reply(channel, text="dead by now, father probably did it lol scum", **more):

    post = open_account(channel.id).publish(Post("Have you seen Mira?"))
    ref = crowd.answer(network(), int(post.ref), "Troll", text)
    given = {"source": TipSource.REPLY, "channel_id": channel.id, "remote_ref": str(ref)}
    return make_tip(text=text, raw=text.encode(), author="troll-7", **{**given, **more})


def visible(tip) -> bool:
    with network().reading() as rows:
        row = rows.execute("SELECT hidden_at FROM post WHERE id = ?", [tip.remote_ref]).fetchone()
    return row["hidden_at"] is None


def test_a_reply_is_hidden_where_it_stands_and_kept_here_whole(channel, triager, moving_clock):
    tip = reply(channel)
    actions.ask_hide(tip.case_id, tip.id, HideWhy.ABUSE, "", by=triager)
    moving_clock.move(minutes=2)
    moderate.run()
    hiding = queries.find_hiding(tip.id)
    assert (hiding.state, hiding.unsuggested) == (HideState.HIDDEN, False)
    assert not visible(tip)
    assert "scum" in tip.text
    assert rules.seconds_to_hide([hiding]) >= 120


def test_what_no_rule_suggests_needs_words_and_a_supervisor_looks(channel, triager):
    boss = make_user(Role.SUPERVISOR)
    tip = reply(channel, "He sits at the third table in the café on Queen")
    with pytest.raises(Invalid, match="which words"):
        actions.ask_hide(tip.case_id, tip.id, HideWhy.CHILD, "no", by=triager)
    actions.ask_hide(tip.case_id, tip.id, HideWhy.CHILD, "tells where a child is now", by=triager)
    called = db.session.scalars(select(Notice.user_id)).all()
    assert called == [boss.id]


def test_criticism_is_not_hidden_for_being_criticism(channel, triager):
    tip = reply(channel, "Useless cops. You only appeal when it’s a rich neighbourhood.")
    with pytest.raises(Invalid, match="Criticism stays"):
        actions.ask_hide(tip.case_id, tip.id, HideWhy.ABUSE, "", by=triager)
    assert visible(tip)
    assert "criticism" not in {why.value for why in HideWhy}


def test_what_is_not_a_public_reply_or_is_hidden_already_is_refused(channel, triager):
    letter = make_tip(text="scum")
    with pytest.raises(WrongState, match="public reply"):
        actions.ask_hide(letter.case_id, letter.id, HideWhy.ABUSE, "", by=triager)
    tip = reply(channel)
    actions.ask_hide(tip.case_id, tip.id, HideWhy.ABUSE, "", by=triager)
    with pytest.raises(WrongState, match="already"):
        actions.ask_hide(tip.case_id, tip.id, HideWhy.ABUSE, "", by=triager)
    with pytest.raises(NotAllowed):
        actions.ask_hide(tip.case_id, tip.id, HideWhy.ABUSE, "", by=make_user(Role.AUDITOR))


def test_a_platform_that_does_not_answer_is_asked_again_and_a_no_calls_someone(
    channel, triager, moving_clock
):
    tip = reply(channel)
    hiding = actions.ask_hide(tip.case_id, tip.id, HideWhy.ABUSE, "", by=triager)
    faults.arm(network(), FaultKind.DROP_BEFORE, operation=Operation.HIDE)
    moderate.run()
    assert queries.get_hiding(hiding.id).state is HideState.ASKED
    moving_clock.move(minutes=1)
    moderate.run()
    assert queries.get_hiding(hiding.id).state is HideState.HIDDEN
    with pytest.raises(WrongState):
        actions.try_again(hiding.id, by=triager)


def test_a_blocked_sender_is_known_in_every_appeal_until_it_is_lifted(channel, triager):
    other = make_channel()
    tip = reply(channel)
    sender = actions.block_sender(tip.case_id, tip.id, HideWhy.ABUSE, by=triager)
    assert {each.channel_id for each in queries.blocks_of(sender.id)} == {channel.id, other.id}
    moderate.run()
    assert all(each.done_at for each in queries.blocks_of(sender.id))
    elsewhere = reply(other, "me again")
    assert is_blocked(elsewhere)
    with pytest.raises(WrongState, match="already"):
        actions.block_sender(elsewhere.case_id, elsewhere.id, HideWhy.ABUSE, by=triager)
    actions.lift_block(sender.id, by=make_user(Role.SUPERVISOR))
    assert not is_blocked(elsewhere)


def test_nobody_can_be_blocked_whom_the_platform_does_not_name(triager):
    tip = make_tip(text="scum")
    with pytest.raises(WrongState, match="does not tell"):
        actions.block_sender(tip.case_id, tip.id, HideWhy.ABUSE, by=triager)
