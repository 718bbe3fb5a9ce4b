"""Accounts: connected with a key that opens, looked after by two, stopped when the key fails."""

import pytest
from sqlalchemy import select

from campaigns.audit.model import AuditEntry
from campaigns.channels import actions, connecting, cursors, queries
from campaigns.channels.exercise import FaultKind, crowd, faults, network
from campaigns.channels.model import ChannelState
from campaigns.kernel import settings
from campaigns.kernel.actor import HOUSE
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid, NotAllowed, NotFound, Unauthorised, WrongState
from campaigns.notices.model import Notice
from campaigns.platforms import registry, rehearsal
from campaigns.platforms.base import Limits, Platform, Post
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.factories.users import make_user


@pytest.fixture
def keepers(app):
    return {"owner_id": make_user().id, "deputy_id": make_user().id}


@pytest.fixture
def real_platform(monkeypatch):
    """A platform that would reach the public, if anyone could open it."""

    def never(_credentials, _desk):
        raise AssertionError("A real platform was opened.")

    real = Platform("real", "Real", Limits(280), (), never)
    monkeypatch.setattr(
        registry, "all_platforms", lambda: {"real": real, "rehearsal": rehearsal.PLATFORM}
    )


def verbs():
    return [row.verb for row in db.session.scalars(select(AuditEntry).order_by(AuditEntry.id))]


def test_an_account_is_connected_once_its_key_opened_the_door(keepers):
    key = rehearsal.make_account("missingmira")
    channel = connecting.connect_channel("rehearsal", key, **keepers, actor=HOUSE)
    assert (channel.handle, channel.state) == ("missingmira", ChannelState.CONNECTED)
    assert actions.open_account(channel.id).publish(Post("Seen?")).ref == "1"
    assert verbs() == ["channel_connected"]


def test_the_key_is_not_in_the_database_in_plain_words(keepers, data_dir):
    key = rehearsal.make_account("missingmira")
    connecting.connect_channel("rehearsal", key, **keepers, actor=HOUSE)
    for path in data_dir.glob("searchlight.db*"):
        assert key["key"].encode() not in path.read_bytes()


def test_a_wrong_key_is_said_on_the_form_and_nothing_is_kept(keepers):
    rehearsal.make_account("missingmira")
    wrong = {"handle": "missingmira", "key": "guessed"}
    with pytest.raises(Invalid, match="did not let us in"):
        connecting.connect_channel("rehearsal", wrong, **keepers, actor=HOUSE)
    assert queries.list_channels() == []


def test_what_was_left_out_is_named_by_field(keepers):
    with pytest.raises(Invalid) as refused:
        connecting.connect_channel("rehearsal", {"handle": " "}, **keepers, actor=HOUSE)
    assert set(refused.value.fields) == {"handle", "key"}


def test_an_account_needs_two_people_who_work_here(app):
    someone, leaver = make_user(), make_user(active=False)
    key = rehearsal.make_account("missingmira")
    for owner, deputy, field in (
        (someone, someone, "deputy"),
        (leaver, someone, "owner"),
        (someone, leaver, "deputy"),
    ):
        with pytest.raises(Invalid) as refused:
            connecting.connect_channel("rehearsal", key, owner.id, deputy.id, actor=HOUSE)
        assert field in refused.value.fields


def test_an_account_is_connected_once_and_taken_up_again_after_disconnecting(keepers):
    key = rehearsal.make_account("missingmira")
    first = connecting.connect_channel("rehearsal", key, **keepers, actor=HOUSE)
    with pytest.raises(WrongState):
        connecting.connect_channel("rehearsal", key, **keepers, actor=HOUSE)
    actions.disconnect_channel(first.id, actor=HOUSE)
    again = connecting.connect_channel("rehearsal", key, **keepers, actor=HOUSE)
    assert (again.id, again.state) == (first.id, ChannelState.CONNECTED)


def test_a_disconnected_account_has_no_key_and_cannot_be_opened(app):
    channel = actions.disconnect_channel(make_channel().id, actor=HOUSE)
    assert channel.credentials_sealed is None
    with pytest.raises(WrongState):
        actions.open_account(channel.id)


def test_a_dedicated_account_is_made_with_name_bio_and_picture(keepers):
    case = make_case()
    picture = b"\x89PNG\r\n\x1a\n"
    channel = connecting.make_dedicated(
        case.id, "@missingmira", "Help find Mira", "Police", picture, **keepers, actor=HOUSE
    )
    assert channel.dedicated_case_id == case.id
    (holder,) = crowd.list_holders(network())
    assert (holder.handle, holder.name, holder.bio) == ("missingmira", "Help find Mira", "Police")
    assert network().get(holder.picture) == picture
    assert queries.list_dedicated(case.id) == [channel]


def test_a_handle_that_is_taken_is_said_beside_the_field(keepers):
    rehearsal.make_account("missingmira")
    with pytest.raises(Invalid) as refused:
        connecting.make_dedicated(None, "missingmira", "x", "", None, **keepers, actor=HOUSE)
    assert "taken" in refused.value.fields["handle"]
    assert connecting.free_handles("rehearsal", ["missingmira", "findmira"]) == ["findmira"]


def test_a_bio_that_is_too_long_is_refused_and_not_shortened(keepers):
    with pytest.raises(Invalid) as refused:
        connecting.make_dedicated(None, "missingmira", "x", "y" * 161, None, **keepers, actor=HOUSE)
    assert "161" in refused.value.fields["bio"]
    assert connecting.free_handles("rehearsal", ["missingmira"]) == ["missingmira"]


