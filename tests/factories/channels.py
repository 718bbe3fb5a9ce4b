"""Channels for tests."""

from itertools import count

from campaigns.channels.model import Basis, Channel
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db
from campaigns.platforms.network import front
from campaigns.platforms.rehearsal import network
from tests.factories.users import make_user

_numbers = count(1)


@atomic
def make_channel(**given) -> Channel:
    """Make a connected rehearsal account; one on a real platform may collect, unless told not."""
    collects = given.pop("collects", given.get("platform", "rehearsal") != "rehearsal")
    owner = given.pop("owner", None) or make_user()
    deputy = given.pop("deputy", None) or make_user()
    handle = given.pop("handle", f"missing{next(_numbers)}")
    if given.get("platform", "rehearsal") == "rehearsal" and front.is_free(network(), handle):
        front.make_account(network(), handle, f"key-of-{handle}")
    channel = Channel(
        **{
            "platform": "rehearsal",
            "handle": handle,
            "display_name": "Help find Mira",
            "owner_id": owner.id,
            "deputy_id": deputy.id,
            "connected_at": clock.now(),
            "credentials": {"handle": handle, "key": f"key-of-{handle}"},
            **given,
        }
    )
    db.session.add(channel)
    db.session.flush()
    if collects:
        db.session.add(_basis(channel, owner))
    return channel


def _basis(channel: Channel, owner) -> Basis:
    return Basis(
        channel_id=channel.id,
        words="Police Act, section 12",
        person="Jean Roy",
        recorded_by_id=owner.id,
        recorded_at=clock.now(),
    )
