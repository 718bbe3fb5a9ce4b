"""The same words give the same seal; anything else gives another."""

from datetime import UTC, datetime

from hypothesis import given
from hypothesis import strategies as st

from campaigns.deliveries.snapshot import Letter, freeze, seal, seal_of_all

PART = {
    "text": "Seen?",
    "media": [{"asset_id": 1, "sha256": "a", "type": "image/jpeg", "alt": "A"}],
}


def test_freezing_keeps_only_what_is_sent():
    frozen = freeze([{**PART, "note": "not sent"}], "77")
    assert frozen == {"parts": [PART], "reply_to": "77"}


@given(st.text(), st.text())
def test_other_words_have_another_seal(one, other):
    first, second = freeze([{"text": one, "media": []}]), freeze([{"text": other, "media": []}])
    assert (seal(first) == seal(second)) == (one == other)


def test_the_seal_over_all_knows_channels_words_and_time_but_no_order():
    at = datetime(2026, 5, 16, 12, tzinfo=UTC)
    whole = seal_of_all([(1, "a"), (2, "b")], at)
    assert whole == seal_of_all([(2, "b"), (1, "a")], at)
    others = [
        seal_of_all([(1, "b"), (2, "a")], at),
        seal_of_all([(1, "a")], at),
        seal_of_all([(1, "a"), (2, "b")], None),
        seal_of_all([(1, "a"), (2, "b")], at.replace(minute=1)),
    ]
    assert whole not in others
    assert len(set(others)) == 4


def test_a_letter_knows_its_seal():
    snapshot = freeze([PART])
    assert Letter(1, snapshot).hash == seal(snapshot)
