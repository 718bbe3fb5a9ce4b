"""Whoever gives an account up gives its key back; where that fails, a person is told."""

from dataclasses import replace

import pytest

from campaigns.audit.model import AuditEntry
from campaigns.channels import parting
from campaigns.channels.model import ChannelState
from campaigns.kernel import settings
from campaigns.kernel.db import db
from campaigns.users.model import Role
from tests.factories.channels import make_channel
from tests.factories.users import make_user
from tests.fakes import bluesky as there
from tests.fakes.world import Fault


@pytest.fixture
def channel(bluesky):
    settings.install(replace(settings.current(), rehearsal=False))
    return make_channel(
        platform="bluesky", handle=there.CREDENTIALS["handle"], credentials=there.CREDENTIALS
    )


def detail():
    [entry] = db.session.query(AuditEntry).filter_by(verb="channel_disconnected")
    return entry.detail


def part(channel):
    return parting.part(channel.id, actor=make_user(Role.PRESS_OFFICER).actor)


def test_the_key_is_given_back_and_forgotten(channel, world):
    parted = part(channel)
    assert parted.left == ""
    assert [call for call in world.calls if call.path.endswith("deleteSession")]
    assert (parted.channel.state, parted.channel.credentials) == (ChannelState.DISCONNECTED, None)
    assert detail() == {"key_left": ""}


def test_where_the_platform_does_not_answer_it_is_shut_here_and_said(channel, world):
    world.arm(Fault.DROP_BEFORE, times=9)
    parted = part(channel)
    assert parted.channel.credentials is None
    assert "may still open the account" in parted.left
    assert detail()["key_left"] == parted.left


def test_a_key_that_is_void_already_leaves_nothing_to_do(channel, bluesky):
    bluesky.revoke()
    assert part(channel).left == ""
