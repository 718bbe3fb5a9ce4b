"""Counted as the platform counts, refused with the count, never cut."""

import pytest

from campaigns.deliveries.fit import Part, Picture, problems
from campaigns.platforms.base import Limits

LIMITS = Limits(text_max=10, images_max=1, image_max_bytes=2_000_000, alt_max=5)
JPEG = Picture("image/jpeg", 1_000, "A cat")


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (Part("x" * 10), []),
        (Part("x" * 11), ["11 of 10 for @mira: too long."]),
        (Part(""), ["Nothing to say to @mira."]),
        (Part("", (JPEG,)), []),
        (Part("x", (JPEG, JPEG)), ["2 of 1 pictures for @mira: too many."]),
        (
            Part("x", (Picture("image/jpeg", 1, "A small cat"),)),
            ["11 of 5 for @mira, description of picture 1."],
        ),
        (
            Part("x", (Picture("image/jpeg", 1, ""),)),
            ["No description of picture 1 for @mira: say what it shows."],
        ),
        (
            Part("x", (Picture("image/tiff", 1, "A"),)),
            ["@mira does not take image/tiff (picture 1)."],
        ),
        (
            Part("x", (Picture("image/jpeg", 2_500_000, "A"),)),
            ["2.5 MB of 2.0 MB for @mira: picture 1 is too large."],
        ),
    ],
)
def test_each_limit_names_its_count(part, words):
    assert problems([part], LIMITS, "@mira") == words


def test_a_thread_names_the_part_and_is_refused_where_there_are_none():
    assert problems([Part("x"), Part("x" * 11)], LIMITS, "@mira") == [
        "11 of 10 for @mira in part 2: too long."
    ]
    alone = Limits(text_max=10, thread=False)
    assert problems([Part("x"), Part("y")], alone, "@m") == [
        "@m cannot carry a thread: 2 parts, 1 possible."
    ]


def test_the_platform_s_own_way_of_counting_is_used():
    limits = Limits(text_max=3, count=lambda text: len(text.split()))
    assert problems([Part("three little words")], limits, "@m") == []
