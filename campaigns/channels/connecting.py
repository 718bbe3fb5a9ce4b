"""Brings an account under the house's roof: one that is there already, or a new one.

These verbs ask a platform something: use them outside any transaction.
"""

from collections.abc import Callable, Iterable, Mapping

from campaigns.audit import actions as audit
from campaigns.cases.queries import get_case
from campaigns.channels import books, desk_queries, queries, registrations, rules
from campaigns.channels.actions import check_house_reach, platform_of
from campaigns.channels.model import Channel, ChannelState
from campaigns.channels.roads import words_of
from campaigns.channels.speaking import speak
from campaigns.guard import gate
from campaigns.guard.leaving import Leaving
from campaigns.kernel import clock, discretion
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import atomic, db, let_go
from campaigns.kernel.errors import Invalid, PlatformError
from campaigns.platforms import registry
from campaigns.platforms.base import Credentials, HasProfile, NoDesk, Platform, Profile
from campaigns.timeline import actions as timeline
from campaigns.timeline.model import EntryKind
from campaigns.users.queries import get_user


def connect_channel(
    platform_name: str,
    credentials: Mapping[str, str],
    owner_id: int,
    deputy_id: int,
    *,
    actor: Actor,
    plan_id: int | None = None,
    again_id: int | None = None,
) -> Channel:
    """Connect an account that is there already, once its key has opened the door.

    `again_id` is the account that is to get a fresh key: the key of another one is refused.
    """
    platform = registry.platform(platform_name)
    check_house_reach(platform)
    rules.check_credentials(platform.credentials, credentials)
    rules.check_keepers(get_user(owner_id), get_user(deputy_id))
    row, credentials = look(platform, credentials)
    row.owner_id, row.deputy_id = owner_id, deputy_id
    if again_id is not None:
        rules.check_same_account(queries.get_channel(again_id), row)
    return keep(row, credentials, actor=actor, plan_id=plan_id, again=again_id is not None)


class _FirstDesk(NoDesk):
    """The desk of an account that is not kept yet: it holds a renewed key until it is."""

    def __init__(self, credentials: Credentials) -> None:
        self.credentials = dict(credentials)

    def renew(
        self, stale: Credentials, fetch: Callable[[Credentials], Credentials], /
    ) -> Credentials:
        """Fetch a new key, and hold it."""
        fresh = fetch(stale)
        self.credentials |= fresh
        return {**stale, **fresh}


def look(platform: Platform, credentials: Credentials) -> tuple[Channel, dict[str, str]]:
    """Try a key; return the account that it opens (not kept yet) and the key as it is now."""
    registration = registrations.read(platform)
    let_go()
    discretion.learn(rules.secrets_in(platform, {**registration, **credentials}))
    desk = _FirstDesk(credentials)
    try:
        found = platform.open({**registration, **credentials}, desk).check()
    except PlatformError as error:
        raise Invalid(f"{platform.label} did not let us in: {error.message}") from error
    row = Channel(
        platform=platform.name,
        handle=found.handle,
        display_name=found.display_name,
        bio=found.bio,
    )
    ours = registration.keys() - credentials.keys()
    return row, {name: value for name, value in desk.credentials.items() if name not in ours}


def make_dedicated(
    case_id: int | None,
    handle: str,
    display_name: str,
    bio: str,
    picture: bytes | None,
    *,
    owner_id: int,
    deputy_id: int,
    actor: Actor,
    platform_name: str = "rehearsal",
) -> Channel:
    """Make an account for an appeal (or, without a case, for the house) and connect it."""
    platform = registry.platform(platform_name)
    check_house_reach(platform, for_rehearsal=case_id is not None and get_case(case_id).rehearsal)
    rules.check_keepers(get_user(owner_id), get_user(deputy_id))
    rules.check_profile(platform.limits, display_name, bio)
    if platform.makes_accounts is None:
        raise Invalid(f"{platform.label} does not let a program make accounts; connect one.")
    handle = handle.strip().removeprefix("@")
    gate.check([Leaving(case_id, ("channel", 0), words_of(handle, display_name, bio))])
    let_go()
    try:
        credentials = platform.makes_accounts(handle)
        account = platform.open(credentials, NoDesk())
        if isinstance(account, HasProfile):
            profile = Profile(display_name, bio, picture)
            speak(case_id, ("channel", 0), (), account.set_profile, profile)
    except PlatformError as error:
        raise Invalid(error.message, {"handle": error.message}) from error
    row = Channel(
        platform=platform.name,
        handle=handle,
        display_name=display_name,
        bio=bio,
        owner_id=owner_id,
        deputy_id=deputy_id,
        dedicated_case_id=case_id,
    )
    return keep(row, credentials, actor=actor)


@atomic
def keep(
    row: Channel,
    credentials: Mapping[str, str],
    *,
    actor: Actor,
    plan_id: int | None = None,
    again: bool = False,
) -> Channel:
    """Write an account down, or take up again one that was disconnected or broken.

    `again` means that an account which works gets a fresh key. `plan_id` is the checklist by which
    a person made the account: its case is whom the account belongs to.
    """
    channel = queries.find_channel(row.platform, row.handle)
    plan = desk_queries.get_plan(plan_id) if plan_id is not None else None
    if plan is not None:
        row.dedicated_case_id = plan.case_id
    if channel is None:
        channel = row
        channel.state = ChannelState.CONNECTED
        db.session.add(channel)
    else:
        _take_up_again(channel, row, again=again)
    channel.connected_at = clock.now()
    books.set_key(channel, credentials)
    db.session.flush()
    if plan is not None:
        plan.channel_id, plan.ended_at = channel.id, clock.now()
    audit.record("channel_connected", actor=actor, about=("channel", channel.id))
    if channel.dedicated_case_id is not None:
        timeline.record(
            channel.dedicated_case_id,
            EntryKind.CASE,
            f"Account @{channel.handle} connected on {platform_of(channel).label}",
            actor=actor,
            about=("channel", channel.id),
        )
    return channel


def _take_up_again(channel: Channel, found: Channel, *, again: bool) -> None:
    if not again or channel.state is not ChannelState.CONNECTED:
        rules.check_move(channel, ChannelState.CONNECTED)
    channel.state, channel.state_reason = ChannelState.CONNECTED, None
    channel.display_name, channel.bio = found.display_name, found.bio
    channel.owner_id, channel.deputy_id = found.owner_id, found.deputy_id
    channel.last_error, channel.last_error_at = None, None


def free_handles(platform_name: str, proposals: Iterable[str]) -> list[str]:
    """Return those handles that can still be had on a platform, in the order given."""
    platform = registry.platform(platform_name)
    if platform.is_free is None:
        return list(proposals)
    let_go()
    return [handle for handle in proposals if platform.is_free(handle)]
