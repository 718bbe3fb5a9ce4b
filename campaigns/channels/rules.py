"""What may be done with an account, and by whom it is looked after."""

from collections.abc import Iterable, Mapping

from campaigns.channels.model import Channel, ChannelState
from campaigns.kernel.errors import Invalid, NotAllowed, WrongState
from campaigns.platforms.base import Field, Limits, Platform
from campaigns.users.model import User

S = ChannelState
NEXT: dict[ChannelState, frozenset[ChannelState]] = {
    S.CONNECTED: frozenset({S.PAUSED, S.BROKEN, S.DISCONNECTED}),
    S.PAUSED: frozenset({S.CONNECTED, S.BROKEN, S.DISCONNECTED}),
    S.BROKEN: frozenset({S.CONNECTED, S.PAUSED, S.DISCONNECTED}),
    S.DISCONNECTED: frozenset({S.CONNECTED}),
}

# What a key may carry beside itself: when it ends, and who it is of.
NO_SECRETS = frozenset({"expires_at", "did", "handle", "user_id", "username", "page_id", "id"})


def can_move(channel: Channel, to: ChannelState) -> bool:
    """Say whether the life of an account knows this move."""
    return to in NEXT[channel.state]


def check_move(channel: Channel, to: ChannelState) -> None:
    """Refuse a move that the life of an account does not know."""
    if not can_move(channel, to):
        raise WrongState(
            f"@{channel.handle} is {channel.state.label.lower()};"
            f" it cannot become {to.label.lower()}."
        )


def check_keepers(owner: User, deputy: User) -> None:
    """Refuse an account that fewer than two people, both still here, look after."""
    problems: dict[str, str] = {}
    if not owner.active:
        problems["owner"] = f"{owner.name} does not work here any more."
    if not deputy.active:
        problems["deputy"] = f"{deputy.name} does not work here any more."
    if owner.id == deputy.id:
        problems["deputy"] = "The deputy must be someone else than the owner."
    if problems:
        raise Invalid("An account needs an owner and a deputy.", problems)


def check_reach(*, case_rehearsal: bool, platform_rehearsal: bool) -> None:
    """Refuse to let an exercise reach anyone outside it."""
    if case_rehearsal and not platform_rehearsal:
        raise NotAllowed("This is an exercise: it cannot reach a real platform.")


def check_credentials(fields: Iterable[Field], given: Mapping[str, str]) -> None:
    """Refuse a connect form on which something was left out."""
    problems = {
        field.name: f"Enter the {field.label[:1].lower()}{field.label[1:]}."
        for field in fields
        if not given.get(field.name, "").strip()
    }
    if problems:
        raise Invalid("Something is missing.", problems)


def check_profile(limits: Limits, display_name: str, bio: str) -> None:
    """Refuse a name or bio that the platform would not take; nothing is shortened."""
    problems: dict[str, str] = {}
    if not display_name:
        problems["display_name"] = "Enter the name that people will see."
    elif limits.count(display_name) > limits.name_max:
        problems["display_name"] = f"A name there has at most {limits.name_max} characters."
    if limits.count(bio) > limits.bio_max:
        problems["bio"] = (
            f"A bio there has at most {limits.bio_max} characters; this has {limits.count(bio)}."
        )
    if problems:
        raise Invalid("The platform would not take this.", problems)


def check_openable(channel_state: ChannelState, *, has_key: bool) -> None:
    """Refuse to open an account whose key we have given back."""
    if channel_state is ChannelState.DISCONNECTED or not has_key:
        raise WrongState("This account is disconnected; connect it again first.")


def check_reason(reason: str) -> None:
    """Refuse to stop something without saying why."""
    if not reason.strip():
        raise Invalid("Say why.", {"reason": "Say why, so that the next person knows."})


def check_same_account(channel: Channel, found: Channel) -> None:
    """Refuse a sign-in with another account than the one that is to be connected again."""
    if (found.platform, found.handle) != (channel.platform, channel.handle):
        raise Invalid(
            f"You signed in as @{found.handle}, but this is @{channel.handle}."
            f" Sign out there, and sign in as @{channel.handle}."
        )


def check_paused(channel: Channel) -> None:
    """Refuse to resume what nobody paused."""
    if channel.state is not ChannelState.PAUSED:
        raise WrongState(f"@{channel.handle} is not paused.")


def check_heir(channel: Channel, owner: User, deputy: User) -> None:
    """Refuse a hand-over after which one person alone would look after an account."""
    if owner.id == deputy.id:
        raise Invalid(
            f"{owner.name} already looks after @{channel.handle}.",
            {"heir_id": f"{owner.name} already looks after @{channel.handle}; name someone else."},
        )
    check_keepers(owner, deputy)


def secrets_in(platform: Platform, credentials: Mapping[str, str]) -> list[str]:
    """Return what of an account's key nobody must read: all but what its form shows openly."""
    asked = (*platform.credentials, *platform.app_fields)
    open_names = {each.name for each in asked if not each.secret}
    return [
        value
        for name, value in credentials.items()
        if name not in open_names | NO_SECRETS and not value.startswith(("http://", "https://"))
    ]
