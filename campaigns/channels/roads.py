"""The road of accounts: what they are called and say of themselves."""

from collections.abc import Iterator, Sequence

from campaigns.channels.model import Channel, ChannelState
from campaigns.channels.queries import list_channels
from campaigns.guard.leaving import Leaving, Road, Words, out


def words_of(handle: str, display_name: str, bio: str) -> tuple[Words, ...]:
    """Return what an account says of itself."""
    return (
        Words("handle", "account", handle, ours=True),
        Words("display_name", "name of the account", display_name),
        Words("bio", "what the account says of itself", bio),
    )


def _channels(channels: Sequence[Channel]) -> Iterator[Leaving]:
    for channel in channels:
        if channel.state is not ChannelState.DISCONNECTED:
            told = words_of(channel.handle, channel.display_name, channel.bio)
            yield Leaving(channel.dedicated_case_id, ("channel", channel.id), told)


def _of_case(case_id: int) -> list[Channel]:
    return [each for each in list_channels() if each.dedicated_case_id in {None, case_id}]


ROADS = (
    Road(
        Channel,
        "Accounts",
        columns=frozenset({"handle", "display_name", "bio"}),
        opens=frozenset(),
        leaving=_channels,
        of_case=_of_case,
        reach=out,
    ),
)
