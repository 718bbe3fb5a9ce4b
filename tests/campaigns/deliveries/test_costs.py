"""What sending costs is known before it is sent."""

import pytest

from campaigns.deliveries.costs import estimate
from campaigns.deliveries.snapshot import freeze
from campaigns.kernel.text import said_cents
from campaigns.platforms import registry

PICTURE = {"asset_id": 1, "sha256": "ab", "type": "image/jpeg", "alt": "Mira"}


def test_a_thread_costs_what_its_parts_cost():
    parts = [
        {"text": "Have you seen Mira? https://appeals.example.org/a/mira", "media": []},
        {"text": "She wears a red coat.", "media": [PICTURE, PICTURE]},
    ]
    assert estimate(freeze(parts), registry.platform("x")) == 20.0 + 1.5 + 2 * 0.5


def test_where_nothing_is_charged_nothing_is_said():
    assert estimate(freeze([{"text": "Hi", "media": []}]), registry.platform("mastodon")) is None


@pytest.mark.parametrize(
    ("cents", "words"),
    [(0, "US$0.00"), (0.5, "less than US$0.01"), (20, "US$0.20"), (120_400, "US$1,204.00")],
)
def test_money_is_said_as_people_say_it(cents, words):
    assert said_cents(cents) == words
