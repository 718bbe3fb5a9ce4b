"""What a sender reads when they come back: their words, and ours as far as they may stand."""

from campaigns.guard.gate import sieve
from campaigns.tips.model import MessageKind, Tip, TipMessage
from campaigns.tips.queries import list_talk


def shown_to_sender(tip: Tip) -> list[TipMessage]:
    """Return the talk, oldest first, without what we said and what has become withheld since."""
    through = sieve(tip.case_id)
    return [
        each
        for each in list_talk(tip.id)
        if each.kind is not MessageKind.TO_SENDER or through(each.text, ("tip_message", each.id))
    ]
