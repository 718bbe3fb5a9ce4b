"""What the family reads on its page: their words, and ours as far as they may still be said."""

from campaigns.families.model import FamilyMessage
from campaigns.families.queries import list_messages
from campaigns.guard.gate import sieve


def shown_to_family(case_id: int) -> list[FamilyMessage]:
    """Return the talk, oldest first, without what we said and what has become withheld since."""
    through = sieve(case_id)
    return [
        each
        for each in list_messages(case_id)
        if each.relative_id is not None or through(each.text, ("family_message", each.id))
    ]
