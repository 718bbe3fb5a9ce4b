"""Counting as a reader would."""

import pytest

from campaigns.platforms.network.length import count


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("", 0),
        ("abc", 3),
        ("e\u0301", 1),
        ("नि", 1),
        ("👍🏽", 1),
        ("👩‍👩‍👧", 1),
        ("🇨🇦🇬🇧", 2),
        ("🇨🇦🇬", 2),
        ("❤️", 1),
        ("שלום", 4),
        ("a\nb", 3),
        ("\u0301", 1),
    ],
)
def test_what_a_reader_sees_as_one_counts_as_one(text, length):
    assert count(text) == length
