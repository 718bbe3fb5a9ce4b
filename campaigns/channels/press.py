"""The press list of an account that speaks to addresses: people are added and taken off."""

from campaigns.audit import actions as audit
from campaigns.channels.model import PressContact
from campaigns.channels.press_queries import get_contact, list_contacts
from campaigns.channels.queries import get_channel
from campaigns.kernel import clock
from campaigns.kernel.addresses import read_address
from campaigns.kernel.db import atomic, db
from campaigns.kernel.errors import Invalid, WrongState
from campaigns.kernel.text import clean
from campaigns.platforms import registry
from campaigns.users.model import User

NAME_CHARS = 120


@atomic
def add_contact(channel_id: int, name: str, address: str, *, by: User) -> PressContact:
    """Put someone on the press list: what appeals say on this account reaches them."""
    channel = get_channel(channel_id)
    medium = registry.platform(channel.platform).addresses
    if not medium:
        raise WrongState("This account speaks to everyone; it has no press list.")
    name = clean(name)
    if not name or len(name) > NAME_CHARS:
        words = f"Say who it is, in up to {NAME_CHARS} characters."
        raise Invalid(words, {"name": words})
    kept = read_address(medium, address)
    if any(each.address.casefold() == kept.casefold() for each in list_contacts(channel_id)):
        raise Invalid("Already there.", {"address": "This address is on the list already."})
    row = PressContact(
        channel_id=channel_id, name=name, address=kept, added_by_id=by.id, added_at=clock.now()
    )
    db.session.add(row)
    db.session.flush()
    audit.record("press_contact_added", actor=by.actor, about=("channel", channel_id))
    return row


@atomic
def remove_contact(channel_id: int, contact_id: int, *, by: User) -> None:
    """Take someone off the press list."""
    row = get_contact(channel_id, contact_id)
    if row.removed_at is None:
        row.removed_at = clock.now()
        audit.record("press_contact_removed", actor=by.actor, about=("channel", channel_id))
