"""What the guard leaves in the full house: something held, something decided, a marked tip."""

from campaigns.cases import publicity_actions as publicity
from campaigns.cases.given import HoldbackGiven
from campaigns.guard import actions as guard
from campaigns.guard.model import Scope
from campaigns.jobs import make_rounds, read_tips
from campaigns.users.model import User


def withhold(case_id: int, cast: dict[str, User]) -> None:
    """Withhold what is planned and what a tip says: a finding, a decision, a marked tip."""
    given = HoldbackGiven("how many days it takes", ("two days from now", "held her very tight"))
    detail = publicity.add_holdback(case_id, given, by=cast["okafor"])
    make_rounds.run()
    read_tips.run()
    guard.release(
        case_id,
        rule="holdback",
        detail_id=detail.id,
        scope=Scope.TEXT,
        reason="It stood in the papers.",
        author_id=cast["okafor"].id,
        text="Two days from now we ask again.",
        by=cast["lindqvist"],
    )
