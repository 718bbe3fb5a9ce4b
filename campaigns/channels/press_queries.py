"""Find who is on the press list of an account."""

from sqlalchemy import select

from campaigns.channels.model import PressContact
from campaigns.kernel.db import db
from campaigns.kernel.errors import NotFound


def list_contacts(channel_id: int) -> list[PressContact]:
    """Return who is on the list now, by name."""
    rows = db.session.scalars(
        select(PressContact).where(
            PressContact.channel_id == channel_id, PressContact.removed_at.is_(None)
        )
    )
    return sorted(rows, key=lambda row: (row.name.casefold(), row.id))


def get_contact(channel_id: int, contact_id: int) -> PressContact:
    """Return someone who is or was on the list, or say that there is nobody."""
    row = db.session.get(PressContact, contact_id)
    if row is None or row.channel_id != channel_id:
        raise NotFound("There is nobody like that on this list.")
    return row
