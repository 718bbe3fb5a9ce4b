"""What the guard says of an update as it stands, before it is submitted and while it waits."""

from campaigns.deliveries.roads import words_of
from campaigns.guard.gate import find
from campaigns.guard.leaving import Leaving
from campaigns.guard.telling import Told, tell
from campaigns.updates.model import Update
from campaigns.users.model import User


def told_of(update: Update, user: User) -> list[Told]:
    """Return what this person is told of an update's words, blocks first."""
    leaving = Leaving(update.case_id, ("update", update.id), words_of(update.parts))
    return tell(find([leaving]), user)
