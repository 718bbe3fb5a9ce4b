"""Who of the family may come in, and for how long."""

from datetime import datetime, timedelta

from campaigns.families.model import FamilyLink
from campaigns.kernel.errors import Invalid, NotSignedIn

LINK_LIVES = timedelta(hours=48)
VISIT_LIVES = timedelta(days=30)
USED = "This link has been used. Ask your liaison officer for a new one."


def check_link(link: FamilyLink | None, now: datetime) -> FamilyLink:
    """Return a link that can still be used, or say in plain words why not."""
    if link is None:
        raise NotSignedIn("We do not know this link. Ask your liaison officer for a new one.")
    if link.used_at is not None:
        raise NotSignedIn(USED)
    if link.expires_at <= now or link.relative.ended_at is not None:
        raise NotSignedIn("This link has ended. Ask your liaison officer for a new one.")
    return link


def check_words(text: str) -> None:
    """Refuse a message that says nothing."""
    if not text:
        raise Invalid("Write a message first.", {"text": "Write a message first."})


def check_relative(name: str, email: str) -> None:
    """Refuse a relative without a name, or an address that cannot be one."""
    if not name:
        raise Invalid("Who is it?", {"name": "Enter the relative's name."})
    if email and ("@" not in email or " " in email):
        raise Invalid("Look at the e-mail address.", {"email": "Enter an e-mail address."})
