"""Connecting in the browser: whoever connects is sent to the platform, and comes back once.

What must be remembered meanwhile stays here, sealed, and belongs to one signed-in browser. A state
that comes back twice, late, or in another browser opens nothing.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from campaigns.channels import desk_queries, queries, registrations, rules
from campaigns.channels.actions import check_house_reach
from campaigns.channels.connecting import keep, look
from campaigns.channels.model import Channel, Leave
from campaigns.kernel import clock, ids, settings
from campaigns.kernel.db import atomic, db, let_go
from campaigns.kernel.errors import Invalid, NotFound, PlatformError
from campaigns.platforms import registry
from campaigns.platforms.base import Platform
from campaigns.platforms.doors import SignIn
from campaigns.users.model import SignIn as SignedIn
from campaigns.users.model import User
from campaigns.users.queries import get_user

AWAY = timedelta(minutes=15)
TO_CHOOSE = timedelta(minutes=30)
NOT_THIS = "This sign-in was not begun here, is over, or was used already. Begin again."


def back_at(platform_name: str) -> str:
    """Return the address at which a platform gives our browsers back; registered with it."""
    return f"{settings.current().public_url}/staff/channels/back/{platform_name}"


def leave(
    platform_name: str,
    owner_id: int,
    deputy_id: int,
    *,
    by: User,
    sign_in: SignedIn,
    channel_id: int | None = None,
    plan_id: int | None = None,
) -> str:
    """Write down that a browser leaves to sign in there; return where it goes."""
    platform = registry.platform(platform_name)
    check_house_reach(platform)
    door = _door(platform)
    rules.check_keepers(get_user(owner_id), get_user(deputy_id))
    app = registrations.need(platform)
    user_id, sign_in_id = by.id, sign_in.id
    let_go()
    state = ids.token()
    try:
        leaving = door.begin(app, back_at(platform.name), state)
    except PlatformError as error:
        raise Invalid(f"{platform.label} said: {error.message}") from error
    row = Leave(
        platform=platform.name,
        user_id=user_id,
        sign_in_id=sign_in_id,
        state_hash=ids.digest(state),
        kept={**leaving.keep, "state": state},
        owner_id=owner_id,
        deputy_id=deputy_id,
        channel_id=channel_id,
        plan_id=plan_id,
    )
    _remember(row)
    return leaving.url


def _door(platform: Platform) -> SignIn:
    if platform.sign_in is None:
        raise NotFound(f"Accounts on {platform.label} are not connected in the browser.")
    return platform.sign_in


@atomic
def _remember(row: Leave) -> None:
    now = clock.now()
    desk_queries.forget_leaves(now)
    row.began_at, row.expires_at = now, now + AWAY
    db.session.add(row)


def come_back(
    platform_name: str, query: Mapping[str, str], *, by: User, sign_in: SignedIn
) -> tuple[Leave, Channel | None]:
    """Take up a sign-in with what the browser brought back; None where a person has to choose."""
    platform = registry.platform(platform_name)
    user, sign_in_id = by, sign_in.id
    row = _take_up(platform.name, query.get("state", ""), user.id, sign_in_id)
    app = registrations.need(platform)
    kept = dict(row.kept)
    let_go()
    try:
        offered = _door(platform).finish(app, back_at(platform.name), kept, query)
    except PlatformError as error:
        raise Invalid(f"{platform.label} did not let us in: {error.message}") from error
    if not offered:
        raise Invalid(f"{platform.label} offered no account that could be connected.")
    choices: list[dict[str, Any]] = [
        {"label": each.label, "credentials": dict(each.credentials)} for each in offered
    ]
    row = _keep_offered(row.id, choices)
    if len(choices) > 1:
        return row, None
    return row, choose(row.id, 0, by=user, sign_in=sign_in)


@atomic
def _take_up(platform: str, state: str, user_id: int, sign_in_id: int) -> Leave:
    """Use a state up, before anything else is done with it."""
    now = clock.now()
    row = desk_queries.find_leave(platform, ids.digest(state))
    mine = row is not None and (row.user_id, row.sign_in_id) == (user_id, sign_in_id)
    if row is None or not mine or row.back_at is not None or row.expires_at <= now:
        raise Invalid(NOT_THIS)
    row.back_at = now
    return row


@atomic
def _keep_offered(leave_id: int, offered: list[dict[str, Any]]) -> Leave:
    row = db.session.get_one(Leave, leave_id)
    row.offered, row.kept = offered, None
    row.expires_at = clock.now() + TO_CHOOSE
    return row


def get_offered(leave_id: int, *, by: User, sign_in: SignedIn) -> Leave:
    """Return a sign-in whose accounts wait to be chosen from, in the browser that began it."""
    row = db.session.get(Leave, leave_id)
    mine = row is not None and (row.user_id, row.sign_in_id) == (by.id, sign_in.id)
    if row is None or not mine or row.done_at is not None or row.expires_at <= clock.now():
        raise NotFound(NOT_THIS)
    if not row.offered:
        raise NotFound(NOT_THIS)
    return row


def choose(leave_id: int, number: int, *, by: User, sign_in: SignedIn) -> Channel:
    """Connect one of the accounts that a sign-in opened."""
    row = get_offered(leave_id, by=by, sign_in=sign_in)
    offered = row.offered
    if not 0 <= number < len(offered):
        raise Invalid("Which one?", {"number": "Choose one of the accounts."})
    credentials = offered[number]["credentials"]
    platform = registry.platform(row.platform)
    actor, again, plan_id = by.actor, row.channel_id, row.plan_id
    found, credentials = look(platform, credentials)
    found.owner_id, found.deputy_id = row.owner_id, row.deputy_id
    if again is not None:
        rules.check_same_account(queries.get_channel(again), found)
    channel = keep(found, credentials, actor=actor, plan_id=plan_id, again=again is not None)
    _done(leave_id)
    return channel


@atomic
def _done(leave_id: int) -> None:
    row = db.session.get_one(Leave, leave_id)
    row.done_at, row.offered, row.kept = clock.now(), None, None
