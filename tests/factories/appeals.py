"""Appeals for tests."""

from itertools import count

from campaigns.appeals.model import Appeal, AppealChannel, AppealState
from campaigns.cases.publicity import Publicity
from campaigns.kernel import clock
from campaigns.kernel.db import atomic, db
from tests.factories.cases import make_case

_numbers = count(1)


@atomic
def make_appeal(**given) -> Appeal:
    """Make a live appeal of a fresh case (or of `case`), on `channels`."""
    case = given.pop("case", None) or make_case()
    channels = given.pop("channels", ())
    number = next(_numbers)
    appeal = Appeal(
        **{
            "case_id": case.id,
            "slug": f"mira-{number}",
            "code": f"ABCD-{number:04}",
            "state": AppealState.LIVE,
            "headline": "Have you seen Mira, 7?",
            "ask": "Tell us, even if you are not sure.",
            "hashtag": f"FindMira{number}",
            "hashtag_key": f"findmira{number}",
            "contact_phone": "416-555-0143",
            "launched_at": clock.now(),
            **given,
        }
    )
    if appeal.state is not AppealState.DRAFT and case.publicity is Publicity.UNDECIDED:
        case.publicity = Publicity.PUBLISH  # as if decided before what is tested begins
    db.session.add(appeal)
    db.session.flush()
    for channel in channels:
        db.session.add(
            AppealChannel(appeal_id=appeal.id, channel_id=channel.id, added_at=clock.now())
        )
    db.session.flush()
    return appeal
