"""What the full house has heard beyond words: changes of them, and what may be missing."""

from campaigns.channels.model import Channel
from campaigns.hearing import gaps
from campaigns.tips import versions
from campaigns.users.model import Role
from tests.factories.users import make_user


def hear_more(tip_id: int, channel: Channel) -> None:
    """Leave a tip that was changed and taken back, an alarm that stands, and one that was ended."""
    versions.keep_version(tip_id, versions.Again("The two of them, at the ferry.", b"{}"))
    versions.keep_version(tip_id, versions.Again("", gone=True))
    ended = gaps.raise_gap(channel.id, "messages", "Nobody listened for two days.")
    looked = make_user(Role.SUPERVISOR, name="Ida Brandt")
    gaps.end_gap(channel.id, ended.id, "Looked through the account by hand.", by=looked)
    gaps.raise_gap(channel.id, "replies", "More was said at once than it gave us.")
