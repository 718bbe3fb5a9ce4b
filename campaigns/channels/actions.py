"""What people and jobs do with accounts. The only opener of their credentials.

`open_account`, and the few verbs that ask a platform something, call out: use them outside any
transaction.
"""

from campaigns.audit import actions as audit
from campaigns.channels import queries, rules
from campaigns.channels.desk import ChannelDesk
from campaigns.channels.model import Channel, ChannelState
from campaigns.channels.roads import words_of
from campaigns.channels.speaking import speak
from campaigns.guard import gate
from campaigns.guard.leaving import Leaving
from campaigns.kernel import clock, discretion, settings
from campaigns.kernel.actor import HOUSE, Actor
from campaigns.kernel.db import atomic, let_go
from campaigns.kernel.errors import Invalid, PlatformError, Unauthorised
from campaigns.notices import actions as notices
from campaigns.platforms import registry
from campaigns.platforms.base import Account, HasProfile, Platform, Profile


def platform_of(channel: Channel) -> Platform:
    """Return the platform that an account is on."""
    return registry.platform(channel.platform)


def open_account(
    channel_id: int, *, for_rehearsal: bool | None = None, case_id: int | None = None
) -> Account:
    """Open an account with its key; nothing leaves before the account is used.

    `for_rehearsal` says whether the case that speaks is an exercise. In a house that rehearses,
    everything is: this is the last door before the world, whatever was checked before it.
    `case_id` is whom what it costs is counted for.
    """
    key = queries.read_key(channel_id)
    platform = registry.platform(key.platform)
    check_house_reach(platform, for_rehearsal=bool(for_rehearsal))
    rules.check_openable(key.state, has_key=key.credentials is not None)
    registration = key.registration if platform.app_fields else {}
    desk = ChannelDesk(platform, channel_id, registration, case_id)
    discretion.learn(rules.secrets_in(platform, {**registration, **(key.credentials or {})}))
    return platform.open({**registration, **(key.credentials or {})}, desk)


def check_house_reach(platform: Platform, *, for_rehearsal: bool = False) -> None:
    """Refuse a real platform to an exercise, and to a house that only rehearses."""
    rules.check_reach(
        case_rehearsal=for_rehearsal or settings.current().rehearsal,
        platform_rehearsal=platform.rehearsal,
    )


def set_profile(
    channel_id: int, display_name: str, bio: str, picture: bytes | None, *, actor: Actor
) -> Channel:
    """Set an account's name, bio and (if given) picture, there and in our books."""
    channel = queries.get_channel(channel_id)
    platform, case_id = registry.platform(channel.platform), channel.dedicated_case_id
    rules.check_profile(platform.limits, display_name, bio)
    told = words_of(channel.handle, display_name, bio)
    gate.check([Leaving(case_id, ("channel", channel_id), told)])
    let_go()
    account = open_account(channel_id)
    if not isinstance(account, HasProfile):
        raise Invalid(f"{platform.label} does not let a program set the profile.")
    try:
        profile = Profile(display_name, bio, picture)
        speak(case_id, ("channel", channel_id), (), account.set_profile, profile)
    except PlatformError as error:
        raise Invalid(f"{platform.label} said: {error.message}") from error
    return _keep_profile(channel_id, display_name, bio, actor=actor)


@atomic
def _keep_profile(channel_id: int, display_name: str, bio: str, *, actor: Actor) -> Channel:
    channel = queries.get_channel(channel_id)
    channel.display_name, channel.bio = display_name, bio
    audit.record("channel_profile_set", actor=actor, about=("channel", channel.id))
    return channel


def test_channel(channel_id: int) -> str | None:
    """Ask the platform who we are there; None if all is well, or what it said instead."""
    let_go()
    try:
        open_account(channel_id).check()
    except PlatformError as error:
        note_trouble(channel_id, error.message, broken=isinstance(error, Unauthorised))
        return error.message
    _note_works(channel_id)
    return None


@atomic
def _note_works(channel_id: int) -> None:
    queries.mark(channel_id, last_error=None, last_error_at=None)
    queries.mark(
        channel_id, was=ChannelState.BROKEN, state=ChannelState.CONNECTED, state_reason=None
    )


@atomic
def note_trouble(channel_id: int, words: str, *, broken: bool = False) -> None:
    """Remember what an account was told; `broken` stops it and calls its owner and deputy."""
    now = clock.now()
    queries.mark(channel_id, last_error=words, last_error_at=now)
    if not broken:
        return
    stopped = queries.mark(
        channel_id, was=ChannelState.CONNECTED, state=ChannelState.BROKEN, state_reason=words
    )
    if not stopped:
        return
    channel = queries.get_channel(channel_id)
    audit.record("channel_broken", actor=HOUSE, about=("channel", channel_id))
    for keeper in (channel.owner, channel.deputy):
        notices.notify(
            keeper.id,
            f"@{channel.handle} does not work any more",
            f"{platform_of(channel).label} said: {words}\nNothing goes out or comes in there until"
            " someone connects it again.",
            path="/staff/channels",
            urgent=True,
        )


@atomic
def note_post(channel_id: int) -> None:
    """Remember that an account spoke just now."""
    queries.mark(channel_id, last_post_at=clock.now())


@atomic
def pause_channel(channel_id: int, reason: str, *, actor: Actor) -> Channel:
    """Stop sending through an account, for a reason that others can read."""
    channel = queries.get_channel(channel_id)
    rules.check_reason(reason)
    rules.check_move(channel, ChannelState.PAUSED)
    channel.state, channel.state_reason = ChannelState.PAUSED, reason
    audit.record("channel_paused", actor=actor, about=("channel", channel.id))
    return channel


@atomic
def resume_channel(channel_id: int, *, actor: Actor) -> Channel:
    """Let a paused account speak again."""
    channel = queries.get_channel(channel_id)
    rules.check_paused(channel)
    rules.check_move(channel, ChannelState.CONNECTED)
    channel.state, channel.state_reason = ChannelState.CONNECTED, None
    audit.record("channel_resumed", actor=actor, about=("channel", channel.id))
    return channel


@atomic
def disconnect_channel(channel_id: int, *, key_left: str = "", actor: Actor) -> Channel:
    """Give an account up: its key is forgotten, what was said there stays on record.

    `key_left` says why the key may still open the account, where it could not be given back.
    """
    channel = queries.get_channel(channel_id)
    rules.check_move(channel, ChannelState.DISCONNECTED)
    channel.state, channel.state_reason = ChannelState.DISCONNECTED, None
    channel.credentials = None
    about = ("channel", channel.id)
    audit.record("channel_disconnected", actor=actor, about=about, detail={"key_left": key_left})
    return channel