def test_a_house_that_rehearses_opens_no_real_platform(keepers, real_platform):
    channel = make_channel(platform="real", handle="nps")
    for deed in (
        lambda: actions.open_account(channel.id),
        lambda: actions.open_account(channel.id, for_rehearsal=False),
        lambda: connecting.connect_channel("real", {}, **keepers, actor=HOUSE),
        lambda: actions.test_channel(channel.id),
    ):
        with pytest.raises(NotAllowed):
            deed()
    assert [view.name for view in queries.list_platforms()] == ["rehearsal"]


def test_an_exercise_in_a_real_house_opens_no_real_platform_either(
    keepers, real_platform, monkeypatch
):
    house = settings.current()
    real_house = type(house)(
        **{name: getattr(house, name) for name in house.__slots__} | {"rehearsal": False}
    )
    monkeypatch.setattr(settings, "current", lambda: real_house)
    channel = make_channel(platform="real", handle="nps")
    with pytest.raises(NotAllowed):
        actions.open_account(channel.id, for_rehearsal=True)
    case = make_case(rehearsal=True)
    with pytest.raises(NotAllowed):
        connecting.make_dedicated(
            case.id, "x", "x", "", None, **keepers, actor=HOUSE, platform_name="real"
        )
    with pytest.raises(AssertionError, match="was opened"):
        actions.open_account(channel.id)


def test_opening_leaves_the_callers_transaction_alone(app):
    channel = make_channel()

    @atomic
    def deed():
        queries.get_channel(channel.id).bio = "Half done"
        actions.open_account(channel.id)
        return queries.get_channel(channel.id).bio

    assert deed() == "Half done"
    assert queries.get_channel(channel.id).bio == "Half done"


def test_opening_holds_no_connection(app):
    channel_id = make_channel().id
    db.session.rollback()
    actions.open_account(channel_id)
    assert db.engine.pool.checkedout() == 0


def test_a_key_that_fails_stops_the_account_and_calls_owner_and_deputy_once(app):
    channel = make_channel()
    for _ in range(2):
        actions.note_trouble(channel.id, "This key has expired.", broken=True)
    assert queries.get_channel(channel.id).state is ChannelState.BROKEN
    assert queries.list_needing_someone() == [channel]
    told = [row.user_id for row in db.session.scalars(select(Notice))]
    assert sorted(told) == sorted([channel.owner_id, channel.deputy_id])


def test_a_passing_trouble_is_remembered_and_stops_nothing(app, moving_clock):
    channel = make_channel()
    actions.note_trouble(channel.id, "Too many requests.")
    channel = queries.get_channel(channel.id)
    assert (channel.state, channel.last_error) == (ChannelState.CONNECTED, "Too many requests.")
    assert channel.last_error_at == moving_clock.at


def test_a_test_that_succeeds_heals_a_broken_account(app):
    channel = make_channel()
    faults.arm(network(), FaultKind.EXPIRED_KEY)
    assert actions.test_channel(channel.id) == "This key has expired."
    assert queries.get_channel(channel.id).state is ChannelState.BROKEN
    assert actions.test_channel(channel.id) is None
    channel = queries.get_channel(channel.id)
    assert (channel.state, channel.last_error) == (ChannelState.CONNECTED, None)


def test_a_pause_has_a_reason_and_an_end(app):
    channel = make_channel()
    with pytest.raises(Invalid):
        actions.pause_channel(channel.id, " ", actor=HOUSE)
    paused = actions.pause_channel(channel.id, "Password seen on a photo", actor=HOUSE)
    assert (paused.state, paused.state_reason) == (ChannelState.PAUSED, "Password seen on a photo")
    assert actions.resume_channel(channel.id, actor=HOUSE).state is ChannelState.CONNECTED
    with pytest.raises(WrongState):
        actions.resume_channel(channel.id, actor=HOUSE)


def test_posts_that_report_at_once_do_not_collide_with_an_edit(app):
    channel = make_channel()
    version = queries.get_channel(channel.id).version
    actions.note_post(channel.id)
    cursors.move_cursor(channel.id, "replies", "7")
    channel = queries.get_channel(channel.id)
    assert (channel.version, channel.last_post_at is not None) == (version, True)


def test_a_cursor_moves_per_stream(app):
    channel = make_channel()
    assert queries.get_cursor(channel.id, "replies") is None
    cursors.move_cursor(channel.id, "replies", "7")
    cursors.move_cursor(channel.id, "messages", "2")
    cursors.move_cursor(channel.id, "replies", "9")
    assert queries.get_cursor(channel.id, "replies") == "9"
    assert queries.get_cursor(channel.id, "messages") == "2"


def test_a_profile_is_set_there_and_in_our_books(app):
    channel = make_channel(handle="missingmira")
    actions.set_profile(channel.id, "Mira", "Have you seen her?", None, actor=HOUSE)
    assert crowd.find_holder(network(), "missingmira").name == "Mira"
    assert queries.get_channel(channel.id).bio == "Have you seen her?"


def test_there_is_no_account_that_is_not_there(app):
    for look in (queries.get_channel, actions.open_account):
        with pytest.raises(NotFound):
            look(99)


def test_an_unreachable_platform_is_not_a_broken_key(app):
    channel = make_channel()
    faults.arm(network(), FaultKind.DROP_BEFORE)
    assert "did not answer" in actions.test_channel(channel.id)
    assert queries.get_channel(channel.id).state is ChannelState.CONNECTED
    faults.arm(network(), FaultKind.EXPIRED_KEY)
    with pytest.raises(Unauthorised):
        actions.open_account(channel.id).check()
