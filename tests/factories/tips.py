"""Tips for tests."""

from campaigns.kernel.db import atomic
from campaigns.tips import actions, codename
from campaigns.tips.model import Tip, TipSource
from campaigns.tips.receive import NewTip, Received
from tests.factories.cases import make_case


@atomic
def receive_tip(**given) -> Received:
    """Receive an anonymous web tip of a fresh case (or of `case`)."""
    case = given.pop("case", None) or make_case()
    return actions.receive(
        NewTip(
            **{
                "case_id": case.id,
                "source": TipSource.WEB,
                "text": "I saw a girl with a woman who held her very tight.",
                "anonymous": True,
                "idempotency_key": codename.new_key(),
                **given,
            }
        )
    )


def make_tip(**given) -> Tip:
    """Make a tip; takes what `receive_tip` takes."""
    return receive_tip(**given).tip
