"""What may be hidden, for what, and what may never be."""

from statistics import median

from campaigns.kernel.errors import Invalid, WrongState
from campaigns.moderation.model import HideState, HideWhy, Hiding
from campaigns.moderation.suggesting import is_criticism, suggestions_for
from campaigns.tips.model import Tip, TipSource

LEAST_WORDS = 10
LEFT_ALONE = (
    "This criticises us or the appeal. Criticism stays, however harsh. If it also abuses, accuses"
    " or endangers someone, choose that and say in your own words which part does."
)


def check_can_hide(tip: Tip) -> None:
    """Refuse to hide what does not stand beneath a post of ours."""
    if tip.source is not TipSource.REPLY or tip.channel_id is None or not tip.remote_ref:
        raise WrongState("Only a public reply to a post can be hidden.")
    if not tip.raw_sha256 and not tip.text:
        raise WrongState("It has not been kept yet: what is not kept is not hidden.")


def check_why(tip: Tip, why: HideWhy, words: str) -> bool:
    """Refuse a hiding without a good reason; return whether a rule had suggested it."""
    suggested = any(each.why is why for each in suggestions_for(tip.text or ""))
    if suggested:
        return True
    if len(words) < LEAST_WORDS:
        said = LEFT_ALONE if is_criticism(tip.text or "") else "Say which words must go, and why."
        raise Invalid(said, {"words": said})
    return False


def check_move(hiding: Hiding) -> None:
    """Refuse to try again what is hidden."""
    if hiding.state is HideState.HIDDEN:
        raise WrongState("It is hidden already.")


def seconds_to_hide(hidings: list[Hiding]) -> float | None:
    """Return the median time from when a reply was said to when it was hidden, in seconds."""
    spans = [
        (each.hidden_at - each.said_at).total_seconds()
        for each in hidings
        if each.hidden_at is not None
    ]
    return median(spans) if spans else None
