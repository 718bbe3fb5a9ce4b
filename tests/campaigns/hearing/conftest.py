"""An account on a platform where everything can be said, and a case that listens there."""

import pytest

from campaigns.jobs import collect_tips
from tests.factories.appeals import make_appeal
from tests.factories.cases import make_case
from tests.factories.channels import make_channel
from tests.fakes.beacon import CREDENTIALS


@pytest.fixture
def channel(app, beacon):
    return make_channel(platform="beacon", handle="missingmira", credentials=CREDENTIALS)


@pytest.fixture
def case(channel):
    case = make_case()
    make_appeal(case=case, channels=[channel], hashtag="FindMira", hashtag_key="findmira")
    return case


@pytest.fixture
def listening(case, moving_clock):
    """An account whose first hearing is over."""
    collect_tips.run()
    moving_clock.move(minutes=2)
