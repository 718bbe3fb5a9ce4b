"""Gives an account up: its key is given back, so that it opens nothing any more, then forgotten."""

from dataclasses import dataclass

from campaigns.channels import queries
from campaigns.channels.actions import disconnect_channel, open_account
from campaigns.channels.model import Channel
from campaigns.kernel.actor import Actor
from campaigns.kernel.db import let_go
from campaigns.kernel.errors import CampaignError, Unauthorised
from campaigns.platforms.base import Revokes


@dataclass(frozen=True, slots=True)
class Parting:
    """An account that was given up; `left` says what is still to be done by hand, if anything."""

    channel: Channel
    left: str


def part(channel_id: int, *, actor: Actor) -> Parting:
    """Give an account's key back and forget it; it asks the platform, outside any transaction.

    A platform that does not take the key back keeps nobody from disconnecting: who has lost an
    account must be able to shut it here at once. What is left to do there is said and recorded.
    """
    has_key = queries.read_key(channel_id).credentials is not None
    let_go()
    left = _given_back(channel_id) if has_key else ""
    return Parting(disconnect_channel(channel_id, key_left=left, actor=actor), left)


def _given_back(channel_id: int) -> str:
    """Have the platform make the key void; return what a person must still do, or nothing."""
    try:
        account = open_account(channel_id)
        if isinstance(account, Revokes):
            account.revoke()
            return ""
    except Unauthorised:
        return ""  # it is void already
    except CampaignError as error:
        return f"The key may still open the account: {error.message}"
    return "A program cannot give the key back there: remove it in the account's own settings."
